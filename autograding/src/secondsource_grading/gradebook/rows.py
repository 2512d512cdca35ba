"""Submissions, their grades, comments and penalties as rows: inserted where missing, or updated.

The rules on what a person gave stand here, for `nbgrader autograde` and the batch command:
a manual score is never overwritten, and it is looked at again after every grading.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.late_penalty import Penalty
from secondsource_grading.gradebook.tables import (
    COMMENT,
    GRADE,
    SCORE,
    STUDENT,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
    Row,
    insert,
    insert_plain,
    new_id,
    time_of,
    update,
)
from secondsource_grading.grading.job import Outcome

__all__ = [
    "NotebookCells",
    "RowKey",
    "SubmittedNotebook",
    "existing",
    "submitted_notebooks",
    "write_comments",
    "write_grades",
    "write_penalties",
    "write_submissions",
]

RowKey = tuple[str, str]
"""The id of a submitted notebook and of a cell: there is one grade or comment for each."""


@dataclass(frozen=True)
class NotebookCells:
    """One notebook of the assignment: its id, and its cells' ids by name and kind."""

    id: str
    grades: dict[str, str]
    tasks: dict[str, str]
    solutions: dict[str, str]
    points: dict[str, float]
    """What each cell of `grades` and `tasks` is worth, by its name."""
    asked: dict[str, str] = field(default_factory=dict)
    """The item that a cell asked when the assignment was released, by the cell's name."""

    @property
    def graded(self) -> list[str]:
        """The ids of cells that have a row in the table of grades."""
        return [*self.grades.values(), *self.tasks.values()]

    @property
    def commented(self) -> list[str]:
        """The ids of cells that have a row in the table of comments."""
        return [*self.solutions.values(), *self.tasks.values()]


@dataclass(frozen=True)
class SubmittedNotebook:
    """The row of one submitted notebook."""

    id: str
    penalty: float | None = None
    inserted: bool = False
    """Whether this transaction inserted it: then no other row belongs to it yet."""


def write_submissions(
    connection: Connection, assignment_id: str, outcomes: Sequence[Outcome]
) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """Write a row for each student's submission; return them, and the ids of the inserted ones.

    The rows are by student. Students the gradebook doesn't know are added.
    """
    theirs = (SUBMISSION.c.assignment_id == assignment_id) & (
        SUBMISSION.c.student_id == STUDENT.c.id
    )
    rows = connection.execute(
        select(STUDENT.c.id.label("student"), SUBMISSION)
        .select_from(STUDENT.outerjoin(SUBMISSION, theirs))
        .where(STUDENT.c.id.in_([o.student for o in outcomes]))
    )
    before = {row["student"]: dict(row) for row in rows.mappings()}
    found = {student: row for student, row in before.items() if row["id"] is not None}
    students = [{"id": o.student} for o in outcomes if o.student not in before]
    insert_plain(connection, STUDENT, students)
    missing, changed = [], []
    for outcome in outcomes:
        when = time_of(outcome.timestamp)
        row = found.get(outcome.student)
        if row is None:
            found[outcome.student] = row = {
                "id": new_id(),
                "assignment_id": assignment_id,
                "student_id": outcome.student,
                "timestamp": when,
                "extension": None,
            }
            missing.append(row)
        elif when is not None and row["timestamp"] != when:
            row["timestamp"] = when
            changed.append({"key": row["id"], "timestamp": when})
    insert(connection, SUBMISSION, missing)
    update(connection, SUBMISSION, changed)
    return found, {row["id"] for row in missing}


def submitted_notebooks(
    connection: Connection,
    notebook: NotebookCells,
    submissions: Sequence[str],
    new: Collection[str],
) -> dict[str, SubmittedNotebook]:
    """Return each submission's `submitted_notebook` row, inserting the missing ones.

    Submissions in `new` were just inserted, so they are not looked up.
    """
    found = {}
    if old := [s for s in submissions if s not in new]:
        rows = connection.execute(
            select(SUBMITTED_NOTEBOOK).where(
                SUBMITTED_NOTEBOOK.c.notebook_id == notebook.id,
                SUBMITTED_NOTEBOOK.c.assignment_id.in_(old),
            )
        )
        found = {r.assignment_id: SubmittedNotebook(r.id, r.late_submission_penalty) for r in rows}
    missing = {s: SubmittedNotebook(new_id(), inserted=True) for s in submissions if s not in found}
    empty = {"notebook_id": notebook.id, "late_submission_penalty": None}
    rows_ = [{"id": row.id, "assignment_id": s, **empty} for s, row in missing.items()]
    insert(connection, SUBMITTED_NOTEBOOK, rows_)
    return found | missing


def write_grades(  # noqa: PLR0913 - where, what, and for whom
    connection: Connection,
    notebook: NotebookCells,
    name: str,
    outcomes: Sequence[Outcome],
    submitted: Mapping[str, SubmittedNotebook],
    *,
    same_work: bool = False,
) -> None:
    """Write a row for every graded cell of the notebook `name`, for each student.

    A notebook that was not handed in gets 0 points in every cell, as nbgrader does it. What a
    person gave is left as it is, and asks for a second look; with `same_work`, where nothing
    but keys and points can have changed, only if the computed points below it have changed.
    """
    before = existing(connection, GRADE, notebook.graded, submitted)
    wanted: dict[RowKey, dict[str, Any]] = {}
    for outcome in outcomes:
        row = submitted[outcome.student].id
        graded = outcome.graded.get(name)
        if graded is None:
            nothing = {"auto_score": 0.0, "needs_manual_grade": False}
            wanted |= {(row, cell): nothing for cell in notebook.graded}
            continue
        for grade in graded.grades:
            key = row, notebook.grades[grade.name]
            row_before = before.get(key)
            attention = grade.attention
            if row_before is not None and row_before["manual_score"] is not None:
                same = same_work and row_before["auto_score"] == grade.auto_score
                attention = row_before["needs_manual_grade"] if same else True
            wanted[key] = {"auto_score": grade.auto_score, "needs_manual_grade": attention}
    blank = {"auto_score": None, "needs_manual_grade": True}
    _insert_or_update(connection, GRADE, before, wanted, _rows(submitted, notebook.graded, blank))


def write_comments(
    connection: Connection,
    notebook: NotebookCells,
    name: str,
    outcomes: Sequence[Outcome],
    submitted: Mapping[str, SubmittedNotebook],
) -> None:
    """Write a row for every cell a learner writes in; a person's comments are left as they are."""
    before = existing(connection, COMMENT, notebook.commented, submitted)
    cells = {**notebook.solutions, **notebook.tasks}
    wanted: dict[RowKey, dict[str, Any]] = {
        (submitted[o.student].id, cells[comment.name]): {"auto_comment": comment.auto_comment}
        for o in outcomes
        if name in o.graded
        for comment in o.graded[name].comments
    }
    blank = {"auto_comment": None}
    rows = _rows(submitted, notebook.commented, blank)
    _insert_or_update(connection, COMMENT, before, wanted, rows)


def write_penalties(
    connection: Connection,
    notebook: NotebookCells,
    late: Mapping[str, float],
    submitted: Mapping[str, SubmittedNotebook],
    penalty: Penalty,
) -> None:
    """Set each late penalty from the score after grading; `late` has seconds by student."""
    ids = [submitted[student].id for student, seconds in late.items() if seconds > 0]
    scores = _scores(connection, notebook, ids)
    changed = []
    for student, seconds in late.items():
        row = submitted[student]
        off = penalty(student, scores.get(row.id, 0.0), seconds) if seconds > 0 else None
        if off != row.penalty:
            changed.append({"key": row.id, "late_submission_penalty": off})
    update(connection, SUBMITTED_NOTEBOOK, changed)


def _scores(
    connection: Connection, notebook: NotebookCells, submitted: Sequence[str]
) -> dict[str, float]:
    """Return the points that count of each submitted notebook, by its id."""
    if not submitted:
        return {}
    rows = connection.execute(
        select(GRADE.c.notebook_id, func.sum(SCORE))
        .where(GRADE.c.cell_id.in_(notebook.graded), GRADE.c.notebook_id.in_(submitted))
        .group_by(GRADE.c.notebook_id)
    )
    return {row[0]: float(row[1]) for row in rows}


def existing(
    connection: Connection,
    table: Table,
    cells: Sequence[str],
    submitted: Mapping[str, SubmittedNotebook],
) -> dict[RowKey, Row]:
    """Return the rows that were there before this transaction."""
    ids = [row.id for row in submitted.values() if not row.inserted]
    if not ids:
        return {}
    # Both columns are named, for the index that there is; one alone reads the whole table.
    rows = connection.execute(
        select(table).where(table.c.cell_id.in_(cells), table.c.notebook_id.in_(ids))
    )
    return {(row["notebook_id"], row["cell_id"]): dict(row) for row in rows.mappings()}


def _rows(
    submitted: Mapping[str, SubmittedNotebook], cells: Sequence[str], blank: dict[str, Any]
) -> dict[RowKey, dict[str, Any]]:
    """Return the row that nbgrader makes for every cell when a submission comes."""
    return {(row.id, cell): blank for row in submitted.values() for cell in cells}


def _insert_or_update(
    connection: Connection,
    table: Table,
    before: Mapping[RowKey, Row],
    wanted: Mapping[RowKey, dict[str, Any]],
    blank: Mapping[RowKey, dict[str, Any]],
) -> None:
    """Insert the missing rows and update those that differ."""
    missing, changed = [], []
    for key, empty in blank.items():
        values = wanted.get(key)
        row = before.get(key)
        if row is None:
            made = {"id": new_id(), "notebook_id": key[0], "cell_id": key[1]}
            missing.append(made | (values or empty))
        elif values and any(row[column] != value for column, value in values.items()):
            changed.append({"key": row["id"], **values})
    insert_plain(connection, table, missing)
    update(connection, table, changed)
