"""The gradebook's database: opened with patience, written in whole transactions."""

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

__all__ = ["Database", "GradebookError"]

PATIENCE = 60.0
"""Seconds to wait for a lock that another program holds on the gradebook."""

WAITING = 8000
"""Pages of 4 kB that SQLite may keep in its log before it puts them in their place, which
waits for the disk."""

AGAIN = ("40001", "40P01")
"""PostgreSQL's codes for a transaction that another one made impossible."""

T = TypeVar("T")


class GradebookError(SecondSourceError):
    """The gradebook lacks the assignment, or cannot be read or written."""


class Database:
    """A gradebook of SQLite, PostgreSQL or what else SQLAlchemy speaks to."""

    def __init__(self, db_url: str) -> None:
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
                _settle(self._engine)
            else:
                self._engine = create_engine(url)
        except ArgumentError as error:
            msg = f"{db_url!r} is no address of a gradebook; write it as nbgrader's `db_url`"
            raise GradebookError(msg) from error
        except ModuleNotFoundError as error:
            msg = f"{error.name} is missing; for PostgreSQL install secondsource-grading[postgres]"
            raise GradebookError(msg) from error
        if self._sqlite:
            self.transaction(_write_ahead, kind="")

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def transaction(self, work: Callable[[Connection], T], *, kind: str = "IMMEDIATE") -> T:
        """What `work` returns, all it wrote kept or nothing.

        Where another program was in the way, `work` is done again; after
        `PATIENCE`, and for other faults, `GradebookError`.
        """
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with self._engine.connect().execution_options(begin=kind) as connection:
                    result = work(connection)
                    connection.commit()
                    return result
            except DBAPIError as error:
                if time.monotonic() > until or not _passes(error):
                    raise self._told(error) from error
            time.sleep(random.uniform(0.01, 0.2))  # noqa: S311 - so that two don't meet again

    def _told(self, error: DBAPIError) -> GradebookError:
        said = str(error.orig).strip().splitlines()[0]
        if _passes(error):
            return GradebookError(
                f"{self.name}: another program has held the gradebook for {PATIENCE:g} s "
                f"({said}); end it, or try again later. What was graded so far is kept"
            )
        return GradebookError(f"{self.name}: {said}; {_remedy(said)}")


_REMEDIES = (
    ("full", "make room on the disk and give the same command again"),
    ("readonly", "make the file and its folder writable for this account"),
    ("permission denied", "let this account write to the gradebook"),
    ("unable to open", "make the file and its folder readable and writable for this account"),
    ("not a database", "the file is something else, or damaged; put a copy of it back"),
    ("malformed", "the file is damaged; put a copy of it back"),
    ("no such", "if nbgrader is newer than the gradebook, run `nbgrader db upgrade`"),
    ("does not exist", "if nbgrader is newer than the gradebook, run `nbgrader db upgrade`"),
)
"""What to do, by a word of what the database says."""


def _remedy(said: str) -> str:
    for word, remedy in _REMEDIES:
        if word in said.lower():
            return remedy
    return "what was graded so far is kept; give the same command again when that is mended"


def _passes(error: DBAPIError) -> bool:
    """Whether the same can succeed a moment later."""
    if isinstance(error, IntegrityError) or error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    locked = isinstance(error, OperationalError) and "locked" in str(error.orig)
    return locked or state in AGAIN


def _settle(engine: Engine) -> None:
    """Begin SQLite's transactions ourselves: the driver begins them late, for writing only."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(f"PRAGMA wal_autocheckpoint={WAITING}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        kind = connection.get_execution_options().get("begin", "")
        if kind:
            connection.exec_driver_sql(f"BEGIN {kind}")


def _write_ahead(connection: Connection) -> None:
    """Let readers (the formgrader) and this one writer not wait for each other."""
    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
