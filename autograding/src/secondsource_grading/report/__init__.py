"""The instructor's report: from gradebook and autograded notebooks to one HTML page."""

from __future__ import annotations

from secondsource_grading.report.gradebook import Course, GradebookError, read_course
from secondsource_grading.report.page import INVENTED, write_report

__all__ = ["INVENTED", "Course", "GradebookError", "read_course", "write_report"]
