"""The list of a unit's written answers, in groups: a table to fill in and a page to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from secondsource.errors import ResponseError
from secondsource.families import Item
from secondsource.files import write_if_changed
from secondsource.units import load_unit
from secondsource_grading.export.safe_cell import safe_cell
from secondsource_grading.export.sheet import Form, Sheet, write_sheet
from secondsource_grading.gradebook.by_hand import HandGrade
from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.reader import Assignment, Course
from secondsource_grading.gradebook.writer import Writer
from secondsource_grading.texts.groups import group

__all__ = ["HEADINGS", "Listed", "Text", "list_texts", "mark_of", "written_texts"]

HEADINGS = ("item", "group", "student", "score", "comment", "text", "answer")

TEMPLATE = "texts.html.j2"


@dataclass(frozen=True)
class Text:
    """One written answer, with what a person gave for it so far."""

    item: str
    group: int
    student: str
    text: str
    given: HandGrade


@dataclass(frozen=True)
class Listed:
    """What the list holds: its files, how many answers, in how many groups."""

    table: str
    page: str
    texts: int
    groups: int


def list_texts(course: Course, assignment: str, db_url: str, table: Path) -> Listed:
    """Write the table of a unit's written answers to `table`, and a page beside it.

    Raises `GradebookError` where the table is there already, because a person may have filled it
    in, and where there is no such assignment or no written answer in it.
    """
    if table.exists():
        msg = f"{table}: is there already, and may be filled in; name another file with --out"
        raise GradebookError(msg)
    found = written_texts(course, assignment, db_url)
    if not found:
        msg = (
            f"{assignment}: nobody whose work was graded has written an answer that a person "
            "reads; nothing was written"
        )
        raise GradebookError(msg)
    rows = [[*HEADINGS], *([*map(str, _row(text))] for text in found)]
    table.parent.mkdir(parents=True, exist_ok=True)
    write_sheet(Sheet(rows, form=Form(bom=b"\xef\xbb\xbf", newline="\r\n")), table)
    page = table.with_suffix(".html")
    write_if_changed(page, _page(assignment, course, found))
    groups = {(t.item, t.group) for t in found}
    return Listed(str(table), str(page), len(found), len(groups))


def written_texts(course: Course, assignment: str, db_url: str) -> list[Text]:
    """Return the written answers of all who wrote one, by item and group."""
    asked = next((a for a in course.assignments if a.name == assignment), None)
    if asked is None or asked.unit is None:
        names = ", ".join(a.name for a in course.assignments if a.unit) or "none"
        msg = f"{course.folder}: no graded unit is called {assignment!r}; there are {names}"
        raise GradebookError(msg)
    writer = Writer(db_url, assignment, write_ahead=False)
    try:
        given = {(g.student, g.cell): g for g in writer.hand_grades()}
    finally:
        writer.close()
    items = [i for i in load_unit(asked.unit).items if i.by_hand and i.id in asked.cells]
    return [text for item in items for text in _texts(asked, item, given)]


def _texts(
    assignment: Assignment, item: Item, given: dict[tuple[str, str], HandGrade]
) -> Iterator[Text]:
    texts: dict[str, str] = {}
    for submission in assignment.submissions:
        response = submission.responses.get(item.id)
        try:
            value = item.parse(response.value if response else None)
        except ResponseError:
            continue
        if not item.is_blank(value) and (submission.student, item.id) in given:
            texts[submission.student] = item.wording(value)
    for number, names in enumerate(group(texts), 1):
        for name in names:
            yield Text(item.id, number, name, texts[name], given[name, item.id])


def mark_of(text: str) -> str:
    """Return a short mark of an answer, by which a filled-in table is held against it."""
    return sha256(text.encode()).hexdigest()[:12]


def _row(text: Text) -> tuple[object, ...]:
    points = "" if text.given.points is None else f"{text.given.points:g}"
    said, words = safe_cell(text.given.comment), safe_cell(text.text)
    return text.item, text.group, text.student, points, said, words, f"t{mark_of(text.text)}"


def _page(assignment: str, course: Course, texts: list[Text]) -> str:
    unit = next(a.unit for a in course.assignments if a.name == assignment)
    titles = {i.id: i.title for i in load_unit(unit).items} if unit else {}
    groups: dict[str, dict[int, dict[str, list[str]]]] = {}
    for text in texts:
        wordings = groups.setdefault(text.item, {}).setdefault(text.group, {})
        wordings.setdefault(text.text, []).append(text.student)
    environment = Environment(
        loader=PackageLoader("secondsource_grading.texts"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(
        assignment=assignment, groups=groups, titles=titles
    )
