"""The one writer of the gradebook: many submissions in one transaction, in nbgrader's tables."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from nbgrader import api, utils
from sqlalchemy import (
    Column,
    Engine,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection

from secondsource.errors import SecondSourceError
from secondsource_grading.batch.work import Outcome

__all__ = ["GradebookError", "Penalty", "Writer"]

PATIENCE = 60
"""Seconds to wait for a lock that another program holds on the gradebook."""

LEDGER = Table(
    "secondsource_graded",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("digest", String(64), nullable=False),
)
"""What has been graded, noted in the same transaction as the grades."""

CHUNK = 400
"""Ids in one query; SQLite of old takes 999 variables."""


class GradebookError(SecondSourceError):
    """The gradebook lacks the assignment, or cannot be written."""


class Penalty:
    """The late penalty plug-in the course has configured, kept within what was earned."""

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin

    def __call__(self, student: str, points: float, seconds: float) -> float | None:
        """Points off for `seconds` of lateness, within 0..points; None for none."""
        off = self._plugin.late_submission_penalty(student, points, seconds)
        return None if off is None else min(max(off, 0), points)


class Writer:
    """Writes outcomes of one assignment. Use it from one thread."""

    def __init__(self, db_url: str, course_id: str, assignment: str) -> None:
        api.Gradebook(db_url, course_id).close()
        self._engine = _engine(db_url)
        LEDGER.create(self._engine, checkfirst=True)
        self.assignment = assignment
        with self._engine.connect() as connection:
            self._read_assignment(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def done(self) -> dict[str, str]:
        """The digest of every submission graded before, by student."""
        query = select(LEDGER.c.student, LEDGER.c.digest).where(
            LEDGER.c.assignment == self.assignment
        )
        with self._engine.connect() as connection:
            return {row.student: row.digest for row in connection.execute(query)}

    def write(self, outcomes: Sequence[Outcome], penalty: Penalty) -> None:
        """Put a group of outcomes into the gradebook, all or none."""
        with self._engine.begin() as connection:
            self._students(connection, [o.student for o in outcomes])
            submissions = self._submissions(connection, outcomes)
            notebooks = self._notebooks(connection, list(submissions.values()))
            self._grades(connection, outcomes, submissions, notebooks)
            self._comments(connection, outcomes, submissions, notebooks)
            self._penalties(connection, outcomes, submissions, notebooks, penalty)
            self._note(connection, outcomes)

    def _read_assignment(self, connection: Connection) -> None:
        row = connection.execute(
            select(_t(api.Assignment).c.id, _t(api.Assignment).c.duedate).where(
                _t(api.Assignment).c.name == self.assignment
            )
        ).one_or_none()
        if row is None:
            msg = (
                f"the gradebook has no assignment {self.assignment}; "
                f"run `nbgrader generate_assignment {self.assignment}` first"
            )
            raise GradebookError(msg)
        self._id, self._due = row.id, row.duedate
        books = _t(api.Notebook)
        found = connection.execute(
            select(books.c.id, books.c.name).where(books.c.assignment_id == self._id)
        )
        self.notebooks: dict[str, str] = {r.name: r.id for r in found}
        cells = _t(api.BaseCell)
        self._cells: dict[str, dict[str, tuple[str, str]]] = {}
        for name, book_id in self.notebooks.items():
            rows = connection.execute(
                select(cells.c.id, cells.c.name, cells.c.type).where(cells.c.notebook_id == book_id)
            )
            self._cells[name] = {f"{r.type}/{r.name}": (r.id, r.name) for r in rows}

    def _of(self, notebook: str, *types: str) -> dict[str, str]:
        """Cell ids by name, for the cells of these types."""
        wanted = tuple(f"{t}/" for t in types)
        return {n: i for k, (i, n) in self._cells[notebook].items() if k.startswith(wanted)}

    def _students(self, connection: Connection, students: list[str]) -> None:
        table = _t(api.Student)
        known = set(_in(connection, table.c.id, students, table.c.id).keys())
        rows = [{"id": s, "lms_user_id": None} for s in students if s not in known]
        _insert(connection, table, rows)

    def _submissions(
        self, connection: Connection, outcomes: Sequence[Outcome]
    ) -> dict[str, dict[str, Any]]:
        table = _t(api.SubmittedAssignment)
        query = select(table).where(table.c.assignment_id == self._id)
        found: dict[str, dict[str, Any]] = {}
        for chunk in _chunks([o.student for o in outcomes]):
            for row in connection.execute(query.where(table.c.student_id.in_(chunk))):
                found[row.student_id] = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
        fresh: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for outcome in outcomes:
            when = _time(outcome.timestamp)
            known = found.get(outcome.student)
            if known is None:
                found[outcome.student] = new = {
                    "id": _uuid(),
                    "assignment_id": self._id,
                    "student_id": outcome.student,
                    "timestamp": when,
                    "extension": None,
                }
                fresh.append(new)
            elif when is not None and known["timestamp"] != when:
                known["timestamp"] = when
                changed.append({"key": known["id"], "timestamp": when})
        _insert(connection, table, fresh)
        _update(connection, table, changed, "timestamp")
        return found

    def _notebooks(
        self, connection: Connection, submissions: list[dict[str, Any]]
    ) -> dict[tuple[str, str], str]:
        """The id of each submitted notebook, by submission id and notebook name; rows are made."""
        table = _t(api.SubmittedNotebook)
        names = {i: n for n, i in self.notebooks.items()}
        found: dict[tuple[str, str], str] = {}
        for chunk in _chunks([s["id"] for s in submissions]):
            rows = connection.execute(
                select(table.c.id, table.c.assignment_id, table.c.notebook_id).where(
                    table.c.assignment_id.in_(chunk)
                )
            )
            found |= {(r.assignment_id, names[r.notebook_id]): r.id for r in rows}
        fresh, grades, comments = [], [], []
        for submission in submissions:
            for name, book_id in self.notebooks.items():
                place = (submission["id"], name)
                if place in found:
                    continue
                found[place] = mine = _uuid()
                fresh.append(
                    {
                        "id": mine,
                        "assignment_id": submission["id"],
                        "notebook_id": book_id,
                        "flagged": False,
                        "late_submission_penalty": None,
                    }
                )
                grades += [
                    {"id": _uuid(), "cell_id": c, "notebook_id": mine, "needs_manual_grade": True}
                    for c in self._of(name, "GradeCell", "TaskCell").values()
                ]
                comments += [
                    {"id": _uuid(), "cell_id": c, "notebook_id": mine}
                    for c in self._of(name, "SolutionCell", "TaskCell").values()
                ]
        _insert(connection, table, fresh)
        _insert(connection, _t(api.Grade), grades)
        _insert(connection, _t(api.Comment), comments)
        return found

    def _grades(
        self,
        connection: Connection,
        outcomes: Sequence[Outcome],
        submissions: Mapping[str, dict[str, Any]],
        notebooks: Mapping[tuple[str, str], str],
    ) -> None:
        table = _t(api.Grade)
        books = list(notebooks.values())
        manual: dict[tuple[str, str], bool] = {}
        for chunk in _chunks(books):
            rows = connection.execute(
                select(table.c.notebook_id, table.c.cell_id).where(
                    table.c.notebook_id.in_(chunk), table.c.manual_score.is_not(None)
                )
            )
            manual |= {(r.notebook_id, r.cell_id): True for r in rows}
        changes = []
        for outcome in outcomes:
            for name in self.notebooks:
                cells = self._of(name, "GradeCell")
                book = notebooks[submissions[outcome.student]["id"], name]
                graded = outcome.graded.get(name)
                if graded is None:
                    every = self._of(name, "GradeCell", "TaskCell").values()
                    changes += [_grade(book, c, 0.0, needs=False) for c in every]
                    continue
                for grade in graded.grades:
                    cell = cells[grade.name]
                    needs = grade.attention or (book, cell) in manual
                    changes.append(_grade(book, cell, grade.auto_score, needs=needs))
        if changes:
            connection.execute(
                update(table)
                .where(
                    table.c.notebook_id == bindparam("book"), table.c.cell_id == bindparam("cell")
                )
                .values(auto_score=bindparam("points"), needs_manual_grade=bindparam("needs")),
                changes,
            )

    def _comments(
        self,
        connection: Connection,
        outcomes: Sequence[Outcome],
        submissions: Mapping[str, dict[str, Any]],
        notebooks: Mapping[tuple[str, str], str],
    ) -> None:
        table = _t(api.Comment)
        changes = []
        for outcome in outcomes:
            for name, graded in outcome.graded.items():
                cells = self._of(name, "SolutionCell", "TaskCell")
                book = notebooks[submissions[outcome.student]["id"], name]
                changes += [
                    {"book": book, "cell": cells[c.name], "note": c.auto_comment}
                    for c in graded.comments
                ]
        if changes:
            connection.execute(
                update(table)
                .where(
                    table.c.notebook_id == bindparam("book"), table.c.cell_id == bindparam("cell")
                )
                .values(auto_comment=bindparam("note")),
                changes,
            )

    def _penalties(
        self,
        connection: Connection,
        outcomes: Sequence[Outcome],
        submissions: Mapping[str, dict[str, Any]],
        notebooks: Mapping[tuple[str, str], str],
        penalty: Penalty,
    ) -> None:
        table = _t(api.SubmittedNotebook)
        changes = []
        for outcome in outcomes:
            submission = submissions[outcome.student]
            late = self._seconds_late(submission)
            for name in outcome.graded:
                book = notebooks[submission["id"], name]
                off = None
                if late > 0:
                    off = penalty(outcome.student, self._points(connection, book), late)
                changes.append({"key": book, "late_submission_penalty": off})
        if self._due is not None:
            _update(connection, table, changes, "late_submission_penalty")

    def _points(self, connection: Connection, book: str) -> float:
        query = select(api.SubmittedNotebook.score).where(api.SubmittedNotebook.id == book)
        return float(connection.execute(query).scalar_one())

    def _seconds_late(self, submission: Mapping[str, Any]) -> float:
        if self._due is None or submission["timestamp"] is None:
            return 0.0
        due = self._due + submission["extension"] if submission["extension"] else self._due
        return max(0.0, float((submission["timestamp"] - due).total_seconds()))

    def _note(self, connection: Connection, outcomes: Sequence[Outcome]) -> None:
        students = [o.student for o in outcomes]
        for chunk in _chunks(students):
            connection.execute(
                LEDGER.delete().where(
                    LEDGER.c.assignment == self.assignment, LEDGER.c.student.in_(chunk)
                )
            )
        rows = [
            {"assignment": self.assignment, "student": o.student, "digest": o.digest}
            for o in outcomes
        ]
        _insert(connection, LEDGER, rows)


def _grade(book: str, cell: str, points: float | None, *, needs: bool) -> dict[str, Any]:
    return {"book": book, "cell": cell, "points": points, "needs": needs}


def _engine(db_url: str) -> Engine:
    if not db_url.startswith("sqlite"):
        return create_engine(db_url)
    engine = create_engine(db_url, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: Any) -> None:
        # Readers (the formgrader) and this one writer don't wait for each other.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


def _t(model: Any) -> Table:
    table: Table = model.__table__
    return table


def _uuid() -> str:
    return uuid.uuid4().hex


def _time(stamp: str | None) -> datetime | None:
    """A submission's time in UTC, as nbgrader reads it; None for none or one that is no time."""
    if not stamp:
        return None
    try:
        when: datetime = utils.parse_utc(stamp)
    except (ValueError, OverflowError):
        return None
    return when


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[n : n + CHUNK] for n in range(0, len(ids), CHUNK))


def _in(connection: Connection, column: Any, ids: Sequence[str], key: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for chunk in _chunks(ids):
        found |= {row[0]: row for row in connection.execute(select(key).where(column.in_(chunk)))}
    return found


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _update(connection: Connection, table: Table, rows: list[dict[str, Any]], column: str) -> None:
    if rows:
        connection.execute(
            update(table).where(table.c.id == bindparam("key")).values({column: bindparam(column)}),
            rows,
        )
