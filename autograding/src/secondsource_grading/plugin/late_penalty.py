"""The kit's late penalties as a plug-in of nbgrader's."""

from __future__ import annotations

from nbgrader.plugins import LateSubmissionPlugin

from secondsource_grading.plugin import late_policies

__all__ = ["LatePenalty"]


class LatePenalty(late_policies.LatePenalty, LateSubmissionPlugin):  # type: ignore[misc]
    """Set in `nbgrader_config.py` as `c.LatePenalty.…`; described in `late_policies`."""
