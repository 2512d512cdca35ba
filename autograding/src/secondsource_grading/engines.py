"""One database engine for each gradebook, kept for the life of the program.

nbgrader opens the gradebook eight times for each submission, each time with a new engine
that works out all its SQL anew. That was a quarter of the time that autograding took.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from nbgrader import api
from sqlalchemy import Engine, create_engine

__all__ = ["share_engines"]


def share_engines() -> None:
    """Let nbgrader's gradebooks share an engine where they are of one address."""
    api.create_engine = _engine


@cache
def _engine(db_url: str, **options: Any) -> Engine:
    # Closing a gradebook closes the engine's connections and leaves what it has worked out.
    return create_engine(db_url, **options)
