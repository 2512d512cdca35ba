"""Who relies on whom, drawn from left to right."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx

from secondsource.plots._picture import BLUE, INK, ORANGE, Picture, blank_figure, picture

__all__ = ["provenance"]


def provenance(edges: Sequence[tuple[str, str]], relation: str = "relies on") -> Picture:
    """Arrows from each one who relies to the one relied on; sources stand on the right.

    `edges` are pairs of names. Raises `ValueError` where there are none.
    """
    if not edges:
        msg = 'provenance needs at least one pair, such as ("Ben", "Ana")'
        raise ValueError(msg)
    graph = nx.DiGraph([(str(a), str(b)) for a, b in edges])
    places = _places(graph)
    columns = max(x for x, _ in places.values()) + 1
    tallest = max(y for _, y in places.values()) + 1
    figure = blank_figure(min(9.0, 2.3 * columns + 0.4), 0.85 * tallest + 0.5)
    axes = figure.add_subplot()
    for a, b in graph.edges:
        axes.annotate(
            "",
            xy=places[b],
            xytext=places[a],
            arrowprops={
                "arrowstyle": "-|>",
                "color": INK,
                "shrinkA": 34,
                "shrinkB": 34,
                "connectionstyle": "arc3,rad=0",
            },
        )
    for name, (x, y) in places.items():
        source = graph.out_degree(name) == 0
        box = {
            "boxstyle": "round,pad=0.4" if not source else "square,pad=0.4",
            "facecolor": "white",
            "edgecolor": ORANGE if source else BLUE,
            "linewidth": 2.4 if source else 1.4,
        }
        axes.text(x, y, name, ha="center", va="center", fontsize=10, color=INK, bbox=box)
    axes.set_xlim(-0.55, columns - 0.45)
    axes.set_ylim(-0.6, tallest - 0.4)
    axes.invert_yaxis()
    axes.set_axis_off()
    said = "; ".join(f"{a} {relation} {b}" for a, b in graph.edges)
    ends = [n for n in graph if graph.out_degree(n) == 0]
    return picture(
        figure,
        f"Arrows: {said}.",
        f"An arrow means “{relation}”. Boxes with square corners rely on nobody here: "
        f"{', '.join(ends) or 'none'}.",
        ("From", relation, "To"),
        [(a, relation, b) for a, b in graph.edges],
    )


def _places(graph: nx.DiGraph[str]) -> dict[str, tuple[float, float]]:
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
        places[name] = (float(column), float(row))
    return places
