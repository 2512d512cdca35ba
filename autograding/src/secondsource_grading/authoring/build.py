"""Lessons and items become nbgrader source notebooks, byte for byte the same each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import secondsource
from secondsource.errors import ContentError
from secondsource.families import Item
from secondsource.files import write_if_changed
from secondsource.packs.pack import load_pack
from secondsource.recording.responses import KEY, SCHEMA
from secondsource.units import Unit, asked, load_unit, unit_names
from secondsource_grading import content
from secondsource_grading.authoring import references
from secondsource_grading.authoring.folding import Folds
from secondsource_grading.authoring.forms import Form, Reader
from secondsource_grading.authoring.lessons import parse_cell, read_source
from secondsource_grading.authoring.unfinished import refuse_unfinished

__all__ = ["asked", "build_all", "build_unit"]

ENDING = "## What to hand in"
"""The heading of the last part, where the lesson has none of its own."""

ENDINGS = (ENDING, "## Hand in")
"""Headings of a lesson's own last part, which the closing words go on from."""

HAND_IN = "hand_in()"
"""The last cell. A lesson may write it for its readers' sake; it is put at the end in any case."""

LISTED = "The list below shows what is still open."

STUDY_ENDING = "## What is still open"
"""The same in self-study, where there is nobody to hand anything in to."""

CLOSING = """\
If no list shows below, run the cell that follows. If the list does not say that all is saved,
save the notebook yourself (Ctrl+S).
"""
KEPT: dict[Reader, str] = {
    "class": """\
This one file is all there is to hand in: do it with *Nbgrader > Assignment List*, or as your
teacher tells you.""",
    "self-study": "This one file holds all your answers.",
}

DOWNLOADED = """\
To hand in, press *Download my notebook* below the list, under *Your answers*. You get one file
with all your answers in this unit; give it to your teacher in the way that you were told."""
"""How a class hands in from a web page."""

START = """\
# Run this cell first: it gets the texts and exercises ready.
try:
    from secondsource import {names}
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"{{error}}. This unit needs the package secondsource, so install it first: type "
        "%pip install and the name of the .whl file{given} into a new cell, run it. "
        "Then choose Kernel > Restart Kernel and Run All Cells."
    ) from None

start("{unit}")"""
"""The first code cell of every unit; without the package it says what to do."""

NOT_STARTED = """\
If a cell further down shows a `NameError`, which is a message in red, the cell above has not
been run since the notebook was opened: choose *Run > Run All Cells*. Your answers stay."""


GIVEN: dict[Reader, str] = {"class": " your teacher gave you", "self-study": ""}


def build_all(target: Path, units: Iterable[str] | None = None) -> Iterator[tuple[Path, bool]]:
    """Build every unit into `target/<unit>/<unit>.ipynb`; yields each file and whether it changed.

    They are for a class. Raises `ContentError` before anything of that unit is written.
    """
    for name in units or unit_names():
        text = build_unit(name)
        file = target / name / f"{name}.ipynb"
        yield file, write_if_changed(file, text)


def build_unit(name: str, form: Form = "notebook", reader: Reader = "class") -> str:
    """The notebook of one unit as text.

    In the form `page` it has the words for a web page in it, and none that are about cells to run:
    it is what such a page is made from, and nobody opens it. In self-study it speaks of no teacher
    and of no handing in; exercises and cells of code are the same.
    """
    unit = load_unit(name)
    lesson = content.lesson(name)
    source = read_source(lesson, form, reader)
    declared = source.metadata.get("unit")
    if declared != name:
        msg = f"{lesson}: front matter says unit {declared!r}; expected {name!r}"
        raise ContentError(msg)
    pack = source.metadata.get("pack", unit.pack)
    if pack != unit.pack:
        msg = (
            f"{lesson}: front matter says pack {pack!r}, but the items read from {unit.pack!r}; "
            f"write the same `pack:` here and in {lesson.with_name('items.yaml').name}"
        )
        raise ContentError(msg)
    refuse_unfinished(name, unit.pack)
    _check_references(source, unit, lesson)
    cells = list(_cells(source, unit, lesson, form, reader))
    start = _locked(_setup(source.cells, unit.name, lesson, reader), "start")
    place = int(cells[0].cell_type == "markdown")
    note = [new_markdown_cell(NOT_STARTED)] if form == "notebook" else []
    cells[place:place] = [start, *note]
    notebook = new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
            KEY: {"schema": SCHEMA, "unit": name},
            "title": str(source.metadata.get("title", name)),
        },
    )
    _number(notebook)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook, version=4)) + "\n"


def _check_references(source: NotebookNode, unit: Unit, lesson: Path) -> None:
    """Raise where the lesson or an item names a row or paragraph that is not there."""
    opened = load_pack(unit.pack)
    prose = [c.source for c in source.cells if c.cell_type == "markdown"]
    found = [*references.in_prose(prose, opened), *references.in_items(unit.items, opened)]
    if found:
        msg = "\n".join([f"{lesson}: unit {unit.name} has references that lead nowhere:", *found])
        raise ContentError(msg)


def _cells(
    source: NotebookNode, unit: Unit, lesson: Path, form: Form, reader: Reader
) -> Iterator[NotebookNode]:
    asked_ids: list[str] = []
    folds = Folds()
    for cell in source.cells:
        text = cell.source.strip()
        if not text:
            continue
        if cell.cell_type == "markdown":
            yield from folds.cells(_ended(text, reader))
            continue
        if text == HAND_IN:
            continue
        item_id = asked(text)
        if item_id is None:
            parsed = parse_cell(text, lesson)
            if parsed.asks:
                msg = f'{lesson}: `ask("...")` must stand alone in its cell; found {text!r}'
                raise ContentError(msg)
            shown = {"jupyter": {"source_hidden": True}} if parsed.only_shows else {}
            yield new_code_cell(text, metadata=shown)
            continue
        item = _item(unit, item_id, lesson)
        _check_place(item, asked_ids, folds.heading, lesson)
        asked_ids.append(item_id)
        points = item.points if item.counts else None
        yield _locked(text, item_id, points, by_hand=item.by_hand)
    unasked = [i.id for i in unit.items if i.id not in asked_ids]
    if unasked:
        msg = f"{lesson}: item {', '.join(unasked)} is never asked; ask it or take it out"
        raise ContentError(msg)
    closing = _closing(source, folds.heading, lesson, form, reader)
    if closing:
        yield new_markdown_cell(closing)
    yield _locked(HAND_IN, "hand-in")


def _check_place(item: Item, before: list[str], folded: str, lesson: Path) -> None:
    """Raise where an item was asked `before`, or is graded and stands in a `folded` part."""
    if item.id in before:
        msg = f"{lesson}: item {item.id} is asked twice; ask it once"
        raise ContentError(msg)
    if folded and item.counts:
        msg = (
            f"{lesson}: item {item.id} is graded, but stands in the folded part "
            f"“{folded.removeprefix('## ')}”, which a learner may leave closed; ask it before that "
            "heading or after the next one"
        )
        raise ContentError(msg)


def _ended(text: str, reader: Reader) -> str:
    """Return a text in which the heading of the last part is the one for `reader`."""
    if reader == "class":
        return text
    return "\n".join(STUDY_ENDING if line in ENDINGS else line for line in text.splitlines())


def _closing(source: NotebookNode, folded: str, lesson: Path, form: Form, reader: Reader) -> str:
    """The words before the list of open items, below the lesson's own heading or below ours."""
    own = any(
        ending in cell.source.splitlines()
        for cell in source.cells
        if cell.cell_type == "markdown"
        for ending in ENDINGS
    )
    if own and folded:
        msg = (
            f"{lesson}: the lesson ends in the folded part “{folded.removeprefix('## ')}”; let "
            f"“{ENDING}” come after it"
        )
        raise ContentError(msg)
    heading = "" if own else _ended(f"{ENDING}\n\n{LISTED} ", reader)
    handing = DOWNLOADED if reader == "class" else ""
    return (heading + (CLOSING + KEPT[reader] if form == "notebook" else handing)).strip()


def _item(unit: Unit, item_id: str, lesson: Path) -> Item:
    try:
        return unit.item(item_id)
    except ContentError as error:
        msg = f"{lesson}: {error}; ask one of these or add it to items.yaml"
        raise ContentError(msg) from error


def _setup(cells: Iterable[NotebookNode], unit_name: str, lesson: Path, reader: Reader) -> str:
    used = {"start", "hand_in"}
    for cell in cells:
        if cell.cell_type == "code":
            used |= parse_cell(cell.source, lesson).names
    names = ", ".join(n for n in dir(secondsource) if n in used)
    return START.format(names=names, unit=unit_name, given=GIVEN[reader])


def _locked(
    source: str, grade_id: str, points: float | None = None, *, by_hand: bool = False
) -> NotebookNode:
    """A cell that a learner can't change; one graded `by_hand` is what nbgrader calls a solution.

    Only such a cell has a field for the grader's comment in the formgrader.
    """
    nbgrader: dict[str, Any] = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": True,
        "schema_version": 3,
        "solution": by_hand and points is not None,
        "task": False,
    }
    if points is not None:
        nbgrader["points"] = points
    return new_code_cell(
        source,
        metadata={
            "deletable": False,
            "editable": False,
            "jupyter": {"source_hidden": True},
            "nbgrader": nbgrader,
        },
    )


def _number(notebook: NotebookNode) -> None:
    """Give each cell an id that changes only when its own text does."""
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        name = grade_id or digest
        seen[name] = seen.get(name, 0) + 1
        cell.id = name if seen[name] == 1 else f"{name}-{seen[name]}"
