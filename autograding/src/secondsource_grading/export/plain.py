"""A plain table, for a spreadsheet or a system that has no module here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from secondsource_grading.export.scores import Scores
from secondsource_grading.export.sheet import Sheet
from secondsource_grading.export.system import System, names_of
from secondsource_grading.gradebook.reader import Person

__all__ = ["Plain"]


class Plain(System):
    """A table with one row of headings."""

    name = "csv"
    places = 5
    keys: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "login": ("student_id", "login", "username", "user"),
        "id": ("lms_user_id", "id"),
        "email": ("email", "e-mail"),
    }

    def first(self, _sheet: Sheet) -> int:
        """Return the row after the headings; whether people can be found is seen later."""
        return 1

    def locked(self, sheet: Sheet, column: int) -> str:
        """Return why: it says who a person is."""
        return "it says who a person is" if column in self.key_columns(sheet) else ""

    def new_heading(self, columns: Sequence[Scores]) -> list[list[str]]:
        """Return the headings as nbgrader's own export names them."""
        return [
            [
                "student_id",
                "lms_user_id",
                "email",
                "last_name",
                "first_name",
                *(c.name for c in columns),
            ]
        ]

    def new_row(self, person: Person, keys: Mapping[str, str]) -> list[str]:
        """Return nbgrader's id, the others that are known, and the name."""
        return [keys["login"] or person.id, keys["id"], keys["email"], *names_of(person)]
