"""The one writer of the gradebook: many submissions in one transaction, in nbgrader's tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import getrandbits
from time import time_ns
from typing import Any

from nbgrader import api
from sqlalchemy import Column, MetaData, String, Table, bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from secondsource_grading.batch.database import Database, GradebookError
from secondsource_grading.batch.work import Outcome

__all__ = ["Known", "Penalty", "Writer"]

LEDGER = Table(
    "secondsource_graded",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("state", String(64), nullable=False),
)
"""What has been graded in which state, noted in the same transaction as the grades."""


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


STUDENT = _table(api.Student)
SUBMISSION = _table(api.SubmittedAssignment)
NOTEBOOK = _table(api.SubmittedNotebook)
GRADE = _table(api.Grade)
COMMENT = _table(api.Comment)

Row = Mapping[str, Any]
Place = tuple[str, str]
"""The id of a submitted notebook and of a cell."""


class Penalty:
    """The late penalty plug-in the course has configured, kept within what was earned."""

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin

    @property
    def identity(self) -> str:
        """Its class and settings in words."""
        settings = sorted(self._plugin.trait_values(config=True).items())
        return f"{type(self._plugin).__module__}.{type(self._plugin).__qualname__} {settings!r}"

    def __call__(self, student: str, points: float, seconds: float) -> float | None:
        """Points off for `seconds` of lateness, within 0..points; None for none."""
        try:
            off = self._plugin.late_submission_penalty(student, points, seconds)
            return None if off is None else min(max(off, 0), points)
        except Exception as error:
            msg = (
                f"the late penalty plug-in {type(self._plugin).__name__} failed for {student} "
                f"with {points:g} points, {seconds:g} seconds late: {error!r}; put it right"
            )
            raise GradebookError(msg) from error


@dataclass(frozen=True)
class Known:
    """What the gradebook has of a student and this assignment."""

    state: str | None = None
    """The state in which the batch door graded the submission."""
    extension: str = ""
    listed: bool = False
    """Whether the student is in the gradebook at all."""


@dataclass(frozen=True)
class _Book:
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
class _Copy:
    """The row of one submitted notebook."""

    id: str
    penalty: float | None = None
    fresh: bool = False
    """Made in this transaction: nothing in the gradebook belongs to it yet."""


class Writer:
    """Writes outcomes of one assignment. Use it from one thread."""

    def __init__(self, db_url: str, assignment: str) -> None:
        self._db = Database(db_url)
        self.assignment = assignment
        self._db.transaction(self._read_assignment)

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    @property
    def due(self) -> datetime | None:
        """When the assignment is due, in UTC."""
        return self._due

    @property
    def notebooks(self) -> list[str]:
        """The names of the assignment's notebooks."""
        return sorted(self._books)

    def known(self, students: Sequence[str]) -> dict[str, Known]:
        """What the gradebook has of these students."""
        return self._db.transaction(lambda connection: self._known(connection, students), kind="")

    def write(self, outcomes: Sequence[Outcome], penalty: Penalty) -> None:
        """Put a group of outcomes into the gradebook, all or none."""
        self._db.transaction(lambda connection: self._write(connection, outcomes, penalty))

    def _read_assignment(self, connection: Connection) -> None:
        if not connection.dialect.has_table(connection, "assignment"):
            raise self._missing()
        table, books, cells = map(_table, (api.Assignment, api.Notebook, api.BaseCell))
        row = connection.execute(
            select(table.c.id, table.c.duedate).where(table.c.name == self.assignment)
        ).one_or_none()
        if row is None:
            raise self._missing()
        self._id: str = row.id
        self._due: datetime | None = row.duedate
        self._books: dict[str, _Book] = {}
        found = connection.execute(
            select(books.c.id, books.c.name).where(books.c.assignment_id == self._id)
        )
        for book in found.all():
            ids: dict[str, dict[str, str]] = {}
            rows = connection.execute(select(cells).where(cells.c.notebook_id == book.id))
            for cell in rows:
                ids.setdefault(cell.type, {})[cell.name] = cell.id
            kinds = (ids.get(kind, {}) for kind in ("GradeCell", "TaskCell", "SolutionCell"))
            self._books[book.name] = _Book(book.id, *kinds)
        LEDGER.create(connection, checkfirst=True)

    def _missing(self) -> GradebookError:
        return GradebookError(
            f"{self._db.name}: the gradebook has no assignment {self.assignment}; "
            f"run `nbgrader generate_assignment {self.assignment}` first"
        )

    def _known(self, connection: Connection, students: Sequence[str]) -> dict[str, Known]:
        mine = (LEDGER.c.assignment == self.assignment) & (LEDGER.c.student == STUDENT.c.id)
        theirs = (SUBMISSION.c.assignment_id == self._id) & (
            SUBMISSION.c.student_id == STUDENT.c.id
        )
        rows = connection.execute(
            select(STUDENT.c.id, LEDGER.c.state, SUBMISSION.c.extension)
            .select_from(STUDENT.outerjoin(LEDGER, mine).outerjoin(SUBMISSION, theirs))
            .where(STUDENT.c.id.in_([s for s in students if s.isprintable()]))
        )
        found = {r.id: Known(r.state, str(r.extension or ""), listed=True) for r in rows}
        return dict.fromkeys(students, Known()) | found

    def _write(self, connection: Connection, outcomes: Sequence[Outcome], penalty: Penalty) -> None:
        self._add_students(connection, [o.student for o in outcomes])
        submissions = self._submissions(connection, outcomes)
        for name, book in self._books.items():
            ids = [submissions[o.student]["id"] for o in outcomes]
            copies = _copies(connection, book, ids)
            mine = {o.student: copies[submissions[o.student]["id"]] for o in outcomes}
            _write_grades(connection, book, name, outcomes, mine)
            _write_comments(connection, book, name, outcomes, mine)
            late = {
                o.student: self._seconds_late(submissions[o.student])
                for o in outcomes
                if name in o.graded
            }
            _write_penalties(connection, book, late, mine, penalty)
        self._note(connection, outcomes)

    def _add_students(self, connection: Connection, students: Sequence[str]) -> None:
        rows = connection.execute(select(STUDENT.c.id).where(STUDENT.c.id.in_(students)))
        known = set(rows.scalars())
        _insert(connection, STUDENT, [{"id": s} for s in students if s not in known])

    def _submissions(
        self, connection: Connection, outcomes: Sequence[Outcome]
    ) -> dict[str, dict[str, Any]]:
        """The submission's row of each student, with the time it was handed in."""
        students = [o.student for o in outcomes]
        rows = connection.execute(
            select(SUBMISSION).where(
                SUBMISSION.c.assignment_id == self._id, SUBMISSION.c.student_id.in_(students)
            )
        )
        found = {row["student_id"]: dict(row) for row in rows.mappings()}
        fresh, changed = [], []
        for outcome in outcomes:
            when = _time(outcome.timestamp)
            row = found.get(outcome.student)
            if row is None:
                found[outcome.student] = row = {
                    "id": _new_id(),
                    "assignment_id": self._id,
                    "student_id": outcome.student,
                    "timestamp": when,
                    "extension": None,
                }
                fresh.append(row)
            elif when is not None and row["timestamp"] != when:
                row["timestamp"] = when
                changed.append({"key": row["id"], "timestamp": when})
        _insert(connection, SUBMISSION, fresh)
        _update(connection, SUBMISSION, changed)
        return found

    def _seconds_late(self, submission: Row) -> float:
        if self._due is None or submission["timestamp"] is None:
            return 0.0
        due = self._due + submission["extension"] if submission["extension"] else self._due
        return max(0.0, float((submission["timestamp"] - due).total_seconds()))

    def _note(self, connection: Connection, outcomes: Sequence[Outcome]) -> None:
        mine = LEDGER.c.assignment == self.assignment
        students = [o.student for o in outcomes]
        connection.execute(LEDGER.delete().where(mine, LEDGER.c.student.in_(students)))
        rows = [
            {"assignment": self.assignment, "student": o.student, "state": o.state}
            for o in outcomes
        ]
        _insert(connection, LEDGER, rows)


def _copies(connection: Connection, book: _Book, submissions: Sequence[str]) -> dict[str, _Copy]:
    """The submitted notebook of each submission; made where there is none."""
    rows = connection.execute(
        select(NOTEBOOK).where(
            NOTEBOOK.c.notebook_id == book.id, NOTEBOOK.c.assignment_id.in_(submissions)
        )
    )
    found = {r.assignment_id: _Copy(r.id, r.late_submission_penalty) for r in rows}
    fresh = {s: _Copy(_new_id(), fresh=True) for s in submissions if s not in found}
    empty = {"notebook_id": book.id, "late_submission_penalty": None}
    made = [{"id": copy.id, "assignment_id": s, **empty} for s, copy in fresh.items()]
    _insert(connection, NOTEBOOK, made)
    return found | fresh


def _write_grades(
    connection: Connection,
    book: _Book,
    name: str,
    outcomes: Sequence[Outcome],
    copies: Mapping[str, _Copy],
) -> None:
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


def _write_comments(
    connection: Connection,
    book: _Book,
    name: str,
    outcomes: Sequence[Outcome],
    copies: Mapping[str, _Copy],
) -> None:
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


def _write_penalties(
    connection: Connection,
    book: _Book,
    late: Mapping[str, float],
    copies: Mapping[str, _Copy],
    penalty: Penalty,
) -> None:
    """Points off, from what counts once the grades are written."""
    ids = [copies[student].id for student, seconds in late.items() if seconds > 0]
    rows = connection.execute(
        select(GRADE.c.notebook_id, func.sum(api.Grade.score))
        .where(GRADE.c.cell_id.in_(book.graded), GRADE.c.notebook_id.in_(ids))
        .group_by(GRADE.c.notebook_id)
    )
    points: dict[str, float] = {row[0]: float(row[1]) for row in rows} if ids else {}
    changed = []
    for student, seconds in late.items():
        copy = copies[student]
        off = penalty(student, points.get(copy.id, 0.0), seconds) if seconds > 0 else None
        if off != copy.penalty:
            changed.append({"key": copy.id, "late_submission_penalty": off})
    _update(connection, NOTEBOOK, changed)


def _rows(
    connection: Connection, table: Table, cells: Sequence[str], copies: Mapping[str, _Copy]
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
    copies: Mapping[str, _Copy], cells: Sequence[str], blank: dict[str, Any]
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
            made = {"id": _new_id(), "notebook_id": place[0], "cell_id": place[1]}
            fresh.append(made | (values or empty))
        elif values and any(row[column] != value for column, value in values.items()):
            changed.append({"key": row["id"], **values})
    _insert_plain(connection, table, fresh)
    _update(connection, table, changed)


def _new_id() -> str:
    """An id like nbgrader's, of 32 hexadecimal digits, that sorts behind all made before.

    Random ones fall all over the database's indexes: of a class of 10,000 writing a row took
    three times as long as of a class of 1,000.
    """
    return f"{time_ns():016x}{getrandbits(64):016x}"


def _time(stamp: str | None) -> datetime | None:
    """A submission's time in UTC, from the one form in which the gate tells it."""
    return datetime.fromisoformat(stamp.removesuffix(" UTC")) if stamp else None


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    rows = list(rows)
    if rows:
        connection.execute(insert(table), rows)


def _insert_plain(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """The same for texts, numbers and truth values, which drivers take as they are.

    SQLAlchemy's way over every single value took a third of all writing.
    """
    if not rows:
        return
    statement = insert(table).compile(dialect=connection.dialect, column_keys=[*rows[0]])
    columns = statement.positiontup
    values = [tuple(map(row.__getitem__, columns)) for row in rows] if columns else [*rows]
    connection.exec_driver_sql(str(statement), values)


def _update(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Change rows by their ids, given as `key`; every row names the same columns."""
    if rows:
        values: dict[str, Any] = {
            column: bindparam(column) for column in rows[0] if column != "key"
        }
        statement = update(table).where(table.c.id == bindparam("key")).values(values)
        connection.execute(statement, rows)
