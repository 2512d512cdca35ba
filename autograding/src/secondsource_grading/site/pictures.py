"""The lessons' own pictures, drawn for a browser's notebook, which can't draw."""

from __future__ import annotations

import ast
import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

from secondsource import plots
from secondsource.packs import pack as packs
from secondsource.plots._picture import Picture
from secondsource.plots.prepared import key
from secondsource.site.write import Lesson

__all__ = ["pictures"]

PLOTS = "plots"
"""What a lesson calls the module."""


def pictures(lessons: Sequence[Lesson]) -> bytes:
    """Return the file of `plots.prepared` with each picture that a lesson's cell draws."""
    found: dict[str, dict[str, str]] = {}
    for lesson in lessons:
        with packs.using(lesson.unit.pack):
            for name, args, named in _calls(lesson.notebook):
                drawn = getattr(plots, name)(*args, **named)
                if isinstance(drawn, Picture):
                    found[key(name, args, named)] = {"body": _body(drawn), "text": drawn.text}
    return json.dumps(found, ensure_ascii=False, sort_keys=True).encode()


def _calls(notebook: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """The cells that are one call of `plots` with plain values: its name and its arguments."""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or not source.startswith(f"{PLOTS}."):
            continue
        call = ast.parse(source, mode="eval").body
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            args = tuple(ast.literal_eval(value) for value in call.args)
            named = {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg}
            yield call.func.attr, args, named


def _body(drawn: Picture) -> str:
    """The picture's HTML with a drawing of lines, which is a tenth of the size of one of dots."""
    dots = f"image/png;base64,{b64encode(drawn.png).decode()}"
    lines = f"image/svg+xml;base64,{b64encode(drawn.svg().encode()).decode()}"
    return str(drawn.body).replace(dots, lines)
