"""The instructor's report: from gradebook and autograded notebooks to one HTML page."""

from __future__ import annotations

from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.reader import Course, read_course
from secondsource_grading.report.page import write_report

__all__ = ["Course", "GradebookError", "read_course", "write_report"]
