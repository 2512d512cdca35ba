"""Moodle: a table for *Grades > Import > CSV*, or an assignment's grading worksheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from secondsource_grading.export.scores import Scores
from secondsource_grading.export.sheet import Sheet
from secondsource_grading.export.system import System, names_of, number
from secondsource_grading.gradebook.reader import Person

__all__ = ["Moodle"]

_PARTICIPANT = re.compile(r"\D+ \d+")
_ITEM = re.compile(
    r"(?:[^:]+: )?(?P<name>.*?)(?: \((?P<shown>Real|Percentage|Letter|Feedback)\))?", re.DOTALL
)
_TOTAL = re.compile(r"[^:]*\btotal(?: \(\w+\))?|last downloaded.*", re.IGNORECASE)


class Moodle(System):
    """Moodle refuses a whole import for one unknown person or one value that is too high."""

    name = "Moodle"
    places = 5
    keys: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "id": ("ID number", "idnumber", "Identifier"),
        "login": ("Username",),
        "email": ("Email address", "email"),
    }
    usual_most = Decimal(100)
    advice = (
        "in Grades > Import > CSV map username, idnumber or email to the person; one person "
        "whom Moodle doesn't know stops the whole import"
    )

    def _worksheet(self, sheet: Sheet) -> bool:
        rows = range(1, len(sheet.rows))
        return bool(rows) and all(_PARTICIPANT.fullmatch(sheet.cell(r, 0).strip()) for r in rows)

    def prepare(self, sheet: Sheet) -> str:
        """Write a worksheet as Moodle reads it, with commas and in UTF-8, whatever came."""
        form = sheet.form
        if not self._worksheet(sheet) or (form.delimiter == "," and form.encoding == "utf-8"):
            return ""
        sheet.form = replace(form, delimiter=",", encoding="utf-8", bom=b"")
        return "the worksheet is written with commas in UTF-8, as Moodle reads no other"

    def is_column(self, heading: str, name: str) -> bool:
        """Return whether it is `name`, as in `Assignment: name (Real)`."""
        found = _ITEM.fullmatch(heading.strip())
        return name in (heading.strip(), found["name"] if found else "")

    def column(self, sheet: Sheet) -> int | None:
        """Return the column of grades where a file has one only, as the worksheet has."""
        return sheet.column("Grade") if self._worksheet(sheet) else None

    def locked(self, sheet: Sheet, column: int) -> str:
        """Return why: Moodle computes it, or it is shown as something else than points."""
        heading = sheet.heading[column]
        found = _ITEM.fullmatch(heading.strip())
        if _TOTAL.fullmatch(heading.strip()):
            return "Moodle fills it in itself"
        if found and found["shown"] in ("Percentage", "Letter", "Feedback"):
            return "it has no points; download it with the grade display type Real"
        return "it says who a person is" if column in self.key_columns(sheet) else ""

    def row_locked(self, sheet: Sheet, row: int) -> bool:
        """Return whether the worksheet says that this grade can't be changed."""
        column = sheet.column("Grade can be changed")
        return column is not None and sheet.cell(row, column).strip().casefold() == "no"

    def most(self, sheet: Sheet, row: int, _column: int) -> Decimal | None:
        """Return the worksheet's maximum grade."""
        column = sheet.column("Maximum grade")
        return None if column is None else number(sheet.cell(row, column))

    def refuses_person(self, keys: Mapping[str, str]) -> str:
        """Return why Moodle would stop at that row, or ""."""
        return "" if any(keys.values()) else "neither username, ID number nor e-mail is known"

    def new_heading(self, columns: Sequence[Scores]) -> list[list[str]]:
        """Return the headings that the import's form guesses right."""
        return [
            ["username", "idnumber", "email", "lastname", "firstname", *(c.name for c in columns)]
        ]

    def new_row(self, person: Person, keys: Mapping[str, str]) -> list[str]:
        """Return the three keys and the name, which the import ignores."""
        return [keys["login"], keys["id"], keys["email"], *names_of(person)]
