"""The instructor's side: keys, trusted scoring, the nbgrader plug-in, builds and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from traitlets.config import Config

__all__ = ["configure"]


def configure(c: Config) -> None:
    """Set nbgrader up for Second Source; call it from the course's `nbgrader_config.py`."""
    from secondsource_grading.plugin import configuration  # noqa: PLC0415 - only where it is called

    configuration.configure(c)
