"""Who relies on whom, drawn from left to right, and for a phone from top to bottom."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import networkx as nx

from secondsource.plots._picture import (
    BLUE,
    INK,
    ORANGE,
    PAPER,
    PHONE,
    Picture,
    blank_figure,
    picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

__all__ = ["provenance"]

Spot = tuple[float, float]
"""A point, or a width and height. All in inches, y upwards."""

WIDEST, COLUMN = 9.0, 2.4
"""Of the picture, and of a column with the gap beside it."""

GAP, ROW_GAP = 0.75, 0.45
"""Between boxes, along the arrows and across them."""

LETTER, LINE, RIM = 0.082, 0.17, 0.28
"""About what a letter and a line of a label take, and the rim of its box."""

FEWEST_LETTERS, MOST_LINES = 8, 4
"""Of a label."""

BENDS = (0.0, 0.25, -0.25, 0.4, -0.4, 0.6, -0.6, 0.8, -0.8)
"""Of arrows, the first one best; matplotlib's `arc3`."""


@dataclass(frozen=True)
class Layout:
    """Where everything stands, in inches; the last four are where the picture ends."""

    labels: Mapping[str, str]
    spots: Mapping[str, Spot]
    bends: Mapping[tuple[str, str], float]
    left: float
    right: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.right - self.left


def provenance(edges: Sequence[tuple[str, str]], relation: str = "relies on") -> Picture:
    """Arrows from each one who relies to the one relied on; sources stand on the right.

    `edges` are pairs of names. Raises `ValueError` where there are none.
    """
    if not edges:
        msg = 'provenance needs at least one pair, such as ("Ben", "Ana")'
        raise ValueError(msg)
    graph = nx.DiGraph([(str(a), str(b)) for a, b in edges])
    ends = [n for n in graph if graph.out_degree(n) == 0]
    wide, narrow = _lay_out(graph), _lay_out_down(graph)
    said = "; ".join(f"{a} {relation} {b}" for a, b in graph.edges)
    drawn = picture(
        _figure(wide, ends),
        f"Arrows: {said}.",
        f"An arrow means “{relation}”. Boxes with square corners rely on nobody here: "
        f"{', '.join(ends) or 'none'}.",
        ("From", relation, "To"),
        [(a, relation, b) for a, b in graph.edges],
    )
    fits = wide.width <= max(PHONE, narrow.width)
    return drawn if fits else replace(drawn, narrow=_figure(narrow, ends))


def _figure(layout: Layout, ends: Sequence[str]) -> Figure:
    figure = blank_figure(layout.width, layout.high - layout.low)
    _draw(figure.add_subplot(), layout, ends)
    return figure


def _lay_out(graph: nx.DiGraph[str]) -> Layout:
    places = _places(graph)
    columns = max(x for x, _ in places.values()) + 1
    most = min(WIDEST / columns, COLUMN)
    labels = {name: _wrapped(name, most - GAP - RIM) for name in graph}
    sizes = {name: _size(label) for name, label in labels.items()}
    across = min(most, max(w for w, _ in sizes.values()) + GAP)
    down = max(h for _, h in sizes.values()) + ROW_GAP
    spots = {name: ((x + 0.5) * across, -y * down) for name, (x, y) in places.items()}
    bends = {edge: _bend(edge, graph, spots, sizes) for edge in graph.edges}
    heights = [y for edge, bend in bends.items() for _, y in _curve(edge, spots, bend)]
    low, high = min(heights) - down / 2, max(heights) + down / 2
    return Layout(labels, spots, bends, 0, across * columns, low, high)


def _lay_out_down(graph: nx.DiGraph[str]) -> Layout:
    """The same with sources at the foot, so that a long chain is high and not wide."""
    places = _places(graph)
    beside = max(y for _, y in places.values()) + 1
    most = min(PHONE / beside, COLUMN)
    labels = {name: _wrapped(name, most - ROW_GAP - RIM) for name in graph}
    sizes = {name: _size(label) for name, label in labels.items()}
    across = max(w for w, _ in sizes.values()) + ROW_GAP
    down = max(h for _, h in sizes.values()) + ROW_GAP
    spots = {name: ((y + 0.5) * across, -x * down) for name, (x, y) in places.items()}
    bends = {edge: _bend(edge, graph, spots, sizes) for edge in graph.edges}
    sides = [x for edge, bend in bends.items() for x, _ in _curve(edge, spots, bend)]
    left, right = min(sides) - across / 2, max(sides) + across / 2
    deepest = max(x for x, _ in places.values())
    return Layout(labels, spots, bends, left, right, -down * (deepest + 0.5), down / 2)


def _draw(axes: Axes, layout: Layout, ends: Sequence[str]) -> None:
    axes.set_xlim(layout.left, layout.right)
    axes.set_ylim(layout.low, layout.high)
    axes.set_axis_off()
    boxes = {name: _box(axes, name, layout, source=name in ends) for name in layout.spots}
    # Arrows come after the boxes: a box knows the border that cuts them once it is drawn.
    for (a, b), bend in layout.bends.items():
        axes.annotate(
            "",
            xy=layout.spots[b],
            xytext=layout.spots[a],
            arrowprops={
                "arrowstyle": "-|>",
                "mutation_scale": 14,
                "color": INK,
                "patchA": boxes[a],
                "patchB": boxes[b],
                "shrinkA": 2,
                "shrinkB": 2,
                "connectionstyle": f"arc3,rad={bend}",
            },
        )


def _box(axes: Axes, name: str, layout: Layout, *, source: bool) -> Patch | None:
    x, y = layout.spots[name]
    box = {
        "boxstyle": "square,pad=0.4" if source else "round,pad=0.4",
        "facecolor": PAPER,
        "edgecolor": ORANGE if source else BLUE,
        "linewidth": 2.4 if source else 1.4,
    }
    drawn = axes.text(
        x, y, layout.labels[name], ha="center", va="center", fontsize=10, color=INK, bbox=box
    )
    return drawn.get_bbox_patch()


def _wrapped(name: str, inches: float) -> str:
    """A name in lines that fit a box; the picture's table has all of one that is too long."""
    letters = max(FEWEST_LETTERS, int(inches / LETTER))
    return textwrap.fill(name, letters, max_lines=MOST_LINES, placeholder=" …") or " "


def _size(label: str) -> Spot:
    """About how wide and high the box of a label is."""
    lines = label.split("\n")
    return max(map(len, lines)) * LETTER + RIM, len(lines) * LINE + RIM


def _bend(
    edge: tuple[str, str],
    graph: nx.DiGraph[str],
    spots: dict[str, Spot],
    sizes: dict[str, Spot],
) -> float:
    """The bend with which an arrow runs through the fewest boxes of others.

    Two arrows back and forth are bent, each to its own side.
    """
    others = [(spots[name], sizes[name]) for name in graph if name not in edge]

    def met(bend: float) -> int:
        curve = _curve(edge, spots, bend)
        return sum(any(_within(spot, *box) for spot in curve) for box in others)

    both = graph.has_edge(edge[1], edge[0])
    return min((b for b in BENDS if b > 0 or not both), key=met)


def _within(spot: Spot, middle: Spot, size: Spot) -> bool:
    return all(abs(s - m) < side / 2 for s, m, side in zip(spot, middle, size, strict=True))


def _curve(edge: tuple[str, str], spots: dict[str, Spot], bend: float) -> list[Spot]:
    """Points on an arrow between the middles of its boxes: a curve of the second degree."""
    (x1, y1), (x2, y2) = (spots[name] for name in edge)
    x, y = (x1 + x2) / 2 + bend * (y2 - y1), (y1 + y2) / 2 - bend * (x2 - x1)
    steps = [n / 40 for n in range(41)]
    return [
        (
            (1 - t) ** 2 * x1 + 2 * t * (1 - t) * x + t * t * x2,
            (1 - t) ** 2 * y1 + 2 * t * (1 - t) * y + t * t * y2,
        )
        for t in steps
    ]


def _places(graph: nx.DiGraph[str]) -> dict[str, tuple[int, int]]:
    """A column for each step away from a source, so that arrows point to the right."""
    whole = nx.condensation(graph)
    depth: dict[int, int] = {}
    for part in reversed(list(nx.topological_sort(whole))):
        depth[part] = max((depth[n] + 1 for n in whole.successors(part)), default=0)
    deepest = max(depth.values())
    filled: dict[int, int] = {}
    places = {}
    for name in graph:
        column = deepest - depth[whole.graph["mapping"][name]]
        row = filled.get(column, 0)
        filled[column] = row + 1
        places[name] = (column, row)
    return places
