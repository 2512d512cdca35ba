"""Two gradebooks and two folders held against each other, all that is in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbgrader.api import Base
from sqlalchemy import create_engine


def rows(db_url: str) -> dict[str, list[str]]:
    """Every row of every table as text, with names in place of ids."""
    engine = create_engine(db_url)
    metadata = Base.metadata
    with engine.connect() as connection:
        tables = {
            name: [dict(r._mapping) for r in connection.execute(table.select())]
            for name, table in metadata.tables.items()
        }
    engine.dispose()
    by_id = {(name, r["id"]): r for name, found in tables.items() for r in found if "id" in r}
    parents = {
        (table.name, key.parent.name): key.column.table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
    }

    def named(name: str, row: dict[str, Any]) -> dict[str, Any]:
        told = {}
        for column, value in row.items():
            parent = parents.get((name, column))
            if parent is not None:
                told[column] = value and named(parent, by_id[parent, value])
            elif column != "id" or name in {"student", "course"}:
                simple = isinstance(value, (float, str, type(None)))
                told[column] = (
                    value if simple else int(value) if isinstance(value, int) else str(value)
                )
        return told

    return {
        name: sorted(json.dumps(named(name, row), sort_keys=True) for row in found)
        for name, found in tables.items()
    }


def files(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Everything below a folder: rights and content by path."""
    return {
        str(p.relative_to(folder)): (oct(p.lstat().st_mode), p.read_bytes() if p.is_file() else b"")
        for p in sorted(folder.rglob("*"))
    }


def leftovers(folder: Path) -> list[str]:
    """Temporary folders that a run should have cleared away."""
    return [str(p) for p in folder.rglob(".*") if p.suffix in {".building", ".old"}]
