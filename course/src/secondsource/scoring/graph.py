"""Score of `graph`: F1 on arrows; what follows by transitivity neither helps nor hurts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from random import Random
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from secondsource.families import Mark
from secondsource.families.graph import Edge, GraphItem, GraphValue
from secondsource.scoring.base import Key, Note, plural, require
from secondsource.scoring.set_score import above_everything

__all__ = ["GraphKey", "closure"]

Edges: TypeAlias = set[Edge]


class GraphNotes(BaseModel):
    """Feedback for each arrow expected, for arrows often drawn wrongly, and for the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    edges: Mapping[str, Note]
    """By `from>to`."""
    traps: Mapping[str, Note] = Field(default_factory=dict)
    extra: Note


class GraphKey(Key[GraphItem]):
    """The arrows expected, as `from>to`."""

    answer: Annotated[tuple[str, ...], Field(min_length=2)]
    feedback: GraphNotes

    def verify(self, item: GraphItem) -> None:
        """All arrows can be drawn, none follows from the others, each has feedback."""
        possible = {f"{a}>{b}" for a, b in item.edges()}
        strange = sorted((set(self.answer) | set(self.feedback.traps)) - possible)
        require(not strange, item.id, f"arrow {strange} cannot be drawn; write from>to")
        require(
            set(self.feedback.edges) == set(self.answer),
            item.id,
            f"feedback.edges must be given for exactly {sorted(self.answer)}",
        )

    def full(self, item: GraphItem) -> GraphValue:
        """Return exactly the arrows expected."""
        return [list(e) for e in item.edges() if e in self._expected()]

    def share(self, item: GraphItem, value: GraphValue) -> tuple[float, str]:
        """Return F1 on arrows, less what drawing every arrow earns; implied arrows are left out."""
        expected, implied = self._expected(), self._implied()
        drawn = {(a, b) for a, b in value} - implied
        everything = set(item.edges()) - implied
        share = above_everything(drawn, expected, everything, 1.0)
        hits, extra = len(drawn & expected), len(drawn - expected)
        more = f", and {extra} that {plural(extra, 'does', 'do')} not hold" if extra else ""
        told = f"You have {hits} of {len(expected)} arrows{more}."
        return share, told

    def counted(self, item: GraphItem) -> str:  # noqa: ARG002
        """Return how what is right becomes points."""
        return "Arrows that do not hold cost: drawing every arrow earns nothing."

    def marks(self, item: GraphItem, value: GraphValue) -> dict[str, Mark]:
        """Return a mark for every arrow drawn or missed."""
        expected, implied = self._expected(), self._implied()
        drawn = {(a, b) for a, b in value}
        marks: dict[str, Mark] = {}
        for edge in item.edges():
            name = f"{edge[0]}>{edge[1]}"
            if edge in expected:
                sign = "right" if edge in drawn else "missed"
                marks[name] = Mark(sign, self.feedback.edges[name])  # type: ignore[arg-type]
            elif edge in drawn and edge in implied:
                marks[name] = Mark("plain", "Follows from other arrows; not counted.")
            elif edge in drawn:
                marks[name] = Mark("wrong", self.feedback.traps.get(name, self.feedback.extra))
        return marks

    def strategies(self, item: GraphItem) -> dict[str, GraphValue]:
        """Return every arrow, a chain in the given order, all to the last, all to the first."""
        ids = [n.id for n in item.nodes]
        return {
            "all": [list(e) for e in item.edges()],
            "chain": [[a, b] for a, b in pairwise(ids)],
            "to last": [[a, ids[-1]] for a in ids[:-1]],
            "to first": [[a, ids[0]] for a in ids[1:]],
        }

    def guess(self, item: GraphItem, rng: Random) -> GraphValue:
        """Return each arrow with the chance that gives as many arrows as nodes."""
        chance = 1 / (len(item.nodes) - 1)
        return [list(e) for e in item.edges() if rng.random() < chance]

    def _expected(self) -> Edges:
        return {(a, b) for a, _, b in (e.partition(">") for e in self.answer)}

    def _implied(self) -> Edges:
        expected = self._expected()
        return closure(expected) - expected


def closure(edges: Edges) -> Edges:
    """Return every arrow that follows from `edges` by transitivity, the given ones included.

    None goes from a node to itself, even where the given ones form a circle.
    """
    found = set(edges)
    # After the round for a node every way through it is known (Warshall 1962, JACM 9(1)).
    for node in {n for edge in edges for n in edge}:
        sources = {a for a, b in found if b == node}
        targets = {b for a, b in found if a == node}
        found |= {(a, b) for a in sources for b in targets}
    return {(a, b) for a, b in found if a != b}
