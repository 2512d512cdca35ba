"""Pictures of numbers put on doubt: how a chance moves, and whether chances were kept."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from secondsource.families.bayes import posterior
from secondsource.packs.readouts import wilson
from secondsource.plots._picture import BLUE, GREY, INK, ORANGE, Picture, blank_figure, picture

__all__ = ["calibration", "sensitivity"]

LINES: tuple[tuple[str, float, float], ...] = (
    ("14 %, as in all calls to March 2020", 95, 14),
    ("44 %, as in US calls since", 95, 44),
    ("75 %, as in all calls since", 95, 75),
)
"""Label, chance of the evidence if the statement is true, and if it is false, in percent.

The shares are of the Chinese readouts of all phone calls in the table, whoever asked for them:
4 of 28 lack the phrase before 23 March 2020, then 4 of 9 with the United States, 33 of 44 in all.
Who asked is not known for them, so they stand in for the chance that is wanted.
"""

LEGEND = "Missing though the other side asked, put at"

BINS = 10


def sensitivity(lines: Sequence[tuple[str, float, float]] = LINES) -> Picture:
    """The chance after, for every chance before, under several assumptions.

    Each line is a label and two likelihoods in percent: of the evidence if the statement is
    true, and if it is false.
    """
    figure = blank_figure(5.4, 4.2)
    axes = figure.add_subplot()
    befores = list(range(101))
    axes.plot(befores, befores, color=GREY, linewidth=1, linestyle=":")
    axes.text(62, 57, "no change", color=GREY, fontsize=9, rotation=34)
    styles = ("-", "--", "-.", (0, (1, 1)))
    for number, (label, if_true, if_false) in enumerate(lines):
        afters = [posterior(b, if_true, if_false) or 0 for b in befores]
        color = BLUE if number % 2 == 0 else ORANGE
        axes.plot(
            befores, afters, color=color, linestyle=styles[number % 4], linewidth=2, label=label
        )
    axes.set_xlabel("chance before, percent", fontsize=11, color=INK)
    axes.set_ylabel("chance after, percent", fontsize=11, color=INK)
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.legend(
        title=None if lines is not LINES else LEGEND,
        fontsize=9,
        title_fontsize=9,
        frameon=False,
        alignment="left",
    )
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(
        "The same evidence, other assumptions", loc="left", fontsize=12, fontweight="bold"
    )
    shown = (10, 30, 50, 70, 90)
    numbers = [
        (label, f"{t:g}", f"{f:g}", *(f"{posterior(b, t, f) or 0:.0f}" for b in shown))
        for label, t, f in lines
    ]
    said = "; ".join(
        f"{label}: from 30 to {posterior(30, t, f) or 0:.0f} percent" for label, t, f in lines
    )
    caption = (
        "All curves start and end in the corners: who is sure stays sure. Between them, what you "
        "assume about the other case decides how far the evidence moves you."
    )
    if lines is LINES:
        caption += (
            " How often the phrase is missing though the other side asked, nobody knows. Each "
            "curve puts in a share of the phone calls in the table, whoever asked for them."
        )
    return picture(
        figure,
        f"Curves from the chance before to the chance after. {said}.",
        caption,
        ("Assumption", "If true", "If false", *(f"before {b}" for b in shown)),
        numbers,
    )


def calibration(forecasts: Sequence[tuple[float, bool]] | None = None) -> Picture:
    """How often things came true that were given about the same chance.

    `forecasts` are pairs of a chance in percent and what came of it. Without them, two
    invented forecasters are shown, so that one sees what to look for.
    """
    own = forecasts is not None
    series = [("your forecasts", forecasts)] if forecasts is not None else _invented()
    figure = blank_figure(5.0, 4.4)
    axes = figure.add_subplot()
    axes.plot([0, 100], [0, 100], color=GREY, linestyle=":", linewidth=1)
    numbers: list[tuple[str, ...]] = []
    marks = (("o", BLUE, "-"), ("s", ORANGE, "--"))
    for (label, pairs), (marker, color, line) in zip(series, marks, strict=False):
        bins = _binned(pairs)
        xs = [b[0] for b in bins]
        ys = [100 * b[1] / b[2] for b in bins]
        low = [y - 100 * wilson(k, n)[0] for y, (_, k, n) in zip(ys, bins, strict=True)]
        high = [100 * wilson(k, n)[1] - y for y, (_, k, n) in zip(ys, bins, strict=True)]
        axes.errorbar(xs, ys, yerr=[low, high], color=color, linewidth=0, elinewidth=1, alpha=0.5)
        axes.plot(xs, ys, marker=marker, color=color, linestyle=line, label=label)
        numbers += [
            (label, f"{x:.0f} %", f"{k} of {n}", f"{100 * k / n:.0f} %") for x, k, n in bins
        ]
    axes.set_xlabel("chance given, percent", fontsize=11, color=INK)
    axes.set_ylabel("came true, percent", fontsize=11, color=INK)
    axes.set_xlim(-2, 102)
    axes.set_ylim(-2, 102)
    axes.legend(fontsize=9, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title("Did the chances keep?", loc="left", fontsize=12, fontweight="bold")
    said = "; ".join(f"{who}, {chance}: {share}" for who, chance, _, share in numbers)
    caption = (
        "On the dotted line a chance means what it says. Lines show 95 % Wilson intervals: with "
        "few forecasts they are wide, and nothing much can be said."
    )
    if not own:
        caption += " Both forecasters are invented; the second one is too sure of everything."
    return picture(
        figure,
        f"Chances given against how often they came true. {said}.",
        caption,
        ("Who", "Chance given", "Came true", "Share"),
        numbers,
    )


def _binned(pairs: Sequence[tuple[float, bool]]) -> list[tuple[float, int, int]]:
    """Mean chance, hits and count of each tenth of the scale that has forecasts."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for chance, came in pairs:
        groups.setdefault(min(BINS - 1, int(chance // (100 / BINS))), []).append((chance, came))
    return [
        (sum(c for c, _ in g) / len(g), sum(came for _, came in g), len(g))
        for _, g in sorted(groups.items())
    ]


def _invented() -> list[tuple[str, Sequence[tuple[float, bool]]]]:
    rng = Random(7)  # noqa: S311 - an example, the same each time
    steady, bold = [], []
    for _ in range(600):
        true_chance = rng.choice((5, 15, 25, 35, 45, 55, 65, 75, 85, 95))
        came = rng.random() * 100 < true_chance
        steady.append((float(true_chance), came))
        stretched = 50 + (true_chance - 50) * 1.6
        bold.append((float(min(99, max(1, stretched))), came))
    return [("steady forecaster", steady), ("bold forecaster", bold)]
