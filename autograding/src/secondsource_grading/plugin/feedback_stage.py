"""The stage in which a student's page of feedback is made: of the gradebook, now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy.engine import Connection

from secondsource.scoring.feedback import Stage
from secondsource_grading.gradebook.database import Database
from secondsource_grading.gradebook.stages import open_students, stage_for

__all__ = ["may_hand_in", "now", "stage_of_page"]

T = TypeVar("T")


def now() -> datetime:
    """Return this moment as the gradebook has times: in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def stage_of_page(names: Mapping[str, str], configured: Stage) -> Stage:
    """Return how much of the key a page may show now.

    `names` has nbgrader's `db_url`, `assignment` and `student`; `configured` counts where
    nothing was set for the assignment.
    """
    return _look(
        names, lambda db: stage_for(db, names["assignment"], names["student"], configured, now())
    )


def may_hand_in(names: Mapping[str, str]) -> bool:
    """Return whether a student's own deadline is still to come; `names` are as above."""
    student = names["student"]
    return bool(_look(names, lambda db: open_students(db, names["assignment"], now(), student)))


def _look(names: Mapping[str, str], work: Callable[[Connection], T]) -> T:
    database = Database(names["db_url"], write_ahead=False)
    try:
        return database.transaction(work, kind="")
    finally:
        database.close()
