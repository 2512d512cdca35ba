"""The one place that reads a gradebook and the autograded notebooks for a report.

It only reads: nbgrader's own `Gradebook` would add tables and a course to a file
that lacks them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from secondsource.recording.responses import KEY, Response, read_metadata
from secondsource_grading.gradebook.database import GradebookError, remedy_for
from secondsource_grading.gradebook.odd_points import can_be_meant, odd_words
from secondsource_grading.gradebook.tables import (
    ASSIGNMENT,
    CELL,
    GRADE,
    GRADE_CELL,
    NOTEBOOK,
    STUDENT,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
    TASK_CELL,
)
from secondsource_grading.gradebook.version import other_version
from secondsource_grading.grading.notebook_json import metadata_of
from secondsource_grading.grading.render import CHANGED

__all__ = [
    "INVENTED",
    "Assignment",
    "Course",
    "FolderOf",
    "Grade",
    "ItemChange",
    "Person",
    "Submission",
    "read_course",
]

INVENTED = "INVENTED.txt"
"""A file of this name in a course folder says that its learners are no people."""


FolderOf = Callable[[str, str, str], str]
"""Tells the folder of a step (`submitted` or `autograded`), a student and an assignment."""


@dataclass(frozen=True)
class Grade:
    """One graded cell of one submission; `points` is None until someone has graded it."""

    points: float | None
    needs_manual_grade: bool


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one assignment, as graded."""

    student: str
    grades: Mapping[str, Grade] = field(default_factory=dict)
    penalty: float = 0.0
    responses: Mapping[str, Response] = field(default_factory=dict)
    incidents: tuple[str, ...] = ()
    refused: str | None = None

    @property
    def score(self) -> float:
        """Points after the penalty for lateness, never below 0."""
        return max(0.0, sum(g.points or 0.0 for g in self.grades.values()) - self.penalty)

    def share(self, cells: Mapping[str, float]) -> float | None:
        """Return the score as a share of what is graded so far, in 0..1; None where nothing is.

        `cells` has the points of each graded cell. What nobody has read yet counts neither as
        points nor as a 0.
        """
        out_of = sum(worth for name, worth in cells.items() if self.grades[name].points is not None)
        return self.score / out_of if out_of else None

    @property
    def graded(self) -> bool:
        """Whether every cell has its points."""
        return all(g.points is not None for g in self.grades.values())


@dataclass(frozen=True)
class ItemChange:
    """How an item was changed after it was released, in words."""

    what: str
    graded: bool
    """Whether answers to it were scored all the same."""


@dataclass(frozen=True)
class Assignment:
    """One assignment: the points of its graded cells, and the submissions to it.

    `unit` is the Second Source unit it holds, or None for an ordinary nbgrader assignment;
    `title` is the lesson's, or "".
    """

    name: str
    unit: str | None
    title: str
    cells: Mapping[str, float]
    submissions: tuple[Submission, ...]
    changed: Mapping[str, ItemChange] = field(default_factory=dict)
    """Items that were changed after the release, as grading noted it, by id."""

    @property
    def out_of(self) -> float:
        """The most points one can have."""
        return sum(self.cells.values())


@dataclass(frozen=True)
class Person:
    """A student as nbgrader's roster has them; what it does not know is ""."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True)
class Course:
    """Everything a report or an export needs of a course."""

    folder: Path
    students: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    people: tuple[Person, ...] = ()
    """The same students with what the roster knows of them, in the same order."""
    other_version: str = ""
    """What is wrong with the version of the gradebook's tables, in a line; "" where nothing is."""


def read_course(
    folder: Path, db_url: str | None = None, folder_of: FolderOf | None = None
) -> Course:
    """The course in `folder`; `db_url` names a gradebook that is not `folder/gradebook.db`.

    `folder_of` tells where the course's own settings put submissions, if not where nbgrader does.
    Raises `GradebookError` where there is none or it cannot be read.
    """
    if folder_of is None:

        def folder_of(step: str, student: str, assignment: str) -> str:
            return str(folder / step / student / assignment)

    file = folder / "gradebook.db"
    if db_url is None and not file.is_file():
        msg = f"{file}: there is no gradebook; name a course folder in which nbgrader has graded"
        raise GradebookError(msg)
    engine = create_engine(db_url or f"sqlite:///{file.absolute()}")
    try:
        with engine.connect() as db:
            version = other_version(db)
            people = tuple(_people(db))
            names = tuple(db.scalars(select(ASSIGNMENT.c.name).order_by(ASSIGNMENT.c.name)))
            assignments = tuple(_assignment(db, folder_of, name) for name in names)
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error)
        msg = (
            f"{db_url or file}: cannot be read as nbgrader's gradebook: {said}; {remedy_for(said)}"
        )
        raise GradebookError(msg) from error
    finally:
        engine.dispose()
    told = str(version or "")
    return Course(folder, tuple(person.id for person in people), assignments, people, told)


def _people(db: Connection) -> Iterator[Person]:
    names = ("id", "first_name", "last_name", "email", "lms_user_id")
    for row in db.execute(select(*(STUDENT.c[n] for n in names)).order_by(STUDENT.c.id)):
        yield Person(*("" if value is None else str(value) for value in row))


def _assignment(db: Connection, folder_of: FolderOf, name: str) -> Assignment:
    cells = _cells(db, name)
    grades, odd = _grades(db, name)
    penalties = _penalties(db, name)
    units: set[str] = set()
    title = ""
    changed: dict[str, ItemChange] = {}
    submissions = []
    # A gradebook may be kept without the submissions; then nobody's is missing.
    handed_in = Path(folder_of("submitted", ".", ".")).is_dir()
    for student in sorted(penalties):
        notebooks = [_Notebook(file) for file in _notebooks(folder_of("autograded", student, name))]
        units |= {n.unit for n in notebooks if n.unit}
        title = title or next((n.title for n in notebooks), "")
        changed |= {item: change for n in notebooks for item, change in n.changed.items()}
        there = not handed_in or Path(folder_of("submitted", student, name)).is_dir()
        first = [] if there else [GONE]
        first += [odd_words(cell, odd[student, cell]) for cell in cells if (student, cell) in odd]
        submissions.append(
            Submission(
                student,
                {cell: grades.get((student, cell), Grade(None, True)) for cell in cells},  # noqa: FBT003
                penalties[student],
                {i: r for n in notebooks for i, r in n.responses.items()},
                (*first, *(line for n in notebooks for line in n.incidents))
                or (() if notebooks else ("no autograded notebook is there; autograde again",)),
                next((n.refused for n in notebooks if n.refused), None),
            )
        )
    unit = min(units) if len(units) == 1 else None
    return Assignment(name, unit, title, cells, tuple(submissions), changed)


GONE = "has no submission any more; the grades are of an earlier run"


def _notebooks(folder: str) -> list[Path]:
    """Return the notebooks in a folder, sorted; none where it is missing or cannot be read."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - many folders, and a glob is slow
    except OSError:
        return []
    return [Path(folder, name) for name in sorted(names) if name.endswith(".ipynb")]


def _cells(db: Connection, assignment: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for kind in (GRADE_CELL, TASK_CELL):
        query = (
            select(CELL.c.name, kind.c.max_score)
            .join(kind, kind.c.id == CELL.c.id)
            .join(NOTEBOOK, NOTEBOOK.c.id == CELL.c.notebook_id)
            .join(
                ASSIGNMENT,
                ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id,
            )
            .where(ASSIGNMENT.c.name == assignment)
            .order_by(CELL.c.name)
        )
        found.update({str(name): float(points) for name, points in db.execute(query)})
    return found


def _grades(
    db: Connection, assignment: str
) -> tuple[dict[tuple[str, str], Grade], dict[tuple[str, str], float]]:
    """Return the grades by student and cell, and by the same points that nobody can mean.

    These wait for a person, as if nobody had graded them.
    """
    query = (
        select(
            SUBMISSION.c.student_id,
            CELL.c.name,
            func.coalesce(GRADE.c.manual_score, GRADE.c.auto_score)
            + func.coalesce(GRADE.c.extra_credit, 0.0),
            GRADE.c.needs_manual_grade,
        )
        .join(CELL, CELL.c.id == GRADE.c.cell_id)
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == GRADE.c.notebook_id)
        .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
        .where(ASSIGNMENT.c.name == assignment)
    )
    grades, odd = {}, {}
    for student, name, points, manual in db.execute(query):
        grades[student, name] = Grade(points, bool(manual))
        if points is not None and not can_be_meant(points):
            grades[student, name] = Grade(None, True)  # noqa: FBT003
            odd[student, name] = points
    return grades, odd


def _penalties(db: Connection, assignment: str) -> dict[str, float]:
    """Points taken off for lateness, by student; every student who handed in is there."""
    query = (
        select(
            SUBMISSION.c.student_id,
            func.coalesce(func.sum(SUBMITTED_NOTEBOOK.c.late_submission_penalty), 0),
        )
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
        # By both columns, for the index that there is: one alone reads the whole table for each
        # student, which takes minutes for a class of ten thousand.
        .join(NOTEBOOK, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id, isouter=True)
        .join(
            SUBMITTED_NOTEBOOK,
            (SUBMITTED_NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
            & (SUBMITTED_NOTEBOOK.c.notebook_id == NOTEBOOK.c.id),
            isouter=True,
        )
        .where(ASSIGNMENT.c.name == assignment)
        .group_by(SUBMISSION.c.student_id)
    )
    return {str(student): float(points) for student, points in db.execute(query)}


class _Notebook:
    """What grading left in an autograded notebook."""

    def __init__(self, file: Path) -> None:
        self.unit: str | None = None
        self.title = ""
        self.responses: Mapping[str, Response] = {}
        self.incidents: list[str] = []
        self.refused: str | None = None
        self.changed: dict[str, ItemChange] = {}
        try:
            metadata = metadata_of(file.read_bytes())
            ours = metadata.get(KEY)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.incidents = [f"{file.name}: not a readable notebook; autograde again"]
            return
        if not isinstance(ours, dict):
            return
        self.unit = ours.get("unit")
        self.title = str(metadata.get("title", ""))
        self.responses, odd = read_metadata(metadata)
        self.incidents = [str(i) for i in ours.get("incidents", [])] + odd
        self.refused = ours.get("refused")
        changed = ours.get(CHANGED)
        if isinstance(changed, dict):
            self.changed = {
                str(item): ItemChange(str(c.get("what")), bool(c.get("graded")))
                for item, c in changed.items()
                if isinstance(c, dict)
            }
