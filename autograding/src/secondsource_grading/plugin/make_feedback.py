"""Making an assignment's pages of feedback with nbgrader's converter, where not up to date."""

from __future__ import annotations

from dataclasses import dataclass, field

from secondsource_grading.plugin.course import CourseFolder
from secondsource_grading.plugin.feedback_pages import feedback_pages
from secondsource_grading.plugin.programs import programs

__all__ = ["Made", "make_feedback"]


@dataclass
class Made:
    """Whose pages were made, whose are as they were, and what went wrong."""

    made: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    error: str = ""
    """What nbgrader said where it ended with an error, a line for each reason, otherwise ""."""


def make_feedback(course: CourseFolder, assignment: str, student: str | None = None) -> Made:
    """Do what `nbgrader generate_feedback` does for an assignment, of all or one student."""
    before = feedback_pages(course, assignment, student)
    result = programs(course).generate_feedback(assignment, student, force=False)
    after = feedback_pages(course, assignment, student)
    found = Made()
    for name, pages in after.items():
        (found.unchanged if before.get(name) == pages else found.made).append(name)
    if not result["success"]:
        _, told, reason = str(result.get("error", "")).rpartition("NbGraderException: ")
        # Of any other error the last line of its traceback says what it was.
        lines = [line.strip() for line in reason.splitlines() if line.strip()]
        shown = lines if told else lines[-1:]
        found.error = "\n".join(shown) or "nbgrader gave no reason"
    return found
