"""A notebook as JupyterLab leaves it on disk after a learner worked through it."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from secondsource.recording.responses import Response, record
from secondsource_grading.authoring.build import asked

__all__ = ["answer_notebook"]

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
HAND_IN = "hand-in"


def answer_notebook(
    file: Path, unit: str, values: Mapping[str, Any], *, begun: float, rng: Random
) -> None:
    """Answer the fetched notebook `file` and save it.

    `begun` is when the learner opened it, in seconds since 1970; some time
    passes before each answer. Every cell has been run.
    """
    notebook = nbformat.read(file, as_version=4)
    clock = begun
    for item_id, value in values.items():
        clock += rng.uniform(20, 120)
        response = Response(value, round(clock, 3))
        notebook.metadata.update(record(notebook.metadata, unit, item_id, response))
    notebook.metadata["language_info"] = _language()
    _run(notebook, rng)
    # The Jupyter server writes notebooks this way: indent 1, sorted keys, UTF-8.
    file.write_text(nbformat.writes(notebook, version=4) + "\n", "utf-8")


def _run(notebook: NotebookNode, rng: Random) -> None:
    code = [c for c in notebook.cells if c.cell_type == "code"]
    for count, cell in enumerate(code, start=1):
        cell.execution_count = count
        shows = "Exercise" if asked(cell.source) else "HandIn" if _hands_in(cell) else None
        # A widget's view, then the output that stays empty while the page keeps the answers.
        cell.outputs = [_view(shows, rng), new_output("display_data")] if shows else []


def _hands_in(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade_id") == HAND_IN)


def _view(widget: str, rng: Random) -> NotebookNode:
    model = {"model_id": f"{rng.getrandbits(128):032x}", "version_major": 2, "version_minor": 1}
    plain = f"<secondsource.widgets.{widget} object at 0x{rng.getrandbits(44):x}>"
    return new_output("display_data", data={WIDGET_VIEW: model, "text/plain": plain})


def _language() -> NotebookNode:
    return NotebookNode(
        codemirror_mode=NotebookNode(name="ipython", version=3),
        file_extension=".py",
        mimetype="text/x-python",
        name="python",
        nbconvert_exporter="python",
        pygments_lexer="ipython3",
        version=platform.python_version(),
    )
