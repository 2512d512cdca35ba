"""The notebook that is graded: the instructor's copy with the learner's data put in.

Rebuilding replaces repairing: a copied, split, deleted, moved or re-typed cell,
changed points, tags or checksums cannot reach the grade, because none of them is
taken from the submission.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from secondsource.responses import KEY, SCHEMA
from secondsource_grading.submissions import AddedCell, Submission

__all__ = ["editable", "known_cells", "rebuild", "unit_of"]


def unit_of(notebook: NotebookNode) -> str | None:
    """The unit an instructor's notebook belongs to, or None for an ordinary notebook."""
    ours = notebook.metadata.get(KEY)
    return ours.get("unit") if isinstance(ours, dict) else None


def known_cells(master: NotebookNode) -> dict[str, str]:
    """The source of every cell of the instructor's copy, by grade id, or by `#` and cell id."""
    return {_name(cell): cell.source for cell in master.cells}


def editable(cell: NotebookNode) -> bool:
    """Whether a learner is meant to write in this cell."""
    nbgrader = cell.metadata.get("nbgrader", {})
    return bool(nbgrader.get("solution") or nbgrader.get("task"))


def rebuild(master: NotebookNode, submission: Submission) -> NotebookNode:
    """A copy of `master` with responses, written answers, added cells and incidents."""
    notebook = copy.deepcopy(master)
    cells: list[NotebookNode] = list(_added_after(None, submission))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
        name = _name(cell)
        if editable(cell) and name in submission.written:
            cell.source = submission.written[name]
        cells.append(cell)
        cells.extend(_added_after(name, submission))
    notebook.cells = cells
    responses: dict[str, Any] = {i: r.to_json() for i, r in sorted(submission.responses.items())}
    notebook.metadata[KEY] = NotebookNode(
        schema=SCHEMA,
        unit=unit_of(master),
        responses=responses,
        incidents=list(submission.incidents),
    )
    if submission.refused:
        notebook.metadata[KEY]["refused"] = submission.refused
    return notebook


def _name(cell: NotebookNode) -> str:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return grade_id or f"#{cell.get('id', '')}"


def _added_after(name: str | None, submission: Submission) -> Iterator[NotebookNode]:
    for number, added in enumerate(submission.added):
        if added.after == name:
            yield _cell(added, number)


def _cell(added: AddedCell, number: int) -> NotebookNode:
    make = new_code_cell if added.cell_type == "code" else new_markdown_cell
    return make(added.source, id=f"added-{number}", metadata={KEY: {"added": True}})
