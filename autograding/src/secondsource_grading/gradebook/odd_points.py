"""Points given by hand that nobody can have meant: infinitely many, or a slip of the keyboard."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from secondsource.errors import SecondSourceError
from secondsource_grading.gradebook.tables import (
    CELL,
    GRADE,
    MOST_POINTS,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
)

__all__ = ["OddPointsError", "can_be_meant", "odd_points", "odd_words"]


class OddPointsError(SecondSourceError):
    """A cell has points that nobody can have meant; says whose, and what to do."""


def can_be_meant(points: float) -> bool:
    """Return whether points are a number of at most `MOST_POINTS`, more or less than 0."""
    return -MOST_POINTS <= points <= MOST_POINTS


def odd_words(cell: str, points: object) -> str:
    """Return in a sentence that a cell's points can't be meant, and where to correct them."""
    shown = f"{points:g}" if isinstance(points, (int, float)) else repr(str(points)[:40])
    return (
        f"{cell} has {shown} points by hand, which nobody can have meant, so they don't count; "
        "correct the score or the extra credit in the formgrader, under Manual Grading"
    )


def odd_points(connection: Connection, assignment_id: str) -> list[str]:
    """Return a sentence for each cell whose points given by hand can't be meant, by student."""
    given = (GRADE.c.manual_score, GRADE.c.extra_credit)
    beyond = (limit for column in given for limit in (column > MOST_POINTS, column < -MOST_POINTS))
    rows = connection.execute(
        select(SUBMISSION.c.student_id, CELL.c.name, *given)
        .join(CELL, CELL.c.id == GRADE.c.cell_id)
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == GRADE.c.notebook_id)
        .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        .where(SUBMISSION.c.assignment_id == assignment_id, or_(*beyond))
        .order_by(SUBMISSION.c.student_id, CELL.c.name)
    )
    return [
        f"{student}: {odd_words(cell, extra if _odd(extra) else manual)}"
        for student, cell, manual, extra in rows
    ]


def _odd(points: object) -> bool:
    return points is not None and not (
        isinstance(points, (int, float)) and can_be_meant(float(points))
    )
