"""The stage in which a student's page of feedback is made: of the gradebook, now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from secondsource.scoring.feedback import Stage
from secondsource_grading.gradebook.database import Database
from secondsource_grading.gradebook.stages import stage_for

__all__ = ["now", "stage_of_page"]


def now() -> datetime:
    """Return this moment as the gradebook has times: in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def stage_of_page(names: Mapping[str, str], configured: Stage) -> Stage:
    """Return how much of the key a page may show now.

    `names` has nbgrader's `db_url`, `assignment` and `student`; `configured` counts where
    nothing was set for the assignment.
    """
    database = Database(names["db_url"], write_ahead=False)
    try:
        return database.transaction(
            lambda db: stage_for(db, names["assignment"], names["student"], configured, now()),
            kind="",
        )
    finally:
        database.close()
