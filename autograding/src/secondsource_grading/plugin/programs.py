"""nbgrader's programs as our own commands call them: changed just as nbgrader's own commands are.

`configure` makes those changes where nbgrader runs already when it reads the configuration.
Our commands read it long before they import nbgrader, so it has to be made up for.
"""

from __future__ import annotations

from copy import deepcopy

from nbgrader.apps import NbGraderAPI

from secondsource_grading.plugin import patches
from secondsource_grading.plugin.configuration import FILTERS
from secondsource_grading.plugin.course import CourseFolder

__all__ = ["programs"]


def programs(course: CourseFolder) -> NbGraderAPI:
    """Return nbgrader's programming interface for a course, whatever its folder is called."""
    patches.apply(FILTERS)
    config = deepcopy(course.config)
    config.CourseDirectory.root = str(course.root)
    return NbGraderAPI(config=config)
