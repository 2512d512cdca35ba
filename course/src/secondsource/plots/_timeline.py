"""The pack's events on a line of time."""

from __future__ import annotations

from datetime import date

from secondsource.packs.pack import load_pack
from secondsource.plots._picture import BLUE, GREY, INK, Picture, blank_figure, picture

__all__ = ["timeline"]

WIDE = 76
"""Characters of an event that fit beside its date."""


def timeline(*, since: str = "", until: str = "9999", pack: str | None = None) -> Picture:
    """Events from the `events` table, earliest on top, spaced by order and dated.

    `since` and `until` are ISO dates. Raises `ValueError` where no event lies between them.
    """
    rows = [r for r in load_pack(pack).table("events").rows if since <= r["date"] <= until]
    if not rows:
        msg = f"no event from {since or 'the start'} until {until}"
        raise ValueError(msg)
    rows.sort(key=lambda r: r["date"])
    figure = blank_figure(7.2, 0.34 * len(rows) + 0.7)
    axes = figure.add_subplot()
    axes.plot([0, 0], [0, len(rows) - 1], color=GREY, linewidth=1.5)
    for y, row in enumerate(rows):
        when = date.fromisoformat(row["date"])
        sure = row.get("certainty", "high") == "high"
        axes.plot(0, y, "o", markersize=7, color=BLUE, markerfacecolor=BLUE if sure else "white")
        axes.text(
            -0.25, y, f"{when.day} {when:%b} {when.year}", ha="right", va="center", fontsize=9
        )
        event = row["event"]
        short = event if len(event) <= WIDE else event[: event.rfind(" ", 0, WIDE)] + " …"
        axes.text(0.25, y, short, va="center", fontsize=9, color=INK)
    axes.set_xlim(-2.2, 7)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_axis_off()
    return picture(
        figure,
        "Timeline: " + "; ".join(f"{r['date']} {r['event']}" for r in rows),
        "Filled dots are dates of high certainty. The distance between dots has no meaning.",
        ("Date", "Event", "Certainty"),
        [(r["date"], r["event"], r.get("certainty", "")) for r in rows],
    )
