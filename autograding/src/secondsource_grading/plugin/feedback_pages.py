"""The pages of feedback that are in a course's folder, found without nbgrader."""

from __future__ import annotations

import re
from pathlib import Path

from secondsource_grading.plugin.course import CourseFolder

__all__ = ["feedback_pages"]

_SOMEBODY = "student-to-be-named"


def feedback_pages(
    course: CourseFolder, assignment: str, student: str | None = None
) -> dict[str, list[int]]:
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
