"""The instructor's report: from gradebook and autograded notebooks to one HTML page."""

from __future__ import annotations

from secondsource_grading.report.gradebook import Course, GradebookError, read_course

__all__ = ["Course", "GradebookError", "read_course", "write_report"]

from pathlib import Path


def write_report(course: Path, to: Path) -> None:
    pass
