"""JSON Schemas of the files an author writes, with which an editor completes and underlines.

The models of the code are the only source; the schemas in `course/schema/` are written from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from secondsource.files import write_if_changed
from secondsource.scoring.keys import key_schema
from secondsource.units import UnitFile
from secondsource_grading.authoring.course import CourseFile

__all__ = ["outdated_schemas", "write_schemas"]


def write_schemas(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Write each schema into `folder`; yields each file and whether it changed."""
    for name, text in _texts().items():
        yield folder / name, write_if_changed(folder / name, text)


def outdated_schemas(folder: Path) -> list[Path]:
    """Return the files of `folder` that are missing or differ from what the models say."""
    files = {folder / name: text for name, text in _texts().items()}
    return [f for f, text in files.items() if not f.is_file() or f.read_text("utf-8") != text]


def _texts() -> Mapping[str, str]:
    """Return the text of each schema by its file's name."""
    schemas: Mapping[str, dict[str, Any]] = {
        "items.schema.json": UnitFile.model_json_schema(),
        "keys.schema.json": key_schema(),
        "course.schema.json": CourseFile.model_json_schema(),
    }
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        name: json.dumps(dialect | schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in schemas.items()
    }
