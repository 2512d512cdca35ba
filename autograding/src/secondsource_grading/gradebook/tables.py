"""nbgrader's tables, our own beside them, and inserting and updating rows by the hundred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from random import getrandbits
from time import time_ns
from typing import Any

from nbgrader import api
from sqlalchemy import Column, MetaData, String, Table, bindparam
from sqlalchemy import insert as insert_into
from sqlalchemy import update as update_of
from sqlalchemy.engine import Connection, Dialect

__all__ = [
    "COMMENT",
    "GRADE",
    "GRADED",
    "GRADED_WITH",
    "NOTEBOOK",
    "STUDENT",
    "SUBMISSION",
    "Row",
    "insert",
    "insert_plain",
    "new_id",
    "table_of",
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


def table_of(model: Any) -> Table:
    """Return the table behind one of nbgrader's classes."""
    table: Table = model.__table__
    return table


STUDENT = table_of(api.Student)
SUBMISSION = table_of(api.SubmittedAssignment)
NOTEBOOK = table_of(api.SubmittedNotebook)
GRADE = table_of(api.Grade)
COMMENT = table_of(api.Comment)


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
