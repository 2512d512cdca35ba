"""How an invented learner answers: a two-parameter logistic model for each part of an item.

The chance that a learner of ability θ gets a part right is
1 / (1 + exp(-a (θ - b))) with discrimination a and difficulty b (Birnbaum, in
Lord & Novick 1968, Statistical Theories of Mental Test Scores, part 5). Both are
drawn from the seed. Wrong answers are not spread evenly: each part has one that
tempts most, as real misreadings do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

__all__ = ["Attempt", "chance"]

LEAVES_PART_OUT = 0.02
"""The chance that a learner skips one part of an item of several parts."""


def chance(ability: float, discrimination: float, difficulty: float) -> float:
    """Return the two-parameter logistic model's chance of a right answer, in 0..1."""
    return 1 / (1 + math.exp(-discrimination * (ability - difficulty)))


class Attempt:
    """One invented learner before one item, who decides part by part.

    The same learner, item and seed decide the same. `ability` is θ, normally spread around 0.
    """

    def __init__(self, learner: str, ability: float, item: str, seed: int) -> None:
        """Begin with nothing decided; `learner` and `item` are ids."""
        self._ability = ability
        self._where = f"{seed} {item}"
        self.rng = Random(f"{self._where} {learner}")  # noqa: S311 - a simulation

    def knows(self, part: str) -> bool:
        """Return whether the learner gets this part right; asked again it is another try."""
        of_part = Random(f"{self._where} {part}")  # noqa: S311
        discrimination = math.exp(of_part.gauss(0.2, 0.3))
        difficulty = of_part.gauss(-1.1, 0.9)
        return self.rng.random() < chance(self._ability, discrimination, difficulty)

    def tempted(self, part: str, wrong: Sequence[str]) -> str:
        """Return one of the wrong options; which of them tempts most belongs to the part."""
        ranked = sorted(wrong)
        Random(f"{self._where} {part} tempts").shuffle(ranked)  # noqa: S311
        weights = [1 / (rank + 1) for rank in range(len(ranked))]
        return self.rng.choices(ranked, weights)[0]

    def pick(self, part: str, right: str, options: Sequence[str]) -> str:
        """Return the right option where the part is known, a tempting one otherwise."""
        wrong = [o for o in options if o != right]
        return right if self.knows(part) else self.tempted(part, wrong)

    def leaves_out(self) -> bool:
        """Return whether the learner skips this part."""
        return self.rng.random() < LEAVES_PART_OUT
