"""What every scorer shares: the key, the verdict, and the one way from response to verdict.

A scorer is a pure function of item, key and response. It never reads a file,
never runs a learner's code and never sees who the learner is.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from secondsource.errors import ContentError, ResponseError
from secondsource.families import Item, Mark, Marks

__all__ = ["Check", "Evidence", "Key", "Note", "Verdict", "require", "score"]

Note = Annotated[str, Field(min_length=3)]
"""Feedback for one option: why a reader might pick it, and which words decide."""

ItemT = TypeVar("ItemT", bound=Item)

State = Literal["scored", "blank", "refused"]


class Check(BaseModel):
    """Evidence that the build computes: a named check, its arguments and its result."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    args: Any = ()
    equals: Any


Evidence = str | Check
"""A reference such as `claim:A21` or `record:R054`, or a check to run."""


@dataclass(frozen=True)
class Verdict:
    """A scored response.

    `share` is in 0..1; `points` is `share` times the item's points, rounded to
    four decimals. `reason` says in one line how the score came about, or why a
    response was refused. `marks` has a judgement and feedback for every part.
    """

    item: str
    share: float
    points: float
    out_of: float
    state: State
    reason: str
    marks: Marks = field(default_factory=Marks)


class Key(BaseModel, Generic[ItemT]):
    """The expected response of one item, with its evidence and feedback."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    rationale: Note
    judgement: Literal["supported", "not-supported", "mixed"] | None = None

    @abstractmethod
    def verify(self, item: ItemT) -> None:
        """Raise `ContentError` where key and item do not fit together."""

    @abstractmethod
    def full(self, item: ItemT) -> Any:
        """A response value that must score 1."""

    @abstractmethod
    def share(self, item: ItemT, value: Any) -> tuple[float, str]:
        """The score in 0..1 of a canonical value, and one line on how it came about."""

    @abstractmethod
    def marks(self, item: ItemT, value: Any) -> Mapping[str, Mark]:
        """The judgement and the feedback on every part."""

    @abstractmethod
    def strategies(self, item: ItemT) -> Mapping[str, Any]:
        """Responses of someone who games the item, by the strategy's name."""

    @abstractmethod
    def guess(self, item: ItemT, rng: Random) -> Any:
        """The response of someone who answers at random."""


def score(item: Item, key: Key[Any], raw: Any) -> Verdict:
    """The verdict on a response's raw value, as a notebook held it.

    None is a blank. A value that does not fit the item is *refused*: no points,
    with the reason; it is never guessed at.
    """
    try:
        value = item.parse(raw)
    except ResponseError as error:
        return Verdict(item.id, 0.0, 0.0, item.points, "refused", f"not scored: {error}")
    if item.is_blank(value):
        marks = Marks(key.marks(item, value))
        return Verdict(item.id, 0.0, 0.0, item.points, "blank", "no answer was recorded", marks)
    share, reason = key.share(item, value)
    if not (math.isfinite(share) and 0 <= share <= 1):
        msg = f"item {item.id}: the scorer gave {share!r}, which is no share in 0..1"
        raise ContentError(msg)
    points = round(share * item.points, 4)
    marks = Marks(key.marks(item, value))
    return Verdict(item.id, share, points, item.points, "scored", reason, marks)


def require(condition: bool, item: str, problem: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise `ContentError` about the key of `item` unless `condition` holds."""
    if not condition:
        msg = f"key of item {item}: {problem}"
        raise ContentError(msg)
