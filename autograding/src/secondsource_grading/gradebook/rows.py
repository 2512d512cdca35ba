"""One notebook's grades, comments and penalties as rows: made where missing, else changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader import api
from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.late_penalty import Penalty
from secondsource_grading.gradebook.tables import (
    COMMENT,
    GRADE,
    NOTEBOOK,
    Row,
    insert,
    insert_plain,
    new_id,
    update,
)
from secondsource_grading.grading.job import Outcome

__all__ = ["Book", "Copy", "copies_of", "write_comments", "write_grades", "write_penalties"]

Place = tuple[str, str]
"""The id of a submitted notebook and of a cell."""


@dataclass(frozen=True)
class Book:
    """One notebook of the assignment: its id, and its cells' ids by name."""

    id: str
    grades: Mapping[str, str]
    tasks: Mapping[str, str]
    solutions: Mapping[str, str]

    @property
    def graded(self) -> list[str]:
        """The cells that have a row in the table of grades."""
        return [*self.grades.values(), *self.tasks.values()]

    @property
    def commented(self) -> list[str]:
        """The cells that have a row in the table of comments."""
        return [*self.solutions.values(), *self.tasks.values()]


@dataclass(frozen=True)
class Copy:
    """The row of one submitted notebook."""

    id: str
    penalty: float | None = None
    fresh: bool = False
    """Made in this transaction: nothing in the gradebook belongs to it yet."""


def copies_of(
    connection: Connection, book: Book, submissions: Sequence[str], new: Collection[str]
) -> dict[str, Copy]:
    """The submitted notebook of each submission; made where there is none, as of `new` ones."""
    found = {}
    if old := [s for s in submissions if s not in new]:
        rows = connection.execute(
            select(NOTEBOOK).where(
                NOTEBOOK.c.notebook_id == book.id, NOTEBOOK.c.assignment_id.in_(old)
            )
        )
        found = {r.assignment_id: Copy(r.id, r.late_submission_penalty) for r in rows}
    fresh = {s: Copy(new_id(), fresh=True) for s in submissions if s not in found}
    empty = {"notebook_id": book.id, "late_submission_penalty": None}
    made = [{"id": copy.id, "assignment_id": s, **empty} for s, copy in fresh.items()]
    insert(connection, NOTEBOOK, made)
    return found | fresh


def write_grades(
    connection: Connection,
    book: Book,
    name: str,
    outcomes: Sequence[Outcome],
    copies: Mapping[str, Copy],
) -> None:
    """A row for every graded cell of every copy. What a person gave is left as it is."""
    before = _rows(connection, GRADE, book.graded, copies)
    wanted: dict[Place, dict[str, Any]] = {}
    for outcome in outcomes:
        copy = copies[outcome.student].id
        graded = outcome.graded.get(name)
        if graded is None:
            # As nbgrader does for a notebook that was not handed in.
            nothing = {"auto_score": 0.0, "needs_manual_grade": False}
            wanted |= {(copy, cell): nothing for cell in book.graded}
            continue
        for grade in graded.grades:
            place = copy, book.grades[grade.name]
            # A manual grade is never overwritten; it asks for a second look.
            by_hand = place in before and before[place]["manual_score"] is not None
            wanted[place] = {
                "auto_score": grade.auto_score,
                "needs_manual_grade": grade.attention or by_hand,
            }
    blank = {"auto_score": None, "needs_manual_grade": True}
    _settle(connection, GRADE, before, wanted, _places(copies, book.graded, blank))


def write_comments(
    connection: Connection,
    book: Book,
    name: str,
    outcomes: Sequence[Outcome],
    copies: Mapping[str, Copy],
) -> None:
    """A row for every cell a learner writes in; a person's comments are left as they are."""
    before = _rows(connection, COMMENT, book.commented, copies)
    cells = {**book.solutions, **book.tasks}
    wanted: dict[Place, dict[str, Any]] = {
        (copies[o.student].id, cells[comment.name]): {"auto_comment": comment.auto_comment}
        for o in outcomes
        if name in o.graded
        for comment in o.graded[name].comments
    }
    blank = {"auto_comment": None}
    _settle(connection, COMMENT, before, wanted, _places(copies, book.commented, blank))


def write_penalties(
    connection: Connection,
    book: Book,
    late: Mapping[str, float],
    copies: Mapping[str, Copy],
    penalty: Penalty,
) -> None:
    """Points off, from what counts once the grades are written."""
    points = _points(connection, book, [copies[s].id for s, seconds in late.items() if seconds > 0])
    changed = []
    for student, seconds in late.items():
        copy = copies[student]
        off = penalty(student, points.get(copy.id, 0.0), seconds) if seconds > 0 else None
        if off != copy.penalty:
            changed.append({"key": copy.id, "late_submission_penalty": off})
    update(connection, NOTEBOOK, changed)


def _points(connection: Connection, book: Book, copies: Sequence[str]) -> dict[str, float]:
    """What counts of each copy."""
    if not copies:
        return {}
    rows = connection.execute(
        select(GRADE.c.notebook_id, func.sum(api.Grade.score))
        .where(GRADE.c.cell_id.in_(book.graded), GRADE.c.notebook_id.in_(copies))
        .group_by(GRADE.c.notebook_id)
    )
    return {row[0]: float(row[1]) for row in rows}


def _rows(
    connection: Connection, table: Table, cells: Sequence[str], copies: Mapping[str, Copy]
) -> dict[Place, Row]:
    ids = [copy.id for copy in copies.values() if not copy.fresh]
    if not ids:
        return {}
    # Both columns are named, for the index that there is; one alone reads the whole table.
    rows = connection.execute(
        select(table).where(table.c.cell_id.in_(cells), table.c.notebook_id.in_(ids))
    )
    return {(row["notebook_id"], row["cell_id"]): dict(row) for row in rows.mappings()}


def _places(
    copies: Mapping[str, Copy], cells: Sequence[str], blank: dict[str, Any]
) -> dict[Place, dict[str, Any]]:
    """A row for every cell of every copy, as nbgrader makes them when a submission comes."""
    return {(copy.id, cell): blank for copy in copies.values() for cell in cells}


def _settle(
    connection: Connection,
    table: Table,
    before: Mapping[Place, Row],
    wanted: Mapping[Place, dict[str, Any]],
    blank: Mapping[Place, dict[str, Any]],
) -> None:
    """Make the missing rows and change those that differ."""
    fresh, changed = [], []
    for place, empty in blank.items():
        values = wanted.get(place)
        row = before.get(place)
        if row is None:
            made = {"id": new_id(), "notebook_id": place[0], "cell_id": place[1]}
            fresh.append(made | (values or empty))
        elif values and any(row[column] != value for column, value in values.items()):
            changed.append({"key": row["id"], **values})
    insert_plain(connection, table, fresh)
    update(connection, table, changed)
