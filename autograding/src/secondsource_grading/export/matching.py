"""Who in the gradebook is who in the system's file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from secondsource_grading.export.errors import ExportError
from secondsource_grading.export.sheet import Sheet, read_sheet, where
from secondsource_grading.gradebook.reader import Person

__all__ = ["KINDS", "Match", "find_rows", "read_match"]

KINDS = ("id", "login", "email")


@dataclass(frozen=True)
class Match:
    """What is looked up, `kind` being one of `KINDS` or a heading of the file, for each student.

    A student for whom it is not known is not in `values`.
    """

    kind: str
    values: Mapping[str, str]

    def fold(self, text: str) -> str:
        """Return what is compared: logins and e-mail addresses don't tell a from A, ids do."""
        return text.strip().casefold() if self.kind in ("login", "email") else text.strip()


def read_match(how: str, people: Iterable[Person]) -> Match:
    """Return how to match: by `id`, `login` or `email`, or by the file of that name.

    `id` is the roster's `lms_user_id` if it has one, else nbgrader's id; `login` is nbgrader's id.
    Such a file has two columns: `student`, with nbgrader's ids, and one whose heading is `id`,
    `login`, `email` or a heading of the system's file. Raises `ExportError`.
    """
    known = {
        "id": lambda p: p.lms_user_id or p.id,
        "login": lambda p: p.id,
        "email": lambda p: p.email,
    }
    if how in known:
        match = Match(how, {p.id: known[how](p) for p in people if known[how](p)})
    else:
        match = _mapping(Path(how), {p.id for p in people})
    seen: dict[str, str] = {}
    for student, value in match.values.items():
        other = seen.setdefault(match.fold(value), student)
        if other != student:
            msg = (
                f"{how}: {other!r} and {student!r} both have the {match.kind} {value!r}; "
                "mend the roster, or match by a file that tells them apart"
            )
            raise ExportError(msg)
    return match


def _mapping(file: Path, students: set[str]) -> Match:
    if not file.is_file():
        msg = f"--match {file}: it is neither {', '.join(KINDS)} nor a file that is there"
        raise ExportError(msg)
    sheet = read_sheet(file)
    names = sheet.heading
    if len(names) != 2 or names[0].strip() != "student":  # noqa: PLR2004 - from and to
        msg = (
            f"{where(sheet, 0)}: the headings are {', '.join(names)}; "
            "they have to be `student` and the column to look in: id, login, email or its heading"
        )
        raise ExportError(msg)
    values: dict[str, str] = {}
    for number in range(1, len(sheet.rows)):
        student, value = sheet.cell(number, 0).strip(), sheet.cell(number, 1).strip()
        if student not in students:
            msg = f"{where(sheet, number)}: {student!r} is not in the gradebook; mend or remove it"
            raise ExportError(msg)
        if student in values:
            msg = f"{where(sheet, number)}: {student!r} is there twice; keep one of the two lines"
            raise ExportError(msg)
        if value:
            values[student] = value
    return Match(names[1].strip(), values)


def find_rows(sheet: Sheet, first: int, columns: Iterable[int], match: Match) -> dict[str, int]:
    """Return the row of each student who is in the file, from the row `first` on.

    Raises `ExportError` where two rows have the same value in one of `columns`, or a student's
    value is in two rows.
    """
    rows: dict[str, set[int]] = {}
    for column in columns:
        seen: dict[str, int] = {}
        for row in range(first, len(sheet.rows)):
            value = match.fold(sheet.cell(row, column))
            if not value:
                continue
            if value in seen:
                _twice(sheet, column, seen[value], row)
            seen[value] = row
            rows.setdefault(value, set()).add(row)
    found = {}
    for student, value in match.values.items():
        own = sorted(rows.get(match.fold(value), ()))
        if len(own) > 1:
            msg = (
                f"{where(sheet, own[1])}: {value!r} is {student!r} here and also in line "
                f"{sheet.lines[own[0]]}, in another column; match by a file that tells them apart"
            )
            raise ExportError(msg)
        if own:
            found[student] = own[0]
    return found


def _twice(sheet: Sheet, column: int, earlier: int, row: int) -> None:
    msg = (
        f"{where(sheet, row, column)}: {sheet.cell(row, column)!r} is there a second time, after "
        f"line {sheet.lines[earlier]}; download the file again, or remove one of the two people"
    )
    raise ExportError(msg)
