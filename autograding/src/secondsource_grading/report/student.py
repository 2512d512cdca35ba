"""One student's work on every assignment, as a page for the instructor to talk over with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from statistics import median

from secondsource.errors import ResponseError
from secondsource.packs.days import written
from secondsource.scoring.keys import Keyring
from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.reader import Assignment, Course, Person, Submission
from secondsource_grading.keys import load_keys
from secondsource_grading.report.analysis import AssignmentView, analyse
from secondsource_grading.report.looks import A_CLASS
from secondsource_grading.report.templating import fill

__all__ = ["render_student"]


@dataclass(frozen=True)
class _Line:
    """One item: what it is worth, what the student has, and what the class has on average."""

    id: str
    title: str
    worth: float
    points: float | None
    answered: bool | None
    """None where it can't be told, as in a cell of nbgrader's own."""

    class_mean: float | None


@dataclass(frozen=True)
class _Section:
    view: AssignmentView
    submission: Submission | None
    share: float | None
    middle: float | None
    """The median share of the class; None where it is too small to be a class."""

    lines: tuple[_Line, ...]
    reasons: tuple[str, ...]


def render_student(
    course: Course, student: str, *, keys: Path | None = None, invented: bool, day: date
) -> str:
    """Return the page of one student; it shows no answer of a key, and nobody else's name.

    Raises `GradebookError` where the gradebook has no such student.
    """
    if student not in course.students:
        near = get_close_matches(student, course.students, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "ids are those of the class list"
        msg = f"{course.folder}: the gradebook has no student {student!r}; {hint}"
        raise GradebookError(msg)
    people = {p.id: p for p in course.people}
    asked = [a for a in course.assignments if a.submissions]
    return fill(
        "student.html.j2",
        person=people.get(student, Person(student)),
        sections=[_section(a, student, keys, course) for a in asked],
        invented=invented,
        day=written(day),
    )


def _section(assignment: Assignment, student: str, keys: Path | None, course: Course) -> _Section:
    view = analyse(assignment, keys, course.students)
    keyring = load_keys(assignment.unit, keys) if assignment.unit else None
    submission = next((s for s in assignment.submissions if s.student == student), None)
    lines = [
        _Line(
            row.id,
            row.title,
            row.points or 0.0,
            submission.grades[row.id].points,
            _answered(submission, row.id, keyring),
            row.mean,
        )
        for row in view.items
        if submission is not None
    ]
    return _Section(
        view,
        submission,
        submission.share(assignment.cells) if submission else None,
        median(view.scores) if len(view.scores) >= A_CLASS else None,
        tuple(lines),
        tuple(look.reason for look in view.looks if look.student == student),
    )


def _answered(submission: Submission, name: str, keyring: Keyring | None) -> bool | None:
    if keyring is None or name not in keyring:
        return None
    item, _ = keyring[name]
    response = submission.responses.get(name)
    try:
        return not item.is_blank(item.parse(response.value if response else None))
    except ResponseError:
        return None
