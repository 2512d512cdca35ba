"""What a regrade changed, noted in the gradebook in the same transaction as the grades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.rows import (
    NotebookCells,
    RowKey,
    SubmittedNotebook,
    existing,
)
from secondsource_grading.gradebook.tables import (
    GRADE,
    REGRADED,
    SCORE,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
    Row,
    insert,
    new_id,
)

__all__ = [
    "Noted",
    "Regrade",
    "note_cells",
    "note_totals",
    "read_noted",
    "score_of",
    "totals",
]

Cell = tuple[str, str]
"""A notebook's name and a cell's."""


@dataclass(frozen=True)
class Regrade:
    """One regrade of an assignment: when, whether nobody loses, why each item is scored anew."""

    at: datetime
    """In UTC, without a zone, as the gradebook has its times."""
    never_lower: bool = False
    why: Mapping[Cell, str] = field(default_factory=dict)
    titles: Mapping[Cell, str] = field(default_factory=dict)
    worth_before: Mapping[Cell, float] = field(default_factory=dict)
    """What a cell was worth before, where that has changed."""


@dataclass(frozen=True)
class Noted:
    """What one regrade changed for one student: on one item, or, where `item` is "", in all."""

    student: str
    at: datetime
    notebook: str
    item: str
    title: str
    why: str
    before: float | None
    after: float | None
    worth_before: float | None
    worth_after: float | None
    kept: float
    """Points of `after` that were given as extra credit so that the student does not lose."""


def read_noted(connection: Connection, assignment: str, student: str | None = None) -> list[Noted]:
    """Return what regrades of an assignment changed, of all students or one, in their order."""
    if not connection.dialect.has_table(connection, REGRADED.name):
        return []
    columns = ("student", "at", "notebook", "cell", "title", "why")
    numbers = ("before", "after", "worth_before", "worth_after", "given")
    query = (
        select(*(REGRADED.c[name] for name in (*columns, *numbers)))
        .where(REGRADED.c.assignment == assignment)
        .order_by(REGRADED.c.student, REGRADED.c.at, REGRADED.c.cell == "", REGRADED.c.id)
    )
    if student is not None:
        query = query.where(REGRADED.c.student == student)
    return [Noted(*row) for row in connection.execute(query)]


def score_of(grade: Row) -> float | None:
    """Return the points of a row of grades that count; None where nobody has given any."""
    given = grade["manual_score"] if grade["manual_score"] is not None else grade["auto_score"]
    return None if given is None else round(float(given + (grade["extra_credit"] or 0.0)), 4)


def totals(connection: Connection, assignment_id: str, students: Sequence[str]) -> dict[str, float]:
    """Return each student's points in the assignment after the penalty for lateness."""
    scores = (
        select(GRADE.c.notebook_id, func.sum(SCORE).label("score"))
        .group_by(GRADE.c.notebook_id)
        .subquery()
    )
    off = func.coalesce(SUBMITTED_NOTEBOOK.c.late_submission_penalty, 0.0)
    query = (
        select(SUBMISSION.c.student_id, func.sum(scores.c.score), func.sum(off))
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        .join(scores, scores.c.notebook_id == SUBMITTED_NOTEBOOK.c.id)
        .where(SUBMISSION.c.assignment_id == assignment_id, SUBMISSION.c.student_id.in_(students))
        .group_by(SUBMISSION.c.student_id)
    )
    rows = connection.execute(query)
    return {student: round(max(0.0, float(score - less)), 4) for student, score, less in rows}


def note_cells(  # noqa: PLR0913 - where, whose, and what was before
    connection: Connection,
    place: Cell,
    notebook: NotebookCells,
    submitted: Mapping[str, SubmittedNotebook],
    *,
    before: Mapping[RowKey, Row],
    regrade: Regrade,
) -> None:
    """Note every cell whose points or worth have changed, or on which points were kept."""
    now = existing(connection, GRADE, notebook.graded, submitted)
    names = {cell: name for name, cell in (*notebook.grades.items(), *notebook.tasks.items())}
    students = {row.id: student for student, row in submitted.items()}

    def rows() -> Iterator[dict[str, Any]]:
        for key, grade in now.items():
            was = before.get(key)
            name = names[key[1]]
            there = place[1], name
            worth = notebook.points.get(name)
            worth_before = regrade.worth_before.get(there, worth)
            if was is None:
                continue
            kept = (grade["extra_credit"] or 0.0) - (was["extra_credit"] or 0.0)
            if score_of(was) == score_of(grade) and worth == worth_before and not kept:
                continue
            yield _row(regrade, place[0], students[key[0]]) | {
                "notebook": place[1],
                "cell": name,
                "title": regrade.titles.get(there, name),
                "why": regrade.why.get(there, ""),
                "before": score_of(was),
                "after": score_of(grade),
                "worth_before": worth_before,
                "worth_after": worth,
                "given": max(0.0, round(kept, 4)),
            }

    insert(connection, REGRADED, [*rows()])


def note_totals(
    connection: Connection,
    assignment: str,
    regrade: Regrade,
    before: Mapping[str, float],
    after: Mapping[str, float],
) -> None:
    """Note every student's total that has changed."""
    rows = [
        _row(regrade, assignment, student)
        | {
            "notebook": "",
            "cell": "",
            "title": "",
            "why": "",
            "before": before[student],
            "after": total,
        }
        | {"worth_before": None, "worth_after": None, "given": 0.0}
        for student, total in after.items()
        if student in before and before[student] != total
    ]
    insert(connection, REGRADED, rows)


def _row(regrade: Regrade, assignment: str, student: str) -> dict[str, Any]:
    return {"id": new_id(), "assignment": assignment, "student": student, "at": regrade.at}
