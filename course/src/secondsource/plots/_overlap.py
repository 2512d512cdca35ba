"""Which documents share runs of words, and how long the runs are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secondsource.packs.pack import Pack, load_pack
from secondsource.plots._picture import (
    ON_DARK,
    ON_LIGHT,
    PHONE,
    Picture,
    bare,
    blank_figure,
    picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["overlap"]

DARK = 0.55
"""From this part of the largest count on, figures are written in white."""


Pair = tuple[str, str]


def overlap(*, pack: str | Pack | None = None) -> Picture:
    """A heat map of the pack's counts of shared runs of words: pairs of documents by length."""
    rows = load_pack(pack).table("overlap").rows
    pairs = list(dict.fromkeys((r["first"], r["second"]) for r in rows))
    lengths = sorted({int(r["length"]) for r in rows})
    counts = {(r["first"], r["second"], int(r["length"])): int(r["shared"]) for r in rows}
    grid = [[counts.get((*pair, n), 0) for n in lengths] for pair in pairs]
    high = 0.62 * len(pairs) + 1.2
    figure, narrow = blank_figure(0.62 * len(lengths) + 1.3, high), blank_figure(PHONE, high)
    for one in (figure, narrow):
        _draw(one.add_subplot(), pairs, lengths, grid)
    said = "; ".join(
        f"{a} and {b}: "
        + ", ".join(f"{c} of {n} words" for n, c in zip(lengths, line, strict=True))
        for (a, b), line in zip(pairs, grid, strict=True)
    )
    return picture(
        figure,
        f"Heat map of shared runs of words. {said}.",
        "Each figure counts the different runs of that many words which stand in both originals. "
        "Runs of three or four words are often mere turns of phrase; long runs are not.",
        ("Documents", *(f"{n} words" for n in lengths)),
        [
            (f"{a} and {b}", *(str(c) for c in line))
            for (a, b), line in zip(pairs, grid, strict=True)
        ],
        narrow=narrow,
    )


def _draw(axes: Axes, pairs: list[Pair], lengths: list[int], grid: list[list[int]]) -> None:
    most = max(max(line) for line in grid) or 1
    axes.imshow(grid, cmap="cividis_r", vmin=0, vmax=most, aspect="auto")
    for y, line in enumerate(grid):
        for x, count in enumerate(line):
            color = ON_DARK if count > DARK * most else ON_LIGHT
            axes.text(x, y, str(count), ha="center", va="center", fontsize=11, color=color)
    axes.set_xticks(range(len(lengths)), [str(n) for n in lengths])
    axes.set_yticks(range(len(pairs)), [f"{a} and {b}" for a, b in pairs])
    axes.tick_params(length=0, labelsize=11)
    bare(axes, "Runs of words that two share", "words in the run")
    axes.spines[:].set_visible(False)
