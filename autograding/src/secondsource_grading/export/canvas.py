"""Canvas: the gradebook as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from secondsource_grading.export.scores import Scores, written
from secondsource_grading.export.sheet import Sheet
from secondsource_grading.export.system import System, names_of, number
from secondsource_grading.gradebook.reader import Person

__all__ = ["Canvas"]

_POINTS = "points possible"
_WITH_ID = re.compile(r"(?P<title>.*)\s\(\d+\)", re.DOTALL)
_COMPUTED = re.compile(
    r"(current|final) (score|points|grade)|override (score|grade|status)", re.IGNORECASE
)
_TAKEN_FOR_A_NUMBER = re.compile(r"[\d.,%]*[.,%][\d.,%]*")
_ROWS_BEFORE_PEOPLE = 4
_FEWEST = 4


class Canvas(System):
    """Canvas knows a person by `ID`, else `SIS User ID`, else `SIS Login ID`; not by e-mail."""

    name = "Canvas"
    keys: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "id": ("SIS User ID", "ID"),
        "login": ("SIS Login ID",),
    }
    kept = frozenset({"ex", "n/a"})
    any_decimal_mark = False
    advice = (
        "Canvas will make a new assignment of it; to fill in one that is there, download the "
        "gradebook and name it with --into"
    )

    def first(self, sheet: Sheet) -> int:
        """Return the row after `Points Possible`, which may come after one on posting by hand."""
        head = [cell.strip() for cell in sheet.heading]
        named = "Student" in head[0] or head[:2] == ["LastName", "FirstName"]
        if len(head) < _FEWEST or not named or "ID" not in head[1:3] or "Section" not in head:
            raise self.not_ours(sheet, "Student, ID and Section are not all where Canvas has them")
        row = self._points_row(sheet)
        return 1 if row is None else row + 1

    def _points_row(self, sheet: Sheet) -> int | None:
        rows = range(1, min(_ROWS_BEFORE_PEOPLE, len(sheet.rows)))
        return next((r for r in rows if _POINTS in sheet.cell(r, 0).casefold()), None)

    def is_column(self, heading: str, name: str) -> bool:
        """Return whether it is `name`, or `name` with Canvas's number in brackets."""
        found = _WITH_ID.fullmatch(heading)
        return name in (heading, heading.strip(), found["title"].strip() if found else heading)

    def locked(self, sheet: Sheet, column: int) -> str:
        """Return why: Canvas computes it, or it is about the person."""
        row = self._points_row(sheet)
        if row is not None and "(read only)" in sheet.cell(row, column):
            return f"it is marked {sheet.cell(row, column).strip()!r}"
        if _COMPUTED.search(sheet.heading[column]):
            return "Canvas computes it and drops it from an import without a word"
        return "it says who a person is" if column <= (sheet.column("Section") or 0) else ""

    def out_of(self, sheet: Sheet, column: int) -> Decimal | None:
        """Return the points possible."""
        row = self._points_row(sheet)
        return None if row is None else number(sheet.cell(row, column))

    def refuses_name(self, name: str) -> str:
        """Return why Canvas would take the heading for something else, or ""."""
        if _WITH_ID.fullmatch(name):
            return "Canvas takes the number in brackets for an assignment's id"
        if found := _COMPUTED.search(name):
            return f"Canvas drops a column with {found[0]!r} in its heading"
        return ""

    def refuses_person(self, keys: Mapping[str, str]) -> str:
        """Return why Canvas would not find the person, or ""."""
        for key in (keys["id"], keys["login"]):
            if _TAKEN_FOR_A_NUMBER.fullmatch(key):
                return f"Canvas takes {key!r} for a number and changes it; use --into"
        return "" if keys["id"] or keys["login"] else "neither id nor login is known"

    def new_heading(self, columns: Sequence[Scores]) -> list[list[str]]:
        """Return headings and points possible."""
        head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        points = [written(c.out_of, self.places) for c in columns]
        return [
            head + [c.name for c in columns],
            ["    Points Possible", *[""] * (len(head) - 1), *points],
        ]

    def new_row(self, person: Person, keys: Mapping[str, str]) -> list[str]:
        """Return name and keys; Canvas's own `ID` stays blank."""
        name = ", ".join(filter(None, names_of(person))) or person.id
        return [name, "", keys["id"], keys["login"], ""]
