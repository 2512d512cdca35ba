"""Where a course keeps the released copy of a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from secondsource_grading.grading.rebuild import Master

__all__ = ["master_of"]


def master_of(coursedir: Any, assignment: str, notebook: str) -> Master:
    """Return the released copy of a notebook; `ContentError` where it is missing."""
    folder = coursedir.format_path(coursedir.release_directory, ".", assignment)
    return Master.read(Path(folder) / f"{notebook}.ipynb")
