"""Score of `pairs`: the share of right parts with the right partner, corrected for guessing."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from pydantic import BaseModel, ConfigDict

from secondsource.families import Mark
from secondsource.families.pairs import NONE, PairsItem, PairsValue
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, require

__all__ = ["PairsKey"]


class PairNotes(BaseModel):
    """What decides each right part, and why a reader might say that it has no partner."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    parts: Mapping[str, Note]
    none: Note


class PairsKey(Key[PairsItem]):
    """The partner of every right part, or `none`."""

    answer: Mapping[str, str]
    feedback: PairNotes

    def verify(self, item: PairsItem) -> None:
        """Every right part has a partner or none, and feedback; not all have the same."""
        right, left = {o.id for o in item.right.parts}, {o.id for o in item.partners()}
        require(set(self.answer) == right, item.id, f"answer must name exactly {sorted(right)}")
        strange = sorted(set(self.answer.values()) - left)
        require(not strange, item.id, f"partner {strange} is none of {sorted(left)}")
        require(
            set(self.feedback.parts) == right,
            item.id,
            f"feedback.parts must be given for exactly {sorted(right)}",
        )

    def full(self, item: PairsItem) -> PairsValue:
        """Return every link right."""
        return {o.id: self.answer[o.id] for o in item.right.parts}

    def share(self, item: PairsItem, value: PairsValue) -> tuple[float, str]:
        """Return max(0, (mean of hits - 1/k) / (1 - 1/k)); k counts the left parts and none.

        The correction is that of `matrix`, clamped after averaging.
        """
        hits = sum(value.get(right) == left for right, left in self.answer.items())
        chance = 1 / len(item.partners())
        share = (hits / len(item.right.parts) - chance) / (1 - chance)
        return max(0.0, share), f"You have {hits} of {len(item.right.parts)} links right."

    def counted(self, item: PairsItem) -> str:
        """Return how what is right becomes points."""
        return (
            "Links count only beyond what guessing would get right, which is one in "
            f"{len(item.partners())}."
        )

    def marks(self, item: PairsItem, value: PairsValue) -> dict[str, Mark]:
        """Return a mark for every right part, with its partner where another was picked."""
        names = {o.id: f"no. {n}" for n, o in enumerate(item.left.parts, start=1)}
        names[NONE] = "no partner"
        marks = {}
        for part in item.right.parts:
            picked, expected = value.get(part.id), self.answer[part.id]
            note = self.feedback.parts[part.id]
            told = f"**{names[expected]}**: {note}"
            if picked == expected:
                marks[part.id] = Mark("right", note)
            elif picked is None:
                marks[part.id] = Mark("missed", told)
            else:
                more = f"\n\n*no partner*: {self.feedback.none}" if picked == NONE else ""
                marks[part.id] = Mark("wrong", told + more)
        return marks

    def strategies(self, item: PairsItem) -> dict[str, PairsValue]:
        """Return one partner for all, for each, and the parts in the order they stand in."""
        right, left = [o.id for o in item.right.parts], [o.id for o in item.left.parts]
        same = {f"all {o.id}": dict.fromkeys(right, o.id) for o in item.partners()}
        return {**same, "in order": {r: left[n % len(left)] for n, r in enumerate(right)}}

    def invent(self, item: PairsItem, attempt: Attempt) -> PairsValue:
        """Return a partner for each right part, decided by itself; some are left out."""
        partners = [o.id for o in item.partners()]
        return {
            right: attempt.pick(right, left, partners)
            for right, left in self.full(item).items()
            if not attempt.leaves_out()
        }

    def guess(self, item: PairsItem, rng: Random) -> PairsValue:
        """Return any partner for each right part."""
        return {o.id: rng.choice(item.partners()).id for o in item.right.parts}
