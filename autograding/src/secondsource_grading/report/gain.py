"""The two forms of the test: what a class could do before, and what it can do after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from scipy import stats

from secondsource.errors import ResponseError
from secondsource.families import Item
from secondsource.scoring import Key
from secondsource_grading.gradebook.reader import Assignment, Course, Submission
from secondsource_grading.keys import load_keys

__all__ = ["Gain", "gain", "paired_gain"]


@dataclass(frozen=True)
class Gain:
    """Mean shares of the points of both forms, for the students who did both."""

    before_in: str
    after_in: str
    students: int
    before: float
    after: float
    gain: float
    interval: tuple[float, float] | None
    """Of the gain, at 95 %, by Student's t for pairs; None where all gained the same."""


def gain(course: Course, keys: Path | None = None) -> Gain | None:
    """Return the gain from the first to the last unit that holds a form of the test.

    None where fewer than two units do, or fewer than two students handed in both forms. A form
    with no answer at all was not done.
    """
    forms = [(a, shares) for a in course.assignments if (shares := _shares(a, keys)) is not None]
    if len(forms) < 2:  # noqa: PLR2004 - said above
        return None
    (first, before), (last, after) = forms[0], forms[-1]
    both = sorted(before.keys() & after.keys())
    return paired_gain(first.name, last.name, [(before[s], after[s]) for s in both])


def paired_gain(first: str, last: str, pairs: Sequence[tuple[float, float]]) -> Gain | None:
    """Return the gain of pairs of shares, before and after; None for fewer than two."""
    if len(pairs) < 2:  # noqa: PLR2004 - one student shows no spread
        return None
    before, after = [b for b, _ in pairs], [a for _, a in pairs]
    differences = [a - b for b, a in pairs]
    interval = None
    if max(differences) - min(differences) > 1e-12:  # noqa: PLR2004 - rounding
        found = stats.ttest_rel(after, before).confidence_interval(0.95)
        interval = (float(found.low), float(found.high))
    return Gain(first, last, len(pairs), fmean(before), fmean(after), fmean(differences), interval)


def _shares(assignment: Assignment, keys: Path | None) -> Mapping[str, float] | None:
    """Return the share of a form's points that each student has who did it; None without one."""
    if assignment.unit is None:
        return None
    keyring = load_keys(assignment.unit, keys)
    form = [keyring[i.id] for i in keyring.unit.items if i.test and i.id in keyring]
    if not form:
        return None
    return {
        s.student: share for s in assignment.submissions if (share := _share(s, form)) is not None
    }


def _share(submission: Submission, form: Sequence[tuple[Item, Key[Any]]]) -> float | None:
    points, done = 0.0, False
    for item, key in form:
        response = submission.responses.get(item.id)
        try:
            value = item.parse(response.value if response else None)
        except ResponseError:
            continue
        if not item.is_blank(value):
            done = True
            points += item.points * key.share(item, value)[0]
    return points / sum(item.points for item, _ in form) if done else None
