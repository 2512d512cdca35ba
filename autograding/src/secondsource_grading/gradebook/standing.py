"""What a gradebook has of an assignment before a regrade; it is only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.assignment import no_such_assignment, read_notebooks
from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.floors import Floor, read_floors
from secondsource_grading.gradebook.late_penalty import seconds_late
from secondsource_grading.gradebook.rows import NotebookCells
from secondsource_grading.gradebook.tables import (
    ASSIGNMENT,
    CELL,
    FLOOR,
    GRADE,
    GRADED_WITH,
    NOTEBOOK,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
)

__all__ = ["Points", "Standing", "read_standing", "standings"]

Points = tuple[float | None, float | None, float | None]
"""A cell's computed points, a person's, and extra credit; None where there are none."""


@dataclass(frozen=True)
class Standing:
    """An assignment: its notebooks, what it was graded with, and who handed it in."""

    assignment: str
    id: str
    notebooks: Mapping[str, NotebookCells]
    graded_with: Mapping[str, tuple[str, str]]
    """The fingerprints of each item and its key at the last run of the batch command."""
    late: Mapping[str, float]
    """By how many seconds each student was late; everybody who has a submission is there."""
    penalties: Mapping[tuple[str, str], float]
    """Points off for lateness, by student and notebook."""
    floors: Mapping[str, Mapping[tuple[str, str], Floor]] = field(default_factory=dict)
    """What students keep of an earlier regrade, by notebook, then by student and cell."""


def read_standing(connection: Connection, assignment: str) -> Standing:
    """Return what the gradebook has of an assignment; `GradebookError` where it has none."""
    tables = connection.dialect.has_table
    row = None
    if tables(connection, "assignment"):
        query = select(ASSIGNMENT.c.id, ASSIGNMENT.c.name, ASSIGNMENT.c.duedate)
        found = {r.name: r for r in connection.execute(query)}
        row = found.get(assignment)
        if row is None:
            raise GradebookError(no_such_assignment(assignment, found))
    if row is None:
        msg = "the gradebook has no table of assignments; run `nbgrader generate_assignment` first"
        raise GradebookError(msg)
    notebooks = read_notebooks(connection, row.id)
    with_: dict[str, tuple[str, str]] = {}
    if tables(connection, GRADED_WITH.name):
        rows = connection.execute(select(GRADED_WITH).where(GRADED_WITH.c.assignment == assignment))
        with_ = {r.item: (r.fingerprint, r.key) for r in rows}
    floors = {}
    if tables(connection, FLOOR.name):
        floors = {name: read_floors(connection, assignment, name) for name in notebooks}
    late, penalties = _submissions(connection, row.id, row.duedate)
    return Standing(assignment, row.id, notebooks, with_, late, penalties, floors)


def _submissions(
    connection: Connection, assignment_id: str, due: datetime | None
) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    query = select(SUBMISSION).where(SUBMISSION.c.assignment_id == assignment_id)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    late = {row["student_id"]: seconds_late(due, row) for row in rows}
    off = (
        select(
            SUBMISSION.c.student_id, NOTEBOOK.c.name, SUBMITTED_NOTEBOOK.c.late_submission_penalty
        )
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        .join(NOTEBOOK, NOTEBOOK.c.id == SUBMITTED_NOTEBOOK.c.notebook_id)
        .where(SUBMISSION.c.assignment_id == assignment_id)
    )
    found = connection.execute(off)
    return late, {(student, name): points or 0.0 for student, name, points in found}


def standings(
    connection: Connection, standing: Standing
) -> Iterator[tuple[str, dict[tuple[str, str], Points]]]:
    """Yield each student with their points by notebook and cell, in the order of their names."""
    query = (
        select(
            SUBMISSION.c.student_id,
            GRADE.c.cell_id,
            GRADE.c.auto_score,
            GRADE.c.manual_score,
            GRADE.c.extra_credit,
        )
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        .join(GRADE, GRADE.c.notebook_id == SUBMITTED_NOTEBOOK.c.id)
        .join(CELL, CELL.c.id == GRADE.c.cell_id)
        .where(SUBMISSION.c.assignment_id == standing.id)
        .order_by(SUBMISSION.c.student_id)
    )
    places = {
        cell: (notebook, name)
        for notebook, cells in standing.notebooks.items()
        for name, cell in (*cells.grades.items(), *cells.tasks.items())
    }
    rows: Iterator[Any] = iter(connection.execute(query))
    for student, mine in groupby(rows, key=lambda row: row[0]):
        yield (
            student,
            {
                places[cell]: (auto, manual, extra)
                for _, cell, auto, manual, extra in mine
                if cell in places
            },
        )
