"""What is changed in other people's modules while nbgrader runs: nothing else does so.

1. Engines are shared. nbgrader opens the gradebook eight times for each submission, each
   time with a new engine that works out all its SQL anew. That was a quarter of the time
   that autograding took.
2. SQLite waits for a lock. nbgrader would give up a whole class at the first one.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Any

from nbgrader import api
from sqlalchemy import Engine, create_engine, event

__all__ = ["PATIENCE", "be_patient", "share_engines"]

PATIENCE = 60
"""Seconds to wait for a lock that another program holds on a SQLite gradebook."""


def share_engines() -> None:
    """Let nbgrader's gradebooks share an engine where they are of one address."""
    api.create_engine = _engine


@cache
def _engine(db_url: str, **options: Any) -> Engine:
    # Closing a gradebook closes the engine's connections and leaves what it has worked out.
    return create_engine(db_url, **options)


def be_patient() -> None:
    """Let every SQLite gradebook wait for a lock, instead of giving up a whole class."""
    if not event.contains(Engine, "connect", _wait_for_locks):
        event.listen(Engine, "connect", _wait_for_locks)


def _wait_for_locks(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
