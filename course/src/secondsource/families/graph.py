"""`graph`: draw who relies on whom."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, Marks, Option, Part, Text, describe, unique
from secondsource.markdown import to_html

__all__ = ["Edge", "GraphItem"]

Edge = tuple[str, str]
"""From the one who relies to the one relied on."""


class GraphItem(Item):
    """Draw arrows between given nodes. A response is the list of `[from, to]` pairs."""

    task: ClassVar[str] = "Draw an arrow for each link: pick from and to, then add it."
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
        """Every arrow that can be drawn, in the order of the nodes."""
        return [(a.id, b.id) for a in self.nodes for b in self.nodes if a is not b]

    def parse(self, raw: Any) -> list[list[str]]:
        """The arrows, in the order of the nodes, each once."""
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

    def progress(self, value: list[list[str]]) -> tuple[int, int]:
        """One answer: given as soon as there is an arrow."""
        return (1 if value else 0), 1

    def parts(self) -> tuple[Part, ...]:
        """Every possible arrow, as `from>to`."""
        return tuple(Part(f"{a}>{b}", self.sentence((a, b))) for a, b in self.edges())

    def sentence(self, edge: Edge) -> str:
        """An arrow in words."""
        names = {n.id: n.text for n in self.nodes}
        return f"{names[edge[0]]} {self.relation} {names[edge[1]]}"

    def answer_html(self, value: list[list[str]], marks: Marks) -> str:
        """The arrows as sentences."""
        names = {n.id: to_html(n.text, inline=True) for n in self.nodes}
        lines = []
        for a, b in self.edges():
            drawn, missed = [a, b] in value, marks.sign(f"{a}>{b}") == "missed"
            if drawn or missed:
                glyph = "→" if drawn else "⇢"
                words = f"{names[a]} {escape(self.relation)} {names[b]}"
                lines.append(f"<li>{glyph} {words}{marks.html(f'{a}>{b}')}</li>")
        return f'<ul class="ss-options">{"".join(lines)}</ul>{marks.labelled()}'
