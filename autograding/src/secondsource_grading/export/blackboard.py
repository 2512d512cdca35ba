"""Blackboard: the grade centre's file for working offline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from secondsource_grading.export.scores import Scores, written
from secondsource_grading.export.sheet import Sheet
from secondsource_grading.export.system import System, names_of, number
from secondsource_grading.gradebook.reader import Person

__all__ = ["Blackboard"]

_HEADING = re.compile(
    r"(?P<title>.*?)\s*\[Total Pts: (?P<up>up to )?(?P<points>[\d.,]+)\s*(?P<shown>[^\]|]*)\]"
    r"\s*(?:\|\s*(?P<id>\S+))?\s*",
    re.DOTALL,
)


class Blackboard(System):
    """Blackboard knows a person by `Username` and a column by the number after `|`."""

    name = "Blackboard"
    keys: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "login": ("Username",),
        "id": ("Student ID",),
    }
    adds_columns = False
    advice = (
        "without its number Blackboard makes a new column, in the Original view as text worth 0 "
        "points; rather make the column there, download it and name the file with --into"
    )

    def first(self, sheet: Sheet) -> int:
        """Return the row after the headings."""
        if sheet.column("Username") is None:
            raise self.not_ours(sheet, "there is no column Username")
        return 1

    def is_column(self, heading: str, name: str) -> bool:
        """Return whether it is `name`, as in `name [Total Pts: 10 Score] |664617`."""
        found = _HEADING.fullmatch(heading)
        return name in (heading.strip(), found["title"].strip() if found else "")

    def locked(self, sheet: Sheet, column: int) -> str:
        """Return why: a total, a column without number, or one that shows no points."""
        found = _HEADING.fullmatch(sheet.heading[column])
        if not found:
            return "it has no `[Total Pts: …]`, so it is no column of points"
        if found["up"]:
            return "Blackboard computes it and ignores it in an upload"
        if not found["id"]:
            return "the number after `|` is missing, so Blackboard would make a new column"
        if found["shown"].strip() not in ("", "Score"):
            return f"it shows {found['shown'].strip()!r}; let it show Score and download it again"
        return ""

    def out_of(self, sheet: Sheet, column: int) -> Decimal | None:
        """Return the total points of the heading."""
        found = _HEADING.fullmatch(sheet.heading[column])
        return number(found["points"]) if found else None

    def refuses_person(self, keys: Mapping[str, str]) -> str:
        """Return why Blackboard would not find the person, or ""."""
        return "" if keys["login"] else "the username is not known; match by login"

    def new_heading(self, columns: Sequence[Scores]) -> list[list[str]]:
        """Return the headings as Blackboard writes them, without a column's number."""
        points = [f"{c.name} [Total Pts: {written(c.out_of, self.places)} Score]" for c in columns]
        return [["Last Name", "First Name", "Username", "Student ID", *points]]

    def new_row(self, person: Person, keys: Mapping[str, str]) -> list[str]:
        """Return name, username and student id."""
        return [*names_of(person), keys["login"], keys["id"]]
