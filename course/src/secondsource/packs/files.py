"""The files of a data package: its descriptor in JSON and its tables in CSV.

The csv module is enough here: a learner's machine needs no data-frame library to show
thirty rows.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from secondsource.errors import PackError

__all__ = ["Row", "read_descriptor", "read_rows"]

Row = Mapping[str, str]
"""One row of a table, by column; a blank cell is an empty text."""


def read_descriptor(file: Path) -> dict[str, Any]:
    """Return what `datapackage.json` says; `PackError` where it is no data package."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        msg = f"{file}: not readable as a data package: {error}"
        raise PackError(msg) from error
    resources = found.get("resources") if isinstance(found, dict) and "name" in found else None
    if not isinstance(resources, list) or not all(
        isinstance(r, dict) and {"name", "path"} <= r.keys() for r in resources
    ):
        msg = f"{file}: expected a name, and resources with a name and a path each"
        raise PackError(msg)
    for resource in resources:
        if "schema" in resource and not isinstance(resource["schema"], dict):
            msg = (
                f"{file}, resource {resource['name']}: found schema {resource['schema']!r}; "
                "the schema must stand inside this file"
            )
            raise PackError(msg)
    return dict(found)


def read_rows(file: Path, columns: list[str]) -> tuple[Row, ...]:
    """Return the rows of a CSV file with just those columns; `PackError` names row and column."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.reader(stream, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        msg = f"{file}: not readable as a CSV table in UTF-8: {error}; restore the file"
        raise PackError(msg) from error
    head = lines[0] if lines else []
    if head != columns:
        lacks = [c for c in columns if c not in head]
        more = [c for c in head if c not in columns]
        what = (
            f"column {lacks[0]} is missing"
            if lacks
            else f"column {more[0]} is not in the schema"
            if more
            else "the columns are in another order"
        )
        found = ", ".join(head) or "nothing"
        msg = f"{file}, header: {what}; found {found}; expected {', '.join(columns)}"
        raise PackError(msg)
    rows: list[Row] = []
    for number, line in enumerate(lines[1:], start=1):
        if len(line) != len(columns):
            msg = (
                f"{file}, row {number}: found {len(line)} cells; expected {len(columns)}. "
                "Put a cell that holds a comma in double quotes"
            )
            raise PackError(msg)
        rows.append(MappingProxyType(dict(zip(columns, line, strict=True))))
    return tuple(rows)
