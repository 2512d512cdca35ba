"""Whether the grades of a submission that was graded are in the gradebook."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from secondsource.recording.responses import KEY
from secondsource_grading.gradebook.rows import NotebookCells
from secondsource_grading.gradebook.tables import (
    CELL,
    GRADE,
    NOTEBOOK,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
    time_of,
)
from secondsource_grading.grading.cells import flags

__all__ = ["Written", "read_written", "with_all_grades"]


@dataclass(frozen=True)
class Written:
    """What the gradebook has of one submission."""

    timestamp: datetime | None
    """When it was handed in, in UTC."""
    scores: Mapping[str, Mapping[str, float | None]]
    """The automatic score of every graded cell, by notebook and name."""

    def holds(self, folder: Path, timestamp: str | None) -> bool:
        """Return whether all grades in the autograded notebooks of `folder` are here.

        `timestamp` is the time of handing in that counts, as admission gives it.
        """
        when = time_of(timestamp)
        if when is not None and when != self.timestamp:
            return False
        return all(self._holds(folder / f"{name}.ipynb", name) for name in self.scores)

    def _holds(self, file: Path, name: str) -> bool:
        if not file.exists():
            # It was not handed in.
            return True
        try:
            cells = json.loads(file.read_bytes())["cells"]
            shown = {
                flags(cell)["grade_id"]: _points(cell["metadata"].get(KEY) or {})
                for cell in cells
                if flags(cell).get("grade")
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False
        scores = self.scores[name]
        return all(
            cell in scores and (points is None or points == scores[cell])
            for cell, points in shown.items()
        )


def _points(shown: Mapping[str, Any]) -> float | None:
    """Return the points that a cell shows; None where only a person can give them."""
    return None if shown.get("state") == "by hand" else shown.get("points")


def read_written(connection: Connection, assignment_id: str, student: str) -> Written | None:
    """Return what the gradebook has of a student's submission; None where it has none."""
    mine = connection.execute(
        select(SUBMISSION.c.id, SUBMISSION.c.timestamp).where(
            SUBMISSION.c.assignment_id == assignment_id, SUBMISSION.c.student_id == student
        )
    ).one_or_none()
    if mine is None:
        return None
    # A notebook without a row of its own has no scores, and is not left out.
    its_row = (SUBMITTED_NOTEBOOK.c.notebook_id == NOTEBOOK.c.id) & (
        SUBMITTED_NOTEBOOK.c.assignment_id == mine.id
    )
    rows = connection.execute(
        select(NOTEBOOK.c.name.label("notebook"), CELL.c.name, GRADE.c.auto_score)
        .select_from(
            NOTEBOOK.outerjoin(SUBMITTED_NOTEBOOK, its_row)
            .outerjoin(GRADE, GRADE.c.notebook_id == SUBMITTED_NOTEBOOK.c.id)
            .outerjoin(CELL, CELL.c.id == GRADE.c.cell_id)
        )
        .where(NOTEBOOK.c.assignment_id == assignment_id)
    )
    scores: dict[str, dict[str, Any]] = {}
    for row in rows:
        found = scores.setdefault(row.notebook, {})
        if row.name is not None:
            found[row.name] = row.auto_score
    return Written(mine.timestamp, scores)


def with_all_grades(
    connection: Connection, notebooks: Collection[NotebookCells], submissions: Sequence[str]
) -> set[str]:
    """Return those of `submissions`, which are ids, that have a grade for each graded cell.

    `notebooks` are all of the assignment's.
    """
    ids = [notebook.id for notebook in notebooks]
    cells = [cell for notebook in notebooks for cell in notebook.graded]
    # Both columns are named, for the index that there is; one alone reads the whole table.
    found = connection.execute(
        select(SUBMITTED_NOTEBOOK.c.id, SUBMITTED_NOTEBOOK.c.assignment_id).where(
            SUBMITTED_NOTEBOOK.c.notebook_id.in_(ids),
            SUBMITTED_NOTEBOOK.c.assignment_id.in_(submissions),
        )
    )
    submission_of = {notebook: submission for notebook, submission in found}  # noqa: C416 - typed
    counted = connection.execute(
        select(GRADE.c.notebook_id, func.count())
        .where(GRADE.c.cell_id.in_(cells), GRADE.c.notebook_id.in_(submission_of))
        .group_by(GRADE.c.notebook_id)
    )
    has = dict.fromkeys(submissions, 0)
    for notebook, count in counted:
        has[submission_of[notebook]] += count
    return {submission for submission, count in has.items() if count >= len(cells)}
