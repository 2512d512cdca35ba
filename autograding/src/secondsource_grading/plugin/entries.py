"""Entries in a gradebook that another program makes in the same moment.

nbgrader looks whether a student, a submission or a cell is there, and adds it where it isn't.
Between the two another command may have added it; nbgrader then gives up the student, with a
traceback, and removes the autograded files, also those of the other command.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from nbgrader import api
from nbgrader.api import Gradebook, InvalidEntry

__all__ = ["look_again"]

KINDS = (
    "student",
    "assignment",
    "notebook",
    "grade_cell",
    "solution_cell",
    "task_cell",
    "source_cell",
    "submission",
)
"""Of `Gradebook.update_or_create_...`."""


def look_again() -> None:
    """Let nbgrader look a second time for an entry that it could not add; then it is there."""
    for kind in KINDS:
        name = f"update_or_create_{kind}"
        method = getattr(Gradebook, name)
        if not hasattr(method, "of_nbgrader"):
            setattr(Gradebook, name, _twice(method))


def _twice(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def update_or_create(self: Gradebook, *args: Any, **kw: Any) -> Any:
        log = api.app_log
        log.addFilter(_no_record)  # it logs the traceback; the second time it may
        try:
            return method(self, *args, **kw)
        except InvalidEntry:
            pass
        finally:
            log.removeFilter(_no_record)
        return method(self, *args, **kw)

    update_or_create.of_nbgrader = method  # type: ignore[attr-defined]
    return update_or_create


def _no_record(_record: logging.LogRecord) -> bool:
    return False
