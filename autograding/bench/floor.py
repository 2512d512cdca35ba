"""The floor under any grader: read the notebooks, write their successors and the gradebook's rows.

`python floor.py COURSE GRADED TARGET` does, for every submission in COURSE, nothing but what cannot
be left out: read the notebook's file and parse its JSON with Python's own reader; write an
autograded notebook into a folder of its own with nbgrader's rights, always the first
student's, whose text it takes from GRADED once;
put the rows into a new SQLite file, a hundred submissions in one transaction. No
checking, scoring, rendering or writing of JSON.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import uuid
from pathlib import Path

GROUP = 100

TABLES = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")


def main(course: Path, graded: Path, target: Path) -> None:
    """Go over all submissions once."""
    before = sqlite3.connect(graded / "gradebook.db")
    students = sorted(p.name for p in (course / "submitted").iterdir())
    pattern = _rows(before, students[0])
    after = sqlite3.connect(target / "gradebook.db", isolation_level=None)
    after.execute("PRAGMA journal_mode=WAL")
    after.execute("PRAGMA synchronous=NORMAL")
    for (statement,) in before.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL"):
        after.execute(statement)
    text = next((graded / "autograded" / students[0]).glob("*/*.ipynb")).read_bytes()
    for start in range(0, len(students), GROUP):
        after.execute("BEGIN")
        for student in students[start : start + GROUP]:
            _files(course, text, target, student)
            _write(after, pattern, {students[0]: student})
        after.execute("COMMIT")


def _files(course: Path, text: bytes, target: Path, student: str) -> None:
    for file in (course / "submitted" / student).glob("*/*.ipynb"):
        json.loads(file.read_bytes())
        folder = target / "autograded" / student / file.parent.name
        folder.mkdir(parents=True)
        (folder / file.name).write_bytes(text)
        (folder / file.name).chmod(0o444)
        (folder / "timestamp.txt").write_bytes((file.parent / "timestamp.txt").read_bytes())
        (folder / "timestamp.txt").chmod(0o444)


Rows = dict[str, list[tuple[object, ...]]]


def _rows(before: sqlite3.Connection, student: str) -> Rows:
    """One student's rows, the pattern of everybody's."""
    mine = "SELECT id FROM submitted_assignment WHERE student_id = ?"
    books = f"SELECT id FROM submitted_notebook WHERE assignment_id IN ({mine})"  # noqa: S608
    where = (
        "id = ?",
        "student_id = ?",
        f"assignment_id IN ({mine})",
        *2 * [f"notebook_id IN ({books})"],
    )
    return {
        table: before.execute(f"SELECT * FROM {table} WHERE {which}", [student]).fetchall()  # noqa: S608
        for table, which in zip(TABLES, where, strict=True)
    }


def _write(after: sqlite3.Connection, pattern: Rows, names: dict[object, object]) -> None:
    """The pattern's rows with fresh ids."""
    for table, rows in pattern.items():
        if table != "student":
            names |= {row[0]: uuid.uuid4().hex for row in rows}
        fresh = [tuple(names.get(value, value) for value in row) for row in rows]
        if fresh:
            places = ", ".join("?" * len(fresh[0]))
            after.executemany(f"INSERT INTO {table} VALUES ({places})", fresh)  # noqa: S608


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
