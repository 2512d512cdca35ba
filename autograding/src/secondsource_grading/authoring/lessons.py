"""What a lesson says and shows: its prose, the calls that show something, and what it covers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jupytext

from secondsource.errors import ContentError
from secondsource.packs.pack import Pack, Table
from secondsource.views import READ
from secondsource_grading import content

__all__ = ["Lesson", "Shown", "read_lesson"]

SHOWING = frozenset(READ)
"""Calls that put text of a data package on the page, to be read."""


@dataclass(frozen=True)
class Shown:
    """A call that shows something, such as `reading("A", paragraphs=[1, 2])`."""

    name: str
    args: Sequence[Any]
    options: Mapping[str, Any]

    def rows(self, pack: Pack) -> tuple[Table, Sequence[str]]:
        """Return the table of which rows are shown, and their ids.

        A call that chooses rows by filters names none; how many it shows nobody can tell here.
        """
        name, *ids = self.args if self.name == "rows" else (self.name, *self.args)
        table = pack.table(name)
        filtered = self.options.keys() - {"pack"}
        return table, ids or (() if filtered else tuple(table.by_id))


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


@cache
def read_lesson(unit: str) -> Lesson:
    """The lesson of a unit; `ContentError` where it is missing or a code cell is no Python."""
    file = content.lesson(unit)
    if not file.is_file():
        msg = f"{file}: the unit has items but no lesson; write it there"
        raise ContentError(msg)
    source = jupytext.read(file, fmt="md:myst")
    minutes = source.metadata.get("minutes")
    if not isinstance(minutes, int):
        msg = f"{file}: front matter says minutes {minutes!r}; expected a whole number"
        raise ContentError(msg)
    text = [c for c in source.cells if c.cell_type == "markdown"]
    code = [c.source for c in source.cells if c.cell_type == "code"]
    return Lesson(
        file,
        minutes,
        tuple(c.source for c in text),
        tuple(call for cell in code for call in _calls(cell, file)),
        tuple(ref for c in text for ref in c.metadata.get("covers", ())),
    )


def _calls(cell: str, file: Path) -> Iterator[Shown]:
    try:
        tree = ast.parse(cell)
    except SyntaxError as error:
        msg = f"{file}: a code cell is not valid Python: {error.msg} in {cell!r}"
        raise ContentError(msg) from error
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id not in SHOWING:
            continue
        try:
            args = [ast.literal_eval(a) for a in node.args]
            options = {k.arg: ast.literal_eval(k.value) for k in node.keywords if k.arg}
        except ValueError as error:
            msg = f"{file}: {cell!r} must name plainly what it shows: {error}"
            raise ContentError(msg) from error
        yield Shown(node.func.id, args, options)
