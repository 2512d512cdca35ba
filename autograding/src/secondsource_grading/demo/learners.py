"""An invented class: learners of different ability, none of them a person."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from statistics import NormalDist

__all__ = ["Learner", "invent_class"]

SKIPS = 0.04
"""The chance that a learner leaves an exercise out."""

HURRIED = 10
"""One learner in so many stops half-way through each notebook."""


@dataclass(frozen=True)
class Learner:
    """An invented learner.

    `ability` is in logits, 0 for the middle of the class. `skips` is the chance
    to leave an exercise out, `reaches` the share of a notebook that gets worked
    through: 0 hands in an untouched notebook.
    """

    number: int
    ability: float
    skips: float = SKIPS
    reaches: float = 1.0

    @property
    def id(self) -> str:
        """The id in nbgrader's gradebook."""
        return f"learner-{self.number:02d}"


def invent_class(size: int, seed: int) -> list[Learner]:
    """A class of `size` learners with normally spread ability, the same for the same seed.

    From five learners on, one hands in an untouched notebook and one knows
    nothing; one in ten stops half-way.
    """
    rng = Random(f"{seed} class")  # noqa: S311 - a simulation
    spread = NormalDist(0.3, 1.0)
    abilities = [spread.inv_cdf((place + 0.5) / size) for place in range(size)]
    rng.shuffle(abilities)
    learners = [Learner(number, ability) for number, ability in enumerate(abilities, start=1)]
    if size >= 5:  # noqa: PLR2004 - said in the docstring
        odd = rng.sample(range(size), 2 + size // HURRIED)
        for place, (ability, reaches) in zip(
            odd, [(0.0, 0.0), (-6.0, 1.0), *[(0.0, 0.5)] * size], strict=False
        ):
            learners[place] = Learner(place + 1, ability, SKIPS, reaches)
    return learners
