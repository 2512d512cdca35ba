"""The learner's sheet: the lesson, its exercises to be filled in with a pen, and its texts.

It is made from the lesson, the items and the teaching plan alone. Nothing here sees a key.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from nbformat import NotebookNode

from secondsource.markdown import to_html
from secondsource.packs.pack import Pack, load_pack
from secondsource.templating import render
from secondsource.units import Unit, asked
from secondsource_grading import content
from secondsource_grading.authoring.build import ENDINGS
from secondsource_grading.authoring.lessons import CodeCell, Shown, parse_cell, read_source
from secondsource_grading.authoring.teaching import TeachingPlan
from secondsource_grading.grading.cells import ABOUT_RUNNING
from secondsource_grading.handouts.material import Material
from secondsource_grading.handouts.numbering import Exercise, exercises
from secondsource_grading.handouts.pictures import drawn

__all__ = ["learner_sheet", "paper_exercise"]

PACKAGE = "secondsource_grading.handouts"

IN_PLACE = frozenset({"coverage_bar"})
"""Calls whose picture stands where the lesson has it; texts and rows go to the text pages."""


def learner_sheet(unit: Unit, plan: TeachingPlan) -> Markup:
    """Return the sheet's body as HTML."""
    maker = _Maker(unit, plan, load_pack(unit.pack))
    sections = list(maker.sections())
    words = Markup("\n").join(
        drawn(parse_cell(call, plan.file), maker.pack) for call in plan.shown_on_paper
    )
    return render(
        PACKAGE,
        "sheet.html.j2",
        unit=unit,
        aim=plan.aim,
        sections=sections,
        material=maker.material.html(),
        shown=words,
    )


def paper_exercise(exercise: Exercise) -> Markup:
    """Return one exercise to be filled in; its item has the words that paper has."""
    item = exercise.item
    return render(
        PACKAGE,
        "exercise.html.j2",
        exercise=exercise,
        item=item,
        prompt=to_html(item.prompt),
        task=item.instruction(on_paper=True),
        paper=item.paper_html(),
    )


@dataclass
class _Maker:
    """Makes the sheet of one unit, and notes which texts and rows it names."""

    unit: Unit
    plan: TeachingPlan
    pack: Pack

    def __post_init__(self) -> None:
        self.material = Material(self.pack)
        self.numbers: Mapping[str, Exercise] = {e.item.id: e for e in exercises(self.unit)}
        self.drawn: set[str] = set()

    def sections(self) -> Iterator[tuple[bool, Markup]]:
        """Give each part of the lesson, and whether it begins a page.

        A test has pages of its own, so that they can be handed out and collected by themselves.
        """
        parts: list[list[NotebookNode]] = [[]]
        for cell in read_source(content.lesson(self.unit.name)).cells:
            if cell.cell_type == "markdown" and cell.source.startswith("## "):
                parts.append([])
            parts[-1].append(cell)
        after_test = False
        for part in parts:
            test = any(self._is_test(cell) for cell in part)
            body = Markup("\n").join(filter(None, map(self._cell, part)))
            if body:
                yield test or after_test, body
            after_test = test

    def _is_test(self, cell: NotebookNode) -> bool:
        item_id = asked(cell.source) if cell.cell_type == "code" else None
        return item_id is not None and self.numbers[item_id].item.test

    def _cell(self, cell: NotebookNode) -> Markup:
        if cell.cell_type == "markdown":
            return self._prose(cell)
        item_id = asked(cell.source)
        if item_id is not None:
            return self._exercise(self.numbers[item_id])
        return self._code(parse_cell(cell.source, self.plan.file))

    def _prose(self, cell: NotebookNode) -> Markup:
        kept = []
        for block in cell.source.split("\n\n"):
            if block.strip() in ENDINGS:
                break
            if not block.startswith((*ABOUT_RUNNING, "# ")):
                kept.append(self.plan.paper_words(block))
        text = "\n\n".join(kept)
        self.material.add_text(text)
        # Jupyter shows this one tag of a lesson's tables; our own Markdown shows any tag as text.
        return Markup(str(to_html(text)).replace("&lt;br&gt;", "<br>"))  # noqa: S704

    def _exercise(self, exercise: Exercise) -> Markup:
        item = self.plan.paper_item(exercise.item)
        for text in item.own_texts():
            self.material.add_text(text)
        self.material.add_references(item.material)
        for option in item.all_options():
            if option.place:
                self.material.add_place(option.place)
        return paper_exercise(Exercise(exercise.number, item))

    def _code(self, cell: CodeCell) -> Markup:
        shown = list(cell.shown())
        if not shown or any(s.name in IN_PLACE or "pack" in s.options for s in shown):
            return self._once(cell)
        return Markup("\n").join(self._pointer(s) for s in shown)

    def _once(self, cell: CodeCell) -> Markup:
        """Return what a cell draws; what a lesson shows again, to be near, is on paper already."""
        call = ast.unparse(cell.tree)
        if call in self.drawn:
            return Markup()
        self.drawn.add(call)
        return drawn(cell, self.pack)

    def _pointer(self, shown: Shown) -> Markup:
        """Return a line that says what to read on the text pages, and note it."""
        if not shown.is_text:
            table, ids = shown.rows(self.pack)
            if not ids:
                return drawn(parse_cell(_call(shown), self.plan.file), self.pack)
            for row_id in ids:
                self.material.rows[table.name].add(row_id)
            return _line(table.about.caption or table.title, ids, None)
        told = []
        for edition, numbers in shown.passages(self.pack):
            self.material.paragraphs[edition.document] |= set(numbers)
            whole = len(numbers) == len(edition.blocks)
            tail = "from its first paragraph to its last" if whole else _runs(numbers)
            told.append(f"{edition.document} {tail}")
        first = self.numbers.get(str(shown.options.get("after", "")))
        return _line("", told, first)


def _call(shown: Shown) -> str:
    """Return a call as a lesson writes it."""
    args = [*map(repr, shown.args), *(f"{k}={v!r}" for k, v in shown.options.items())]
    return f"{shown.name}({', '.join(args)})"


def _line(what: str, names: Sequence[str], first: Exercise | None) -> Markup:
    return render(PACKAGE, "pointer.html.j2", what=what, names=names, first=first)


def _runs(numbers: Sequence[int]) -> str:
    """Return paragraph numbers with runs joined: `¶6-7, ¶9`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"¶{r[0]}" if len(r) == 1 else f"¶{r[0]}–{r[-1]}" for r in runs)
