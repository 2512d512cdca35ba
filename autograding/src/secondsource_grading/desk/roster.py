"""A class list from a CSV file: nbgrader's own form, or a school system's export.

The student's id is what nbgrader names the student's folder by, so it has to be the name that
students log in with. Canvas calls it "SIS Login ID", Moodle and Blackboard "Username".
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from secondsource.errors import SecondSourceError

__all__ = ["Roster", "RosterError", "Student", "read_roster"]

IDS = ("sis login id", "username", "login", "user name", "student id", "id")
"""Columns that name a student for nbgrader, the best first, as `_plain` writes them."""

DETAILS: Mapping[str, tuple[str, ...]] = {
    "first_name": ("first name", "firstname", "given name"),
    "last_name": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "email address", "e-mail"),
    "lms_user_id": ("lms user id", "idnumber", "id number", "student id", "sis user id", "id"),
}
"""Columns for the rest of what nbgrader keeps of a student, by its own name for it."""

WHOLE_NAME = "student"
"""Canvas's column of names, written "Last, First"."""

LONGEST = 128
"""Characters that nbgrader's gradebook keeps of an id, a name or an address."""

SEPARATORS = ",;\t"

FORBIDDEN = frozenset('/\\+*?"<>|:')
"""Characters that no folder's name has, or that nbgrader's exchange gives a meaning."""

RESERVED = frozenset({"points possible", "manual posting"})
"""First cells of rows of a Canvas export that are no students."""

TEST_STUDENTS = frozenset({"student, test", "test student"})
"""Names of the invented student that Canvas adds to a course."""


class RosterError(SecondSourceError):
    """The class list cannot be used; names file, line, value and remedy."""


@dataclass(frozen=True)
class Student:
    """A student as nbgrader's gradebook keeps one; what the file does not say is None."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    lms_user_id: str | None = None


@dataclass(frozen=True)
class Roster:
    """The students of a file, and the column that their ids were taken from."""

    students: tuple[Student, ...] = ()
    column: str = ""


def read_roster(file: Path, id_column: str | None = None) -> Roster:
    """Return the students in a CSV file; the file is only read.

    The file may be in UTF-8 or UTF-16, separated by commas, semicolons or tabs. `id_column`
    names the column with the ids where it is none of the usual ones. Raises `RosterError`
    where a row cannot be used, and then nothing of the file is.
    """
    try:
        text = _decode(file, file.read_bytes())
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror}; name the file of the class list"
        raise RosterError(msg) from error
    separator, text = _separator(text)
    rows = _rows(file, text, separator)
    first, header = next(rows, (1, []))
    columns = _columns(file, first, header, id_column)
    names = {column: index for index, column in enumerate(_plain(name) for name in header)}
    students = _students(file, rows, columns, names.get(WHOLE_NAME))
    if not students:
        msg = f"{file}: holds no student below its first line; export the class list once more"
        raise RosterError(msg)
    return Roster(students, header[columns["id"]].strip())


def _decode(file: Path, content: bytes) -> str:
    if content.startswith(b"PK"):
        msg = f"{file}: is a spreadsheet, no CSV file; save it as CSV UTF-8 and name that file"
        raise RosterError(msg)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[1:2] == b"\0":
        encoding = "utf-16-le"
    elif content[:1] == b"\0":
        encoding = "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        byte = content[error.start : error.start + 1].hex()
        msg = (
            f"{file}, line {line}: byte 0x{byte} is not {encoding.removesuffix('-sig').upper()}; "
            "save the file as CSV UTF-8"
        )
        raise RosterError(msg) from error


def _separator(text: str) -> tuple[str, str]:
    """Return what separates the cells, and the text without Excel's line `sep=;`."""
    first, _, rest = text.partition("\n")
    told = first.strip().lower()
    if told.startswith("sep=") and len(told) == len("sep=;"):
        return told[-1], rest
    return max(SEPARATORS, key=first.count), text


def _rows(file: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with its line in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        msg = f"{file}, line {reader.line_num}: is no row of a CSV file: {error}; export it again"
        raise RosterError(msg) from error


def _columns(file: Path, line: int, header: Sequence[str], id_column: str | None) -> dict[str, int]:
    """Return where each detail of a student stands, by nbgrader's name for it."""
    names = [_plain(name) for name in header]
    wanted = (_plain(id_column),) if id_column else IDS
    found = next((name for name in wanted if name in names), None)
    if found is None:
        have = ", ".join(repr(name.strip()) for name in header if name.strip()) or "nothing"
        asked = f"column {id_column!r}" if id_column else "column with the students' ids"
        msg = (
            f"{file}, line {line}: there is no {asked}; it has {have}. Call the column 'id', or "
            "name it with --id-column"
        )
        raise RosterError(msg)
    if names.count(found) > 1:
        msg = f"{file}, line {line}: has two columns {found!r}; take one of them away"
        raise RosterError(msg)
    columns = {"id": names.index(found)}
    for detail, known in DETAILS.items():
        name = next((n for n in known if n in names and n != found), None)
        if name is not None:
            columns[detail] = names.index(name)
    return columns


def _students(
    file: Path,
    rows: Iterator[tuple[int, list[str]]],
    columns: Mapping[str, int],
    whole_name: int | None,
) -> tuple[Student, ...]:
    students: list[Student] = []
    seen: dict[str, tuple[int, str]] = {}
    for line, row in rows:
        if _is_no_student(row, whole_name):
            continue
        student = _student(file, line, row, columns, whole_name)
        if before := seen.get(student.id.casefold()):
            msg = _told_twice(file, line, student.id, before)
            raise RosterError(msg)
        seen[student.id.casefold()] = line, student.id
        students.append(student)
    return tuple(students)


def _told_twice(file: Path, line: int, student: str, before: tuple[int, str]) -> str:
    first, name = before
    if name == student:
        return (
            f"{file}, line {line}: the id {student!r} is in line {first} already; "
            "each student needs one of their own, so take one line away or mend its id"
        )
    return (
        f"{file}, line {line}: the id {student!r} differs from {name!r} in line {first} by small "
        "and capital letters only, which are one folder on many disks; change one of them"
    )


def _is_no_student(row: Sequence[str], whole_name: int | None) -> bool:
    """Return whether a row of a Canvas export holds points, or the invented test student."""
    if whole_name is None or whole_name >= len(row):
        return False
    name = row[whole_name].strip().casefold()
    return name in RESERVED | TEST_STUDENTS or not (name or any(row[:4]))


def _student(
    file: Path, line: int, row: Sequence[str], columns: Mapping[str, int], whole_name: int | None
) -> Student:
    cells = {
        detail: unicodedata.normalize("NFC", row[at].strip()) if at < len(row) else ""
        for detail, at in columns.items()
    }
    if whole_name is not None and "last_name" not in cells and whole_name < len(row):
        last, _, first = row[whole_name].partition(",")
        cells |= {"last_name": last.strip(), "first_name": first.strip()}
    if problem := _wrong_id(cells["id"]):
        msg = f"{file}, line {line}: {problem}"
        raise RosterError(msg)
    for detail, value in cells.items():
        if len(value) > LONGEST:
            msg = (
                f"{file}, line {line}: {detail} has {len(value)} characters ({value[:20]}…), and "
                f"nbgrader keeps {LONGEST}; shorten it"
            )
            raise RosterError(msg)
    return Student(cells.pop("id"), **{detail: value or None for detail, value in cells.items()})


def _wrong_id(name: str) -> str | None:
    """Return what is wrong with a student's id, or None."""
    if not name:
        return "has no id; write the student's login into it, or take the line away"
    odd = sorted({c for c in name if c in FORBIDDEN or not c.isprintable()})
    if odd or name.startswith((".", "-")):
        what = " ".join(map(ascii, odd)) or repr(name[0])
        return (
            f"the id {name!r} holds {what}, and nbgrader names folders and submissions by it; "
            "take another column with --id-column, or change the id"
        )
    return None


def _plain(name: str) -> str:
    """Return a column's name as the tables above write it."""
    return " ".join(name.replace("_", " ").split()).casefold()
