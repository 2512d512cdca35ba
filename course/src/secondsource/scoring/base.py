"""What every scorer shares: the key, the verdict, and the one way from response to verdict.

A scorer is a pure function of item, key and response. It never reads a file,
never runs a learner's code and never sees who the learner is.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Literal, TypeVar

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from secondsource.errors import ContentError, ResponseError
from secondsource.families import Item, Mark, Marks
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.tally import Question, by_marks, by_options

__all__ = [
    "Check",
    "Evidence",
    "Key",
    "Note",
    "Verdict",
    "out_of",
    "plural",
    "require",
    "score",
    "worth",
]

Note = Annotated[str, Field(min_length=3)]
"""Feedback for one option: why a reader might pick it, and which words decide."""

ItemT = TypeVar("ItemT", bound=Item)

State = Literal["scored", "by hand", "blank", "refused"]


class Check(BaseModel):
    """Evidence that the build computes: a named check, its arguments and its result."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    check: str
    args: Any = ()
    equals: Any


Evidence = str | Check
"""A reference such as `claim:A21` or `record:R054`, or a check to run."""


@dataclass(frozen=True)
class Verdict:
    """A scored response.

    `share` is in 0..1; `points` is `share` times the item's points, rounded to
    four decimals; an answer that a person reads has none before that. `reason` says in
    one line how the score came about, or why a response was refused. `marks` has a
    judgement and feedback for every part.
    """

    item: str
    share: float
    points: float
    out_of: float
    state: State
    reason: str
    marks: Marks = field(default_factory=Marks)


class Key(BaseModel, Generic[ItemT]):
    """The expected response of one item, with its evidence and feedback.

    Each family says in its own class how a response is scored (`share`, `marks`), how
    someone games the item or guesses (`strategies`, `guess`), what a report counts
    (`tally`) and how an invented learner answers (`invent`). A *value* below is an
    answer as the item's `parse` returns it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    if not TYPE_CHECKING:

        def __class_getitem__(cls, _item: object) -> type[Key[Any]]:
            """Return the class itself: no field of a key depends on the kind of its item."""
            return cls

    guessable: ClassVar[bool] = True
    """Whether the limit on what guessing may earn holds. Only a family whose score must pay
    for an honest guess, or that a program never scores, sets this to False."""

    judged: ClassVar[bool] = True
    """Whether an answer is right or not yet right. An answer that a person reads, one on which
    careful readers differ and a forecast are neither: *Check* explains them at once."""

    among: ClassVar[str] = ""
    """What stands above the answer on a teacher's sheet where other answers are as good."""

    item: str
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    rationale: Note
    judgement: Literal["supported", "not-supported", "mixed"] | None = None

    @abstractmethod
    def verify(self, item: ItemT) -> None:
        """Raise `ContentError` where key and item do not fit together."""

    @abstractmethod
    def full(self, item: ItemT) -> Any:
        """Return a value that must score 1."""

    @abstractmethod
    def share(self, item: ItemT, value: Any) -> tuple[float, str]:
        """Return the score of a value in 0..1, and one line on how it came about."""

    @abstractmethod
    def marks(self, item: ItemT, value: Any) -> Mapping[str, Mark]:
        """Return the judgement and the feedback on every part."""

    @abstractmethod
    def strategies(self, item: ItemT) -> Mapping[str, Any]:
        """Return the responses of someone who games the item, by the strategy's name."""

    @abstractmethod
    def guess(self, item: ItemT, rng: Random) -> Any:
        """Return the response of someone who answers at random."""

    def counted(self, item: ItemT) -> str:  # noqa: ARG002
        """Return how points come about, in a sentence for a learner; "" where it is plain."""
        return ""

    def examples(self, item: ItemT) -> Sequence[tuple[str, Markup]]:  # noqa: ARG002
        """Return answers to compare one's own with, each with its name; none for most families."""
        return ()

    def sheet_html(self, item: ItemT) -> Markup:
        """Return the answer with the reason for every part, as a teacher has it beside a print."""
        full = self.full(item)
        return item.beside_paper_html(full, Marks(self.marks(item, full)))

    def tally(self, item: ItemT, values: Sequence[Any]) -> list[Question]:
        """Count what a class answered, for a report; `values` are answers that are not blank.

        Where there are options to pick each is counted, with the right ones marked; for
        any other item each part is counted that was judged wrong.
        """
        if item.option_groups():
            return by_options(item, values, item.picks(self.full(item)))
        return by_marks(item, values, lambda value: self.marks(item, value))

    def invent(self, item: ItemT, attempt: Attempt) -> Any:
        """Return what an invented learner answers; None leaves the item out.

        Whoever knows the whole answers like the key, everybody else at random.
        """
        return self.full(item) if attempt.knows("whole") else self.guess(item, attempt.rng)


def score(item: Item, key: Key[Any], raw: Any) -> Verdict:
    """Return the verdict on a response's raw value, as a notebook held it.

    None is a blank. A value that does not fit the item is *refused*: no points,
    with the reason; it is never guessed at.
    """
    try:
        value = item.parse(raw)
    except ResponseError as error:
        return Verdict(item.id, 0.0, 0.0, item.points, "refused", f"Not scored: {error}.")
    if item.is_blank(value):
        marks = Marks(key.marks(item, value))
        return Verdict(item.id, 0.0, 0.0, item.points, "blank", "No answer was recorded.", marks)
    if item.by_hand:
        marks = Marks(key.marks(item, value))
        return Verdict(item.id, 0.0, 0.0, item.points, "by hand", "A person reads it.", marks)
    share, reason = key.share(item, value)
    if not (math.isfinite(share) and 0 <= share <= 1):
        msg = f"item {item.id}: the scorer gave {share!r}, which is no share in 0..1"
        raise ContentError(msg)
    points = round(share * item.points, 4)
    marks = Marks(key.marks(item, value))
    return Verdict(item.id, share, points, item.points, "scored", reason, marks)


def plural(count: int, one: str, many: str) -> str:
    """Return the word that fits a count."""
    return one if count == 1 else many


def out_of(points: float, most: float) -> str:
    """Return points in words, with two decimals at most: *0.67 of 2 points*, *1 of 1 point*."""
    return f"{round(points, 2):g} of {worth(most)}"


def worth(points: float) -> str:
    """Return points in words, with two decimals at most: *0.5 points*, *1 point*."""
    shown = f"{round(points, 2):g}"
    return f"{shown} point" if shown == "1" else f"{shown} points"


def require(condition: bool, item: str, problem: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise `ContentError` about the key of `item` unless `condition` holds."""
    if not condition:
        msg = f"key of item {item}: {problem}"
        raise ContentError(msg)
