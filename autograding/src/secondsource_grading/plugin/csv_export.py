"""Grades as CSV that a spreadsheet takes as text, whatever a name begins with."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from secondsource.files import replacing
from secondsource_grading.export.safe_cell import safe_cell

__all__ = ["SafeCsvExport", "safe_cell"]

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip
"""Those of nbgrader's own export, in its order."""


class SafeCsvExport(ExportPlugin):  # type: ignore[misc]
    """`nbgrader export`, same columns; a comma in a name shifts nothing, a formula is text."""

    def export(self, gradebook: Gradebook) -> None:
        """Write every student's score in every assignment, 0 where nothing was handed in."""
        target = Path(self.to or "grades.csv")
        students, assignments = set(map(str, self.student)), set(map(str, self.assignment))
        self.log.info("Exporting grades to %s", target)
        with (
            replacing(target) as temporary,
            temporary.open("w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            for assignment in gradebook.assignments:
                if assignments and assignment.name not in assignments:
                    continue
                for student in gradebook.students:
                    if not students or student.id in students:
                        row = _row(gradebook, assignment, student)
                        writer.writerow({name: safe_cell(value) for name, value in row.items()})


def _row(gradebook: Gradebook, assignment: Any, student: Any) -> dict[str, Any]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row | {
            "timestamp": "", "raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0,
        }  # fmt: skip
    off = submission.late_submission_penalty
    return row | {
        "timestamp": submission.timestamp,
        "raw_score": submission.score,
        "late_submission_penalty": off,
        "score": max(0.0, submission.score - off),
    }
