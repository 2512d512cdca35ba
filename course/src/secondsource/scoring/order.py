"""Score of `order`: Kendall's tau over the pairs the texts determine."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from random import Random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from secondsource.families import Mark
from secondsource.families.order import OrderItem, OrderValue
from secondsource.scoring.base import Key, Note, require

__all__ = ["OrderKey"]


class Timeline(BaseModel):
    """Events from earliest to latest, those of one time together, and those left open."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    order: Annotated[tuple[tuple[str, ...], ...], Field(min_length=3)]
    aside: tuple[str, ...] = ()


class OrderKey(Key[OrderItem]):
    """The order as groups, the events that cannot be placed, and feedback for every event."""

    answer: Timeline
    feedback: Mapping[str, Note]

    def verify(self, item: OrderItem) -> None:
        """Every event has one place and feedback."""
        ids = sorted(e.id for e in item.events)
        placed = sorted([e for group in self.answer.order for e in group] + list(self.answer.aside))
        require(placed == ids, item.id, f"answer must place each of {ids} once, found {placed}")
        require(set(self.feedback) == set(ids), item.id, f"feedback must be given for {ids}")

    def full(self, item: OrderItem) -> OrderValue:
        """Return the order with its groups laid out, and what is set aside."""
        order = [e for group in self.answer.order for e in group]
        return item.parse({"order": order, "aside": list(self.answer.aside)})

    def share(self, item: OrderItem, value: OrderValue) -> tuple[float, str]:  # noqa: ARG002
        """Return max(0, tau), where tau is the mean over pairs of +1, 0, -1 (Kendall 1938, tau-a).

        A pair the texts determine counts +1 in the right order, -1 in the wrong
        one, 0 where one of the two is not placed. A pair of an event that is
        open with one that is not counts +1 if just the open one is set aside and -1 if both
        are in the order. (tau+1)/2 would give a random order one half.
        """
        pairs = self._pairs(value)
        tau = sum(pairs) / len(pairs)
        right = sum(p > 0 for p in pairs)
        return max(0.0, tau), (
            f"Of the {len(pairs)} pairs of events whose order is known, you have {right} right."
        )

    def counted(self, item: OrderItem) -> str:  # noqa: ARG002
        """Return how what is right becomes points."""
        return "A pair in the wrong order takes back what a right one earns."

    def marks(self, item: OrderItem, value: OrderValue) -> dict[str, Mark]:
        """Return a mark for every event; it is right when all its pairs are."""
        placed = value["order"] + value["aside"]
        marks = {}
        for event in item.events:
            note = self.feedback[event.id]
            if event.id not in placed:
                marks[event.id] = Mark("missed", note)
                continue
            mine = self._pairs(value, about=event.id)
            marks[event.id] = Mark("right" if all(p > 0 for p in mine) else "wrong", note)
        return marks

    def strategies(self, item: OrderItem) -> dict[str, OrderValue]:
        """Return the events as given, upside down, and all set aside."""
        ids = [e.id for e in item.events]
        return {
            "as given": {"order": ids, "aside": []},
            "reversed": {"order": ids[::-1], "aside": []},
            "all aside": {"order": [], "aside": ids},
        }

    def guess(self, item: OrderItem, rng: Random) -> OrderValue:
        """Return a random order, with each event set aside one time in six."""
        ids = [e.id for e in item.events]
        rng.shuffle(ids)
        aside = [i for i in ids if rng.random() < 1 / 6]
        return item.parse({"order": [i for i in ids if i not in aside], "aside": aside})

    def _pairs(self, value: OrderValue, about: str | None = None) -> list[int]:
        rank = {e: n for n, e in enumerate(value["order"])}
        group = {e: n for n, g in enumerate(self.answer.order) for e in g}
        counts: list[int] = []
        for a, b in combinations(group, 2):
            if group[a] != group[b] and about in (None, a, b):
                counts.append(_agreement(rank, group, a, b))
        for open_event in self.answer.aside:
            counts.extend(
                _set_aside(rank, value, open_event, event)
                for event in group
                if about in (None, open_event, event)
            )
        return counts


def _agreement(rank: dict[str, int], group: dict[str, int], a: str, b: str) -> int:
    if a not in rank or b not in rank:
        return 0
    return 1 if (rank[a] < rank[b]) == (group[a] < group[b]) else -1


def _set_aside(rank: dict[str, int], value: OrderValue, open_event: str, event: str) -> int:
    if event not in rank:
        return 0
    if open_event in value["aside"]:
        return 1
    return -1 if open_event in rank else 0
