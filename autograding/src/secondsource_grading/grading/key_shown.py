"""The cell at the end of an autograded notebook that keeps the key in it from a learner.

An autograded notebook shows the whole key, for the grader. Our configuration makes a page of it
that shows as much as the learner may see. Where that configuration is missing or broken, nbgrader
would make its own page, with the key in it. But it asks the gradebook for the comments on each cell
that a learner writes in, and ends with an error where the gradebook knows no such cell.
"""

from __future__ import annotations

from typing import Any

from secondsource_grading.grading.cells import Json, flags

__all__ = ["add_mark", "without_mark"]

NAME = "nbgrader_config-does-not-set-up-Second-Source"
"""What nbgrader's error names as a cell that the gradebook does not have."""

TEXT = (
    "This notebook shows the key. A learner's page is made of it by `nbgrader generate_feedback` "
    "in a course whose nbgrader_config.py sets up Second Source."
)


def add_mark(notebook: Json) -> None:
    """Add the cell to an autograded notebook; the formgrader's page of it does not show it."""
    marks = {"grade": False, "grade_id": NAME, "locked": False, "schema_version": 3}
    notebook["cells"].append(
        {
            "cell_type": "raw",
            "id": "shows-the-key",
            # A page in HTML shows raw cells of its own kind only.
            "metadata": {
                "nbgrader": {**marks, "solution": True, "task": False},
                "raw_mimetype": "text/plain",
            },
            "source": TEXT,
        }
    )


def without_mark(cells: list[Any]) -> list[Any]:
    """Return the cells of a notebook, autograded or not, but for the one that `add_mark` adds."""
    return [cell for cell in cells if flags(cell).get("grade_id") != NAME]
