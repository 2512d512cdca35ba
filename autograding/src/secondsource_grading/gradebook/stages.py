"""How much of the key a student's feedback may show: what the teacher set, and the deadline.

A student whose own deadline is not over yet sees points only, whatever was set, because what a
page shows of the key could be handed in again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from secondsource.scoring.feedback import STAGES, Stage
from secondsource_grading.gradebook.assignment import assignment_names, no_such_assignment
from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.tables import (
    ASSIGNMENT,
    FEEDBACK,
    STUDENT,
    SUBMISSION,
    insert,
)

__all__ = ["ALWAYS", "deadlines", "open_students", "set_stage", "stage_for", "stages_of"]

ALWAYS = datetime(1970, 1, 1)  # noqa: DTZ001 - in UTC without a zone, as the gradebook has times
"""When a stage begins that holds at once and without a date."""

BEFORE_THE_DEADLINE: Stage = "score"


def stages_of(connection: Connection, assignment: str) -> list[tuple[datetime, Stage]]:
    """Return the stages set for an assignment with when each begins, in that order."""
    if not connection.dialect.has_table(connection, FEEDBACK.name):
        return []
    query = (
        select(FEEDBACK.c.begins, FEEDBACK.c.stage)
        .where(FEEDBACK.c.assignment == assignment)
        .order_by(FEEDBACK.c.begins)
    )
    return [(begins, stage) for begins, stage in connection.execute(query) if stage in STAGES]


def set_stage(connection: Connection, assignment: str, stage: Stage, begins: datetime) -> None:
    """Set the stage from `begins` on, in UTC; what was set for later is forgotten.

    Raises `GradebookError` where the gradebook has no such assignment.
    """
    names = assignment_names(connection)
    if assignment not in names:
        raise GradebookError(no_such_assignment(assignment, names))
    FEEDBACK.create(connection, checkfirst=True)
    mine = FEEDBACK.c.assignment == assignment
    connection.execute(FEEDBACK.delete().where(mine, FEEDBACK.c.begins >= begins))
    insert(connection, FEEDBACK, [{"assignment": assignment, "begins": begins, "stage": stage}])


def stage_for(
    connection: Connection, assignment: str, student: str, configured: Stage, now: datetime
) -> Stage:
    """Return the stage in which a student may have feedback at the time `now`, in UTC."""
    if student in open_students(connection, assignment, now, student):
        return BEFORE_THE_DEADLINE
    begun = [stage for begins, stage in stages_of(connection, assignment) if begins <= now]
    return begun[-1] if begun else configured


def open_students(
    connection: Connection, assignment: str, now: datetime, student: str | None = None
) -> list[str]:
    """Return who can still hand in before a deadline of their own, of all or of one student."""
    due = deadlines(connection, assignment, student)
    return sorted(name for name, moment in due.items() if moment > now)


def deadlines(
    connection: Connection, assignment: str, student: str | None = None
) -> dict[str, datetime]:
    """Return every student's deadline, extensions counted, in UTC; of one student if named.

    It is empty where the assignment has no due date.
    """
    theirs = (SUBMISSION.c.assignment_id == ASSIGNMENT.c.id) & (
        SUBMISSION.c.student_id == STUDENT.c.id
    )
    query = (
        select(STUDENT.c.id, ASSIGNMENT.c.duedate, SUBMISSION.c.extension)
        .select_from(STUDENT.join(ASSIGNMENT, ASSIGNMENT.c.name == assignment))
        .outerjoin(SUBMISSION, theirs)
    )
    if student is not None:
        query = query.where(STUDENT.c.id == student)
    return {
        name: due + extension if extension else due
        for name, due, extension in connection.execute(query)
        if due is not None
    }
