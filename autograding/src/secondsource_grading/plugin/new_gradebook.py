"""A gradebook made by nbgrader itself, with a course's assignments and students."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nbgrader.api import Base, Gradebook
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.database import Database, GradebookError
from secondsource_grading.gradebook.tables import STUDENT, Row, insert

__all__ = ["make_gradebook"]

SHOWN = 5
"""Tables that a message names."""


def make_gradebook(
    db_url: str, course: str, due: Mapping[str, datetime | None], students: Sequence[Row]
) -> None:
    """Make a gradebook in the database at `db_url`, which must hold no table yet.

    `due` has each assignment with the time it is due, which knows its zone, or None; `students`
    are rows of nbgrader's table, inserted at once: nbgrader commits each by itself, which takes
    minutes for a large school. Raises `GradebookError` where the database can't be reached or
    holds something, and leaves none of the new tables where it fails.
    """
    if db_url.startswith("sqlite:"):
        _fill(db_url, course, due, students)
        return
    database = Database(db_url, write_ahead=False)
    try:
        there = database.transaction(lambda db: sorted(inspect(db).get_table_names()), kind="")
        if there:
            msg = (
                f"{database.name}: the database is not empty, it has {', '.join(there[:SHOWN])}; "
                "name a new one, as `createdb` makes it. Nothing was changed"
            )
            raise GradebookError(msg)
        try:
            _fill(db_url, course, due, students)
        except BaseException:
            database.transaction(_empty)
            raise
    finally:
        database.close()


def _empty(connection: Connection) -> None:
    Base.metadata.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def _fill(
    db_url: str, course: str, due: Mapping[str, datetime | None], students: Sequence[Row]
) -> None:
    with _alembic_found(), Gradebook(db_url, course) as gradebook:
        for name, moment in due.items():
            gradebook.add_assignment(name, **({"duedate": moment.isoformat()} if moment else {}))
        insert(gradebook.db.connection(), STUDENT, students)
        gradebook.db.commit()


@contextmanager
def _alembic_found() -> Iterator[None]:
    """Let nbgrader find the program `alembic`, which is installed beside this Python.

    It looks on PATH, and a command may be called by its path without that being set.
    """
    before = os.environ.get("PATH")
    os.environ["PATH"] = os.pathsep.join(filter(None, [str(Path(sys.executable).parent), before]))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = before
