"""Doing what a preview showed: by the batch command's grading and the gradebook's one writer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from secondsource_grading.batch import Options, Run, grade_assignment
from secondsource_grading.gradebook.regrading import Regrade
from secondsource_grading.plugin.course import open_course
from secondsource_grading.regrade.effects import Preview
from secondsource_grading.regrade.errors import RegradeError
from secondsource_grading.regrade.preview import UNKNOWN

__all__ = ["refuse", "write_regrade"]

Progress = Callable[[int, int], None]


def refuse(found: Preview) -> None:
    """Raise `RegradeError` where a regrade would do more than give the points of a new key.

    That is where an item means something else than in the released notebook: grading would take
    away the points of its answers and ask a person. So would new points, because they come with
    a new release, which takes over every change.
    """
    again = f"nbgrader generate_assignment {found.assignment} --force"
    changed = "; ".join(f"{item} ({what})" for item, what in found.asks.items())
    remedy = (
        "put its options, rows and text back as they were released and change only key and "
        f"points; or, if every answer still means the same, `{again}`. Nothing was written"
    )
    if found.takes:
        items = ", ".join(f"{item} ({n} students)" for item, n in found.takes.items())
        msg = (
            f"{found.assignment}: since the release more than the key was changed of {changed}. "
            f"Grading anew would take away the points on {items} and ask you for each; {remedy}"
        )
        raise RegradeError(msg)
    if found.asks and any(i.worth_before != i.worth_after for i in found.items):
        msg = (
            f"{found.assignment}: new points come with a new release, and that would take over "
            f"what was changed of {changed}; {remedy}"
        )
        raise RegradeError(msg)


def write_regrade(
    folder: Path,
    found: Preview,
    because: str = "",
    processes: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> Run:
    """Grade anew everybody whom `found` is about, and note what that changes.

    `because` is the teacher's reason, which students may be shown. Where points of items were
    changed, nbgrader releases the assignment anew first. Raises as `refuse` does.
    """
    refuse(found)
    worth = {
        (i.notebook, i.item): i.worth_before for i in found.items if i.worth_before != i.worth_after
    }
    if worth:
        from secondsource_grading.plugin.release_again import (  # noqa: PLC0415 - imports nbgrader
            release_again,
        )

        release_again(open_course(folder), found.assignment)
    why = {
        (i.notebook, i.item): "; ".join(filter(None, (i.why or UNKNOWN, because)))
        for i in found.items
    }
    at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    titles = {(i.notebook, i.item): i.title for i in found.items}
    regrade = Regrade(at, found.never_lower, why, titles, worth)
    options = Options(processes, only=frozenset(found.answered), regrade=regrade)
    return grade_assignment(folder, found.assignment, options, progress)
