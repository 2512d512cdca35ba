"""The one writer of the gradebook: many submissions in one transaction, in nbgrader's tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader import api
from sqlalchemy import select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.database import Database, GradebookError
from secondsource_grading.gradebook.late_penalty import Penalty
from secondsource_grading.gradebook.rows import (
    Book,
    copies_of,
    write_comments,
    write_grades,
    write_penalties,
)
from secondsource_grading.gradebook.tables import (
    LEDGER,
    STUDENT,
    SUBMISSION,
    Row,
    insert,
    insert_plain,
    new_id,
    table_of,
    update,
)
from secondsource_grading.grading.job import Outcome

__all__ = ["Known", "Writer"]


@dataclass(frozen=True)
class Known:
    """What the gradebook has of a student and this assignment."""

    state: str | None = None
    """The state in which the batch door graded the submission."""
    extension: str = ""
    listed: bool = False
    """Whether the student is in the gradebook at all."""


class Writer:
    """Writes outcomes of one assignment. Use it from one thread."""

    def __init__(self, db_url: str, assignment: str) -> None:
        self._db = Database(db_url)
        self.assignment = assignment
        self._db.transaction(self._read_assignment)

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    @property
    def due(self) -> datetime | None:
        """When the assignment is due, in UTC."""
        return self._due

    @property
    def notebooks(self) -> list[str]:
        """The names of the assignment's notebooks."""
        return sorted(self._books)

    def known(self, students: Sequence[str]) -> dict[str, Known]:
        """What the gradebook has of these students."""
        return self._db.transaction(lambda connection: self._known(connection, students), kind="")

    def write(self, outcomes: Sequence[Outcome], penalty: Penalty) -> None:
        """Put a group of outcomes into the gradebook, all or none."""
        self._db.transaction(lambda connection: self._write(connection, outcomes, penalty))

    def _read_assignment(self, connection: Connection) -> None:
        if not connection.dialect.has_table(connection, "assignment"):
            raise self._missing()
        table, books, cells = map(table_of, (api.Assignment, api.Notebook, api.BaseCell))
        row = connection.execute(
            select(table.c.id, table.c.duedate).where(table.c.name == self.assignment)
        ).one_or_none()
        if row is None:
            raise self._missing()
        self._id: str = row.id
        self._due: datetime | None = row.duedate
        self._books: dict[str, Book] = {}
        found = connection.execute(
            select(books.c.id, books.c.name).where(books.c.assignment_id == self._id)
        )
        for book in found.all():
            ids: dict[str, dict[str, str]] = {}
            rows = connection.execute(select(cells).where(cells.c.notebook_id == book.id))
            for cell in rows:
                ids.setdefault(cell.type, {})[cell.name] = cell.id
            kinds = (ids.get(kind, {}) for kind in ("GradeCell", "TaskCell", "SolutionCell"))
            self._books[book.name] = Book(book.id, *kinds)
        LEDGER.create(connection, checkfirst=True)

    def _missing(self) -> GradebookError:
        return GradebookError(
            f"{self._db.name}: the gradebook has no assignment {self.assignment}; "
            f"run `nbgrader generate_assignment {self.assignment}` first"
        )

    def _known(self, connection: Connection, students: Sequence[str]) -> dict[str, Known]:
        mine = (LEDGER.c.assignment == self.assignment) & (LEDGER.c.student == STUDENT.c.id)
        theirs = (SUBMISSION.c.assignment_id == self._id) & (
            SUBMISSION.c.student_id == STUDENT.c.id
        )
        rows = connection.execute(
            select(STUDENT.c.id, LEDGER.c.state, SUBMISSION.c.extension)
            .select_from(STUDENT.outerjoin(LEDGER, mine).outerjoin(SUBMISSION, theirs))
            .where(STUDENT.c.id.in_([s for s in students if s.isprintable()]))
        )
        found = {r.id: Known(r.state, str(r.extension or ""), listed=True) for r in rows}
        return dict.fromkeys(students, Known()) | found

    def _write(self, connection: Connection, outcomes: Sequence[Outcome], penalty: Penalty) -> None:
        submissions, fresh = self._submissions(connection, outcomes)
        ids = [submissions[o.student]["id"] for o in outcomes]
        for name, book in self._books.items():
            copies = copies_of(connection, book, ids, fresh)
            mine = {o.student: copies[submissions[o.student]["id"]] for o in outcomes}
            write_grades(connection, book, name, outcomes, mine)
            write_comments(connection, book, name, outcomes, mine)
            late = {
                o.student: self._seconds_late(submissions[o.student])
                for o in outcomes
                if name in o.graded
            }
            write_penalties(connection, book, late, mine, penalty)
        self._note(connection, outcomes)

    def _submissions(
        self, connection: Connection, outcomes: Sequence[Outcome]
    ) -> tuple[dict[str, dict[str, Any]], set[str]]:
        """The submission's row of each student, with the time it was handed in; the new ones' ids.

        Students the gradebook doesn't know are added.
        """
        theirs = (SUBMISSION.c.assignment_id == self._id) & (
            SUBMISSION.c.student_id == STUDENT.c.id
        )
        rows = connection.execute(
            select(STUDENT.c.id.label("student"), SUBMISSION)
            .select_from(STUDENT.outerjoin(SUBMISSION, theirs))
            .where(STUDENT.c.id.in_([o.student for o in outcomes]))
        )
        before = {row["student"]: dict(row) for row in rows.mappings()}
        found = {student: row for student, row in before.items() if row["id"] is not None}
        new = [{"id": o.student} for o in outcomes if o.student not in before]
        insert_plain(connection, STUDENT, new)
        fresh, changed = [], []
        for outcome in outcomes:
            when = _time(outcome.timestamp)
            row = found.get(outcome.student)
            if row is None:
                found[outcome.student] = row = {
                    "id": new_id(),
                    "assignment_id": self._id,
                    "student_id": outcome.student,
                    "timestamp": when,
                    "extension": None,
                }
                fresh.append(row)
            elif when is not None and row["timestamp"] != when:
                row["timestamp"] = when
                changed.append({"key": row["id"], "timestamp": when})
        insert(connection, SUBMISSION, fresh)
        update(connection, SUBMISSION, changed)
        return found, {row["id"] for row in fresh}

    def _seconds_late(self, submission: Row) -> float:
        if self._due is None or submission["timestamp"] is None:
            return 0.0
        due = self._due + submission["extension"] if submission["extension"] else self._due
        return max(0.0, float((submission["timestamp"] - due).total_seconds()))

    def _note(self, connection: Connection, outcomes: Sequence[Outcome]) -> None:
        mine = LEDGER.c.assignment == self.assignment
        students = [o.student for o in outcomes]
        connection.execute(LEDGER.delete().where(mine, LEDGER.c.student.in_(students)))
        rows = [
            {"assignment": self.assignment, "student": o.student, "state": o.state}
            for o in outcomes
        ]
        insert_plain(connection, LEDGER, rows)


def _time(stamp: str | None) -> datetime | None:
    """A submission's time in UTC, from the one form in which the gate tells it."""
    return datetime.fromisoformat(stamp.removesuffix(" UTC")) if stamp else None
