"""A notebook as text, byte for byte as nbformat writes it.

Most cells are the same for a whole class. Each is put into its indented form once and
kept, by its content, so that a notebook is mostly joined from what is there already.
"""

from __future__ import annotations

import json
import marshal
from functools import lru_cache
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

__all__ = ["notebook_text"]

LONG = 20_000
"""Bytes; a longer cell is a learner's own, and not worth keeping."""

BY_VALUE = 2
"""The form of `marshal` in which equal cells are equal bytes; later ones tell shared objects."""

_HEAD = '{\n "cells": ['


def notebook_text(notebook: dict[str, Any]) -> str:
    """The JSON of a notebook in nbformat's current form."""
    cells = ",\n  ".join(map(_cell_text, notebook["cells"]))
    rest = _indented(notebook | {"cells": []})
    between = f"\n  {cells}\n ]" if cells else "]"
    return f"{_HEAD}{between}{rest.removeprefix(_HEAD + ']')}\n"


def _cell_text(cell: dict[str, Any]) -> str:
    content = marshal.dumps(cell, BY_VALUE)
    return _kept(content) if len(content) < LONG else _kept.__wrapped__(content)


@lru_cache(maxsize=1024)
def _kept(content: bytes) -> str:
    cell = marshal.loads(content)  # noqa: S302 - what `_cell_text` packed
    cell["source"] = cell["source"].splitlines(keepends=True)
    for output in cell.get("outputs", []):
        _split(output)
    return _indented(cell, "\n  ")


def _indented(value: Any, pad: str = "\n") -> str:
    """As `json.dumps` with one blank a level and sorted keys: a third of its time for metadata."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, float) and isfinite(value):
        return float.__repr__(value)
    inner = f"{pad} "
    if isinstance(value, dict) and value:
        pairs = [f"{encode_basestring(k)}: {_indented(v, inner)}" for k, v in sorted(value.items())]
        return f"{{{inner}{f',{inner}'.join(pairs)}{pad}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([_indented(v, inner) for v in value])}{pad}]"
    return _plain(value)


_plain = json.JSONEncoder(ensure_ascii=False).encode


def _split(output: dict[str, Any]) -> None:
    if "text" in output:
        output["text"] = output["text"].splitlines(keepends=True)
    data = output.get("data", {})
    for kind, value in data.items():
        if isinstance(value, str) and not kind.endswith("json"):
            data[kind] = value.splitlines(keepends=True)
