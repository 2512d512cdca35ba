"""Score of `budget`: looks that tell something, each followed by a move in its direction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar, Literal, TypeAlias

from secondsource.families import Mark
from secondsource.families.budget import BudgetItem, BudgetValue
from secondsource.families.marks import Sign
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, plural, require
from secondsource.scoring.tally import OptionCount, Question

__all__ = ["BudgetKey", "Direction"]

Direction: TypeAlias = Literal["up", "down", "none"]
"""Where what a source shows moves a reader's chance: up, down, or nowhere."""

EVEN, MOST = 50.0, 40.0
"""The chance that an invented reader begins with, and how far its path may lead from there."""


class BudgetKey(Key[BudgetItem]):
    """For each source, in which direction it moves the chance of the statement."""

    among: ClassVar[str] = "One good path; there are others."

    answer: Mapping[str, Direction]
    feedback: Mapping[str, Note]

    def verify(self, item: BudgetItem) -> None:
        """Every source has a direction and a note; the looks can all be spent well, or badly."""
        ids = {s.id for s in item.sources}
        require(set(self.answer) == ids, item.id, f"answer must be given for {sorted(ids)}")
        require(set(self.feedback) == ids, item.id, f"feedback must be given for {sorted(ids)}")
        found = list(self.answer.values())
        missing = sorted({"up", "down", "none"} - set(found))
        require(not missing, item.id, f"no source has the direction {', '.join(missing)}")
        telling = len(found) - found.count("none")
        enough = telling >= item.budget
        require(enough, item.id, f"{telling} sources move the chance, fewer than the looks")

    def full(self, item: BudgetItem) -> BudgetValue:
        """Return a path over the first sources that tell something, from an even chance."""
        telling = [s.id for s in item.sources if self.answer[s.id] != "none"][: item.budget]
        return _path(item, [(name, self._way(name)) for name in telling])

    def share(self, item: BudgetItem, value: BudgetValue) -> tuple[float, str]:
        """Return the good moves less the bad ones, as a share of the looks; not less than 0."""
        judged = [self._judged(*step) for step in item.steps(value)]
        right, against = judged.count("right"), judged.count("against")
        told = f"{right} of {item.budget} looks told you something and moved you in its direction"
        more = f", and {against} moved you where nothing in {plural(against, 'it', 'them')} points"
        share = max(0.0, (right - against) / item.budget)
        return share, f"{told}{more if against else ''}."

    def counted(self, item: BudgetItem) -> str:  # noqa: ARG002
        """Return how what is right becomes points."""
        return (
            "A look counts if the source tells you something and you move in its direction, "
            "however far. A move the other way takes one away, and so does a move after a source "
            "that tells nothing."
        )

    def marks(self, item: BudgetItem, value: BudgetValue) -> dict[str, Mark]:
        """Return a mark for every source; one that tells something and was left out is missed."""
        judged = {step[0]: self._judged(*step) for step in item.steps(value)}
        complete = list(judged.values()).count("right") == item.budget
        signs: dict[str, Sign] = {
            "right": "right", "against": "wrong", "still": "wrong", "idle": "plain",
            "open": "missed",
        }  # fmt: skip
        passed: dict[str, Sign] = {
            s.id: "plain" if complete or self.answer[s.id] == "none" else "missed"
            for s in item.sources
        }
        return {
            s.id: Mark(signs[judged[s.id]] if s.id in judged else passed[s.id], self.feedback[s.id])
            for s in item.sources
        }

    def strategies(self, item: BudgetItem) -> dict[str, BudgetValue]:
        """Return the first and the last looks, with a chance that only rises, or only falls."""
        ids = [s.id for s in item.sources]
        ends = {"first": ids[: item.budget], "last": ids[-item.budget :]}
        return {
            f"{end} sources, always {word}": _path(item, [(name, way) for name in chosen])
            for end, chosen in ends.items()
            for word, way in (("up", 1), ("down", -1))
        }

    def guess(self, item: BudgetItem, rng: Random) -> BudgetValue:
        """Return any looks in any order, with any chances."""
        looks = rng.sample([s.id for s in item.sources], item.budget)
        return {
            "start": rng.randint(0, 100),
            "looks": [{"look": name, "chance": rng.randint(0, 100)} for name in looks],
        }

    def tally(self, item: BudgetItem, values: Sequence[Any]) -> list[Question]:
        """Count the looks at sources that tell nothing, and the moves that a source does not bear.

        Which of the telling sources a learner chose says little, as there may be more than looks.
        """
        texts = {s.id: s.text for s in item.sources}
        found = {
            "Looked where nothing is told": self._count(
                item, values, lambda step, _: step == "none"
            ),
            "Moved otherwise than the source points": self._count(
                item, values, lambda _, judged: judged in ("against", "still")
            ),
        }
        return [
            Question(
                question,
                [
                    OptionCount(texts[name], right=False, part=name, count=len(v), example=v[0])
                    for name, v in counted.items()
                ],
                len(values),
                several=True,
            )
            for question, counted in found.items()
            if counted
        ]

    def _count(
        self, item: BudgetItem, values: Sequence[Any], wanted: Callable[[Direction, str], bool]
    ) -> dict[str, list[Any]]:
        """The values in which a source was met as `wanted`: by its direction and how it ended."""
        found: dict[str, list[Any]] = {}
        for value in values:
            for name, before, after in item.steps(value):
                if wanted(self.answer[name], self._judged(name, before, after)):
                    found.setdefault(name, []).append(value)
        return found

    def invent(self, item: BudgetItem, attempt: Attempt) -> BudgetValue:
        """Return looks that mostly tell something, with moves that mostly follow them."""
        telling = [s.id for s in item.sources if self.answer[s.id] != "none"]
        idle = [s.id for s in item.sources if s.id not in telling]
        path: list[tuple[str, int]] = []
        for number in range(item.budget):
            rest = telling if attempt.knows(f"look {number}") or not idle else idle
            name = rest.pop(attempt.rng.randrange(len(rest)))
            follows = attempt.knows(name)
            path.append((name, self._way(name) if follows else attempt.rng.choice((-1, 0, 1))))
        return _path(item, path)

    def _way(self, name: str) -> int:
        return {"up": 1, "none": 0, "down": -1}[self.answer[name]]

    def _judged(self, name: str, before: float, after: float | None) -> str:
        """How a look ended: `right`, `against`, `still`, `idle`, or `open` without a chance."""
        if after is None:
            return "open"
        moved, way = (after > before) - (after < before), self._way(name)
        if moved == 0:
            return "still" if way else "idle"
        return "right" if moved == way else "against"


def _path(item: BudgetItem, looks: Sequence[tuple[str, int]]) -> BudgetValue:
    """Return looks with moves of one size, each up (1), down (-1) or none (0)."""
    return {"start": EVEN, "looks": list(_moves(looks, MOST / item.budget))}


def _moves(looks: Sequence[tuple[str, int]], size: float) -> Iterator[dict[str, Any]]:
    chance = EVEN
    for name, way in looks:
        chance += way * size
        yield {"look": name, "chance": round(chance, 1)}
