"""A story's data package: its tables, read on demand and checked as they are read.

The list of tables, their columns, their keys and what the kit has to know about them come
from `datapackage.json`, so a table is described in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from secondsource.errors import PackError
from secondsource.file_cache import FileCache
from secondsource.packs.about import KEY, About, PackAbout, read_about
from secondsource.packs.days import written_out
from secondsource.packs.editions import Edition, read_edition
from secondsource.packs.files import Row, read_descriptor, read_rows
from secondsource.packs.finding import default_pack, pack_folder, pack_names

__all__ = [
    "Pack",
    "Row",
    "Table",
    "load_pack",
    "open_pack",
    "use",
    "using",
]


@dataclass(frozen=True)
class Table:
    """One table: its rows in file order, and by the name by which a reference finds each.

    `titles` gives each column's title, `about` what the kit has to know about the table.
    Several rows of one name are one thing seen from several sides; the first stands for it.
    """

    name: str
    file: Path
    rows: tuple[Row, ...]
    by_id: Mapping[str, Row] = field(repr=False)
    title: str = ""
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)
    about: About = field(default_factory=About, repr=False)

    def row(self, row_id: str) -> Row:
        """The row of that id; `PackError` names the ids there are."""
        if row_id not in self.by_id:
            ids = list(self.by_id)
            span = f"from {ids[0]} to {ids[-1]}" if ids else "none yet"
            msg = f'{self.file}: there is no row "{row_id}"; ids go {span}'
            raise PackError(msg)
        return self.by_id[row_id]

    def says(self, row: Row) -> str:
        """Return in words what a row is about: by the descriptor, or all its cells."""
        if self.about.says:
            return self.about.fill(self.about.says, {c: written_out(v) for c, v in row.items()})
        return "; ".join(cell for cell in row.values() if cell)


class Pack:
    """One data package in its folder.

    Tables and editions are read once, when they are first asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "datapackage.json"
        self.descriptor = read_descriptor(self.file)
        self._resources: dict[str, dict[str, Any]] = {
            str(r["name"]): r for r in self.descriptor["resources"]
        }
        self.about = read_about(PackAbout, str(self.file), self.descriptor.get(KEY))
        self._about = {n: self._about_table(n, r) for n, r in self._resources.items()}
        self._names = self._table_words()
        self._tables: dict[str, Table] = {}
        self._editions: dict[str, Edition] = {}

    def __repr__(self) -> str:
        return f"<Pack {self.name}: {len(self.table_names())} tables>"

    @property
    def name(self) -> str:
        """The package's name, which is its folder's."""
        return str(self.descriptor["name"])

    @property
    def title(self) -> str:
        """What the package is about, in a few words: its title, or its name if it has none."""
        return str(self.descriptor.get("title") or self.name)

    def table_names(self) -> list[str]:
        """The names of all tables this copy of the package lists."""
        return [n for n, r in self._resources.items() if "schema" in r]

    def references(self) -> dict[str, str]:
        """Return for each word of a reference, such as `claim`, the name of its table."""
        return {a.reference: n for n, a in self._about.items() if a.reference}

    def audience(self, name: str) -> str:
        """Return for whom a table is: `learner` or `instructor`, as the descriptor says."""
        return str(self._resources[name].get("audience", ""))

    def has(self, word: str) -> bool:
        """Return whether this copy of the package lists a table of that name or word."""
        return word in self._names

    def table(self, word: str) -> Table:
        """Return the rows of one table, found by its name, reference word or call in a lesson.

        Raises `PackError` where the package doesn't list the table, its file or a column is
        missing, a row is ragged, or a claim points outside its document. Whether cells
        are filled and ids unique is checked when a package is made (`secondsource-teach check`).
        """
        name = self._names.get(word, word)
        if name not in self._tables:
            table = self._read(name)
            if table.about.reference == "claim":
                for number, row in enumerate(table.rows, start=1):
                    self._check_claim(table.file, number, row)
            self._tables[name] = table
        return self._tables[name]

    def edition(self, document: str) -> Edition | None:
        """The reading edition of a document, or None where it has none."""
        if document not in self._editions:
            row = self.table("document").row(document)
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
        for document in self.table("document").by_id:
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
        rows = read_rows(file, [str(f["name"]) for f in fields])
        about = self._about[name]
        named = about.row or "/".join(f"{{{k}}}" for k in keys)
        by_id: dict[str, Row] = {}
        for row in rows if named else ():
            by_id.setdefault(about.fill(named, row), row)
        titles = {str(f["name"]): str(f.get("title", f["name"])) for f in fields}
        title = str(resource.get("title", name))
        return Table(name, file, rows, MappingProxyType(by_id), title, titles, about)

    def _about_table(self, name: str, resource: dict[str, Any]) -> About:
        where = f"{self.file}, resource {name}"
        schema = resource.get("schema", {})
        about = read_about(About, where, schema.get(KEY), resource.get(KEY))
        strange = sorted(about.named() - {str(f["name"]) for f in schema.get("fields", ())})
        if strange:
            msg = f"{where}, {KEY}: speaks of column {strange[0]}, which the table does not have"
            raise PackError(msg)
        return about

    def _table_words(self) -> dict[str, str]:
        """Every word by which a table is found; no word may lead to two tables."""
        words = {name: name for name in self.table_names()}
        for name in self.table_names():
            for word in (self._about[name].reference, self._about[name].call):
                if word and words.setdefault(word, name) != name:
                    msg = (
                        f"{self.file}: “{word}” stands for the tables {words[word]} and {name}; "
                        "give one of them another word"
                    )
                    raise PackError(msg)
        return words

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
            for c in self.table("claim").rows
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


_current: list[str] = []


def use(name: str) -> None:
    """Make that pack the one a lesson reads from when it names none; `PackError` if unknown."""
    load_pack(name)
    _current[:] = [name]


@contextmanager
def using(name: str) -> Iterator[None]:
    """Read a lesson's pack from that name meanwhile, as `use` does; `PackError` if unknown.

    For whatever makes something of a lesson and goes on: afterwards the pack is what it was, so
    that the next lesson, which may name none, doesn't read from this one's.
    """
    before = list(_current)
    use(name)
    try:
        yield
    finally:
        _current[:] = before


def load_pack(name: str | Pack | None = None) -> Pack:
    """Return the data package of that name; `PackError` if unknown.

    It is read once, and again where a file of it has changed.

    Without a name it is the lesson's, and outside of a lesson the default one. A package
    that is open already is given back.
    """
    if isinstance(name, Pack):
        return name
    return _load(name or (_current[0] if _current else default_pack()))


_packs: FileCache[Pack] = FileCache()


def _load(name: str) -> Pack:
    folder = pack_folder(name)
    read = sorted([*folder.glob("*.csv"), *folder.glob("editions/*.md")])
    return _packs.get([folder / "datapackage.json", *read], lambda: open_pack(folder))


def open_pack(folder: Path) -> Pack:
    """The data package in `folder`, read afresh."""
    if not (folder / "datapackage.json").is_file():
        known = ", ".join(pack_names(folder.parent)) or "none"
        msg = f'{folder.parent}: there is no data package "{folder.name}"; known packages: {known}'
        raise PackError(msg)
    return Pack(folder)


def _whole(where: str, column: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        msg = f"{where}, column {column}: found {text!r}; expected a whole number, 0 or more"
        raise PackError(msg)
    return int(text)
