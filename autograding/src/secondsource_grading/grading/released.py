"""Reading the notebook that an instructor released."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from secondsource.errors import ContentError

__all__ = ["read_released"]

Json = dict[str, Any]

FORMAT, OLDEST_MINOR, NEWEST_MINOR = 4, 5, 5
"""The format that nbgrader writes today."""

TRANSIENT = frozenset({"orig_nbformat", "orig_nbformat_minor", "signature"})
"""Metadata of a notebook that `nbformat` takes away."""


def read_released(file: Path) -> Json:
    """Return a released notebook in format 4, with every source as one text.

    One that is as nbgrader releases it, with cells by id and without outputs, needs nothing
    but its lines joined. Any other is left to `nbformat`, which takes a fifth of a second to
    import: it brings older formats up to date and reports what is not valid. Raises
    `ContentError` where nobody can read it.
    """
    try:
        notebook: Json = json.loads(file.read_bytes())
        if _is_plain(notebook):
            return notebook | {"cells": [_joined(cell) for cell in notebook["cells"]]}
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    import nbformat  # noqa: PLC0415 - slow to import

    try:
        found: Json = nbformat.read(file, as_version=FORMAT)
    except Exception as error:  # also those of jsonschema, and of Python where parts are missing
        said = str(error).strip().partition("\n")[0][:200]
        msg = (
            f"{file}: the released copy can't be read ({type(error).__name__}: {said}); "
            "`nbgrader generate_assignment --force` makes it again"
        )
        raise ContentError(msg) from error
    return found


def _is_plain(notebook: Json) -> bool:
    """Return whether `nbformat` would do nothing but join lines."""
    cells = notebook["cells"]
    ids = [cell["id"] for cell in cells]
    return (
        notebook["nbformat"] == FORMAT
        and OLDEST_MINOR <= notebook["nbformat_minor"] <= NEWEST_MINOR
        and TRANSIENT.isdisjoint(notebook["metadata"])
        and len({*ids}) == len(ids)
        and all(isinstance(name, str) and name for name in ids)
        and all(map(_is_plain_cell, cells))
    )


def _is_plain_cell(cell: Json) -> bool:
    return (
        not cell.get("outputs")
        and "attachments" not in cell
        and "trusted" not in cell["metadata"]
        and cell["cell_type"] in {"code", "markdown", "raw"}
        and _is_text(cell["source"])
    )


def _is_text(source: Any) -> bool:
    return isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source)
    )


def _joined(cell: Json) -> Json:
    source = cell["source"]
    return cell | {"source": source if isinstance(source, str) else "".join(source)}
