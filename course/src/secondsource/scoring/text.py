"""`text` is graded by hand: the key holds what a grader looks for, never a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import ClassVar

from secondsource.errors import ContentError
from secondsource.families import Mark
from secondsource.families.text import TextItem, TextValue
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, require
from secondsource.scoring.tally import Question

__all__ = ["TextKey"]


class TextKey(Key[TextItem]):
    """A model answer and, for each line of the rubric, what earns its points."""

    guessable: ClassVar[bool] = False
    """A person reads it."""

    answer: Note
    feedback: Mapping[str, Note]

    def verify(self, item: TextItem) -> None:
        """Every line of the rubric has its note."""
        ids = {c.id for c in item.rubric}
        require(set(self.feedback) == ids, item.id, f"feedback must be given for {sorted(ids)}")

    def full(self, item: TextItem) -> str:  # noqa: ARG002 - one form for all families
        """Return the model answer."""
        return self.answer

    def share(self, item: TextItem, value: TextValue) -> tuple[float, str]:  # noqa: ARG002
        """Never: a person grades it."""
        msg = f"item {item.id} is graded by hand; nothing may score it"
        raise ContentError(msg)

    def marks(self, item: TextItem, value: TextValue) -> dict[str, Mark]:  # noqa: ARG002
        """Return the rubric's notes, without a judgement."""
        return {c.id: Mark("plain", self.feedback[c.id]) for c in item.rubric}

    def strategies(self, item: TextItem) -> dict[str, str]:  # noqa: ARG002
        """None: a person reads it."""
        return {}

    def tally(self, item: TextItem, values: Sequence[TextValue]) -> list[Question]:  # noqa: ARG002
        """Count nothing: texts are read, one by one."""
        return []

    def invent(self, item: TextItem, attempt: Attempt) -> None:
        """Leave the text out: an invented one would have to be read."""

    def guess(self, item: TextItem, rng: Random) -> str:  # noqa: ARG002
        """Nothing written."""
        return ""
