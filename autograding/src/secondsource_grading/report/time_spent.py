"""How long a class worked, as far as the times of recorded answers tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from secondsource_grading.gradebook.reader import Submission

__all__ = ["PAUSE", "TimeSpent", "time_spent", "worked"]

PAUSE = 15 * 60
"""Seconds without an answer that count as a pause, and not as work."""


@dataclass(frozen=True)
class TimeSpent:
    """Minutes of work between the first answer and the last: median and quartiles of a class."""

    known: int
    """Submissions with at least two answers at different times."""

    median: float
    quartiles: tuple[float, float]


def time_spent(submissions: Sequence[Submission]) -> TimeSpent | None:
    """Return what the times of answers tell; None where no submission has two of them."""
    found = [worked(r.t for r in s.responses.values()) for s in submissions]
    minutes = [seconds / 60 for seconds in found if seconds is not None]
    if not minutes:
        return None
    low, middle, high = (float(q) for q in np.quantile(minutes, [0.25, 0.5, 0.75]))
    return TimeSpent(len(minutes), middle, (low, high))


def worked(times: Iterable[float]) -> float | None:
    """Return the seconds between answers, without pauses; None where there are not two times.

    A record keeps the time of the last change to each answer. So the reading before the first
    answer is not in it, nor is what was changed later counted twice.
    """
    ordered = sorted({t for t in times if t > 0})
    gaps = [later - earlier for earlier, later in pairwise(ordered)]
    return sum(gap for gap in gaps if gap <= PAUSE) if gaps else None
