"""`graph`: draw who relies on whom."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, Option, OptionGroup, Part, Progress, Text, unique
from secondsource.families.html import fill
from secondsource.families.marks import Marks
from secondsource.families.parsing import describe
from secondsource.markdown import plain_text

__all__ = ["Edge", "GraphItem", "GraphValue"]

Edge: TypeAlias = tuple[str, str]
"""From the one who relies to the one relied on."""

GraphValue: TypeAlias = list[list[str]]
"""The arrows drawn, each as the ids of two nodes, from and to."""


class GraphItem(Item):
    """Draw arrows between given nodes. A response is the list of `[from, to]` pairs."""

    task: ClassVar[str] = (
        "Draw an arrow for each link: in the picture from box to box, or from the lists."
    )
    paper_task: ClassVar[str] = "Draw an arrow from box to box for each link."
    counted: ClassVar[str] = "arrows"

    family: Literal["graph"]
    relation: Text
    """The words between from and to, such as 'relies on'."""
    nodes: Annotated[tuple[Option, ...], Field(min_length=4, max_length=10)]

    @model_validator(mode="after")
    def _ids(self) -> GraphItem:
        unique([n.id for n in self.nodes], f"item {self.id}: node id")
        return self

    def edges(self) -> list[Edge]:
        """Return every arrow that can be drawn, in the order of the nodes."""
        return [(a.id, b.id) for a in self.nodes for b in self.nodes if a is not b]

    def parse(self, raw: Any) -> GraphValue:
        """Return the arrows, in the order of the nodes, each once."""
        if raw is None:
            return []
        possible = self.edges()
        if not isinstance(raw, list) or len(raw) > len(possible):
            msg = f"expected at most {len(possible)} arrows, found {describe(raw)}"
            raise ResponseError(msg)
        drawn = set()
        for pair in raw:
            if not isinstance(pair, (list, tuple)) or [type(p) for p in pair] != [str, str]:
                msg = f"an arrow is {describe(pair)}; expected two nodes, from and to"
                raise ResponseError(msg)
            edge = (pair[0], pair[1])
            if edge not in possible:
                msg = f"no arrow can go from {describe(pair[0])} to {describe(pair[1])}"
                raise ResponseError(msg)
            drawn.add(edge)
        return [list(e) for e in possible if e in drawn]

    def progress(self, value: GraphValue) -> Progress:
        """Count one answer, given as soon as there is an arrow."""
        return Progress(1 if value else 0, 1)

    def parts(self) -> tuple[Part, ...]:
        """Return every possible arrow, as `from>to`."""
        return tuple(Part(f"{a}>{b}", self.sentence((a, b))) for a, b in self.edges())

    def sentence(self, edge: Edge) -> str:
        """Return an arrow in words."""
        names = {n.id: n.text for n in self.nodes}
        return f"{names[edge[0]]} {self.relation} {names[edge[1]]}"

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: arrows are drawn, and the score leaves out what drawing all earns."""
        return ()

    def wording(self, value: GraphValue) -> str:
        """Return the arrows as sentences on one line."""
        return "; ".join(self.sentence((a, b)) for a, b in value)

    def page_data(self) -> dict[str, Any]:
        """Return nodes and relation, as plain text for a drawing, beside what every item has."""
        nodes = [{"id": n.id, "text": plain_text(n.text)} for n in self.nodes]
        return {**super().page_data(), "relation": self.relation, "nodes": nodes}

    def to_fill_in(self) -> tuple[str, ...]:
        """Return the boxes to draw arrows between."""
        return tuple(node.text for node in self.nodes)

    def unanswered_html(self) -> Markup:
        """Return the same as a print to be filled in: the boxes, and what an arrow means."""
        return self.paper_html()

    def paper_html(self) -> Markup:
        """Return a box for each node, with room between them for arrows, and what one means."""
        nodes = [n.text for n in self.nodes]
        return fill("graph_paper", nodes=nodes, relation=self.relation)

    def answer_html(self, value: GraphValue, marks: Marks) -> Markup:
        """Return the arrows as sentences."""
        names = {n.id: n.text for n in self.nodes}
        arrows = [
            (names[a], "→" if [a, b] in value else "⇢", names[b], marks.html(f"{a}>{b}"))
            for a, b in self.edges()
            if [a, b] in value or marks.sign(f"{a}>{b}") == "missed"
        ]
        return fill("graph", arrows=arrows, relation=self.relation, labelled=marks.labelled())
