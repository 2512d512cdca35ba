"""How an invented learner answers: a two-parameter logistic model for each part of an item.

The chance that a learner of ability θ gets a part right is
1 / (1 + exp(-a (θ - b))) with discrimination a and difficulty b (Birnbaum, in
Lord & Novick 1968, Statistical Theories of Mental Test Scores, part 5). Both are
drawn from the seed. Wrong answers are not spread evenly: each part has one that
tempts most, as real misreadings do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from secondsource.families import Item
from secondsource.scoring import Key
from secondsource.scoring.keys import Keyring
from secondsource_grading.demo.learners import Learner

__all__ = ["answers", "chance"]

LEAVES_PART_OUT = 0.02
OF_THE_RIGHT_KIND = 0.5
"""How often a wrong quantity is one of the wrong amounts the key foresees."""


class _Try:
    """One learner before one item: decides part by part, the same for the same seed."""

    def __init__(self, learner: Learner, item: Item, seed: int) -> None:
        self.learner = learner
        self._where = f"{seed} {item.id}"
        self.rng = Random(f"{self._where} {learner.id}")  # noqa: S311 - a simulation

    def knows(self, part: str) -> bool:
        of_part = Random(f"{self._where} {part}")  # noqa: S311
        discrimination = math.exp(of_part.gauss(0.2, 0.3))
        difficulty = of_part.gauss(-1.1, 0.9)
        return self.rng.random() < chance(self.learner.ability, discrimination, difficulty)

    def tempted(self, part: str, wrong: Sequence[str]) -> str:
        """One of the wrong options; which of them tempts most belongs to the part."""
        ranked = sorted(wrong)
        Random(f"{self._where} {part} tempts").shuffle(ranked)  # noqa: S311
        weights = [1 / (rank + 1) for rank in range(len(ranked))]
        return self.rng.choices(ranked, weights)[0]

    def pick(self, part: str, right: str, options: Sequence[str]) -> str:
        """The right option where the part is known, a tempting one otherwise."""
        wrong = [o for o in options if o != right]
        return right if self.knows(part) else self.tempted(part, wrong)

    def leaves_out(self) -> bool:
        return self.rng.random() < LEAVES_PART_OUT


_Answer = Callable[[_Try, Any, Any], Any]


def answers(keyring: Keyring, learner: Learner, seed: int) -> Mapping[str, Any]:
    """The values a learner gives to a unit's items, by item id; an item left out is missing."""
    items = keyring.unit.items
    given: dict[str, Any] = {}
    for item in items[: round(learner.reaches * len(items))]:
        attempt = _Try(learner, item, seed)
        # A text is written into its cell, not recorded, and graded by hand.
        if not item.recorded or attempt.rng.random() < learner.skips:
            continue
        answer: _Answer = _FAMILIES.get(item.family, _any_family)
        value = (_contested if item.contested else answer)(attempt, item, keyring.keys[item.id])
        if value is not None:
            given[item.id] = value
    return given


def chance(ability: float, discrimination: float, difficulty: float) -> float:
    """The two-parameter logistic model's chance of a right answer, in 0..1."""
    return 1 / (1 + math.exp(-discrimination * (ability - difficulty)))


def _matrix(attempt: _Try, item: Any, key: Key[Any]) -> dict[str, str]:
    columns = [c.id for c in item.columns]
    return {
        row: attempt.pick(row, right, columns)
        for row, right in key.full(item).items()
        if not attempt.leaves_out()
    }


def _choice(attempt: _Try, item: Any, key: Key[Any]) -> str:
    return attempt.pick("answer", key.full(item), [o.id for o in item.options])


def _select(attempt: _Try, item: Any, key: Key[Any]) -> list[str]:
    right = key.full(item)
    return [o.id for o in item.options if attempt.knows(o.id) == (o.id in right)]


def _two_tier(attempt: _Try, item: Any, key: Key[Any]) -> dict[str, str | None]:
    right = key.full(item)
    answer = attempt.pick("answer", right["answer"], [o.id for o in item.options])
    reasons = [o.id for o in item.reasons]
    if attempt.leaves_out():
        reason = None
    elif answer == right["answer"]:
        reason = attempt.pick("reason", right["reason"], reasons)
    else:
        reason = attempt.tempted("reason", [r for r in reasons if r != right["reason"]])
    return {"answer": answer, "reason": reason}


def _number(attempt: _Try, item: Any, key: Any) -> dict[str, Any]:
    if attempt.knows("amount"):
        return dict(key.full(item))
    traps = key.feedback.traps
    if traps and attempt.rng.random() < OF_THE_RIGHT_KIND:
        trap = attempt.rng.choice(traps)
        return {"amount": trap.amount, "unit": trap.unit or attempt.rng.choice(item.units).id}
    return dict(key.guess(item, attempt.rng))


def _contested(attempt: _Try, item: Any, _key: Key[Any]) -> str | None:
    """Nothing is right here; readers differ in what they find."""
    if item.family != "choice":
        return None
    return attempt.tempted("reading", [o.id for o in item.options])


def _any_family(attempt: _Try, item: Item, key: Key[Any]) -> Any:
    return key.full(item) if attempt.knows("whole") else key.guess(item, attempt.rng)


_FAMILIES: Mapping[str, _Answer] = {
    "choice": _choice,
    "matrix": _matrix,
    "number": _number,
    "select": _select,
    "two-tier": _two_tier,
}
