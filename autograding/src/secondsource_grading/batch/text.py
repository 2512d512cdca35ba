"""A notebook as text, byte for byte as nbformat writes it.

Most cells are the same for a whole class. Each is put into its indented form once and
kept, by its content, so that a notebook is mostly joined from what is there already.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

__all__ = ["notebook_text"]

LONG = 20_000
"""Characters; a longer cell is a learner's own, and not worth keeping."""

_HEAD = '{\n "cells": ['


def notebook_text(notebook: dict[str, Any]) -> str:
    """The JSON of a notebook in nbformat's current form."""
    cells = ",\n  ".join(map(_cell_text, notebook["cells"]))
    rest = _indented(notebook | {"cells": []})
    between = f"\n  {cells}\n ]" if cells else "]"
    return f"{_HEAD}{between}{rest.removeprefix(_HEAD + ']')}\n"


def _cell_text(cell: dict[str, Any]) -> str:
    content = _plain(cell)
    return _kept(content) if len(content) < LONG else _kept.__wrapped__(content)


@lru_cache(maxsize=1024)
def _kept(content: str) -> str:
    cell = json.loads(content)
    cell["source"] = cell["source"].splitlines(keepends=True)
    for output in cell.get("outputs", []):
        _split(output)
    return _indented(cell, "\n  ")


def _indented(value: Any, pad: str = "\n") -> str:
    """As `json.dumps` with one blank a level and sorted keys, in a third of its time."""
    inner = f"{pad} "
    if isinstance(value, dict) and value:
        pairs = (f"{_plain(k)}: {_indented(v, inner)}" for k, v in sorted(value.items()))
        return "{" + inner + f",{inner}".join(pairs) + pad + "}"
    if isinstance(value, list) and value:
        return "[" + inner + f",{inner}".join(_indented(v, inner) for v in value) + pad + "]"
    return _plain(value)


_plain = json.JSONEncoder(ensure_ascii=False).encode


def _split(output: dict[str, Any]) -> None:
    if "text" in output:
        output["text"] = output["text"].splitlines(keepends=True)
    data = output.get("data", {})
    for kind, value in data.items():
        if isinstance(value, str) and not kind.endswith("json"):
            data[kind] = value.splitlines(keepends=True)
