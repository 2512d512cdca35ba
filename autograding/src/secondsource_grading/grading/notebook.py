"""From a rebuilt notebook to grades: what both doors, nbgrader's and the batch one, do.

Pure: notebook and keys in, marked-up notebook and grades out. Works on plain
dictionaries and on nbformat's nodes alike.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from secondsource.recording.responses import KEY
from secondsource.scoring import Verdict, score
from secondsource.scoring.feedback import STYLE, feedback_html
from secondsource.scoring.keys import Keyring
from secondsource.units import asked

__all__ = [
    "BY_VALUE",
    "CellComment",
    "CellGrade",
    "CodeVerdict",
    "Graded",
    "bundle",
    "flags",
    "grade_notebook",
    "in_words",
    "is_code_test",
    "question",
    "show",
]

NOT_RUN = (
    "not scored: this test runs a learner's code, which is switched off; grade it by hand, "
    "or set c.SecondSource.run_student_code = True"
)
NO_RESPONSE = "No response."

BY_VALUE = 2
"""The form of `marshal` in which equal values are equal bytes; later ones tell shared objects."""

LONG = 5000
"""Bytes; a longer answer is nobody else's, and not worth remembering."""

Json = dict[str, Any]


@dataclass(frozen=True)
class CellGrade:
    """The points of one graded cell; None where only a person can give them."""

    name: str
    auto_score: float | None
    attention: bool
    """Whether a person has to look at it."""


@dataclass(frozen=True)
class CodeVerdict:
    """The points of an instructor's own code test, with the reason."""

    points: float
    reason: str
    attention: bool


@dataclass(frozen=True)
class CellComment:
    """What nbgrader notes by itself on a cell a learner writes in."""

    name: str
    auto_comment: str | None


@dataclass(frozen=True)
class Graded:
    """All grades and comments of one notebook."""

    grades: tuple[CellGrade, ...]
    comments: tuple[CellComment, ...]


def flags(cell: Json) -> Mapping[str, Any]:
    """Nbgrader's metadata of a cell, empty where it has none."""
    found = cell["metadata"].get("nbgrader", {})
    return found if isinstance(found, dict) else {}


def question(cell: Json, ring: Keyring | None) -> str | None:
    """The item of the instructor's own `ask` cell, or None.

    A learner may write `ask("...")` into a text or into a cell of their own; that asks nothing.
    """
    marks = flags(cell)
    if ring is None or cell["cell_type"] != "code" or not marks.get("locked"):
        return None
    item_id = None if marks.get("solution") else asked(cell["source"])
    if item_id is None or item_id not in ring or not ring.unit.item(item_id).recorded:
        return None
    return item_id


def is_code_test(cell: Json, ring: Keyring | None) -> bool:
    """Whether the cell is an ordinary nbgrader code test of the instructor's."""
    marks = flags(cell)
    tests = cell["cell_type"] == "code" and marks.get("grade") and not marks.get("solution")
    return bool(tests) and question(cell, ring) is None


def grade_notebook(
    notebook: Json,
    sources: Mapping[str, str],
    ring: Keyring | None,
    code: Mapping[str, CodeVerdict] | None = None,
) -> Graded:
    """Score every response of a rebuilt notebook and show the verdicts in its outputs.

    `sources` has the instructor's source of each cell by its name; a written
    answer that still reads like it is no response. `code` has the verdicts of the
    instructor's own code tests, where they were run. Fails closed: a graded cell without a
    verdict gets no points and asks for a person.
    """
    grades: list[CellGrade] = []
    comments: list[CellComment] = []
    ours = notebook["metadata"].get(KEY, {})
    for cell in notebook["cells"]:
        marks = flags(cell)
        if not marks:
            continue
        item_id = question(cell, ring)
        verdict = None
        if ring is not None and item_id is not None:
            verdict = _answer(cell, item_id, ours, ring)
        if marks.get("grade"):
            ran = (code or {}).get(marks["grade_id"])
            grades.append(_grade(cell, sources, verdict or ran, refused="refused" in ours))
        if marks.get("solution") or marks.get("task"):
            blank = _unchanged(cell, sources) and not marks.get("task")
            comments.append(CellComment(marks["grade_id"], NO_RESPONSE if blank else None))
    _show_incidents(notebook)
    return Graded(tuple(grades), tuple(comments))


def bundle(html: str, plain: str) -> dict[str, str]:
    """What an output shows. No formula is typeset in it: it may repeat a learner's words."""
    html = f'<div class="tex2jax_ignore mathjax_ignore">{html}</div>'
    return {"text/html": html, "text/plain": plain}


def in_words(verdict: Verdict) -> str:
    """The verdict in a line of plain text."""
    return f"{verdict.points:g} of {verdict.out_of:g} points: {verdict.reason}"


def show(cell: Json, verdict: Verdict, data: Mapping[str, str]) -> None:
    """Make `data` the cell's only output, and note the points it stands for."""
    cell["outputs"] = [_display(data)]
    cell["metadata"][KEY] = {"points": verdict.points, "state": verdict.state}


def _answer(cell: Json, item_id: str, ours: Json, ring: Keyring) -> Verdict:
    answer = _packed(ours.get("responses", {}).get(item_id, {}).get("value"))
    judged = _judged if len(answer) < LONG else _judged.__wrapped__
    verdict, data = judged(ring, item_id, answer)
    show(cell, verdict, data)
    if verdict.state == "refused":
        ours["incidents"].append(f"{item_id}: {verdict.reason}")
    return verdict


def _packed(answer: Any) -> bytes:
    """An answer in a form that only an equal one has."""
    try:
        return marshal.dumps(answer, BY_VALUE)
    except ValueError:
        # It is made of nbformat's nodes.
        return marshal.dumps(json.loads(json.dumps(answer)), BY_VALUE)


@lru_cache(maxsize=2048)
def _judged(ring: Keyring, item_id: str, answer: bytes) -> tuple[Verdict, Mapping[str, str]]:
    """Verdict and feedback on a packed answer; made once for all who answer the same."""
    raw = marshal.loads(answer)  # noqa: S302 - what `_packed` made
    verdict = score(*ring[item_id], raw)
    html = f"<style>{STYLE}</style>{feedback_html(ring, verdict, raw, 'full')}"
    return verdict, bundle(html, in_words(verdict))


def _grade(
    cell: Json,
    sources: Mapping[str, str],
    verdict: Verdict | CodeVerdict | None,
    *,
    refused: bool,
) -> CellGrade:
    marks = flags(cell)
    name = marks["grade_id"]
    if isinstance(verdict, CodeVerdict):
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": verdict.reason}]
        return CellGrade(name, verdict.points, attention=refused or verdict.attention)
    if verdict is not None:
        return CellGrade(name, verdict.points, attention=refused or verdict.state == "refused")
    if marks.get("solution"):
        blank = _unchanged(cell, sources)
        return CellGrade(name, 0.0 if blank else None, attention=refused or not blank)
    if cell["cell_type"] == "code":
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": NOT_RUN}]
    return CellGrade(name, 0.0, attention=True)


def _unchanged(cell: Json, sources: Mapping[str, str]) -> bool:
    return bool(cell["source"] == sources.get(flags(cell)["grade_id"]))


def _show_incidents(notebook: Json) -> None:
    incidents = notebook["metadata"].get(KEY, {}).get("incidents", [])
    if not incidents:
        return
    lines = "".join(f"<li>{escape(i)}</li>" for i in incidents)
    html = f"<p><strong>For the grader: what was odd about this file</strong></p><ul>{lines}</ul>"
    for cell in notebook["cells"]:
        if flags(cell).get("grade_id") == "start":
            cell["outputs"] = [_display(bundle(html, json.dumps(incidents, ensure_ascii=False)))]


def _display(data: Mapping[str, str]) -> Json:
    return {"output_type": "display_data", "data": dict(data), "metadata": {}}
