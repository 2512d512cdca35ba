"""The report's pictures: drawn with matplotlib, embedded as SVG, each with its text."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from secondsource_grading.report.analysis import AssignmentView, ItemRow
from secondsource_grading.report.statistics import tenths

__all__ = ["Picture", "difficulty", "distribution", "heat_map"]

# Okabe and Ito's colours, which colour-blind readers can tell apart.
BLUE, ORANGE, GREY, INK = "#0072B2", "#D55E00", "#767676", "#1a1a1a"

WIDTH = 4.5
"""Inches: at a phone's width the letters stay readable."""


@dataclass(frozen=True)
class Picture:
    """A picture as a `data:` address, and what it shows in words."""

    source: str
    alt: str


def distribution(view: AssignmentView) -> Picture:
    """How many learners reached which share of the points."""
    counts = tenths(view.scores)
    figure, axes = _blank(2.5)
    axes.bar([10 * i + 5 for i in range(10)], counts, width=9.2, color=BLUE)
    axes.axvline(100 * view.median, color=ORANGE, linewidth=1.6, linestyle="--")
    axes.annotate(
        f"median {100 * view.median:.0f} %",
        (100 * view.median, 1),
        xycoords=("data", "axes fraction"),
        xytext=(4 if view.median < 0.7 else -4, -2),  # noqa: PLR2004 - keeps the text inside
        textcoords="offset points",
        ha="left" if view.median < 0.7 else "right",  # noqa: PLR2004
        va="top",
        color="#9c4300",
    )
    axes.set_xlim(0, 100)
    axes.set_ylim(0, max(1, *counts) * 1.2)
    axes.set_xticks(range(0, 101, 20), [f"{t} %" for t in range(0, 101, 20)])
    axes.yaxis.set_major_locator(MaxNLocator("auto", integer=True))
    axes.set_xlabel("score, share of all points")
    axes.set_ylabel("learners")
    spread = "; ".join(f"{10 * i} to {10 * i + 10} %: {n}" for i, n in enumerate(counts) if n)
    alt = f"Scores of {len(view.scores)} learners. Median {100 * view.median:.0f} %. {spread}."
    return _embed(figure, alt)


def difficulty(view: AssignmentView) -> Picture:
    """The mean share of every item, in the lesson's order, and how many left it blank."""
    rows: Sequence[ItemRow] = [r for r in view.items if r.mean is not None]
    figure, axes = _blank(0.75 + 0.27 * len(rows))
    places = range(len(rows))
    means = [100 * (r.mean or 0.0) for r in rows]
    blanks = [100 * (r.blank or 0.0) for r in rows]
    axes.barh(places, means, height=0.62, color=BLUE, label="mean score")
    # Blanks count from the right: what is neither was tried and lost.
    axes.barh(
        places, blanks, left=[100 - b for b in blanks], height=0.62, color="#d9d9d9",
        hatch="////", edgecolor=GREY, linewidth=0, label="left blank",
    )  # fmt: skip
    for place, mean in zip(places, means, strict=True):
        axes.annotate(
            f"{mean:.0f}",
            (mean, place),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
        )
    axes.set_yticks(places, [r.id for r in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 20), [f"{t} %" for t in range(0, 101, 20)])
    figure.legend(loc="outside upper right", ncols=2, frameon=False)
    listed = "; ".join(f"{r.id} {r.mean or 0.0:.0%}, blank {r.blank or 0.0:.0%}" for r in rows)
    return _embed(figure, f"Mean score of each item and share left blank. {listed}.")


def heat_map(items: Sequence[str], marks: Sequence[Sequence[float | None]]) -> Picture:
    """The share of the points of every item (a row) that every learner (a column) has.

    The darker, the more; what nobody has read yet is grey.
    """
    figure, axes = _blank(1.25 + 0.25 * len(items))
    table = [[-1.0 if share is None else 100 * share for share in row] for row in marks]
    ramp = ["#fbeee0", "#5fa2ce", "#083c66"]
    colours = LinearSegmentedColormap.from_list("marks", ramp, under="#d9d9d9")
    shown = axes.imshow(
        table, aspect="auto", cmap=colours, vmin=0, vmax=100, interpolation="nearest"
    )
    axes.set_yticks(range(len(items)), items)
    axes.set_xticks([])
    axes.set_xlabel(f"{len(table[0])} learners, the highest score at the left")
    # Lines between the items only: between thousands of learners they would hide the colours.
    axes.set_yticks([i - 0.5 for i in range(1, len(items))], minor=True)
    axes.grid(visible=True, axis="y", which="minor", color="white", linewidth=1.5)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(shown, ax=axes, location="top", aspect=40, shrink=0.8, ticks=[0, 50, 100])
    bar.ax.set_xticklabels(["no points", "half", "all points"])
    known = [[share for share in row if share is not None] for row in marks]
    listed = "; ".join(
        f"{name} {fmean(row):.0%}" if row else f"{name} not read yet"
        for name, row in zip(items, known, strict=True)
    )
    return _embed(figure, f"Marks of {len(table[0])} learners on each item. Means: {listed}.")


def _blank(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _embed(figure: Figure, alt: str) -> Picture:
    target = io.BytesIO()
    # The same figures give the same bytes.
    with mpl.rc_context({"svg.hashsalt": "second-source", "font.size": 9}):
        figure.savefig(target, format="svg", metadata={"Date": None})
    return Picture(f"data:image/svg+xml;base64,{b64encode(target.getvalue()).decode()}", alt)
