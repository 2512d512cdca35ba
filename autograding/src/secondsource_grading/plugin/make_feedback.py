"""Making an assignment's pages of feedback with nbgrader's converter, where not up to date."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.apps import NbGraderAPI

from secondsource_grading.plugin.course import CourseFolder

__all__ = ["Made", "make_feedback"]

_SOMEBODY = "student-to-be-named"


@dataclass
class Made:
    """Whose pages were made, whose are as they were, and what went wrong."""

    made: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    error: str = ""
    """nbgrader's last word where it ended with an error, otherwise ""."""


def make_feedback(course: CourseFolder, assignment: str, student: str | None = None) -> Made:
    """Do what `nbgrader generate_feedback` does for an assignment, of all or one student."""
    config = deepcopy(course.config)
    config.CourseDirectory.root = str(course.root)
    before = _pages(course, assignment, student)
    result = NbGraderAPI(config=config).generate_feedback(assignment, student, force=False)
    after = _pages(course, assignment, student)
    found = Made()
    for name, pages in after.items():
        (found.unchanged if before.get(name) == pages else found.made).append(name)
    if not result["success"]:
        said = [line for line in str(result.get("error", "")).splitlines() if line.strip()]
        found.error = said[-1].strip() if said else "nbgrader gave no reason"
    return found


def _pages(course: CourseFolder, assignment: str, student: str | None) -> dict[str, list[int]]:
    """Return when and how large each student's pages were written, by student, in order."""
    coursedir = course.coursedir
    step = str(course.config.CourseDirectory.get("feedback_directory", "feedback"))
    place = str(coursedir.format_path(step, _SOMEBODY, assignment))
    before, after = place.split(_SOMEBODY)
    pattern = re.compile(f"{re.escape(before)}(.+){re.escape(after)}", re.DOTALL)
    found: dict[str, list[int]] = {}
    root = Path(before)
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        match = pattern.fullmatch(f"{folder}{after}")
        if match and student in {None, match[1]} and Path(f"{folder}{after}").is_dir():
            files = sorted(Path(f"{folder}{after}").glob("*.html"))
            found[match[1]] = [n for f in files for n in (f.stat().st_mtime_ns, f.stat().st_ino)]
    return found
