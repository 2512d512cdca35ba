r"""How alike two submissions are, and how often chance alone would make them so alike.

The model looks only at items that both got wrong: who is able, and how hard an item is, is then
accounted for. The idea is that of error-similarity analysis (Bellezza, F. S., & Bellezza, S. F.
1989. Detection of cheating on multiple-choice tests by using error-similarity analysis. Teaching of
Psychology 16(3), 151-155. doi:10.1207/s15328023top1603_15).

On such an item let `n` be how many of the class got it wrong, and `c` how many of them gave a
certain wrong answer. The question asked is: if the wrong answers to each item were dealt out anew
among those `n`, each item by itself, how often would the two share so much? Both then have that
answer with chance

    c (c − 1) / (n (n − 1)),

exactly, and items are independent of each other. It is a permutation test whose distribution
needs no drawing. What is summed is the weight of each shared answer, `w = −ln (c / n)`: the
logarithm of how much likelier the two are to share it where one has it from the other (`c / n`)
than where each has it alone (`(c / n)²`). So a shared answer counts the more the fewer gave it.
The chance of a pair is that of its sum or a larger one; it is worked out by convolution.

In a class of *n* there are `n(n−1)/2` pairs, and somebody is always the most alike. So each
chance is multiplied by the number of pairs (Bonferroni's inequality, used to prevent false
accusations by Wesolowsky, G. O. 2000. Detecting excessive similarity in answers on multiple choice
exams. Journal of Applied Statistics 27, 909-921): what is shown is a bound for the chance that
*any* pair of such a class would be so alike.

The model takes each item by itself. One misunderstanding that leads to several wrong answers, and
groups that were taught differently, make people alike who never spoke to each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from secondsource_grading.similarity.wrong import WrongAnswers

__all__ = ["RARE", "Alike", "Pair", "Shared", "alike", "chance"]

RARE = 0.05
"""The corrected chance below which a pair is shown."""

STEP = 0.01
"""Weights are whole multiples of it, so that the distribution of their sum is exact."""

MOST = 500
"""Pairs whose chance is worked out: those that are furthest from what is expected."""

BLOCK = 512
"""Students that are compared with all others at a time, which bounds the memory."""

Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Shared:
    """A wrong answer that two share: to which item, given by how many of all who were wrong."""

    item: str
    answer: str
    given: int
    wrong: int


@dataclass(frozen=True)
class Pair:
    """Two students, how many items both got wrong, and the wrong answers that they share.

    `chance` is that of sharing so much or more if the two answered independently; `corrected`
    bounds the chance that any pair of the class does.
    """

    students: tuple[str, str]
    both_wrong: int
    shared: tuple[Shared, ...]
    chance: float
    corrected: float


@dataclass(frozen=True)
class Alike:
    """What was compared, and the pairs that chance does not explain, the least likely first."""

    students: int
    pairs: int
    items: int
    found: tuple[Pair, ...]


def alike(wrong: WrongAnswers, rare: float = RARE) -> Alike:
    """Return the pairs whose corrected chance is at most `rare`."""
    students = sorted(wrong)
    counts: dict[str, Counter[str]] = {}
    for answers in wrong.values():
        for item, answer in answers.items():
            counts.setdefault(item, Counter())[answer] += 1
    number = len(students) * (len(students) - 1) // 2
    found = [
        _pair(wrong, counts, number, students[one], students[other])
        for one, other in _furthest(wrong, students, counts)
    ]
    kept = sorted((p for p in found if p.corrected <= rare), key=lambda p: (p.chance, p.students))
    return Alike(len(students), number, len(counts), tuple(kept))


def chance(counts: Sequence[Counter[str]], total: float) -> float:
    """Return the chance that independent answers share wrong ones of this weight or more.

    `counts` has, for each item that both got wrong, how often each wrong answer was given.
    """
    at = np.ones(1)
    for answers in counts:
        shared = [(_weight(answers, a), _both(answers, a)) for a, c in answers.items() if c > 1]
        wider = np.zeros(len(at) + max((weight for weight, _ in shared), default=0))
        wider[: len(at)] += at * (1 - sum(same for _, same in shared))
        for weight, same in shared:
            wider[weight : weight + len(at)] += at * same
        at = wider
    return float(min(1.0, at[round(total / STEP) :].sum()))


def _both(answers: Counter[str], answer: str) -> float:
    """Return the chance that two of those who were wrong both gave this answer."""
    count, everything = answers[answer], answers.total()
    return count * (count - 1) / (everything * (everything - 1)) if everything > 1 else 0.0


def _weight(answers: Counter[str], answer: str) -> int:
    """Return the weight of sharing an answer, in steps."""
    return round(-log(answers[answer] / answers.total()) / STEP)


def _pair(
    wrong: WrongAnswers, counts: Mapping[str, Counter[str]], number: int, one: str, other: str
) -> Pair:
    both = sorted(wrong[one].keys() & wrong[other].keys())
    same = [i for i in both if wrong[one][i] == wrong[other][i]]
    shared = [Shared(i, wrong[one][i], counts[i][wrong[one][i]], counts[i].total()) for i in same]
    total = STEP * sum(_weight(counts[s.item], s.answer) for s in shared)
    by_chance = chance([counts[i] for i in both], total)
    rarest = sorted(shared, key=lambda s: (s.given / s.wrong, s.item))
    return Pair((one, other), len(both), tuple(rarest), by_chance, min(1.0, by_chance * number))


def _furthest(
    wrong: WrongAnswers, students: Sequence[str], counts: Mapping[str, Counter[str]]
) -> list[tuple[int, int]]:
    """Return the pairs furthest above what is expected, in standard deviations, as places."""
    gave, weights, was_wrong, mean, variance = _tables(wrong, students, counts)
    best: list[tuple[float, int, int]] = []
    for start in range(0, len(students), BLOCK):
        rows = slice(start, start + BLOCK)
        total = (gave[rows] * weights @ gave.T).toarray()
        expected = (was_wrong[rows] * mean) @ was_wrong.T
        spread = np.sqrt((was_wrong[rows] * variance) @ was_wrong.T)
        far = np.divide(total - expected, spread, out=np.zeros_like(total), where=spread > 0)
        # Each pair once, and nobody with themselves.
        far[np.tril_indices(far.shape[0], start, far.shape[1])] = 0
        flat = far.ravel()
        top = np.argpartition(flat, -min(MOST, flat.size))[-MOST:]
        for place in top[flat[top] > 0]:
            row, column = divmod(int(place), far.shape[1])
            best.append((float(flat[place]), start + row, column))
    best.sort(reverse=True)
    return [(one, other) for _, one, other in best[:MOST]]


def _tables(
    wrong: WrongAnswers, students: Sequence[str], counts: Mapping[str, Counter[str]]
) -> tuple[csr_array, Figures, Figures, Figures, Figures]:
    """Return who gave which wrong answer, and who was wrong where, with weights and moments."""
    items = sorted(counts)
    columns = {(i, a): n for n, (i, a) in enumerate((i, a) for i in items for a in counts[i])}
    given: tuple[list[int], list[int]] = ([], [])
    was_wrong = np.zeros((len(students), len(items)))
    places = {item: n for n, item in enumerate(items)}
    for row, student in enumerate(students):
        for item, answer in wrong[student].items():
            given[0].append(row)
            given[1].append(columns[item, answer])
            was_wrong[row, places[item]] = 1
    weights = np.array([STEP * _weight(counts[i], a) for i, a in columns])
    mean, variance = np.zeros(len(items)), np.zeros(len(items))
    for (item, answer), column in columns.items():
        same = _both(counts[item], answer)
        mean[places[item]] += same * weights[column]
        variance[places[item]] += same * weights[column] ** 2
    # Most answers were given by few, so that only who gave one is kept.
    gave = csr_array((np.ones(len(given[0])), given), shape=(len(students), len(columns)))
    return gave, weights, was_wrong, mean, variance - mean**2
