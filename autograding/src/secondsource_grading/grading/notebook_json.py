"""A notebook as text, byte for byte as nbformat writes it, and its metadata read back.

Most cells are the instructor's own, the same for a whole class, or hold an answer that
others gave too. Each is put into its indented form once and kept, so that a notebook
is mostly joined from what is there already.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from math import isfinite
from types import MappingProxyType
from typing import Any

from secondsource_grading.grading.judge import BY_VALUE

__all__ = ["Printed", "metadata_of", "notebook_text", "print_cells"]

Cell = dict[str, Any]

Printed = Mapping[str, tuple[Cell, bytes]]
"""Cells and their text, by the cell's id."""

LONG = 20_000
"""Bytes; a longer cell is a learner's own, and not worth keeping."""

_HEAD = '{\n "cells": ['

_METADATA = b'\n "metadata": '
"""Where the notebook's own metadata begins, as nbformat and the batch command write it. A cell's
metadata stands deeper, and no text in JSON holds a line break."""


def metadata_of(content: bytes) -> Any:
    """Return a graded notebook's metadata without reading its cells, which are nine tenths of it.

    Raises `ValueError`, `KeyError` or `TypeError` where it is none.
    """
    at = content.rfind(_METADATA)
    if at < 0:
        return json.loads(content)["metadata"]
    found, _ = json.JSONDecoder().raw_decode(content[at + len(_METADATA) :].decode())
    return found


def notebook_text(notebook: dict[str, Any], printed: Printed = MappingProxyType({})) -> bytes:
    """The JSON of a notebook in nbformat's current form, in UTF-8.

    `printed` has cells whose text is known; one that has changed since is not taken.
    """
    texts = []
    for cell in notebook["cells"]:
        known = printed.get(cell.get("id", ""))
        same = known is not None and known[0] == cell
        texts.append(known[1] if known and same else _cell_text(cell))
    rest = _indented(notebook | {"cells": []}).removeprefix(_HEAD + "]").encode()
    between = b"\n  " + b",\n  ".join(texts) + b"\n ]" if texts else b"]"
    return _HEAD.encode() + between + rest + b"\n"


def print_cells(cells: list[Cell]) -> Printed:
    """The text of cells, for notebooks that have some of them."""
    return {cell["id"]: (cell, _cell_text(cell)) for cell in cells if "id" in cell}


def _cell_text(cell: Cell) -> bytes:
    shown: tuple[str, ...] = ()
    outputs = cell.get("outputs", ())
    if len(outputs) == 1 and "data" in outputs[0]:
        # Verdicts are long, and one object for all who answered alike: known without a look.
        data = outputs[0]["data"]
        if _TEXTS.issuperset(map(type, data.values())):
            shown = tuple(data.values())
            cell = cell | {"outputs": [outputs[0] | {"data": dict.fromkeys(data, "")}]}
    content = marshal.dumps(cell, BY_VALUE)
    kept = _kept if len(content) + sum(map(len, shown)) < LONG else _kept.__wrapped__
    return kept(content, shown)


@lru_cache(maxsize=1024)
def _kept(content: bytes, shown: tuple[str, ...]) -> bytes:
    cell = marshal.loads(content)  # noqa: S302 - what `_cell_text` packed
    if shown:
        data = cell["outputs"][0]["data"]
        data.update(zip(data, shown, strict=True))
    cell["source"] = cell["source"].splitlines(keepends=True)
    for attachment in cell.get("attachments", {}).values():
        _split(attachment)
    for output in cell.get("outputs", []):
        if "text" in output:
            output["text"] = output["text"].splitlines(keepends=True)
        _split(output.get("data", {}))
    return _indented(cell, "\n  ").encode()


def _indented(value: Any, pad: str = "\n") -> str:
    """As `json.dumps` with one blank a level and sorted keys: a third of its time for metadata."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is int:
        return int.__repr__(value)
    if kind is float and isfinite(value):
        return float.__repr__(value)
    inner = f"{pad} "
    if kind is dict and value:
        pairs = [
            f"{encode_basestring(k)}: "
            f"{encode_basestring(v) if type(v) is str else _indented(v, inner)}"
            for k, v in sorted(value.items())
        ]
        return f"{{{inner}{f',{inner}'.join(pairs)}{pad}}}"
    if kind is list and value:
        lines = _TEXTS.issuperset(map(type, value))
        parts = map(encode_basestring, value) if lines else [_indented(v, inner) for v in value]
        return f"[{inner}{f',{inner}'.join(parts)}{pad}]"
    return _CONSTANTS[value] if value is None or kind is bool else _plain(value)


_plain = json.JSONEncoder(ensure_ascii=False).encode

_CONSTANTS = {None: "null", True: "true", False: "false"}

_TEXTS = frozenset({str})


def _split(bundle: dict[str, Any]) -> None:
    for kind, value in bundle.items():
        if isinstance(value, str) and (kind.startswith("text/") or kind in _IN_LINES):
            bundle[kind] = value.splitlines(keepends=True)


_IN_LINES = ("application/javascript", "image/svg+xml")
