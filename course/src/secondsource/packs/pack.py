"""A story's data package: its tables, read on demand and checked as they are read.

The list of tables, their columns and their keys come from `datapackage.json`, so a
table is described in one place. The csv module is enough here: a learner's
machine needs no data-frame library to show thirty rows.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from secondsource import paths
from secondsource.errors import PackError
from secondsource.packs.editions import Edition, read_edition

__all__ = ["DEFAULT", "Pack", "Row", "Table", "load_pack", "open_pack", "pack_names", "use"]

DEFAULT = "power-crisis"
"""The pack of a lesson that names none."""

Row = Mapping[str, str]
"""One row of a table, by column; a blank cell is an empty text."""


@dataclass(frozen=True)
class Table:
    """One table: its rows in file order, and by id where it has a single key column."""

    name: str
    file: Path
    rows: tuple[Row, ...]
    by_id: Mapping[str, Row] = field(repr=False)

    def row(self, row_id: str) -> Row:
        """The row of that id; `PackError` names the ids there are."""
        if row_id not in self.by_id:
            ids = list(self.by_id)
            span = f"from {ids[0]} to {ids[-1]}" if ids else "none yet"
            msg = f'{self.file}: there is no row "{row_id}"; ids go {span}'
            raise PackError(msg)
        return self.by_id[row_id]


class Pack:
    """One data package in its folder.

    Tables and editions are read once, when they are first asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "datapackage.json"
        self.descriptor = _descriptor(self.file)
        self._resources: dict[str, dict[str, Any]] = {
            str(r["name"]): r for r in self.descriptor["resources"]
        }
        self._tables: dict[str, Table] = {}
        self._editions: dict[str, Edition] = {}

    def __repr__(self) -> str:
        return f"<Pack {self.name}: {len(self.table_names())} tables>"

    @property
    def name(self) -> str:
        """The package's name, which is its folder's."""
        return str(self.descriptor["name"])

    def table_names(self) -> list[str]:
        """The names of all tables this copy of the package lists."""
        return [n for n, r in self._resources.items() if "schema" in r]

    def table(self, name: str) -> Table:
        """The rows of one table.

        Raises `PackError` where the package doesn't list the table, its file or a column is
        missing, a row is ragged, a required cell is blank, an id occurs twice, or, in
        `claims`, a claim points outside its document.
        """
        if name not in self._tables:
            table = self._read(name)
            if name == "claims":
                for number, row in enumerate(table.rows, start=1):
                    self._check_claim(table.file, number, row)
            self._tables[name] = table
        return self._tables[name]

    def edition(self, document: str) -> Edition | None:
        """The reading edition of a document, or None where it has none."""
        if document not in self._editions:
            row = self.table("documents").row(document)
            if not row["edition"]:
                return None
            self._editions[document] = read_edition(self.folder / row["edition"], document)
        return self._editions[document]

    def check(self) -> None:
        """Read everything; `PackError` at the first thing that is not right.

        Beyond single tables: every claim of an edition's document is anchored in it once, in
        the paragraph the claims table gives.
        """
        for name in self.table_names():
            self.table(name)
        for document in self.table("documents").by_id:
            edition = self.edition(document)
            if edition is not None:
                self._check_anchors(document, edition)

    def _read(self, name: str) -> Table:
        resource = self._resources.get(name)
        if resource is None or "schema" not in resource:
            known = ", ".join(self.table_names()) or "none"
            msg = (
                f'{self.file}: no table "{name}" here; it has {known}. Tables with answers are '
                "not part of the student's package: work in a checkout to use them"
            )
            raise PackError(msg)
        file = self.folder / str(resource["path"])
        schema = resource["schema"]
        fields = schema["fields"]
        key = schema.get("primaryKey", [])
        keys = [key] if isinstance(key, str) else list(key)
        rows = _rows(file, [str(f["name"]) for f in fields])
        required = {str(f["name"]) for f in fields if f.get("constraints", {}).get("required")}
        for number, row in enumerate(rows, start=1):
            for column in sorted(required | set(keys)):
                if not row[column]:
                    msg = f"{file}, row {number}, column {column}: found nothing; fill the cell"
                    raise PackError(msg)
        _check_unique(file, keys, rows)
        by_id = {row[keys[0]]: row for row in rows} if len(keys) == 1 else {}
        return Table(name, file, rows, MappingProxyType(by_id))

    def _check_claim(self, file: Path, number: int, row: Row) -> None:
        where = f"{file}, row {number} ({row['id']})"
        paragraph, start, end = (
            _whole(where, column, row[column]) for column in ("paragraph", "start", "end")
        )
        edition = self.edition(row["document"])
        if edition is None:
            msg = (
                f"{where}, column document: {row['document']} has no reading edition to point into"
            )
            raise PackError(msg)
        if not 1 <= paragraph <= edition.paragraphs:
            msg = (
                f"{where}, column paragraph: found {paragraph}, but document {row['document']} has "
                f"paragraphs 1 to {edition.paragraphs}; correct the paragraph"
            )
            raise PackError(msg)
        if end <= start:
            msg = f"{where}, column end: found {end}, not after start {start}; correct the range"
            raise PackError(msg)

    def _check_anchors(self, document: str, edition: Edition) -> None:
        given = {
            c["id"]: int(c["paragraph"])
            for c in self.table("claims").rows
            if c["document"] == document
        }
        for claim, paragraph in given.items():
            if edition.anchors.get(claim) != paragraph:
                found = edition.anchors.get(claim, "nowhere")
                msg = (
                    f"{edition.file}: claim {claim} is anchored in paragraph {found}; the claims "
                    f"table says {paragraph}. Mark it there as [words]{{#{claim}}}"
                )
                raise PackError(msg)
        strange = sorted(set(edition.anchors) - set(given))
        if strange:
            msg = f"{edition.file}: anchor {strange[0]} is no claim of document {document}"
            raise PackError(msg)


_current = [DEFAULT]


def use(name: str) -> None:
    """Make that pack the one a lesson reads from when it names none; `PackError` if unknown."""
    load_pack(name)
    _current[:] = [name]


def load_pack(name: str | None = None) -> Pack:
    """The data package of that name, or the current one, read once; `PackError` if unknown."""
    return _load(name or _current[0])


@cache
def _load(name: str) -> Pack:
    return open_pack(paths.packs() / name)


def open_pack(folder: Path) -> Pack:
    """The data package in `folder`, read afresh."""
    if not (folder / "datapackage.json").is_file():
        known = ", ".join(pack_names(folder.parent)) or "none"
        msg = f'{folder.parent}: there is no data package "{folder.name}"; known packages: {known}'
        raise PackError(msg)
    return Pack(folder)


def pack_names(folder: Path | None = None) -> list[str]:
    """The names of all data packages."""
    root = folder or paths.packs()
    return sorted(p.parent.name for p in root.glob("*/datapackage.json"))


def _descriptor(file: Path) -> dict[str, Any]:
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


def _rows(file: Path, columns: list[str]) -> tuple[Row, ...]:
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


def _check_unique(file: Path, keys: list[str], rows: tuple[Row, ...]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=1):
        value = tuple(row[k] for k in keys)
        if value and value in seen:
            msg = (
                f"{file}, row {number}, column {' and '.join(keys)}: found {' '.join(value)}, as "
                f"in row {seen[value]}; ids are for ever, give one of the rows a new one"
            )
            raise PackError(msg)
        seen[value] = number


def _whole(where: str, column: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        msg = f"{where}, column {column}: found {text!r}; expected a whole number, 0 or more"
        raise PackError(msg)
    return int(text)
