"""The one writer of the gradebook, for `nbgrader autograde` and the batch command.

It writes many submissions, or one, in one transaction into nbgrader's tables.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, false, select
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.assignment import (
    assignment_names,
    no_such_assignment,
    read_notebooks,
)
from secondsource_grading.gradebook.by_hand import (
    HandGrade,
    read_hand_grades,
    write_hand_grades,
)
from secondsource_grading.gradebook.database import Database, GradebookError
from secondsource_grading.gradebook.floors import hold_floors, set_floors
from secondsource_grading.gradebook.kernel import hold_kernels
from secondsource_grading.gradebook.late_penalty import Penalty, seconds_late
from secondsource_grading.gradebook.noted import (
    StudentRecord,
    note_fingerprints,
    note_states,
    read_fingerprints,
    read_records,
)
from secondsource_grading.gradebook.odd_points import odd_points
from secondsource_grading.gradebook.penalties_today import other_penalties
from secondsource_grading.gradebook.regrading import Regrade, note_cells, note_totals, totals
from secondsource_grading.gradebook.rows import (
    NotebookCells,
    SubmittedNotebook,
    existing,
    submitted_notebooks,
    write_comments,
    write_grades,
    write_penalties,
    write_submissions,
)
from secondsource_grading.gradebook.tables import (
    ASSIGNMENT,
    FLOOR,
    GRADE,
    GRADED,
    GRADED_WITH,
    REGRADED,
    STUDENT,
    SUBMISSION,
)
from secondsource_grading.gradebook.version import OtherVersion, other_version
from secondsource_grading.gradebook.written import Written, read_written
from secondsource_grading.grading.job import Outcome

__all__ = ["Writer"]


class Writer:
    """Writes outcomes of one assignment. Use it from one thread.

    `write_ahead` switches a SQLite gradebook to write-ahead logging, so that others can read
    it during a long run. Raises `GradebookError` where it lacks the assignment.
    """

    def __init__(self, db_url: str, assignment: str, *, write_ahead: bool = True) -> None:
        self._db = Database(db_url, write_ahead=write_ahead)
        self.assignment = assignment
        try:
            self._db.transaction(self._read_assignment)
        except GradebookError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connections to the database."""
        self._db.close()

    def check_writable(self) -> None:
        """Raise `GradebookError` where the gradebook can only be read.

        Found out at the first student, it would be told of each, and take files away.
        """
        nothing = delete(ASSIGNMENT).where(false())
        self._db.transaction(lambda connection: connection.execute(nothing))

    @property
    def due(self) -> datetime | None:
        """When the assignment is due, in UTC."""
        return self._due

    @property
    def other_version(self) -> OtherVersion | None:
        """What is wrong with the version of the gradebook's tables; None where nothing is."""
        return self._other_version

    @property
    def notebooks(self) -> Mapping[str, NotebookCells]:
        """The assignment's notebooks by name, in alphabetical order."""
        return self._notebooks

    def records(self, students: Sequence[str]) -> dict[str, StudentRecord]:
        """Return what the gradebook has of these students."""
        mine = self.assignment, self._id
        return self._db.transaction(
            lambda connection: read_records(connection, mine, self._notebooks, students), kind=""
        )

    def graded_with(self) -> dict[str, tuple[str, str]]:
        """Return the fingerprints of each item and its key at the end of the last run."""
        return self._db.transaction(
            lambda connection: read_fingerprints(connection, self.assignment), kind=""
        )

    def note_graded_with(self, items: Mapping[str, tuple[str, str]]) -> None:
        """Note these fingerprints for the next run."""
        self._db.transaction(
            lambda connection: note_fingerprints(connection, self.assignment, items)
        )

    def without_submission(self, students: Collection[str]) -> list[str]:
        """Return who has grades of this assignment and is not among `students`, in order."""
        query = select(SUBMISSION.c.student_id).where(SUBMISSION.c.assignment_id == self._id)
        found = self._db.transaction(lambda connection: connection.scalars(query).all(), kind="")
        return sorted(set(map(str, found)).difference(students))

    def written(self, student: str) -> Written | None:
        """Return what the gradebook has of a student's submission; None where it has none."""
        return self._db.transaction(
            lambda connection: read_written(connection, self._id, student), kind=""
        )

    def write(
        self,
        outcomes: Sequence[Outcome],
        penalty: Penalty,
        only: Collection[str] | None = None,
        regrade: Regrade | None = None,
    ) -> None:
        """Put a group of outcomes into the gradebook, all or none.

        `only` names the notebooks to write; otherwise all are, and one that is not in an
        outcome counts as not handed in. The outcome's state is noted where it has one. With
        `regrade` what it changes is noted too.
        """
        names = sorted(self._notebooks.keys() if only is None else only)

        def work(connection: Connection) -> None:
            if regrade is None:
                self._write(connection, outcomes, penalty, names, None)
                return
            students = [o.student for o in outcomes]
            before = totals(connection, self._id, students)
            self._write(connection, outcomes, penalty, names, regrade)
            after = totals(connection, self._id, students)
            note_totals(connection, self.assignment, regrade, before, after)

        self._db.transaction(work)

    def other_penalties(self, students: Sequence[str], penalty: Penalty) -> list[str]:
        """Return which of these students have another late penalty than today's."""
        assignment = self._id, self._due
        return self._db.transaction(
            lambda connection: other_penalties(
                connection, assignment, self._notebooks, students, penalty
            ),
            kind="",
        )

    def students(self) -> list[str]:
        """Return everybody whom the gradebook lists, in the course and not in this assignment."""
        return self._db.transaction(
            lambda connection: list(connection.scalars(select(STUDENT.c.id))), kind=""
        )

    def odd_points(self) -> list[str]:
        """Return a sentence for each cell with points by hand that nobody can have meant."""
        return self._db.transaction(lambda connection: odd_points(connection, self._id), kind="")

    def hand_grades(self) -> list[HandGrade]:
        """Return what persons gave so far, for every graded cell of every submission."""
        return self._db.transaction(
            lambda connection: read_hand_grades(connection, self._id, self._notebooks), kind=""
        )

    def give(self, given: Sequence[HandGrade]) -> None:
        """Write points and comments that a person decided on, all or none."""
        self._db.transaction(
            lambda connection: write_hand_grades(connection, self._id, self._notebooks, given)
        )

    def _read_assignment(self, connection: Connection) -> None:
        if not connection.dialect.has_table(connection, "assignment"):
            raise self._missing()
        row = connection.execute(
            select(ASSIGNMENT.c.id, ASSIGNMENT.c.duedate).where(
                ASSIGNMENT.c.name == self.assignment
            )
        ).one_or_none()
        if row is None:
            names = assignment_names(connection)
            raise self._missing(no_such_assignment(self.assignment, names))
        self._id: str = row.id
        self._due: datetime | None = row.duedate
        self._other_version = other_version(connection)
        self._notebooks = read_notebooks(connection, self._id)
        if not self._notebooks:
            raise self._missing()
        hold_kernels(connection, self._id)
        for table_ in (GRADED, GRADED_WITH, FLOOR, REGRADED):
            table_.create(connection, checkfirst=True)

    def _missing(self, what: str = "") -> GradebookError:
        what = what or f"the gradebook has no assignment {self.assignment} with a notebook"
        command = f"nbgrader generate_assignment {shlex.quote(self.assignment)}"
        return GradebookError(
            f"{self._db.name}: {what}. One that is in the folder of sources comes into it with "
            f"`{command}`"
        )

    def _write(
        self,
        connection: Connection,
        outcomes: Sequence[Outcome],
        penalty: Penalty,
        names: Sequence[str],
        regrade: Regrade | None,
    ) -> None:
        submissions, new = write_submissions(connection, self._id, outcomes)
        ids = [submissions[o.student]["id"] for o in outcomes]
        for name in names:
            notebook = self._notebooks[name]
            rows = submitted_notebooks(connection, notebook, ids, new)
            mine = {o.student: rows[submissions[o.student]["id"]] for o in outcomes}
            times = {o.student: submissions[o.student]["timestamp"] for o in outcomes}
            self._write_grades(connection, name, outcomes, mine, times, regrade)
            write_comments(connection, notebook, name, outcomes, mine)
            late = {
                o.student: seconds_late(self._due, submissions[o.student])
                for o in outcomes
                if name in o.graded
            }
            write_penalties(connection, notebook, late, mine, penalty)
        states = {o.student: o.state for o in outcomes if o.state}
        note_states(connection, self.assignment, states)

    def _write_grades(  # noqa: PLR0913, PLR0917 - whose, when, and what for
        self,
        connection: Connection,
        name: str,
        outcomes: Sequence[Outcome],
        submitted: Mapping[str, SubmittedNotebook],
        times: Mapping[str, datetime | None],
        regrade: Regrade | None,
    ) -> None:
        """Write the grades of one notebook and what students keep; note what a regrade did."""
        notebook = self._notebooks[name]
        place = self.assignment, name
        if regrade is None:
            write_grades(connection, notebook, name, outcomes, submitted)
            hold_floors(connection, place, notebook, submitted, times)
            return
        before = existing(connection, GRADE, notebook.graded, submitted)
        write_grades(connection, notebook, name, outcomes, submitted, same_work=True)
        if regrade.never_lower:
            set_floors(connection, place, notebook, submitted, before=before, times=times)
        hold_floors(connection, place, notebook, submitted, times)
        note_cells(connection, place, notebook, submitted, before=before, regrade=regrade)
