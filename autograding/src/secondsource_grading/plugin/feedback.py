"""nbgrader's making of feedback pages, which makes those again that the grades have outrun."""

from __future__ import annotations

from nbgrader.converters import GenerateFeedback

from secondsource_grading.plugin.page_state import StalePages

__all__ = ["TrustedGenerateFeedback"]


class TrustedGenerateFeedback(StalePages, GenerateFeedback):  # type: ignore[misc]
    """nbgrader's converter, which skips a page only where it shows the grades of today."""
