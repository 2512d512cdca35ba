"""Points and comments from a filled-in list into the gradebook: what a person wrote, no more."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from secondsource_grading.export.sheet import Sheet, read_sheet, where
from secondsource_grading.gradebook.by_hand import HandGrade
from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.reader import Course
from secondsource_grading.gradebook.writer import Writer
from secondsource_grading.texts.listing import HEADINGS, Text, mark_of, written_texts

__all__ = ["Given", "give"]

Group = tuple[str, str]
"""An item and the name of a group of its answers, as the table has them."""


@dataclass(frozen=True)
class Given:
    """What was written: how many answers got points, how many had them, who was left out why."""

    written: int
    unchanged: int
    without_score: int
    left: Mapping[str, str]


@dataclass(frozen=True)
class _Wish:
    """The points and the comment that the table asks for one group."""

    points: float
    comment: str


def give(course: Course, assignment: str, db_url: str, table: Path, *, replace: bool) -> Given:
    """Write the points of a filled-in table to the gradebook, all or none.

    Points and comment stand in any row of a group and hold for all its rows; a group without
    points gets none. Points that another person gave otherwise are kept unless `replace`.
    Raises `GradebookError` with the line where the table is not right.
    """
    sheet = read_sheet(table)
    places = _places(sheet)
    texts = {(t.item, t.student): t for t in written_texts(course, assignment, db_url)}
    asked = next(a for a in course.assignments if a.name == assignment)
    wishes = _wishes(sheet, places, asked.cells)
    given: list[HandGrade] = []
    left: dict[str, str] = {}
    unchanged = without = 0
    for row in range(1, len(sheet.rows)):
        item, name, student = (sheet.cell(row, places[h]).strip() for h in HEADINGS[:3])
        wish = wishes.get((item, name))
        text = texts.get((item, student))
        if text is None or sheet.cell(row, places["answer"]).strip() != f"t{mark_of(text.text)}":
            left[f"{student} {item}"] = "the answer is another one now; make the list anew"
        elif wish is None:
            without += 1
        elif _same(text, wish):
            unchanged += 1
        elif text.given.points is not None and not replace:
            left[f"{student} {item}"] = (
                f"has {text.given.points:g} points by hand already; --replace takes {wish.points:g}"
            )
        else:
            given.append(HandGrade(student, item, wish.points, wish.comment))
    if given:
        _write(db_url, assignment, given)
    return Given(len(given), unchanged, without, left)


def _write(db_url: str, assignment: str, given: list[HandGrade]) -> None:
    writer = Writer(db_url, assignment, write_ahead=False)
    try:
        writer.give(given)
    finally:
        writer.close()


def _same(text: Text, wish: _Wish) -> bool:
    comment = wish.comment or text.given.comment
    return text.given.points == wish.points and text.given.comment == comment


def _places(sheet: Sheet) -> dict[str, int]:
    found = {name: sheet.column(name) for name in HEADINGS}
    missing = [name for name, at in found.items() if at is None]
    if missing:
        msg = (
            f"{sheet.name}: the column {', '.join(missing)} is missing; "
            "fill in the list as `secondsource-teach texts` wrote it. Nothing was written"
        )
        raise GradebookError(msg)
    return {name: at for name, at in found.items() if at is not None}


def _wishes(
    sheet: Sheet, places: Mapping[str, int], worth: Mapping[str, float]
) -> dict[Group, _Wish]:
    """Return what each group that has points is to get; two different wishes are an error."""
    points: dict[Group, float] = {}
    comments: dict[Group, str] = {}
    for row in range(1, len(sheet.rows)):
        key = sheet.cell(row, places["item"]).strip(), sheet.cell(row, places["group"]).strip()
        for number in _points(sheet, row, places, worth):
            if points.setdefault(key, number) != number:
                raise _two(sheet, row, places["score"], f"{points[key]:g} points")
        comment = _unescaped(sheet.cell(row, places["comment"]).strip())
        if comment and comments.setdefault(key, comment) != comment:
            raise _two(sheet, row, places["comment"], "another comment")
    return {key: _Wish(number, comments.get(key, "")) for key, number in points.items()}


def _points(
    sheet: Sheet, row: int, places: Mapping[str, int], worth: Mapping[str, float]
) -> Iterator[float]:
    cell = sheet.cell(row, places["score"]).strip()
    item = sheet.cell(row, places["item"]).strip()
    if not cell:
        return
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        number = math.nan
    most = worth.get(item)
    if most is None or not 0 <= number <= most:
        rule = f"{item!r} is no item" if most is None else f"write a number from 0 to {most:g}"
        place = where(sheet, row, places["item" if most is None else "score"])
        msg = f"{place}: {cell!r}: {rule}. Nothing was written"
        raise GradebookError(msg)
    yield number


def _unescaped(comment: str) -> str:
    """Return a comment without the apostrophe that kept a spreadsheet from taking it as formula."""
    return comment[1:] if comment[:2] in {"'=", "'+", "'-", "'@"} else comment


def _two(sheet: Sheet, row: int, column: int, other: str) -> GradebookError:
    return GradebookError(
        f"{where(sheet, row, column)}: the same group has {other} in a row above; leave one, or "
        "give these answers a group of their own. Nothing was written"
    )
