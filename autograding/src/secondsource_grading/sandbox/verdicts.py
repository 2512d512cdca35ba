"""What an instructor's code test is worth once it ran, decided so that nothing is paid unseen.

nbgrader reads points off a cell's output and pays in full for NaN, for a negative
number, for what is no number, and for nothing at all. Here a test is sent to the kernel
as one call that ends by handing back a word of its own; without that word it has not
run to its end, and pays nothing.

What this cannot promise: a learner's code runs in the same process before the test does.
An object that says it equals everything, or a program written against this very file,
passes. Only reading the code tells.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from secondsource_grading.grading.grades import CodeVerdict

__all__ = ["MIME_END", "judge", "wrapped"]

MIME_END = "application/vnd.secondsource.test-end+json"
"""The type of the output with which a test says that it ran to its end."""

SHOWN = 300

_CALL = """\
def _ss(text, word):
    from IPython.display import publish_display_data as tell
    space = get_ipython().user_ns
    exec(compile(text, "<test>", "exec"), space)
    value = space.pop(word, None)
    try:
        shown = str(value) if value is None or type(value) is bool else repr(float(value))
        shown = "text" if isinstance(value, (str, bytes)) else shown
    except Exception:
        shown = "other"
    tell({{"{mime}": {{"word": word, "value": shown}}}})
_ss({text!r}, {word!r})
"""


def wrapped(source: str, word: str) -> str:
    """The test as it is sent to the kernel; `SyntaxError` where it is no Python.

    The source goes as a text in a call, so that what a learner's code did to the
    shell's own handling of cells (transformers, tags, hooks) doesn't touch it.
    """
    tree = ast.parse(TransformerManager().transform_cell(source))
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        name = ast.Name(word, ast.Store())
        tree.body[-1] = ast.copy_location(ast.Assign([name], last.value), last)
    text = ast.unparse(ast.fix_missing_locations(tree))
    return _CALL.format(mime=MIME_END, text=text, word=word)


def judge(
    points: float, word: str, outputs: Sequence[Mapping[str, Any]], ended: str | None
) -> CodeVerdict:
    """Points and reason for one test worth `points`.

    Without a last value, running to the end pays in full, as with nbgrader; a last
    value from 0 to `points` is what it pays; True pays all and False nothing.
    `ended` says why the kernel was ended, if it was.
    """
    errors = [o for o in outputs if o.get("output_type") == "error"]
    if errors:
        return CodeVerdict(0, _error(errors[0]), attention=False)
    told = [
        o["data"][MIME_END]
        for o in outputs
        if o.get("output_type") == "display_data" and MIME_END in o.get("data", {})
    ]
    mine = [t.get("value") for t in told if isinstance(t, Mapping) and t.get("word") == word]
    if len(mine) != 1:
        return CodeVerdict(0, ended or "the test did not run to its end", attention=True)
    if mine[0] == "None" or mine[0] == "True":
        return CodeVerdict(points, "the test ran to its end", attention=False)
    if mine[0] == "False":
        return CodeVerdict(0, "the test's last value is False", attention=False)
    return _partial(points, mine[0])


def _partial(points: float, shown: Any) -> CodeVerdict:
    try:
        value = float(shown)
    except (TypeError, ValueError):
        return CodeVerdict(0, "the test's last value is no number", attention=True)
    if not math.isfinite(value) or not 0 <= value <= points:
        why = f"the test's last value is {value:g}, not from 0 to {points:g}"
        return CodeVerdict(0, why, attention=True)
    return CodeVerdict(value, f"the test gave {value:g} of {points:g}", attention=False)


def _error(output: Mapping[str, Any]) -> str:
    name, value = str(output.get("ename", "")), str(output.get("evalue", ""))
    text = " ".join(f"{name}: {value}".split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)[:SHOWN]
