"""What differs between school systems, with what most of them have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from secondsource_grading.export.errors import ExportError
from secondsource_grading.export.matching import Match
from secondsource_grading.export.safe_cell import safe_cell
from secondsource_grading.export.scores import Scores
from secondsource_grading.export.sheet import Sheet, where
from secondsource_grading.gradebook.reader import Person

__all__ = ["System", "names_of", "number"]


def number(text: str) -> Decimal | None:
    """The number that a cell holds, with a point or a comma for decimals, or None."""
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None


class System:
    """A school's system: how its file is laid out and what it takes."""

    name: ClassVar[str]
    keys: ClassVar[Mapping[str, tuple[str, ...]]]
    """The headings in which a person's id, login and e-mail address stand."""
    places: ClassVar[int] = 2
    """Decimals the system keeps."""
    kept: ClassVar[frozenset[str]] = frozenset()
    """What a cell may say instead of a number, and keeps, in lower case."""
    usual_most: ClassVar[Decimal | None] = None
    """Above this the system refuses the whole file, unless a setting of the site says more."""
    adds_columns: ClassVar[bool] = True
    """Whether the system makes a column of points from a heading it does not know."""
    any_decimal_mark: ClassVar[bool] = True
    """Whether numbers are written with the mark that the file's other numbers have."""
    advice: ClassVar[str] = ""
    """What to know of a new file."""

    def first(self, sheet: Sheet) -> int:
        """Return the row of the first person. Raises `ExportError` for another system's file."""
        if not self.key_columns(sheet):
            heads = [head for names in self.keys.values() for head in names]
            raise self.not_ours(sheet, f"none of the columns {', '.join(heads)} is there")
        return 1

    def not_ours(self, sheet: Sheet, why: str) -> ExportError:
        """Return what to raise for a file that another system made."""
        return ExportError(
            f"{where(sheet, 0)}: {why}, so it is no file from {self.name}; "
            f"the headings are {', '.join(sheet.heading)[:300]}; download it from {self.name} again"
        )

    def key_columns(self, sheet: Sheet, kind: str | None = None) -> list[int]:
        """Return the columns that hold ids, logins or addresses, or those of one kind."""
        names = self.keys.get(kind, (kind,)) if kind else [n for k in self.keys.values() for n in k]
        return [c for n in names if (c := sheet.column(n)) is not None]

    def is_column(self, heading: str, name: str) -> bool:
        """Return whether the column of that heading is the one called `name`."""
        return heading.strip() == name

    def locked(self, _sheet: Sheet, _column: int) -> str:
        """Return why the system takes no grades in that column, or ""."""
        return ""

    def row_locked(self, _sheet: Sheet, _row: int) -> bool:
        """Return whether the system takes no grade for that person."""
        return False

    def most(self, _sheet: Sheet, _row: int, _column: int) -> Decimal | None:
        """Return the most points the system takes there, or None where it takes any."""
        return None

    def out_of(self, _sheet: Sheet, _column: int) -> Decimal | None:
        """Return what the system thinks the column is worth, or None if the file doesn't say."""
        return None

    def refuses_name(self, _name: str) -> str:
        """Return why a new column can't have that heading, or ""."""
        return ""

    def refuses_person(self, _keys: Mapping[str, str]) -> str:
        """Return why a person with that id, login and address can't be in a new file, or ""."""
        return ""

    def prepare(self, _sheet: Sheet) -> str:
        """Bring the file's form into one that the system reads; return what was changed, or ""."""
        return ""

    def new_heading(self, columns: Sequence[Scores]) -> list[list[str]]:
        """Return the first rows of a new file."""
        raise NotImplementedError

    def new_row(self, person: Person, keys: Mapping[str, str]) -> list[str]:
        """Return a person's cells before the grades in a new file."""
        raise NotImplementedError

    def new_keys(self, person: Person, match: Match) -> dict[str, str]:
        """Return a person's id, login and address as far as they are known, letter for letter."""
        known = {"id": person.lms_user_id, "login": "", "email": person.email}
        return {**known, match.kind: match.values.get(person.id, "")}


def names_of(person: Person) -> tuple[str, str]:
    """Return last and first name as text that no spreadsheet takes for a formula."""
    return str(safe_cell(person.last_name)), str(safe_cell(person.first_name))
