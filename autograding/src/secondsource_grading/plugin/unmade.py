"""Why no page can be made of one autograded notebook, in a sentence.

nbgrader logs the traceback of whatever goes wrong with a notebook. For the notebook of one student
that says nothing to a teacher, who needs its place and a way to get another.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry

from secondsource_grading.gradebook.odd_points import OddPointsError
from secondsource_grading.grading.cells import flags

__all__ = ["refuse_doubled", "why_no_page"]

MOST = 200
"""Characters of an error's own words that are told: a notebook that is none may be quoted there."""


def why_no_page(file: Path, error: Exception, assignment: str, student: str) -> str:
    """Return why: which autograded notebook is broken, how, and the command that mends it."""
    if isinstance(error, OddPointsError):
        return f"{error}. There is no page of feedback until then"
    again = shlex.join(["nbgrader", "autograde", assignment, "--student", student, "--force"])
    if isinstance(error, MissingEntry):
        return (
            f"{file}: no page can be made of it, because the gradebook has no grades of it "
            f"({error}). If student or work were removed on purpose, remove {file.parent}; "
            f"otherwise `{again}` grades it again"
        )
    said = str(error).strip().partition("\n")[0]
    if isinstance(error, OSError) and error.strerror:
        said = error.strerror
    said = said if said.isprintable() else ascii(said)
    said = said if len(said) <= MOST else f"{said[:MOST]}…"
    return f"{file}: no page can be made of it ({type(error).__name__}: {said}); `{again}` mends it"


def refuse_doubled(cells: Sequence[Any]) -> None:
    """Raise `ValueError` where two cells of an autograded notebook are of one name.

    Grading writes none of that kind; with it a page would show one answer twice.
    """
    names = Counter(name for cell in cells if (name := flags(cell).get("grade_id")))
    if doubled := sorted(name for name, times in names.items() if times > 1):
        msg = f"the cell {doubled[0]!a} is there twice"
        raise ValueError(msg)
