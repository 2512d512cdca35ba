"""Score of `number`: full within the tolerance, half where one thing about it is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from secondsource.families import Mark
from secondsource.families.number import NumberItem, NumberValue
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, require
from secondsource.scoring.tally import Question, by_wording

__all__ = ["NumberKey"]

Amount = Annotated[float, Field(allow_inf_nan=False)]

HALF = 0.5
"""What a quantity earns with one slip in it."""

FORESEEN = 0.5
"""How often an invented wrong quantity is one of the wrong amounts that the key foresees."""

POWERS = tuple(10.0**n for n in (-3, -2, -1, 1, 2, 3))
"""The factors of ten by which a quantity may be off and still earn half."""


class Quantity(BaseModel):
    """An amount with its unit; right within `tolerance`, in the same unit."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    amount: Amount
    unit: str
    tolerance: Annotated[Amount, Field(ge=0)] = 0.0

    def matches(self, amount: float) -> bool:
        """Whether `amount` lies within the tolerance (and a hair for rounding)."""
        return abs(amount - self.amount) <= self.tolerance + 1e-9 * max(1.0, abs(self.amount))


class Trap(BaseModel):
    """A known wrong amount, and what leads to it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    amount: Amount
    unit: str | None = None
    text: Note


class NumberNotes(BaseModel):
    """Feedback for each way to be right or wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    right: Note
    unit: Note
    magnitude: Note
    wrong: Note
    traps: tuple[Trap, ...] = ()


class NumberKey(Key[NumberItem]):
    """The quantity, other ways to write the same quantity, and feedback."""

    answer: Quantity
    also: tuple[Quantity, ...] = ()
    feedback: NumberNotes

    def verify(self, item: NumberItem) -> None:
        """All units are the item's, and no trap is a right answer."""
        units = {u.id for u in item.units}
        named = [q.unit for q in (self.answer, *self.also)]
        named += [t.unit for t in self.feedback.traps if t.unit]
        strange = sorted(set(named) - units)
        require(not strange, item.id, f"unit {strange} is none of {sorted(units)}")
        for trap in self.feedback.traps:
            wrong = self.share(item, {"amount": trap.amount, "unit": trap.unit})[0] < 1
            require(wrong, item.id, f"trap {trap.amount:g} is within the tolerance of the answer")

    def full(self, item: NumberItem) -> NumberValue:  # noqa: ARG002 - one form for all families
        """Return the quantity itself."""
        return {"amount": self.answer.amount, "unit": self.answer.unit}

    def share(self, item: NumberItem, value: NumberValue) -> tuple[float, str]:  # noqa: ARG002
        """Return 1 within the tolerance; 0.5 where only the unit or a factor of ten is wrong."""
        case = self._case(value)
        return {
            "right": (1.0, "Right."),
            "unit": (HALF, "The amount is right; the unit is not."),
            "magnitude": (HALF, "The digits are right; the amount is wrong by a factor of ten."),
            "wrong": (0.0, "The amount is not right."),
        }[case]

    def marks(self, item: NumberItem, value: NumberValue) -> dict[str, Mark]:  # noqa: ARG002
        """Return one mark, with the feedback for the way it went wrong."""
        if value["amount"] is None:
            return {"amount": Mark("missed", self.feedback.wrong)}
        case = self._case(value)
        if case == "right":
            return {"amount": Mark("right", self.feedback.right)}
        note = getattr(self.feedback, case)
        for trap in self.feedback.traps:
            same_unit = trap.unit is None or trap.unit == value["unit"]
            if same_unit and Quantity(amount=trap.amount, unit="").matches(value["amount"]):
                note = f"{trap.text}\n\n{note}"
        return {"amount": Mark("wrong", note)}

    def strategies(self, item: NumberItem) -> dict[str, NumberValue]:
        """Return zero, one and a hundred in the first unit."""
        first = item.units[0].id
        return {f"always {n:g}": {"amount": n, "unit": first} for n in (0.0, 1.0, 100.0)}

    def tally(self, item: NumberItem, values: Sequence[NumberValue]) -> list[Question]:
        """Count the amounts given, each with its unit."""
        return by_wording(item, values, lambda v: self.share(item, v)[0] == 1, "amount", "amounts")

    def invent(self, item: NumberItem, attempt: Attempt) -> NumberValue:
        """Return the quantity where it is known, else a wrong one, often one that is foreseen."""
        if attempt.knows("amount"):
            return self.full(item)
        traps = self.feedback.traps
        if traps and attempt.rng.random() < FORESEEN:
            trap = attempt.rng.choice(traps)
            return {"amount": trap.amount, "unit": trap.unit or attempt.rng.choice(item.units).id}
        return self.guess(item, attempt.rng)

    def guess(self, item: NumberItem, rng: Random) -> NumberValue:
        """Return a whole number near the answer's size, with any unit."""
        reach = max(10, round(3 * abs(self.answer.amount)))
        return {"amount": float(rng.randint(0, reach)), "unit": rng.choice(item.units).id}

    def _case(self, value: NumberValue) -> str:
        # No amount is off by a factor of ten from nothing at all.
        amount, unit = value["amount"], value["unit"]
        if amount is None:
            return "wrong"
        accepted = (self.answer, *self.also)
        if any(q.matches(amount) and q.unit == unit for q in accepted):
            return "right"
        if any(q.matches(amount) for q in accepted):
            return "unit"
        if any(
            q.unit == unit and amount and q.amount and q.matches(amount * p)
            for q in accepted
            for p in POWERS
        ):
            return "magnitude"
        return "wrong"
