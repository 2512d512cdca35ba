"""How long it took until an officer's seat was ended, beside how long it had been in 2026."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from secondsource.packs.pack import Row, load_pack
from secondsource.plots._picture import BLUE, GREY, INK, ORANGE, Picture, blank_figure, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["removal_lags"]

_CAPTION = (
    "Days from the first public act against an officer to the day on which the end of his seat in "
    "the legislature was made public. The first act is not the same in each case, and these are "
    "the cases we could date from stored pages, searched in 2026: examples, not a sample."
)


def removal_lags(*, pack: str | None = None) -> Picture:
    """Days from first public act to the end of the seat, for the pack's cases, shortest first.

    Filled bars are finished; open ones had not ended on the day given.
    """
    rows = sorted(load_pack(pack).table("removals").rows, key=_days)
    figure = blank_figure(5.2, 0.74 * len(rows) + 0.8)
    axes = figure.add_subplot()
    for height, row in enumerate(reversed(rows)):
        _bar(axes, height, row)
    axes.set_xlim(0, max(map(_days, rows), default=1) * 1.2)
    axes.set_ylim(-0.5, len(rows) - 0.35)
    axes.set_yticks([])
    axes.set_xlabel("days", fontsize=11, color=INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_title(
        "Days from first public act to end of seat", loc="left", fontsize=12, fontweight="bold"
    )
    said = "; ".join(_sentence(row) for row in rows)
    return picture(
        figure,
        f"Bar chart of days. {said}.",
        _CAPTION,
        ("Who", "First public act", "Date", "Up to", "Date", "Days", "Seat ended", "Rows"),
        [_numbers(row) for row in rows],
    )


def _bar(axes: Axes, height: int, row: Row) -> None:
    days, done = _days(row), row["done"] == "yes"
    axes.barh(
        height,
        days,
        height=0.34,
        color=BLUE if done else "white",
        edgecolor=BLUE if done else ORANGE,
        hatch=None if done else "////",
        linewidth=1.5,
    )
    tail = "" if done else ", not ended"
    axes.text(days + 4, height, f"{days}{tail}", va="center", fontsize=11, color=INK)
    label = f"{row['person']}: {_span(row)}"
    axes.text(0, height + 0.23, label, va="bottom", fontsize=10, color=INK)
    axes.axhline(height - 0.42, color=GREY, linewidth=0.3)


def _days(row: Row) -> int:
    return (date.fromisoformat(row["step_date"]) - date.fromisoformat(row["first_date"])).days


def _span(row: Row) -> str:
    return f"{_date(row['first_date'])} to {_date(row['step_date'])}"


def _date(text: str) -> str:
    when = date.fromisoformat(text)
    return f"{when.day} {when:%b} {when.year}"


def _sentence(row: Row) -> str:
    state = "seat ended" if row["done"] == "yes" else "seat not ended"
    return f"{row['person']}, {_span(row)}: {_days(row)} days, {state}"


def _numbers(row: Row) -> tuple[str, ...]:
    sources = dict.fromkeys(row[c].removeprefix("record:") for c in ("first_source", "step_source"))
    return (
        row["person"],
        row["first_act"],
        row["first_date"],
        row["step"],
        row["step_date"],
        str(_days(row)),
        row["done"],
        ", ".join(sources),
    )
