"""Score of `two-tier`: a right answer counts little without its reason."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Literal

from pydantic import BaseModel, ConfigDict

from secondsource.families import Mark, Option
from secondsource.families.two_tier import TwoTierItem, TwoTierValue
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, require

__all__ = ["TwoTierKey"]

ANSWER_SHARE = 0.4
"""What the right answer alone earns; COURSE rule 0.4 answer + 0.6 answer and reason."""


class Tiers(BaseModel):
    """The answer and the reason expected."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    answer: str
    reason: str


class TierNotes(BaseModel):
    """Feedback for every answer and every reason."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    answer: Mapping[str, Note]
    reason: Mapping[str, Note]


class TwoTierKey(Key[TwoTierItem]):
    """One answer and the reason that carries it."""

    answer: Tiers
    feedback: TierNotes

    def verify(self, item: TwoTierItem) -> None:
        """Both tiers name an option of theirs, and every option has feedback."""
        for tier, options in (("answer", item.options), ("reason", item.reasons)):
            ids = {o.id for o in options}
            picked = getattr(self.answer, tier)
            require(picked in ids, item.id, f"{tier} {picked!r} is none of {sorted(ids)}")
            require(
                set(getattr(self.feedback, tier)) == ids,
                item.id,
                f"feedback.{tier} must be given for exactly {sorted(ids)}",
            )

    def full(self, item: TwoTierItem) -> TwoTierValue:  # noqa: ARG002 - one form for all
        """Return the right answer with the right reason."""
        return {"answer": self.answer.answer, "reason": self.answer.reason}

    def share(self, item: TwoTierItem, value: TwoTierValue) -> tuple[float, str]:  # noqa: ARG002
        """Return 0.4 for the answer, 1 for answer and reason."""
        if value["answer"] != self.answer.answer:
            return 0.0, "Another answer is better supported."
        if value["reason"] != self.answer.reason:
            if value["reason"] is None:
                return ANSWER_SHARE, "The answer is right; no reason is picked yet."
            return ANSWER_SHARE, "The answer is right; the reason is not the one that carries it."
        return 1.0, "Right: the answer, and the reason that carries it."

    def counted(self, item: TwoTierItem) -> str:  # noqa: ARG002
        """Return how what is right becomes points."""
        return "The answer alone earns two fifths of the points; the rest needs its reason."

    def marks(self, item: TwoTierItem, value: TwoTierValue) -> dict[str, Mark]:
        """Return a mark for every answer and every reason."""

        def tier(name: Literal["answer", "reason"], options: tuple[Option, ...]) -> dict[str, Mark]:
            expected = getattr(self.answer, name)
            notes = getattr(self.feedback, name)
            picked = value[name]
            marks = {}
            for option in options:
                sign = "plain"
                if option.id == picked:
                    sign = "right" if picked == expected else "wrong"
                elif option.id == expected:
                    sign = "missed"
                marks[f"{name}.{option.id}"] = Mark(sign, notes[option.id])  # type: ignore[arg-type]
            return marks

        return tier("answer", item.options) | tier("reason", item.reasons)

    def strategies(self, item: TwoTierItem) -> dict[str, TwoTierValue]:
        """Return the first of both, the last of both, the longest of both."""

        def longest(options: tuple[Option, ...]) -> str:
            return max(options, key=lambda o: len(o.text)).id

        return {
            "first": {"answer": item.options[0].id, "reason": item.reasons[0].id},
            "last": {"answer": item.options[-1].id, "reason": item.reasons[-1].id},
            "longest": {"answer": longest(item.options), "reason": longest(item.reasons)},
        }

    def invent(self, item: TwoTierItem, attempt: Attempt) -> TwoTierValue:
        """Return an answer and a reason; a wrong answer never has the right reason."""
        answer = attempt.pick("answer", self.answer.answer, [o.id for o in item.options])
        reasons = [o.id for o in item.reasons]
        if attempt.leaves_out():
            return {"answer": answer, "reason": None}
        if answer == self.answer.answer:
            reason = attempt.pick("reason", self.answer.reason, reasons)
        else:
            reason = attempt.tempted("reason", [r for r in reasons if r != self.answer.reason])
        return {"answer": answer, "reason": reason}

    def guess(self, item: TwoTierItem, rng: Random) -> TwoTierValue:
        """Return any answer with any reason."""
        return {"answer": rng.choice(item.options).id, "reason": rng.choice(item.reasons).id}
