"""Which learner gets which number: blank for what is not there, 0 only for 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from secondsource_grading.gradebook.reader import Assignment, Grade, Submission

__all__ = ["Scores", "score_columns", "written"]


@dataclass(frozen=True)
class Scores:
    """One column of points: the whole assignment's, or one item's.

    `points` has who handed in, with None for what nobody has graded yet; a 0 that still asks for
    a person is such a one. `again` has those with points that ask for a second look.
    """

    name: str
    out_of: float
    points: Mapping[str, float | None]
    again: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


def score_columns(assignment: Assignment, name: str, *, items: bool) -> Iterator[Scores]:
    """Yield the column `name` with the assignment's points, and one for each item if asked to.

    The whole has lateness taken off, as nbgrader does it; the items have not.
    """
    submissions = assignment.submissions
    yield Scores(
        name,
        assignment.out_of,
        {s.student: None if any(map(_open, s.grades.values())) else s.score for s in submissions},
        tuple(
            s.student
            for s in submissions
            if not any(map(_open, s.grades.values()))
            and any(g.needs_manual_grade for g in s.grades.values())
        ),
        {s.student: s.refused for s in submissions if s.refused},
    )
    if items:
        for cell, out_of in assignment.cells.items():
            yield _item(f"{name} {cell}", cell, out_of, submissions)


def _item(name: str, cell: str, out_of: float, submissions: tuple[Submission, ...]) -> Scores:
    grades = {s.student: s.grades[cell] for s in submissions if cell in s.grades}
    points = {who: None if _open(grade) else grade.points for who, grade in grades.items()}
    return Scores(name, out_of, points)


def _open(grade: Grade) -> bool:
    """Return whether a person has still to say what it is worth."""
    return grade.points is None or (grade.needs_manual_grade and grade.points == 0)


def written(points: float | None, places: int, mark: str = ".") -> str:
    """Return points as text: at most `places` decimals, halves away from 0, "" for None."""
    if points is None:
        return ""
    exact = Decimal(repr(points)).quantize(Decimal("1e-9"), ROUND_HALF_UP)
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text in ("", "-0") else text).replace(".", mark)
