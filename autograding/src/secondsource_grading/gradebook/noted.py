"""What the batch command notes beside the grades, so that the next run sees what has changed.

That is the state in which each submission was graded, and the fingerprints of each item and its
key. Both stand in tables of our own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.rows import NotebookCells
from secondsource_grading.gradebook.tables import (
    GRADED,
    GRADED_WITH,
    STUDENT,
    SUBMISSION,
    insert_plain,
)
from secondsource_grading.gradebook.written import with_all_grades

__all__ = [
    "StudentRecord",
    "note_fingerprints",
    "note_states",
    "read_fingerprints",
    "read_records",
]


@dataclass(frozen=True)
class StudentRecord:
    """What the gradebook has of a student and this assignment."""

    state: str | None = None
    """The state in which the batch command graded the submission."""
    extension: str = ""
    listed: bool = False
    """Whether the student is in the gradebook at all."""


def read_records(
    connection: Connection,
    assignment: tuple[str, str],
    notebooks: Mapping[str, NotebookCells],
    students: Sequence[str],
) -> dict[str, StudentRecord]:
    """Return what the gradebook has of each of these students.

    `assignment` is its name and its id, `notebooks` are all of its own. A state counts only
    where the submission still has a grade in each graded cell.
    """
    name, assignment_id = assignment
    mine = (GRADED.c.assignment == name) & (GRADED.c.student == STUDENT.c.id)
    theirs = (SUBMISSION.c.assignment_id == assignment_id) & (
        SUBMISSION.c.student_id == STUDENT.c.id
    )
    rows = connection.execute(
        select(STUDENT.c.id, GRADED.c.state, SUBMISSION.c.extension, SUBMISSION.c.id.label("s"))
        .select_from(STUDENT.outerjoin(GRADED, mine).outerjoin(SUBMISSION, theirs))
        .where(STUDENT.c.id.in_([s for s in students if s.isprintable()]))
    ).all()
    noted = [r.s for r in rows if r.s and r.state]
    # Rows may have been removed since, whatever was noted of them before.
    whole = with_all_grades(connection, notebooks.values(), noted)
    found = {
        r.id: StudentRecord(r.state if r.s in whole else None, str(r.extension or ""), listed=True)
        for r in rows
    }
    return dict.fromkeys(students, StudentRecord()) | found


def note_states(connection: Connection, assignment: str, states: Mapping[str, str]) -> None:
    """Note in which state each student's submission was graded, in place of what was noted."""
    mine = GRADED.c.assignment == assignment
    connection.execute(GRADED.delete().where(mine, GRADED.c.student.in_([*states])))
    rows = [{"assignment": assignment, "student": s, "state": state} for s, state in states.items()]
    insert_plain(connection, GRADED, rows)


def read_fingerprints(connection: Connection, assignment: str) -> dict[str, tuple[str, str]]:
    """Return the fingerprints of each item and its key at the end of the last run."""
    query = select(GRADED_WITH).where(GRADED_WITH.c.assignment == assignment)
    return {row.item: (row.fingerprint, row.key) for row in connection.execute(query)}


def note_fingerprints(
    connection: Connection, assignment: str, items: Mapping[str, tuple[str, str]]
) -> None:
    """Note the fingerprints of each item and its key for the next run."""
    connection.execute(GRADED_WITH.delete().where(GRADED_WITH.c.assignment == assignment))
    rows = [
        {"assignment": assignment, "item": item, "fingerprint": one, "key": other}
        for item, (one, other) in items.items()
    ]
    insert_plain(connection, GRADED_WITH, rows)
