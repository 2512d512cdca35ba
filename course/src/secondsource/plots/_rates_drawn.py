"""Shares drawn as dots with their intervals, over the years or group by group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from secondsource.packs.about import Series
from secondsource.packs.readouts import Share
from secondsource.plots._picture import BLUE, GREY, INK, ORANGE, PAPER, bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_names", "draw_years", "draw_years_down"]

_NEAR_TOP = 0.9

_QUARTERS = ([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])

_LABEL = "share with the phrase"


def draw_years(
    axes: Axes,
    title: str,
    groups: Sequence[Share],
    series: Series,
    halves: tuple[Share, Share] | None,
) -> None:
    """Draw years from left to right, with the two stretches before and after the break."""
    this = (series.day or series.break_at or date(2000, 1, 1)).year
    first, last = (int(groups[0].label), int(groups[-1].label)) if groups else (this, this)
    for share in groups:
        _year(axes, share)
    if series.break_at and halves:
        _stretches(axes, (first, last), series.break_at, halves)
    if series.day and first <= series.day.year <= last:
        at = _place(series.day)
        axes.axvline(at, color=ORANGE, linewidth=1.3, linestyle="dotted")
        axes.text(
            at - 0.1, 1.1, series.day_note, ha="right", va="center", fontsize=10, color=ORANGE
        )
    axes.set_xlim(first, last + 1)
    axes.set_ylim(-0.04, 1.28)
    axes.set_yticks(*_QUARTERS, fontsize=10)
    years = range(first, last + 1)
    axes.set_xticks([y + 0.5 for y in years], [f"'{y % 100:02d}" for y in years], fontsize=10)
    bare(axes, title, "", _LABEL)


def draw_years_down(
    axes: Axes,
    title: str,
    groups: Sequence[Share],
    series: Series,
    halves: tuple[Share, Share] | None,
) -> None:
    """Draw years from top to bottom, for a phone, with the stretches before and after the break."""
    this = (series.day or series.break_at or date(2000, 1, 1)).year
    first, last = (int(groups[0].label), int(groups[-1].label)) if groups else (this, this)
    for share in groups:
        middle = int(share.label) + 0.5
        _point(axes, middle, share, upright=False)
        axes.text(1.05, middle, f"{share.k}/{share.n}", va="center", fontsize=10, color=INK)
    if series.break_at and halves:
        _stretches(axes, (first, last), series.break_at, halves, down=True)
    if series.day and first <= series.day.year <= last:
        at = _place(series.day)
        axes.axhline(at, color=ORANGE, linewidth=1.3, linestyle="dotted")
        axes.text(0, at - 0.3, series.day_note, va="center", fontsize=10, color=ORANGE)
    axes.set_xlim(-0.04, 1.3)
    axes.set_ylim(last + 1, first)
    axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"], fontsize=10)
    years = range(first, last + 1)
    axes.set_yticks([y + 0.5 for y in years], [str(y) for y in years], fontsize=10)
    bare(axes, title, _LABEL)


def draw_names(axes: Axes, title: str, groups: Sequence[Share]) -> None:
    """Draw named groups from top to bottom."""
    for height, share in enumerate(reversed(groups)):
        _point(axes, height, share, upright=False)
        axes.text(1.03, height, f"{share.k} of {share.n}", va="center", fontsize=10, color=INK)
    axes.set_xlim(-0.02, 1.2)
    axes.set_ylim(-0.6, len(groups) - 0.4)
    axes.set_yticks(range(len(groups)), [s.label for s in reversed(groups)], fontsize=10)
    axes.set_xticks(*_QUARTERS, fontsize=10)
    axes.grid(axis="x", color=GREY, alpha=0.25, linewidth=0.6)
    bare(axes, title, _LABEL)


def _year(axes: Axes, share: Share) -> None:
    middle = int(share.label) + 0.5
    _point(axes, middle, share, upright=True)
    axes.annotate(
        f"{share.k}/{share.n}",
        (middle, share.share),
        xytext=(0, 8 if share.share < _NEAR_TOP else -16),
        textcoords="offset points",
        ha="center",
        fontsize=10,
        color=INK,
        bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 0.6},
        zorder=5,
    )


def _stretches(
    axes: Axes, years: tuple[int, int], at: date, halves: tuple[Share, Share], *, down: bool = False
) -> None:
    """Draw the share before and after `at`; with `down` the years run from top to bottom."""
    first, last = years
    split = _place(at)
    shade, lines = (axes.axhspan, axes.vlines) if down else (axes.axvspan, axes.hlines)
    shade(split, last + 1, color=GREY, alpha=0.13, linewidth=0)
    before, after = halves
    spans = ((first, min(split, last + 1), before), (max(split, first), last + 1, after))
    for begin, end, part in spans:
        if part.n:
            lines(
                part.share, begin, end, color=GREY, linestyle=(0, (4, 3)), linewidth=1.2, zorder=1
            )
    if first <= at.year <= last:
        label = f"from {at.day} {at:%b %Y}"
        x, y, size = (0, split - 0.28, 9) if down else (split + 0.1, 1.21, 10)
        axes.text(x, y, label, va="center", fontsize=size, color=GREY)


def _place(day: date) -> float:
    return day.year + day.timetuple().tm_yday / 366


def _point(axes: Axes, at: float, share: Share, *, upright: bool) -> None:
    span = axes.vlines if upright else axes.hlines
    span(at, share.low, share.high, color=BLUE, linewidth=2, alpha=0.55)
    x, y = (at, share.share) if upright else (share.share, at)
    axes.plot(x, y, "o", color=BLUE, markersize=7, markeredgecolor=PAPER, zorder=4)
