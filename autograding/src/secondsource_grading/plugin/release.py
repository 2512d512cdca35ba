"""The released notebooks of an assignment, with the items, keys and points that grade them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from secondsource_grading.gradebook.assignment import check_release
from secondsource_grading.gradebook.rows import NotebookCells
from secondsource_grading.grading.notebook import Assessment
from secondsource_grading.grading.rebuild import Master
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.submission import is_clock_behind

__all__ = ["changes_in_words", "changes_since", "clock_in_words", "read_assessments"]


def read_assessments(
    coursedir: Any, settings: SecondSource, assignment: str, notebooks: Mapping[str, NotebookCells]
) -> dict[str, Assessment]:
    """Return each of the gradebook's `notebooks` with what grades it, by name.

    Raises `ContentError` where a released copy or a key is missing, `GradebookError` where
    the gradebook lacks a cell of a released copy.
    """
    folder = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
    masters = {name: Master.read(folder / f"{name}.ipynb") for name in notebooks}
    check_release(assignment, notebooks, masters)
    root = Path(coursedir.root)
    return {
        name: Assessment(
            master,
            settings.keyring(master.unit, root) if master.unit else None,
            notebooks[name].points,
        )
        for name, master in masters.items()
    }


def changes_in_words(assignment: str, assessments: Mapping[str, Assessment]) -> list[str]:
    """Return what an instructor should know of items that changed after the release, in lines."""
    lines = []
    to_ask = False
    for name, assessment in assessments.items():
        if assessment.keyring is not None and assessment.master.items is None:
            lines.append(
                f"{name}: it was released without fingerprints of its items, by an older version; "
                "whether one has been changed since is not known"
            )
        for item, change in assessment.changes.items():
            result = "" if change.graded else "; its answers get no points, a person is asked"
            lines.append(f"{name}, {item}: {change.what}{result}")
            to_ask = to_ask or not change.graded
    if to_ask:
        lines.append(
            "where the answers still mean the same, "
            f"`nbgrader generate_assignment {assignment} --force` releases the items of today, "
            "and grading again scores by them"
        )
    return lines


def clock_in_words(assessments: Mapping[str, Assessment]) -> list[str]:
    """Return that this machine's clock stands before the release, where it does, in a line."""
    behind = [n for n, a in assessments.items() if is_clock_behind(a.master.written)]
    if not behind:
        return []
    now = datetime.now()  # noqa: DTZ005 - as people read it off the wall
    line = (
        f"by this machine's clock it is {now:%Y-%m-%d %H:%M}, which is before {behind[0]} was "
        "released; set the clock right. Until then no answer is said to be dated in the future"
    )
    return [line]


def changes_since(
    before: Mapping[str, tuple[str, str]], assessments: Mapping[str, Assessment]
) -> list[str]:
    """Return what a regrade is about to change because of items and keys, a line for each item.

    `before` has the fingerprints of items and keys of the last run, by the item's id. What
    differs from the release is told by `changes_in_words`.
    """
    lines = []
    for name, assessment in assessments.items():
        for item, now in assessment.versions.items():
            if item in before and before[item] != now and item not in assessment.to_ask:
                parts = ("item", "key")
                pairs = zip(parts, before[item], now, strict=True)
                what = " and ".join(part for part, was, is_ in pairs if was != is_)
                lines.append(
                    f"{name}, {item}: {what} changed since the last run; "
                    "every answer to it is scored anew"
                )
    return lines
