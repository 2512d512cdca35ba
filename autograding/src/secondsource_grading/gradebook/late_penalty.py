"""Late penalties of the plug-in that a course has configured."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import isnan
from typing import Any

from secondsource_grading.gradebook.database import GradebookError

__all__ = ["Penalty", "seconds_late"]


def seconds_late(due: datetime | None, submission: Mapping[str, Any]) -> float:
    """Return by how much a row of the table of submissions is late; an extension counts."""
    if due is None or submission["timestamp"] is None:
        return 0.0
    until = due + submission["extension"] if submission["extension"] else due
    return max(0.0, float((submission["timestamp"] - until).total_seconds()))


class Penalty:
    """The late penalty plug-in the course has configured, kept within what was earned."""

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin

    @property
    def identity(self) -> str:
        """Return its class and settings in words."""
        settings = sorted(self._plugin.trait_values(config=True).items())
        return f"{type(self._plugin).__module__}.{type(self._plugin).__qualname__} {settings!r}"

    def __call__(self, student: str, points: float, seconds: float) -> float | None:
        """Return the points off for `seconds` of lateness, in 0..points; None for none.

        Raises `GradebookError` with the plug-in's name where it fails.
        """
        try:
            off = self._plugin.late_submission_penalty(student, points, seconds)
            if off is None:
                return None
            if isnan(off):
                msg = "it returned NaN"
                raise ValueError(msg)  # noqa: TRY301 - told as every other failure
            return float(min(max(off, 0), points))
        except (Exception, SystemExit) as error:
            msg = (
                f"the late penalty plug-in {type(self._plugin).__name__} failed for {student} "
                f"with {points:g} points, {seconds:g} seconds late: {error!r}; put it right"
            )
            raise GradebookError(msg) from error
