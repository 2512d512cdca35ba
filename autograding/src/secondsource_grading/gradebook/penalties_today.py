"""Whose late penalty is another one than due date, extensions and settings of today give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.late_penalty import Penalty, seconds_late
from secondsource_grading.gradebook.rows import NotebookCells
from secondsource_grading.gradebook.tables import GRADE, SCORE, SUBMISSION, SUBMITTED_NOTEBOOK

__all__ = ["other_penalties"]


def other_penalties(
    connection: Connection,
    assignment: tuple[str, datetime | None],
    notebooks: Mapping[str, NotebookCells],
    students: Sequence[str],
    penalty: Penalty,
) -> list[str]:
    """Return which of `students` have another late penalty than today's, in order.

    `assignment` is its id and when it is due. A penalty is taken off what was earned when the
    submission was graded; what a person gave since does not make it another one.
    """
    query = (
        select(
            SUBMISSION.c.student_id,
            SUBMISSION.c.timestamp,
            SUBMISSION.c.extension,
            SUBMITTED_NOTEBOOK.c.late_submission_penalty.label("off"),
            func.coalesce(func.sum(SCORE), 0.0).label("score"),
            func.coalesce(func.sum(GRADE.c.auto_score), 0.0).label("computed"),
        )
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        .join(GRADE, GRADE.c.notebook_id == SUBMITTED_NOTEBOOK.c.id)
        .where(
            SUBMISSION.c.assignment_id == assignment[0],
            SUBMITTED_NOTEBOOK.c.notebook_id.in_([n.id for n in notebooks.values()]),
        )
        .group_by(SUBMITTED_NOTEBOOK.c.id, SUBMISSION.c.id)
    )
    wanted = set(students)
    found = set()
    for row in connection.execute(query).mappings():
        student = row["student_id"]
        if student not in wanted:
            continue
        seconds = seconds_late(assignment[1], dict(row))
        today = {0.0}
        if seconds > 0:
            scores = {float(row["score"]), float(row["computed"])}
            today = {penalty(student, score, seconds) or 0.0 for score in scores}
        if (row["off"] or 0.0) not in today:
            found.add(student)
    return sorted(found)
