"""What a lesson says and shows: its prose, the calls that show something, and what it covers."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode

from secondsource.errors import ContentError
from secondsource.file_cache import FileCache
from secondsource.packs.editions import Edition
from secondsource.packs.pack import Pack, Table
from secondsource.views import READ, SHOWN
from secondsource_grading import content
from secondsource_grading.authoring.forms import Form, Reader, in_form

__all__ = ["CodeCell", "Lesson", "Shown", "parse_cell", "read_lesson", "read_source"]

SHOWING = frozenset(READ)
"""Calls that put text of a data package on the page, to be read."""

TEXTS = frozenset({"article", "compare", "reading"})
"""Calls that show paragraphs of reading editions."""

FACTS = "coverage_bar"
"""The call that shows which document tells which fact."""

FOLDED = frozenset(SHOWN)
"""Calls whose code is folded away where they stand alone. A plot's stays, to be changed."""


@dataclass(frozen=True)
class Shown:
    """A call that shows something, such as `reading("A", paragraphs=[1, 2])`."""

    name: str
    args: Sequence[Any]
    options: Mapping[str, Any]

    def rows(self, pack: Pack) -> tuple[Table, Sequence[str]]:
        """Return the table of which rows are shown, and their ids.

        A call that chooses rows by filters names none; how many it shows nobody can tell here.
        A call that shows a text has no table: `passages` says what it shows.
        """
        name, *ids = self.args if self.name == "rows" else (self.name, *self.args)
        table = pack.table(name)
        filtered = self.options.keys() - {"pack"}
        return table, ids or (() if filtered else tuple(table.by_id))

    @property
    def is_text(self) -> bool:
        """Whether paragraphs are shown, and not rows of a table."""
        return self.name in TEXTS

    def passages(self, pack: Pack) -> Iterator[tuple[Edition, tuple[int, ...]]]:
        """Give each reading edition that the call shows, with the numbers of its paragraphs."""
        parts = [self.args[i : i + 2] for i in range(0, len(self.args), 2)]
        for document, *given in parts if self.is_text else ():
            named = given[0] if given else self.options.get("paragraphs")
            edition = pack.edition(document)
            if edition:
                yield edition, tuple(edition.blocks if named is None else named)

    def told(self, pack: Pack) -> Iterator[tuple[Table, str]]:
        """Give the table and id of each fact that `coverage_bar` shows."""
        facts = [*self.args[:1], self.options.get("facts", ())][0] if self.name == FACTS else ()
        for fact in facts:
            for name in pack.references().values():
                if fact in pack.table(name).by_id:
                    yield pack.table(name), fact
                    break


@dataclass(frozen=True)
class Lesson:
    """One unit's `lesson.md`, taken apart.

    `prose` has the Markdown of each text cell. `covers` are references such as `silence:S5` that a
    text cell treats without naming them; the cell says so in its head, `+++ {"covers": [...]}`,
    which no learner sees.
    """

    file: Path
    minutes: int
    prose: tuple[str, ...]
    shown: tuple[Shown, ...]
    covers: tuple[str, ...]


_lessons: FileCache[Lesson] = FileCache()


def read_lesson(unit: str) -> Lesson:
    """Return the lesson of a unit, read again where its file has changed.

    Raises `ContentError` where it is missing or a code cell is no Python.
    """
    file = content.lesson(unit)
    return _lessons.get([file], lambda: _read(file))


def _read(file: Path) -> Lesson:
    source = read_source(file)
    minutes = source.metadata.get("minutes")
    if not isinstance(minutes, int):
        msg = f"{file}: front matter says minutes {minutes!r}; expected a whole number"
        raise ContentError(msg)
    text = [c for c in source.cells if c.cell_type == "markdown"]
    code = [parse_cell(c.source, file) for c in source.cells if c.cell_type == "code"]
    return Lesson(
        file,
        minutes,
        tuple(c.source for c in text),
        tuple(shown for cell in code for shown in cell.shown()),
        tuple(ref for c in text for ref in c.metadata.get("covers", ())),
    )


def read_source(file: Path, form: Form = "notebook", reader: Reader = "class") -> NotebookNode:
    """Return one form of a `lesson.md` as a notebook's cells.

    Raises `ContentError` where the file is missing or no MyST.
    """
    if not file.is_file():
        msg = f"{file}: the unit has items but no lesson; write it there"
        raise ContentError(msg)
    try:
        source = jupytext.read(file, fmt="md:myst")
    except Exception as error:  # jupytext lets errors of several libraries through
        msg = f"{file}: not a MyST notebook: {error}"
        raise ContentError(msg) from error
    for cell in source.cells:
        if cell.cell_type == "markdown" and ":::" in cell.source:
            cell.source = in_form(cell.source, form, str(file), reader=reader)
    return source


@dataclass(frozen=True)
class CodeCell:
    """One code cell of a lesson, parsed."""

    file: Path
    source: str
    tree: ast.Module

    @property
    def names(self) -> set[str]:
        """Every name the code uses."""
        return {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}

    @property
    def only_shows(self) -> bool:
        """Whether the cell is one call that shows something, and nothing else."""
        if len(self.tree.body) != 1 or not isinstance(self.tree.body[0], ast.Expr):
            return False
        call = self.tree.body[0].value
        return isinstance(call, ast.Call) and _called(call) in FOLDED

    @property
    def asks(self) -> bool:
        """Whether the code calls `ask`, by that name or as `secondsource.ask`."""
        called = [node.func for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        return any("ask" in (getattr(f, "id", None), getattr(f, "attr", None)) for f in called)

    def calls(self, names: Collection[str]) -> Iterator[ast.Call]:
        """Give each call of one of `names`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and _called(node) in names:
                yield node

    def shown(self) -> Iterator[Shown]:
        """Give each call that shows text; `ContentError` where it does not say plainly which."""
        for call in self.calls(SHOWING):
            try:
                args = [ast.literal_eval(a) for a in call.args]
                options = {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg}
            except ValueError as error:
                msg = f"{self.file}: {self.source!r} must name plainly what it shows: {error}"
                raise ContentError(msg) from error
            yield Shown(_called(call), args, options)


def parse_cell(source: str, file: Path) -> CodeCell:
    """Return a code cell of the lesson `file`; `ContentError` where it is not valid Python."""
    try:
        return CodeCell(file, source, ast.parse(source))
    except SyntaxError as error:
        msg = f"{file}: a code cell is not valid Python: {error.msg} in {source!r}"
        raise ContentError(msg) from error


def _called(call: ast.Call) -> str:
    """Return the plain name that is called, or nothing for a method or an expression."""
    return call.func.id if isinstance(call.func, ast.Name) else ""
