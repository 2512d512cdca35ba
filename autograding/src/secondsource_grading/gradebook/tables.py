"""nbgrader's tables, our own beside them, and inserting and updating rows by the hundred.

nbgrader's are described here once more, as far as they are read or written, because
importing its classes imports all of nbgrader and nbconvert: more than a second at the
start of a command. A test compares each column with nbgrader's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from random import getrandbits
from time import time_ns
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Float,
    Interval,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    case,
    func,
    literal_column,
)
from sqlalchemy import insert as insert_into
from sqlalchemy import update as update_of
from sqlalchemy.engine import Connection, Dialect

__all__ = [
    "ASSIGNMENT",
    "CELL",
    "COMMENT",
    "FEEDBACK",
    "FLOOR",
    "GRADE",
    "GRADED",
    "GRADED_WITH",
    "GRADE_CELL",
    "MOST_POINTS",
    "NOTEBOOK",
    "REGRADED",
    "SCORE",
    "STUDENT",
    "SUBMISSION",
    "SUBMITTED_NOTEBOOK",
    "TASK_CELL",
    "Row",
    "insert",
    "insert_plain",
    "new_id",
    "time_of",
    "update",
]

Row = Mapping[str, Any]

GRADED = Table(
    "secondsource_graded",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("state", String(64), nullable=False),
)
"""The state in which the batch command graded each submission, written with its grades."""

GRADED_WITH = Table(
    "secondsource_graded_with",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("item", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("key", String(64), nullable=False),
)
"""The fingerprints of each item and its key at the end of the batch command's last run."""

FEEDBACK = Table(
    "secondsource_feedback",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("begins", DateTime(), primary_key=True),
    Column("stage", String(16), nullable=False),
)
"""How much of the key the feedback on an assignment shows from when on, in UTC."""

FLOOR = Table(
    "secondsource_floor",
    MetaData(),
    *(Column(name, String(128), primary_key=True) for name in ("assignment", "student")),
    *(Column(name, String(128), primary_key=True) for name in ("notebook", "cell")),
    Column("least", Float(), nullable=False),
    Column("given", Float(), nullable=False),
    Column("handed_in", DateTime()),
)
"""The least points that a student keeps on a cell after a regrade, how much of the extra credit
there is given for that, and when the work was handed in for which they are kept."""

REGRADED = Table(
    "secondsource_regraded",
    MetaData(),
    Column("id", String(32), primary_key=True),
    *(Column(name, String(128), nullable=False) for name in ("assignment", "student")),
    Column("at", DateTime(), nullable=False),
    *(Column(name, String(128), nullable=False) for name in ("notebook", "cell")),
    Column("title", Text(), nullable=False),
    Column("why", Text(), nullable=False),
    *(Column(name, Float()) for name in ("before", "after", "worth_before", "worth_after")),
    Column("given", Float(), nullable=False),
)
"""What each regrade changed, a row for a student's cell; `cell` is "" for the student's total."""


_NBGRADER = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(name, _NBGRADER, *columns)


def _id(length: int = 32) -> Column[Any]:
    return Column("id", String(length), primary_key=True)


def _link(name: str, *, nullable: bool = True, length: int = 32) -> Column[Any]:
    """Return a column with the id of another table's row."""
    return Column(name, String(length), nullable=nullable)


ASSIGNMENT = _table(
    "assignment", _id(), Column("name", String(128), nullable=False), Column("duedate", DateTime())
)
NOTEBOOK = _table(
    "notebook",
    _id(),
    Column("name", String(128), nullable=False),
    _link("assignment_id"),
    Column("kernelspec", String(1024)),
)
CELL = _table(
    "base_cell",
    _id(),
    Column("name", String(128), nullable=False),
    _link("notebook_id", nullable=False),
    Column("type", String(50)),
)
GRADE_CELL, TASK_CELL = (
    _table(name, _id(), Column("max_score", Float(), nullable=False))
    for name in ("grade_cells", "task_cells")
)
SOURCE_CELL = _table(
    "source_cell",
    _id(),
    Column("name", String(128), nullable=False),
    _link("notebook_id"),
    Column("source", Text()),
)
STUDENT = _table(
    "student",
    _id(128),
    *(Column(name, String(128)) for name in ("first_name", "last_name", "email", "lms_user_id")),
)
SUBMISSION = _table(
    "submitted_assignment",
    _id(),
    _link("assignment_id"),
    _link("student_id", length=128),
    Column("timestamp", DateTime()),
    Column("extension", Interval()),
)
SUBMITTED_NOTEBOOK = _table(
    "submitted_notebook",
    _id(),
    _link("assignment_id"),
    _link("notebook_id"),
    Column("flagged", Boolean(), default=False),
    Column("late_submission_penalty", Float(0)),
)
GRADE = _table(
    "grade",
    _id(),
    _link("notebook_id"),
    _link("cell_id"),
    *(Column(name, Float()) for name in ("auto_score", "manual_score", "extra_credit")),
    Column("needs_manual_grade", Boolean(), default=True, nullable=False),
)
COMMENT = _table(
    "comment",
    _id(),
    _link("notebook_id"),
    _link("cell_id"),
    *(Column(name, Text()) for name in ("auto_comment", "manual_comment")),
)

_GIVEN = func.coalesce(GRADE.c.manual_score, GRADE.c.auto_score)

MOST_POINTS = 1e6
"""The most points by hand that count on a cell: more is a slip, and sums of it are no numbers."""

_WITH_EXTRA = _GIVEN + func.coalesce(GRADE.c.extra_credit, literal_column("0.0"))

SCORE: ColumnElement[float] = case(
    (
        _WITH_EXTRA.between(literal_column(f"-{MOST_POINTS}"), literal_column(f"{MOST_POINTS}")),
        _WITH_EXTRA,
    ),
    else_=literal_column("0.0"),
)
"""The points of a row of `GRADE` that count: a person's before the computed ones, and extra
credit; 0 where nobody has given any, or more than anybody can mean."""


def time_of(stamp: str | None) -> datetime | None:
    """Return a submission's time in UTC, from the one form in which admission gives it."""
    return datetime.fromisoformat(stamp.removesuffix(" UTC")) if stamp else None


def new_id() -> str:
    """Return an id like nbgrader's, of 32 hexadecimal digits, but time-ordered.

    So inserts append to the database's indexes. Random ids fall all over them: in a class of
    10,000 writing a row took three times as long as in a class of 1,000.
    """
    return f"{time_ns():016x}{getrandbits(64):016x}"


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, which all name the same columns."""
    if rows:
        connection.execute(insert_into(table), rows)


def insert_plain(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of texts, numbers and truth values only, which drivers take as they are.

    SQLAlchemy's conversion of every single value took a third of all writing.
    """
    if not rows:
        return
    statement, order = _statement(table, tuple(rows[0]), connection.dialect)
    values = [tuple(map(row.__getitem__, order)) for row in rows] if order else [*rows]
    connection.exec_driver_sql(statement, values)


@lru_cache(maxsize=16)
def _statement(
    table: Table, columns: tuple[str, ...], dialect: Dialect
) -> tuple[str, Sequence[str] | None]:
    """Return the SQL that inserts a row, and the order of its values where it counts."""
    compiled = insert_into(table).compile(dialect=dialect, column_keys=[*columns])
    return str(compiled), compiled.positiontup


def update(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Update rows by their ids, given as `key`; every row names the same columns."""
    if rows:
        values: dict[str, Any] = {
            column: bindparam(column) for column in rows[0] if column != "key"
        }
        statement = update_of(table).where(table.c.id == bindparam("key")).values(values)
        connection.execute(statement, rows)
