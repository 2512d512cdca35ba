"""Score of `choice`: 1 or 0."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from secondsource.families import Mark
from secondsource.families.choice import ChoiceItem, ChoiceValue
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, require

__all__ = ["ChoiceKey"]


class ChoiceKey(Key[ChoiceItem]):
    """The option that fits best, and feedback for every option."""

    answer: str
    feedback: Mapping[str, Note]

    def verify(self, item: ChoiceItem) -> None:
        """The answer is an option, and every option has feedback."""
        ids = {o.id for o in item.options}
        require(self.answer in ids, item.id, f"answer {self.answer!r} is none of {sorted(ids)}")
        require(
            set(self.feedback) == ids,
            item.id,
            f"feedback must be given for exactly the options {sorted(ids)}",
        )

    def full(self, item: ChoiceItem) -> str:  # noqa: ARG002 - one form for all families
        """Return the option that fits."""
        return self.answer

    def share(self, item: ChoiceItem, value: str) -> tuple[float, str]:  # noqa: ARG002
        """Return 1 for the expected option."""
        if value == self.answer:
            return 1.0, "Right."
        return 0.0, "Another answer is better supported."

    def marks(self, item: ChoiceItem, value: ChoiceValue) -> dict[str, Mark]:
        """Return a mark for every option."""
        marks = {}
        for option in item.options:
            note = self.feedback[option.id]
            if option.id == value:
                marks[option.id] = Mark("right" if value == self.answer else "wrong", note)
            else:
                marks[option.id] = Mark("missed" if option.id == self.answer else "plain", note)
        return marks

    def strategies(self, item: ChoiceItem) -> dict[str, str]:
        """Return the first, the last, the longest option."""
        longest = max(item.options, key=lambda o: len(o.text)).id
        return {"first": item.options[0].id, "last": item.options[-1].id, "longest": longest}

    def invent(self, item: ChoiceItem, attempt: Attempt) -> ChoiceValue:
        """Return the right option where it is known, a tempting one otherwise."""
        return attempt.pick("answer", self.answer, [o.id for o in item.options])

    def guess(self, item: ChoiceItem, rng: Random) -> str:
        """Return any option."""
        return rng.choice(item.options).id
