"""Notebooks as a learner's JupyterLab would have saved them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from secondsource.recording.responses import KEY, Response, record

NOON = 1_780_000_000.0
"""A moment to count answers from, in seconds."""


def read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text("utf-8"))


def write(file: Path, notebook: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return file


def answered(notebook: Mapping[str, Any], values: Mapping[str, Any], t: float = NOON) -> dict:
    """A copy of `notebook` with responses in its metadata, through the kit's own `record`."""
    copy = json.loads(json.dumps(notebook))
    unit = copy["metadata"][KEY]["unit"]
    for item_id, value in values.items():
        copy["metadata"] = record(copy["metadata"], unit, item_id, Response(value, t))
    return copy


def cell(notebook: Mapping[str, Any], grade_id: str) -> dict[str, Any]:
    """The first cell of that grade id."""
    return next(
        c
        for c in notebook["cells"]
        if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def sources(notebook: Mapping[str, Any]) -> list[str]:
    """The source of each cell, as one text each."""
    return ["".join(c["source"]) for c in notebook["cells"]]


def manual_cell(grade_id: str = "lab-essay", points: float = 4) -> dict[str, Any]:
    """An ordinary nbgrader cell for a written answer, as an instructor makes it."""
    return {
        "cell_type": "markdown",
        "id": grade_id,
        "metadata": {
            "nbgrader": {
                "grade": True,
                "grade_id": grade_id,
                "locked": False,
                "points": points,
                "schema_version": 3,
                "solution": True,
                "task": False,
            }
        },
        "source": "YOUR ANSWER HERE",
    }


def code_test_cell(source: str, grade_id: str = "code-test", points: float = 5) -> dict[str, Any]:
    """An ordinary nbgrader autograder test, as an instructor makes it."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": grade_id,
        "metadata": {
            "nbgrader": {
                "grade": True,
                "grade_id": grade_id,
                "locked": True,
                "points": points,
                "schema_version": 3,
                "solution": False,
                "task": False,
            }
        },
        "outputs": [],
        "source": source,
    }


def plain_cell(source: str, kind: str = "markdown", **metadata: Any) -> dict[str, Any]:
    """A cell a learner added."""
    made: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": source}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made
