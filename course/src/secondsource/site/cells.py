"""A lesson's own lines of Python, run without a kernel: for a page when it is built, and in it."""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import traceback
from dataclasses import dataclass
from typing import Any

import secondsource

__all__ = ["LESSON_ONLY", "Ran", "run"]

LESSON_ONLY = frozenset({"ask", "attach", "hand_in", "home", "start"})
"""Names of the package that make sense in a notebook only."""

_NAME = "<cell>"


@dataclass(frozen=True)
class Ran:
    """What a cell left: its last value, and what it printed."""

    value: Any
    printed: str


def run(source: str, space: dict[str, Any]) -> Ran:
    """Run `source` in the names of `space`, as a kernel would; whatever it raises is raised."""
    tree = ast.parse(source, _NAME)
    _lend(tree, space)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    linecache.cache[_NAME] = (len(source), None, source.splitlines(keepends=True), _NAME)
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, _NAME, "exec"), space)  # noqa: S102 - the lesson's, or the reader's own
        if isinstance(last, ast.Expr):
            expression = ast.Expression(last.value)
            value = eval(compile(expression, _NAME, "eval"), space)  # noqa: S307 - as above
    return Ran(value, printed.getvalue())


def _lend(tree: ast.Module, space: dict[str, Any]) -> None:
    """Put the names of the package that the code uses into `space`, as a unit's first cell does."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name in used - LESSON_ONLY - space.keys():
        if name in dir(secondsource):
            space[name] = getattr(secondsource, name)


def told(sources: list[str]) -> dict[str, str]:
    """Run cells one after another; return what the last one shows, `text` and `html` of a view.

    Where one of them fails, `error` is what Python says, from the line of the cell on.
    """
    space: dict[str, Any] = {}
    ran = Ran(None, "")
    for source in sources:
        try:
            ran = run(source, space)
        except BaseException as error:  # noqa: BLE001 - whatever it is, its writer wants to see it
            return {"error": _said(error)}
    body = getattr(ran.value, "body", None)
    if body is not None:
        return {"text": ran.printed, "html": str(body)}
    shown = "" if ran.value is None else repr(ran.value)
    return {"text": "\n".join(filter(None, [ran.printed.rstrip("\n"), shown]))}


def _said(error: BaseException) -> str:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == _NAME]
    where = "".join(f"Line {f.lineno}: {f.line}\n" for f in frames)
    return where + "".join(traceback.format_exception_only(error)).rstrip()
