"""Whether chances that were given were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING

from secondsource.packs.readouts import Share, wilson
from secondsource.plots._picture import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PHONE,
    Picture,
    bare,
    blank_figure,
    picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["calibration"]

Forecasts = Sequence[tuple[float, bool]]
"""Pairs of a chance in percent and what came of it."""

BINS = 10

_CAPTION = (
    "On the dotted line a chance means what it says. Lines show 95 % Wilson intervals: with "
    "few forecasts they are wide, and nothing much can be said."
)
_INVENTED = " Both forecasters are invented; the second one is too sure of everything."


def calibration(forecasts: Forecasts | None = None) -> Picture:
    """How often things came true that were given about the same chance.

    `forecasts` are pairs of a chance in percent and what came of it. Without them, two
    invented forecasters are shown, so that one sees what to look for.
    """
    given = {"your forecasts": forecasts} if forecasts is not None else _invented()
    series = {who: _binned(pairs) for who, pairs in given.items()}
    figure, narrow = blank_figure(5.0, 4.4), blank_figure(PHONE, 3.6)
    for one in (figure, narrow):
        _draw(one.add_subplot(), series)
    numbers = [_numbers(who, chance, s) for who, bins in series.items() for chance, s in bins]
    said = "; ".join(f"{who}, {chance}: {share}" for who, chance, _, share in numbers)
    return picture(
        figure,
        f"Chances given against how often they came true. {said}.",
        _CAPTION if forecasts is not None else _CAPTION + _INVENTED,
        ("Who", "Chance given", "Came true", "Share"),
        numbers,
        narrow=narrow,
    )


def _numbers(who: str, chance: float, share: Share) -> tuple[str, str, str, str]:
    return who, f"{chance:.0f} %", f"{share.k} of {share.n}", f"{100 * share.share:.0f} %"


def _draw(axes: Axes, series: Mapping[str, Sequence[tuple[float, Share]]]) -> None:
    axes.plot([0, 100], [0, 100], color=GREY, linestyle=":", linewidth=1)
    marks = (("o", BLUE, "-"), ("s", ORANGE, "--"))
    for (label, bins), (marker, color, line) in zip(series.items(), marks, strict=False):
        xs = [chance for chance, _ in bins]
        ys = [100 * s.share for _, s in bins]
        low = [100 * (s.share - s.low) for _, s in bins]
        high = [100 * (s.high - s.share) for _, s in bins]
        axes.errorbar(xs, ys, yerr=[low, high], color=color, linewidth=0, elinewidth=1, alpha=0.5)
        axes.plot(xs, ys, marker=marker, color=color, linestyle=line, label=label)
    axes.set_xlim(-2, 102)
    axes.set_ylim(-2, 102)
    axes.legend(fontsize=9, frameon=False, labelcolor=INK)
    bare(axes, "Did the chances keep?", "chance given, percent", "came true, percent")


def _binned(pairs: Forecasts) -> list[tuple[float, Share]]:
    """Mean chance and share that came true, of each tenth of the scale that has forecasts."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for chance, came in pairs:
        groups.setdefault(min(BINS - 1, int(chance // (100 / BINS))), []).append((chance, came))
    found = []
    for _, group in sorted(groups.items()):
        k, n = sum(came for _, came in group), len(group)
        found.append((sum(c for c, _ in group) / n, Share("", k, n, *wilson(k, n))))
    return found


def _invented() -> dict[str, Forecasts]:
    rng = Random(7)  # noqa: S311 - an example, the same each time
    steady, bold = [], []
    for _ in range(600):
        true_chance = rng.choice((5, 15, 25, 35, 45, 55, 65, 75, 85, 95))
        came = rng.random() * 100 < true_chance
        steady.append((float(true_chance), came))
        stretched = 50 + (true_chance - 50) * 1.6
        bold.append((float(min(99, max(1, stretched))), came))
    return {"steady forecaster": steady, "bold forecaster": bold}
