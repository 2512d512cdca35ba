"""How Canvas, Moodle and Blackboard read a file of grades, by what is documented of their imports.

Written from those rules alone and with none of the exporter's code, so that a rule which the
exporter has wrong shows. Each returns the grades by the person the system would find.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import NoReturn

__all__ = ["ImportRefusedError", "Member", "blackboard", "canvas", "moodle", "worksheet"]

DROPPED = [
    f"{when} {what}" for when in ("Current", "Final") for what in ("Score", "Points", "Grade")
] + ["Override Score", "Override Grade", "Override Status"]
"""Words for whose sake Canvas leaves a column out without a word."""


class ImportRefusedError(Exception):
    """The system takes nothing of the file."""


@dataclass(frozen=True)
class Member:
    """A person as a system knows them."""

    number: str
    """Canvas's own id, or the number of Moodle's participant."""
    sis: str = ""
    login: str = ""
    email: str = ""


def refuse(why: str) -> NoReturn:
    """Take nothing."""
    raise ImportRefusedError(why)


def canvas(raw: bytes, members: list[Member]) -> dict[str, dict[str, str]]:
    """Return the grades by login, then by the assignment's number, or its title where it is new."""
    text = raw.decode("utf-8-sig")
    head, *rows = _parse(text, _guessed(text))
    first = 2
    if len(head) < 4 or "Student" not in head[0] or "ID" not in head[1]:
        refuse("Invalid header row")
    if head[2] == "SIS User ID":
        first = 3
    if head[first] != "SIS Login ID":
        refuse("Invalid header row")
    section = next((n for n in range(first + 1, len(head)) if "Section" in head[n]), None)
    if section is None:
        refuse("Invalid header row")
    columns: dict[str, int] = {}
    for place in range(section + 1, len(head)):
        title = head[place]
        if any(words in title for words in DROPPED):
            continue
        found = re.fullmatch(r"(.*)\s\((\d+)\)", title, re.DOTALL)
        columns.setdefault(found[2] if found else title, place)
    grades: dict[str, dict[str, str]] = {}
    for line in rows:
        if "Points Possible" in line[0] or "Manual Posting" in line:
            continue
        row = [_canvas_cell(cell) for cell in line]
        sis = row[2] if first == 3 else ""
        keys = ((row[1], "number"), (sis, "sis"), (row[first], "login"))
        who = next(
            (m for key, name in keys if key for m in members if _same(key, getattr(m, name))), None
        )
        if who is None:
            refuse(f"asks who {row[:4]} is")
        grades[who.login] = {
            name: row[place] for name, place in columns.items() if row[place] not in ("", "-")
        }
    return grades


def _canvas_cell(cell: str) -> str:
    """Canvas's rewriting of what it takes for a number: the last separator is the decimal mark."""
    if not re.fullmatch(r"[\d.,%]*[.,%][\d.,%]*", cell.strip()):
        return cell.strip()
    whole, _, rest = re.sub("%", "", cell.strip()).replace(",", ".").rpartition(".")
    return f"{whole.replace('.', '')}.{rest}" if whole else rest


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _guessed(text: str) -> str:
    lines = text.splitlines()[:3]
    counts = {mark: {len(next(csv.reader([x], delimiter=mark))) for x in lines} for mark in ";,"}
    fitting = [mark for mark in ";," if len(counts[mark]) == 1 and counts[mark] != {1}]
    if not fitting:
        refuse("neither ; nor , gives the first lines the same number of fields")
    return fitting[0]


def moodle(
    raw: bytes, members: list[Member], key: str, column: str, most: float = 100
) -> dict[str, float]:
    """Return one column's grades by login; all or nothing.

    `key` is the heading that the instructor maps to the user, `column` the one of grades.
    """
    head, *rows = _parse(raw.decode("utf-8-sig"), ",")
    if head.count(column) != 1 or head.count(key) != 1:
        refuse("a column is mapped once")
    name = {"email": "email", "username": "login", "idnumber": "sis"}[
        {"Email address": "email", "Username": "username", "ID number": "idnumber"}.get(key, key)
    ]
    grades = {}
    for row in rows:
        who, text = row[head.index(key)].strip(), row[head.index(column)].strip()
        if not who:
            continue
        found = [m for m in members if _same(getattr(m, name), who)]
        if len(found) != 1:
            refuse(f"user mapping error: {who}")
        if text in ("", "-"):
            continue
        try:
            value = float(text)
        except ValueError:
            refuse(f"bad grade: {text}")
        if value > most:
            refuse(f"grade too high: {text}")
        grades[found[0].login] = value
    return grades


def worksheet(raw: bytes, members: list[Member]) -> dict[str, float]:
    """Return the grades of a grading worksheet by login: UTF-8, commas, participants' numbers."""
    head, *rows = _parse(raw.decode("utf-8"), ",")
    for needed in ("Identifier", "Grade", "Last modified (grade)"):
        if needed not in head:
            refuse(f"no column {needed}")
    grades = {}
    for row in rows:
        number = re.fullmatch(r"Participant (\d+)", row[head.index("Identifier")])
        found = [m for m in members if number and m.number == number[1]]
        if not found:
            refuse(f"no participant: {row[0]}")
        text = row[head.index("Grade")]
        if text:
            grades[found[0].login] = float(text)
    return grades


def blackboard(raw: bytes) -> dict[str, dict[str, str]]:
    """Return the grades by username, then by a column's number, or its heading where it is new."""
    wide = raw.startswith(b"\xff\xfe") or b"\0" in raw[:4]
    text = raw.decode("utf-16" if raw.startswith(b"\xff\xfe") else "utf-16-le" if wide else "utf-8")
    text = text.removeprefix("\ufeff")
    delimiter = "\t" if "\t" in text.splitlines()[0] else ","
    quoted = (line.startswith('"') and line.endswith('"') for line in text.splitlines() if line)
    if delimiter == "," and not all(quoted):
        refuse("with commas every cell is quoted")
    head, *rows = _parse(text, delimiter)
    if "Username" not in head:
        refuse("no column Username")
    columns = {}
    for place, title in enumerate(head):
        found = re.search(r"\[Total Pts: (up to )?[^\]]*\]\s*(?:\|(\d+))?", title)
        if found and not found[1]:
            columns[found[2] or title] = place
    name = head.index("Username")
    return {
        row[name]: {column: row[place] for column, place in columns.items() if row[place]}
        for row in rows
    }


def _parse(text: str, delimiter: str) -> list[list[str]]:
    rows = [r for r in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if r]
    if any(len(row) != len(rows[0]) for row in rows):
        refuse("a line has another number of cells")
    return rows
