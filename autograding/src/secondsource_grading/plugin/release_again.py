"""Releasing an assignment once more through nbgrader, or leaving the release as it was."""

from __future__ import annotations

from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.plugin.course import CourseFolder
from secondsource_grading.plugin.programs import programs

__all__ = ["release_again"]


def release_again(course: CourseFolder, assignment: str) -> None:
    """Do what `nbgrader generate_assignment --force` does; `GradebookError` where that fails.

    Then the release that was there stays (`kept_release`).
    """
    result = programs(course).generate_assignment(assignment, force=True)
    if result["success"]:
        return
    said = str(result.get("error") or result.get("log") or "").strip().splitlines()
    msg = (
        f"{assignment}: nbgrader could not release it with the new points: "
        f"{said[-1] if said else 'it gave no reason'}; nothing was graded, the release is as "
        f"before. `nbgrader generate_assignment {assignment} --force` says more"
    )
    raise GradebookError(msg)
