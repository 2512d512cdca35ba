"""The gradebook's database: transactions that wait for locks and are retried."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError

from secondsource.errors import SecondSourceError

__all__ = ["Database", "GradebookError", "remedy_for"]

PATIENCE = 60.0
"""Seconds to wait for a lock that another program holds on the gradebook."""

WRITE_AHEAD_PAGES = 8000
"""Pages of 4 kB that SQLite may keep in its write-ahead log before it moves them into the
database, which waits for the disk."""

RETRY_CODES = ("40001", "40P01", "42P07")
"""PostgreSQL's codes for a serialization failure, a deadlock, and a table that another program
made between our looking for it and our making it."""

T = TypeVar("T")


class GradebookError(SecondSourceError):
    """The gradebook lacks what is graded, or cannot be read or written; says what to do."""


class Database:
    """A gradebook in SQLite, PostgreSQL or another database that SQLAlchemy supports.

    `write_ahead` switches SQLite to write-ahead logging for good.
    """

    def __init__(self, db_url: str, *, write_ahead: bool = True) -> None:
        try:
            url = make_url(db_url)
            self.name = url.render_as_string(hide_password=True)
            self._sqlite = url.get_backend_name() == "sqlite"
            if self._sqlite:
                if url.database and not Path(url.database).is_file():
                    msg = (
                        f"{url.database}: there is no gradebook; run `nbgrader generate_assignment`"
                    )
                    raise GradebookError(msg)
                self._engine = create_engine(url, connect_args={"timeout": PATIENCE})
                _begin_ourselves(self._engine)
            else:
                self._engine = create_engine(url)
        except ArgumentError as error:
            msg = f"{db_url!r} is no address of a gradebook; write it as nbgrader's `db_url`"
            raise GradebookError(msg) from error
        except ModuleNotFoundError as error:
            msg = f"{error.name} is missing; for PostgreSQL install secondsource-grading[postgres]"
            raise GradebookError(msg) from error
        if self._sqlite and write_ahead:
            self.transaction(_write_ahead, kind="")

    def close(self) -> None:
        """Close the connections to the database."""
        self._engine.dispose()

    def transaction(self, work: Callable[[Connection], T], *, kind: str = "IMMEDIATE") -> T:
        """Call `work` in one transaction and return what it returns.

        Where another program was in the way `work` is called again, for up to `PATIENCE`
        seconds. Raises `GradebookError` after that, and for other errors of the database.
        """
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with self._engine.connect().execution_options(begin=kind) as connection:
                    result = work(connection)
                    connection.commit()
                    return result
            except DBAPIError as error:
                if time.monotonic() > until or not _may_succeed(error):
                    raise self._described(error) from error
            time.sleep(random.uniform(0.01, 0.2))  # noqa: S311 - so that two don't meet again

    def _described(self, error: DBAPIError) -> GradebookError:
        said = str(error.orig).strip().splitlines()[0]
        if _may_succeed(error):
            return GradebookError(
                f"{self.name}: another program has held the gradebook for {PATIENCE:g} s "
                f"({said}); end it, or try again later. What was graded so far is kept"
            )
        return GradebookError(f"{self.name}: {said}; {remedy_for(said)}")


_REMEDIES = (
    ("full", "make room on the disk and give the same command again"),
    ("disk i/o", "see whether the disk is full or failing, and give the same command again"),
    ("readonly", "make the file and its folder writable for this account"),
    ("permission denied", "let this account write to the gradebook"),
    ("unable to open", "make the file and its folder readable and writable for this account"),
    ("not a database", "the file is something else, or damaged; put a copy of it back"),
    ("malformed", "the file is damaged; put a copy of it back"),
    ("no such", "if nbgrader is newer than the gradebook, run `nbgrader db upgrade`"),
    ("does not exist", "if nbgrader is newer than the gradebook, run `nbgrader db upgrade`"),
)
"""What to do, by a word of what the database says."""


def remedy_for(said: str) -> str:
    """Return what to do about what a database says."""
    for word, remedy in _REMEDIES:
        if word in said.lower():
            return remedy
    return "what was graded so far is kept; give the same command again when that is mended"


def _may_succeed(error: DBAPIError) -> bool:
    """Return whether retrying the transaction may succeed."""
    if isinstance(error, IntegrityError) or error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    locked = isinstance(error, OperationalError) and "locked" in str(error.orig)
    return locked or state in RETRY_CODES


def _begin_ourselves(engine: Engine) -> None:
    """Let SQLAlchemy begin SQLite's transactions: the driver begins them late, for writing only."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(f"PRAGMA wal_autocheckpoint={WRITE_AHEAD_PAGES}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        kind = connection.get_execution_options().get("begin", "")
        if kind:
            connection.exec_driver_sql(f"BEGIN {kind}")


def _write_ahead(connection: Connection) -> None:
    """Switch to write-ahead logging, so that readers (the formgrader) and a writer don't wait."""
    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
