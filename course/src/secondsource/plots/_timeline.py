"""The pack's events on a line of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from secondsource.packs.files import Row
from secondsource.packs.pack import Pack, load_pack
from secondsource.plots._picture import BLUE, GREY, INK, PAPER, Picture, blank_figure, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["timeline"]

WIDE = 76
"""Characters of an event that fit beside its date."""


def timeline(*, since: str = "", until: str = "9999", pack: str | Pack | None = None) -> Picture:
    """The pack's events, earliest on top, spaced by order and dated.

    `since` and `until` are ISO dates. Raises `ValueError` where no event lies between them.
    """
    rows = [r for r in load_pack(pack).table("event").rows if since <= r["date"] <= until]
    if not rows:
        msg = f"no event from {since or 'the start'} until {until}"
        raise ValueError(msg)
    rows.sort(key=lambda r: r["date"])
    figure = blank_figure(7.2, 0.34 * len(rows) + 0.7)
    _draw(figure.add_subplot(), rows)
    return picture(
        figure,
        "Timeline: " + "; ".join(f"{r['date']} {r['event']}" for r in rows),
        "Filled dots are dates of high certainty. The distance between dots has no meaning.",
        ("Date", "Event", "Certainty"),
        [(r["date"], r["event"], r.get("certainty", "")) for r in rows],
    )


def _draw(axes: Axes, rows: Sequence[Row]) -> None:
    axes.plot([0, 0], [0, len(rows) - 1], color=GREY, linewidth=1.5)
    for y, row in enumerate(rows):
        sure = row.get("certainty", "high") == "high"
        axes.plot(0, y, "o", markersize=7, color=BLUE, markerfacecolor=BLUE if sure else PAPER)
        when = date.fromisoformat(row["date"])
        label = f"{when.day} {when:%b} {when.year}"
        axes.text(-0.25, y, label, ha="right", va="center", fontsize=9, color=INK)
        event = row["event"]
        short = event if len(event) <= WIDE else event[: event.rfind(" ", 0, WIDE)] + " …"
        axes.text(0.25, y, short, va="center", fontsize=9, color=INK)
    axes.set_xlim(-2.2, 7)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_axis_off()
