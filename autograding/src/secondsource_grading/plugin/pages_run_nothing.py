"""No page that nbgrader shows or makes runs a notebook: not of feedback, not the formgrader's.

A configuration may give nbconvert's pages a step that executes, in its folder or in the
account's own settings, for notebooks of the instructor's. nbgrader's pages of a learner's
notebook take the same settings.
"""

from __future__ import annotations

from typing import Any

from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter

__all__ = ["run_nothing"]


def run_nothing() -> None:
    """Let every HTML page leave out steps that execute; a second time changes nothing."""
    register = HTMLExporter.register_preprocessor
    original = getattr(register, "of_nbconvert", register)

    def register_preprocessor(self: HTMLExporter, step: Any, enabled: bool = False) -> Any:  # noqa: FBT001, FBT002 - nbconvert's own
        made = original(self, step, enabled)
        if isinstance(made, NotebookClient):
            if made.enabled:
                self.log.warning("%s is left out: it runs a learner's code", type(made).__name__)
            self._preprocessors.remove(made)
        return made

    register_preprocessor.of_nbconvert = original  # type: ignore[attr-defined]
    HTMLExporter.register_preprocessor = register_preprocessor
