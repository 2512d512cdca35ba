"""The days between two dates of each row of a table, as bars."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from secondsource.errors import PackError
from secondsource.packs.about import Durations
from secondsource.packs.files import Row
from secondsource.packs.pack import Pack, load_pack
from secondsource.plots._picture import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PAPER,
    Picture,
    bare,
    blank_figure,
    picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["durations"]


def durations(name: str, *, pack: str | Pack | None = None) -> Picture:
    """Days from one date to another for the rows of a table, shortest first.

    The table's descriptor says under `durations` which columns hold the dates and what the picture
    says of them. Filled bars are finished; open ones had not ended on the day given. Raises
    `PackError` where the descriptor says nothing of durations.
    """
    table = load_pack(pack).table(name)
    what = table.about.durations
    if what is None:
        msg = f"{table.file}: the package's descriptor gives no `durations` for this table"
        raise PackError(msg)
    rows = sorted(table.rows, key=lambda row: _days(what, row))
    figure = blank_figure(5.2, 0.74 * len(rows) + 0.8)
    _draw(figure.add_subplot(), what, rows)
    said = "; ".join(_sentence(what, row) for row in rows)
    return picture(
        figure,
        f"Bar chart of days. {said}.",
        what.caption,
        what.headings,
        [_numbers(what, row) for row in rows],
    )


def _draw(axes: Axes, what: Durations, rows: list[Row]) -> None:
    for height, row in enumerate(reversed(rows)):
        _bar(axes, height, what, row)
    axes.set_xlim(0, max((_days(what, row) for row in rows), default=1) * 1.2)
    axes.set_ylim(-0.5, len(rows) - 0.35)
    axes.set_yticks([])
    bare(axes, what.title, "days")
    axes.spines["left"].set_visible(False)


def _bar(axes: Axes, height: int, what: Durations, row: Row) -> None:
    days, done = _days(what, row), row[what.done] == "yes"
    axes.barh(
        height,
        days,
        height=0.34,
        color=BLUE if done else PAPER,
        edgecolor=BLUE if done else ORANGE,
        hatch=None if done else "////",
        linewidth=1.5,
    )
    tail = "" if done else ", not ended"
    axes.text(days + 4, height, f"{days}{tail}", va="center", fontsize=11, color=INK)
    label = f"{row[what.who]}: {_span(what, row)}"
    axes.text(0, height + 0.23, label, va="bottom", fontsize=10, color=INK)
    axes.axhline(height - 0.42, color=GREY, linewidth=0.3)


def _days(what: Durations, row: Row) -> int:
    return (date.fromisoformat(row[what.end]) - date.fromisoformat(row[what.start])).days


def _span(what: Durations, row: Row) -> str:
    return f"{_date(row[what.start])} to {_date(row[what.end])}"


def _date(text: str) -> str:
    when = date.fromisoformat(text)
    return f"{when.day} {when:%b} {when.year}"


def _sentence(what: Durations, row: Row) -> str:
    state = what.over if row[what.done] == "yes" else what.open
    return f"{row[what.who]}, {_span(what, row)}: {_days(what, row)} days, {state}"


def _numbers(what: Durations, row: Row) -> tuple[str, ...]:
    sources = dict.fromkeys(row[c].rpartition(":")[2] for c in what.sources)
    return (
        row[what.who],
        row[what.start_what],
        row[what.start],
        row[what.end_what],
        row[what.end],
        str(_days(what, row)),
        row[what.done],
        ", ".join(sources),
    )
