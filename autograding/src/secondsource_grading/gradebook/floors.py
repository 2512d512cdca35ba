"""Points that a student keeps after a regrade that would have taken them: as extra credit.

Extra credit is nbgrader's own: every total counts it, the formgrader shows it, and grading again
leaves it. How much of it is given for this, and up to which points, is noted beside, so that it
goes away where a later key gives the points by itself, or where other work was handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.rows import (
    NotebookCells,
    RowKey,
    SubmittedNotebook,
    existing,
)
from secondsource_grading.gradebook.tables import FLOOR, GRADE, Row, insert, update

__all__ = ["Floor", "extra_after", "hold_floors", "missing", "read_floors", "set_floors"]

Floor = tuple[float, float]
"""The least points that a student keeps on a cell, and the extra credit given for that."""

Times = Mapping[str, datetime | None]
"""When each student handed in."""

DIGITS = 4
"""Decimals of points that are kept; scores have no more."""


def missing(least: float, computed: float) -> float:
    """Return how many points are missing up to `least`, 0 where none are."""
    return max(0.0, round(least - computed, DIGITS))


def extra_after(extra: float, before: float, after: float) -> float:
    """Return the extra credit on a cell where `after` replaces the part `before` of it."""
    return max(0.0, round(extra - before + after, DIGITS))


def read_floors(
    connection: Connection, assignment: str, notebook: str, students: Sequence[str] | None = None
) -> dict[tuple[str, str], Floor]:
    """Return what students keep in a notebook, by student and cell; of all if none are named."""
    query = select(FLOOR).where(FLOOR.c.assignment == assignment, FLOOR.c.notebook == notebook)
    if students is not None:
        query = query.where(FLOOR.c.student.in_(students))
    return {(row.student, row.cell): (row.least, row.given) for row in connection.execute(query)}


def set_floors(  # noqa: PLR0913 - where, whose, and what was before
    connection: Connection,
    place: tuple[str, str],
    notebook: NotebookCells,
    submitted: Mapping[str, SubmittedNotebook],
    *,
    before: Mapping[RowKey, Row],
    times: Times,
) -> None:
    """Let nobody have less on a cell than `before`; what a person scored is theirs already.

    `place` is the assignment and the notebook's name. Extra credit is not changed yet.
    """
    known = read_floors(connection, *place, [*submitted])
    now = existing(connection, GRADE, notebook.graded, submitted)
    rows = []
    for student, row in submitted.items():
        for name, cell in notebook.grades.items():
            was, is_ = before.get((row.id, cell)), now.get((row.id, cell))
            if not was or not is_ or was["auto_score"] is None or was["manual_score"] is not None:
                continue
            least, given = known.get((student, name), (0.0, 0.0))
            had = round(was["auto_score"] + given, DIGITS)
            if missing(had, is_["auto_score"] or 0.0) and had > least:
                rows.append(_row(place, student, name, (had, given), times[student]))
    _replace(connection, rows)


def hold_floors(
    connection: Connection,
    place: tuple[str, str],
    notebook: NotebookCells,
    submitted: Mapping[str, SubmittedNotebook],
    times: Times,
) -> None:
    """Set the extra credit on every cell that has a least number of points.

    It was for one piece of work: where `times` has another time of handing in, it ends.
    """
    floors = read_floors(connection, *place, [*submitted])
    if not floors:
        return
    ended = _ended(connection, place, times)
    now = existing(connection, GRADE, notebook.graded, submitted)
    changed, rows = [], []
    for (student, name), (least, given) in floors.items():
        grade = now.get((submitted[student].id, notebook.grades.get(name, "")))
        if grade is None:
            continue
        over = (student, name) in ended
        needed = 0.0 if over else missing(least, grade["auto_score"] or 0.0)
        if needed != given:
            extra = extra_after(grade["extra_credit"] or 0.0, given, needed)
            changed.append({"key": grade["id"], "extra_credit": extra})
            kept = 0.0 if over else least
            rows.append(_row(place, student, name, (kept, needed), times[student]))
    update(connection, GRADE, changed)
    _replace(connection, rows)


def _ended(connection: Connection, place: tuple[str, str], times: Times) -> set[tuple[str, str]]:
    """Return the students and cells whose points were kept for other work than today's."""
    query = select(FLOOR.c.student, FLOOR.c.cell, FLOOR.c.handed_in).where(
        FLOOR.c.assignment == place[0],
        FLOOR.c.notebook == place[1],
        FLOOR.c.student.in_([*times]),
    )
    rows = connection.execute(query)
    return {(student, cell) for student, cell, when in rows if when != times[student]}


def _row(
    place: tuple[str, str], student: str, name: str, floor: Floor, handed_in: datetime | None
) -> dict[str, Any]:
    assignment, notebook = place
    least, given = floor
    return {
        "assignment": assignment,
        "student": student,
        "notebook": notebook,
        "cell": name,
        "least": least,
        "given": given,
        "handed_in": handed_in,
    }


def _replace(connection: Connection, rows: Sequence[Row]) -> None:
    keys = ("assignment", "student", "notebook", "cell")
    for row in rows:
        same = [FLOOR.c[name] == row[name] for name in keys]
        connection.execute(FLOOR.delete().where(*same))
    insert(connection, FLOOR, rows)
