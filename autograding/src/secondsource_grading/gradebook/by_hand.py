"""What a person gave: points and a comment for one cell of one submission, read and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.rows import NotebookCells
from secondsource_grading.gradebook.tables import (
    COMMENT,
    GRADE,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
    update,
)

__all__ = ["HandGrade", "read_hand_grades", "write_hand_grades"]


@dataclass(frozen=True)
class HandGrade:
    """One student's points and comment for one cell; `points` is None where nobody gave any."""

    student: str
    cell: str
    points: float | None
    comment: str = ""


@dataclass(frozen=True)
class _Rows:
    """The rows of one cell of one submission: their ids, and what a person wrote there."""

    grade: str
    comment: str | None
    given: HandGrade


def read_hand_grades(
    connection: Connection, assignment_id: str, notebooks: Mapping[str, NotebookCells]
) -> list[HandGrade]:
    """Return what persons gave so far, for every graded cell of every graded submission."""
    found = _read(connection, assignment_id, notebooks)
    return [rows.given for _, rows in sorted(found.items())]


def write_hand_grades(
    connection: Connection,
    assignment_id: str,
    notebooks: Mapping[str, NotebookCells],
    given: Sequence[HandGrade],
) -> None:
    """Write points and comments as the formgrader does; both are then graded by hand.

    Raises `GradebookError` where a submission has not been graded yet, so that there is no row.
    A late penalty is set anew at the next grading, as after the formgrader.
    """
    found = _read(connection, assignment_id, notebooks)
    grades, comments = [], []
    for entry in given:
        rows = found.get((entry.student, entry.cell))
        if rows is None:
            msg = (
                f"{entry.student}: the gradebook has no grade of {entry.cell} to write to; "
                "grade the assignment first. Nothing was written"
            )
            raise GradebookError(msg)
        grades.append(
            {"key": rows.grade, "manual_score": entry.points, "needs_manual_grade": False}
        )
        if rows.comment is None and entry.comment:
            msg = f"{entry.cell}: the gradebook keeps no comment there. Nothing was written"
            raise GradebookError(msg)
        if rows.comment is not None and entry.comment:
            comments.append({"key": rows.comment, "manual_comment": entry.comment})
    update(connection, GRADE, grades)
    update(connection, COMMENT, comments)


def _read(
    connection: Connection, assignment_id: str, notebooks: Mapping[str, NotebookCells]
) -> dict[tuple[str, str], _Rows]:
    found: dict[tuple[str, str], _Rows] = {}
    for notebook in notebooks.values():
        graded = {cell: name for names in (notebook.grades, notebook.tasks)
                  for name, cell in names.items()}  # fmt: skip
        commented = {**notebook.solutions, **notebook.tasks}
        comments = {
            (row.notebook_id, row.cell_id): row
            for row in connection.execute(
                select(COMMENT).where(COMMENT.c.cell_id.in_(commented.values()))
            )
        }
        rows = connection.execute(
            select(SUBMISSION.c.student_id, GRADE.c.notebook_id, GRADE.c.cell_id)
            .add_columns(GRADE.c.id, GRADE.c.manual_score)
            .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == GRADE.c.notebook_id)
            .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
            .where(SUBMISSION.c.assignment_id == assignment_id, GRADE.c.cell_id.in_(graded))
        )
        for row in rows:
            name, student = graded[row.cell_id], str(row.student_id)
            comment = comments.get((row.notebook_id, commented.get(name, "")))
            said = str(comment.manual_comment or "") if comment else ""
            given = HandGrade(student, name, row.manual_score, said)
            found[student, name] = _Rows(row.id, comment.id if comment else None, given)
    return found
