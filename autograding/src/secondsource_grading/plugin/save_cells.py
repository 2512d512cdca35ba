"""nbgrader's saving of a released notebook's cells, without a kernel that could run it."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import SaveCells

from secondsource_grading.gradebook.kernel import NOT_CONFIGURED

__all__ = ["SaveCellsWithoutKernel"]

Resources = dict[str, Any]


class SaveCellsWithoutKernel(SaveCells):  # type: ignore[misc]
    """Saves cells and points as nbgrader's step does; the released file keeps its own kernel."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Show nbgrader the kernel that nobody has while it notes the notebook."""
        own = nb.metadata.get("kernelspec")
        nb.metadata["kernelspec"] = NotebookNode(NOT_CONFIGURED)
        try:
            saved: tuple[NotebookNode, Resources] = super().preprocess(nb, resources)
        finally:
            nb.metadata.pop("kernelspec")
            if own is not None:
                nb.metadata["kernelspec"] = own
        return saved
