"""What each school system pays for an answer, and where that differs from our own score.

Moodle: `qtype_multichoice` adds the fractions of what is ticked and keeps them in 0..1;
`qtype_numerical` pays the fraction of the first answer whose tolerance holds; `qtype_match` pays
the share of right rows. Canvas (`Quizzes::QuizQuestion` in its source): several answers earn right
ticks less wrong ticks, of the right ones, at least 0; a number is right or wrong; matching pays the
share of right rows. Blackboard keeps of a question of several answers which are right, and no
points for each ("QTI packages" in its help), so that all or nothing is what an import pays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from secondsource.families import Item
from secondsource.scoring import Key, score
from secondsource_grading.item_export.questions import (
    Amount,
    Body,
    Case,
    Matching,
    OneOf,
    Several,
    Written,
)

__all__ = ["MOODLE_PARTS", "SYSTEMS", "Difference", "refused", "worst_difference"]

MOODLE_PARTS = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20})
"""Into so many equal parts Moodle can divide a whole: 100 %, 50 %, ... 5 %; it takes no others."""

SYSTEMS = ("moodle", "canvas", "blackboard")

SAME = 1e-6
"""Shares as near as this are the same; Moodle's percentages have five decimals."""


@dataclass(frozen=True)
class Difference:
    """An answer to which a system gives another share of the points than we do, in words."""

    answer: str
    ours: float
    theirs: float

    @property
    def words(self) -> str:
        """The difference in a sentence."""
        return f"{self.answer} earns {self.theirs:.0%} there and {self.ours:.0%} here"


def refused(system: str, body: Body) -> str:
    """Return why a system has no such question at all; "" where it has."""
    if system == "blackboard" and isinstance(body, (Matching, Amount)):
        return "Blackboard's help names no such question among those it takes from a QTI package"
    if system == "moodle" and isinstance(body, Several):
        odd = {body.right, body.wrong} - MOODLE_PARTS
        if odd:
            return f"Moodle can't divide the points by {', '.join(map(str, sorted(odd)))}"
    return ""


def worst_difference(system: str, item: Item, key: Key[Any], body: Body) -> Difference | None:
    """Return where a system's points differ most from ours; None where they never do.

    The answers tried stand for all: what a scorer looks at is how many are right and wrong.
    """
    worst = None
    for words, ours, theirs in _compared(system, item, key, body):
        if abs(ours - theirs) > max(SAME, abs(worst.ours - worst.theirs) if worst else 0.0):
            worst = Difference(words, ours, theirs)
    return worst


def _compared(
    system: str, item: Item, key: Key[Any], body: Body
) -> Iterator[tuple[str, float, float]]:
    """Give each answer tried: in words, and what we and the system pay for it."""
    match body:
        case OneOf():
            for choice in body.choices:
                yield choice.id, score(item, key, choice.id).share, float(choice.right)
        case Several():
            pay = _SEVERAL[system]
            for right, wrong, ticked in _ticks(body):
                words = f"ticking {right} of {body.right} right ones and {wrong} wrong"
                yield words, score(item, key, ticked).share, pay(body, right, wrong)
        case Amount():
            for amount in sorted(_amounts(body)):
                raw = {"amount": amount, "unit": body.unit_id}
                yield f"{amount:.6g}", score(item, key, raw).share, _AMOUNT[system](body, amount)
        case Matching():
            for hits, links in _links(body):
                words = f"{hits} of {len(body.rows)} rows right"
                yield words, score(item, key, links).share, hits / len(body.rows)
        case Written():
            return


def _moodle_several(body: Several, right: int, wrong: int) -> float:
    return min(1.0, max(0.0, right / body.right - wrong / body.wrong))


def _canvas_several(body: Several, right: int, wrong: int) -> float:
    return max(0.0, (right - wrong) / body.right)


def _all_or_nothing(body: Several, right: int, wrong: int) -> float:
    return float(right == body.right and not wrong)


_SEVERAL: Mapping[str, Callable[[Several, int, int], float]] = {
    "moodle": _moodle_several,
    "canvas": _canvas_several,
    "blackboard": _all_or_nothing,
}


def _first_case(body: Amount, amount: float) -> float:
    return next((case.share for case in body.cases if case.matches(amount)), 0.0)


def _right_or_wrong(body: Amount, amount: float) -> float:
    return float(any(case.matches(amount) for case in body.cases if case.share == 1))


_AMOUNT: Mapping[str, Callable[[Amount, float], float]] = {
    "moodle": _first_case,
    "canvas": _right_or_wrong,
}


def _ticks(body: Several) -> Iterator[tuple[int, int, list[str]]]:
    """Give every number of right and of wrong ticks, with an answer that has them."""
    right = [c.id for c in body.choices if c.right]
    wrong = [c.id for c in body.choices if not c.right]
    for r in range(len(right) + 1):
        for w in range(len(wrong) + 1):
            yield r, w, right[:r] + wrong[:w]


def _amounts(body: Amount) -> Collection[float]:
    """Return amounts inside, at the ends and outside of every case."""
    return {n for case in body.cases for n in _around(case)} | {0.0, 1.0, 100.0}


def _around(case: Case) -> Iterator[float]:
    for by in (0.0, case.tolerance, case.tolerance * 1.01 + abs(case.amount) * 1e-4 + 1e-4):
        yield case.amount + by
        yield case.amount - by


def _links(body: Matching) -> Iterator[tuple[int, dict[str, str]]]:
    """Give every number of right rows, the others wrong, then the others left out."""
    names = list(body.matches)
    for hits in range(len(body.rows) + 1):
        links = {r.id: r.match for r in body.rows[:hits]}
        wrong = {r.id: next(n for n in names if n != r.match) for r in body.rows[hits:]}
        yield hits, links | wrong
        yield hits, links
