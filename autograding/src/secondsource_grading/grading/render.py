"""Verdicts put into the outputs of a notebook, for the grader to read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from types import MappingProxyType
from typing import Any

from secondsource.recording.responses import KEY
from secondsource.scoring import Verdict
from secondsource.scoring.base import out_of, worth
from secondsource.scoring.feedback import STYLE, feedback_html
from secondsource.scoring.keys import Keyring
from secondsource_grading.grading.cells import Json, asked_item, flags, is_code_test
from secondsource_grading.grading.fingerprint import Change
from secondsource_grading.grading.grades import CodeVerdict
from secondsource_grading.grading.judge import Judged

__all__ = ["CHANGED", "NOT_RUN", "bundle", "in_words", "render", "show", "show_changes"]

NOT_RUN = (
    "not scored: this test runs a learner's code, which is switched off; grade it by hand, "
    "or set c.SecondSource.run_student_code = True"
)


CHANGED = "changed"
"""What our metadata says of changed items, and of the cell of one that nobody was scored on."""

SHOWN = 2000
"""Characters of an answer without a verdict that are shown."""


def render(
    notebook: Json,
    keyring: Keyring | None,
    judged: Mapping[str, Judged],
    code: Mapping[str, CodeVerdict] = MappingProxyType({}),
) -> None:
    """Show each verdict with the key in the output of its cell, and the incidents in the first.

    A response that was refused becomes one more incident of the notebook.
    """
    incidents = notebook["metadata"].get(KEY, {}).get("incidents", [])
    style_goes_to = None
    for cell in notebook["cells"]:
        marks = flags(cell)
        if not marks:
            continue
        if marks.get("grade_id") == "start":
            style_goes_to = cell
        item_id = asked_item(cell)
        found = judged.get(item_id) if item_id else None
        if keyring is not None and item_id is not None and found is not None:
            show(cell, found.verdict, _shown(keyring, found))
            style_goes_to = style_goes_to or cell
            if found.verdict.state == "refused":
                incidents.append(f"{item_id}: {found.verdict.reason}")
        elif is_code_test(cell, keyring):
            ran = code.get(marks["grade_id"])
            cell["outputs"] = [_text(ran.reason if ran else NOT_RUN)]
    if style_goes_to is not None and keyring is not None:
        style_goes_to["outputs"].insert(0, _display(_STYLE))
    _show_incidents(notebook, incidents)


def show_changes(
    notebook: Json, changes: Mapping[str, Change], answered: Mapping[str, Any]
) -> None:
    """Say in the cells of items that nobody was scored on why, with the recorded answer.

    All `changes` are noted in the notebook's metadata, for feedback and report.
    """
    if not changes:
        return
    notebook["metadata"][KEY][CHANGED] = {
        name: {"what": change.what, "graded": change.graded} for name, change in changes.items()
    }
    for cell in notebook["cells"]:
        change = changes.get(asked_item(cell) or "")
        if change is None or change.graded:
            continue
        answer = "nothing"
        if change.item in answered:
            answer = json.dumps(answered[change.item], ensure_ascii=False)
        answer = answer if len(answer) <= SHOWN else f"{answer[:SHOWN]} …"
        cell["outputs"] = [
            _text(f"not scored, a person has to: {change.what}. Recorded answer: {answer}")
        ]
        cell["metadata"][KEY] = {"state": CHANGED}


def bundle(html: str, plain: str) -> dict[str, str]:
    """Return what an output shows. No formula is typeset in it: it may repeat a learner's words."""
    html = f'<div class="tex2jax_ignore mathjax_ignore">{html}</div>'
    return {"text/html": html, "text/plain": plain}


def in_words(verdict: Verdict) -> str:
    """Return the verdict in a line of plain text."""
    if verdict.state == "by hand":
        return f"up to {worth(verdict.out_of)}: {verdict.reason}"
    return f"{out_of(verdict.points, verdict.out_of)}: {verdict.reason}"


def show(cell: Json, verdict: Verdict, data: Mapping[str, str]) -> None:
    """Make `data` the cell's only output, and note the points it stands for."""
    cell["outputs"] = [_display(data)]
    cell["metadata"][KEY] = {"points": verdict.points, "state": verdict.state}


_STYLE = {"text/html": f"<style>{STYLE}</style>", "text/plain": ""}
"""Once in a notebook, for all verdicts in it."""


def _shown(keyring: Keyring, judged: Judged) -> Mapping[str, str]:
    return _remembered(keyring, judged) if judged.shared else _made(keyring, judged)


def _made(keyring: Keyring, judged: Judged) -> Mapping[str, str]:
    html = feedback_html(keyring, judged.verdict, judged.value, "full")
    return bundle(html, in_words(judged.verdict))


_remembered = lru_cache(maxsize=2048)(_made)
"""The same text object for all who answered the same: `notebook_json` tells it without a look."""


def _show_incidents(notebook: Json, incidents: Sequence[str]) -> None:
    if not incidents:
        return
    lines = "".join(f"<li>{escape(i)}</li>" for i in incidents)
    html = f"<p><strong>For the grader: what was odd about this file</strong></p><ul>{lines}</ul>"
    for cell in notebook["cells"]:
        if flags(cell).get("grade_id") == "start":
            shown = bundle(html, json.dumps(incidents, ensure_ascii=False))
            cell["outputs"].append(_display(shown))


def _display(data: Mapping[str, str]) -> Json:
    return {"output_type": "display_data", "data": dict(data), "metadata": {}}


def _text(text: str) -> Json:
    return {"output_type": "stream", "name": "stdout", "text": text}
