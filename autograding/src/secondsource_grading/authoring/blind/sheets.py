"""The sheets for blind readers, the form for their answers, and what the numbers stand for."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import secondsource
from secondsource import plots
from secondsource.families import Item
from secondsource.packs.pack import load_pack, using
from secondsource.scoring.keys import Keyring
from secondsource.units import load_unit
from secondsource.views import READ
from secondsource_grading import content
from secondsource_grading.authoring.blind.labels import blank, letters_of
from secondsource_grading.authoring.blind.questions import question
from secondsource_grading.authoring.lessons import CodeCell, parse_cell, read_source

__all__ = ["Question", "questions", "write_mapping", "write_sheets"]

HOW = """Give each answer in the form that stands for it in `answers.json`. Put a letter where that
file has `null`, and a list of letters (or of the numbers of marked words) where it has `[]`. An
arrow is a pair, `["a", "b"]`, and means that a relies on b. An order has the letters from the
first on, and apart from them those set aside. A quantity is an amount and the letter of its
unit. A chance is a number from 0 to 100. You may leave a question open, but a guess is better.
"""

FREE = """# The sheet without material

You see questions and the options for their answers, but not the texts and rows that they are about.
Where an option is a piece of that material, it is called *row a*. Answer every question as well as
you can: use whatever the wording, the order or your general knowledge gives away.
"""

CAREFUL = """# The sheet with all material: {unit}

First comes the lesson as a learner reads it, then the questions, with what opens beside them.
Answer from the material.
"""


@dataclass(frozen=True)
class Question:
    """An item with the number it has on the sheets, and the unit it stands in."""

    number: int
    unit: str
    item: Item

    @property
    def free(self) -> bool:
        """Whether a reader without material gets it: what decides it stands elsewhere."""
        return not self.item.holds_material


def questions(keyrings: Sequence[Keyring], seed: int) -> list[Question]:
    """Return every item that a program scores for points, in an order drawn by `seed`."""
    found = [
        (keyring.unit.name, item)
        for keyring in keyrings
        for item in keyring.unit.items
        if item.counts and not item.by_hand
    ]
    Random(seed).shuffle(found)  # noqa: S311 - an order, no secret
    return [Question(n, unit, item) for n, (unit, item) in enumerate(found, start=1)]


def write_sheets(asked: Sequence[Question], folder: Path) -> list[Path]:
    """Write `free/` and `careful/` with a sheet and a form for answers each; return the files."""
    free = [q for q in asked if q.free]
    sheet = [FREE, HOW, *(question(q.number, q.item, None) for q in free)]
    files = {
        folder / "free" / "sheet.md": "\n".join(sheet),
        folder / "free" / "answers.json": _form(free),
        folder / "careful" / "answers.json": _form(asked),
    }
    for unit in sorted({q.unit for q in asked}):
        files[folder / "careful" / f"{unit}.md"] = _careful(unit, asked)
    return [_write(file, text) for file, text in files.items()]


def write_mapping(asked: Sequence[Question], seed: int, file: Path) -> Path:
    """Write which item each number stands for; no reader may see this file.

    It also keeps which option each letter stood for, so that answers are read rightly after the
    options of an item have been put in another order.
    """
    told = {
        str(q.number): {
            "unit": q.unit,
            "item": q.item.id,
            "free": q.free,
            "letters": letters_of(q.item),
        }
        for q in asked
    }
    return _write(file, json.dumps({"seed": seed, "questions": told}, indent=1) + "\n")


def _write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def _form(asked: Sequence[Question]) -> str:
    lines = (f' "{q.number}": {json.dumps(blank(q.item))}' for q in asked)
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _careful(unit: str, asked: Sequence[Question]) -> str:
    here = [q for q in asked if q.unit == unit]
    pack = load_pack(load_unit(unit).pack)
    numbers = {q.item.id: q.number for q in here}
    with using(pack.name):  # what a lesson shows comes from the lesson's own pack
        told = list(_lesson(unit, numbers))
    asks = [question(q.number, q.item, pack) for q in here]
    return "\n\n".join([CAREFUL.format(unit=unit), HOW, *told, "# Questions", *asks]) + "\n"


def _lesson(unit: str, numbers: Mapping[str, int]) -> Iterator[str]:
    """Give the lesson cell by cell, with the text of what each shows."""
    file = content.lesson(unit)
    scope: dict[str, Any] = {n: getattr(secondsource, n) for n in READ} | {"plots": plots}
    for cell in read_source(file).cells:
        if cell.cell_type == "markdown":
            yield cell.source
        elif cell.cell_type == "code":
            yield _cell(parse_cell(cell.source, file), scope, numbers)


def _cell(cell: CodeCell, scope: dict[str, Any], numbers: Mapping[str, int]) -> str:
    """Return what one code cell shows, as text; its source where it shows no text."""
    asked = [
        str(call.args[0].value)
        for call in cell.calls(("ask",))
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    if asked:
        return "\n".join(
            f"(question {numbers[i]})" if i in numbers else "(an exercise that is not graded)"
            for i in asked
        )
    if "calls_explorer" in cell.names:
        told = _text(scope, "readouts()")
        return f"(the explorer, which counts these rows by any choice)\n\n{told}"
    printed, value = _run(cell.source, scope)
    text = str(getattr(value, "text", ""))
    if text:
        return "\n".join(filter(None, (printed, text)))
    shown = printed + (f"{value!r}\n" if value is not None else "")
    return f"```\n{cell.source}\n```" + (f"\n\nIt shows:\n\n```\n{shown}```" if shown else "")


def _text(scope: dict[str, Any], source: str) -> str:
    """The text form of what an expression gives; nothing where it has none."""
    return str(getattr(_run(source, scope)[1], "text", ""))


def _run(source: str, scope: dict[str, Any]) -> tuple[str, Any]:
    """Run a code cell as a notebook would; return what it prints, and its last value.

    Names that a cell makes stay in `scope` for the next one. A cell that calls what only a page
    has, such as the list of open tasks, shows nothing.
    """
    lines = ast.parse(source).body
    last = lines.pop() if lines and isinstance(lines[-1], ast.Expr) else None
    printed, value = StringIO(), None
    with redirect_stdout(printed):
        try:  # the cells of our own lesson, which its checks have read
            exec(compile(ast.Module(lines, []), "lesson", "exec"), scope)  # noqa: S102
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "lesson", "eval"), scope)  # noqa: S307
        except NameError:
            return "", None
    return printed.getvalue(), value
