"""A gradebook made by nbgrader itself, with a course's assignments and students."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook, get_alembic_version

from secondsource_grading.gradebook.tables import STUDENT, Row, insert

__all__ = ["make_gradebook", "newest_version"]


def make_gradebook(
    file: Path, course: str, due: Mapping[str, datetime | None], students: Sequence[Row]
) -> None:
    """Make a gradebook in SQLite at `file`.

    `due` has each assignment with the time it is due, which knows its zone, or None; `students`
    are rows of nbgrader's table, inserted at once: nbgrader commits each by itself, which takes
    minutes for a large school.
    """
    with _alembic_found(), Gradebook(f"sqlite:///{file}", course) as gradebook:
        for name, moment in due.items():
            gradebook.add_assignment(name, **({"duedate": moment.isoformat()} if moment else {}))
        insert(gradebook.db.connection(), STUDENT, students)
        gradebook.db.commit()


def newest_version() -> str:
    """Return the version of the gradebook's tables that the installed nbgrader writes."""
    with _alembic_found():
        return str(get_alembic_version())


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
