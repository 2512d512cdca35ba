"""Who needs a person's look after an assignment, and why, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from secondsource_grading.gradebook.reader import Assignment, Submission
from secondsource_grading.report.templating import percent

__all__ = ["Look", "is_empty", "looks"]

A_CLASS = 5
"""Submissions from which on one of them is compared with the middle of the class."""

HALF = 0.5
FAR = 0.2
"""How far below the middle, as a share of all points, a score has to be besides: in a test that
nobody could do, half of the middle is next to it."""


@dataclass(frozen=True)
class Look:
    """One reason to look at one student's work on one assignment; it judges nobody."""

    student: str
    assignment: str
    reason: str


def is_empty(submission: Submission, blanks: int, known: Collection[str]) -> bool:
    """Return whether a submission came, was read, and holds no answer at all.

    `blanks` of its `known` items have none. What waits for a reader in another cell, one of
    nbgrader's own, may be an answer.
    """
    may_be = any(
        grade.points or (grade.points is None and name not in known)
        for name, grade in submission.grades.items()
    )
    return bool(known) and blanks == len(known) and not may_be and submission.refused is None


def looks(
    assignment: Assignment,
    blanks: Mapping[str, int],
    known: Collection[str],
    students: Collection[str] = (),
) -> Iterator[Look]:
    """Yield each reason to look, in the order of the students' names.

    `blanks` says how many of the `known` items a student left blank; `students` is the
    roster, for who handed nothing in.
    """
    shares = {s.student: s.share(assignment.cells) for s in assignment.submissions}
    middle = median([v or 0.0 for v in shares.values()]) if len(shares) >= A_CLASS else 0.0
    for submission in assignment.submissions:
        reason = _reason(submission, blanks.get(submission.student, 0), known)
        share = shares[submission.student]
        if not reason and share is not None and share < min(HALF * middle, middle - FAR):
            reason = (
                f"{percent(share)} of the points; the middle of the class has {percent(middle)}"
            )
        if reason:
            yield Look(submission.student, assignment.name, reason)
    if len(shares) >= max(A_CLASS, HALF * len(students)):
        for student in sorted(set(students) - shares.keys()):
            said = f"handed nothing in; {len(shares)} of {len(students)} did"
            yield Look(student, assignment.name, said)


def _reason(submission: Submission, blanks: int, known: Collection[str]) -> str:
    if submission.refused is not None:
        return "the file was refused, and has 0 points until you act"
    if is_empty(submission, blanks, known):
        return "handed in, and nothing is answered: the work may not have been saved"
    if known and blanks >= HALF * len(known):
        return f"left {blanks} of {len(known)} items blank"
    return ""
