"""Submissions that nbgrader's command does not grade again, and what they would have today."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from secondsource_grading.gradebook.late_penalty import Penalty
from secondsource_grading.gradebook.writer import Writer
from secondsource_grading.grading.cells import Json, asked_item, flags
from secondsource_grading.grading.notebook import Assessment, grade_notebook
from secondsource_grading.grading.rebuild import rebuild, work_in
from secondsource_grading.grading.released import read_released
from secondsource_grading.intake.admission import SUFFIX, Admitted, Limits
from secondsource_grading.intake.quoting import named, shorten
from secondsource_grading.intake.submission import Submission, read_submission

__all__ = ["Skipped", "since"]


@dataclass
class Skipped:
    """Students whose submissions are graded already, in the order in which they were met."""

    students: list[str] = field(default_factory=list)
    other_points: list[str] = field(default_factory=list)
    """Those who would have other points by the items and keys of today."""

    def in_words(self, writer: Writer, penalty: Penalty) -> list[str]:
        """Return which grades are not those of today because nbgrader grades nobody twice."""
        found = {
            "other points by the items and keys": self.other_points,
            "another late penalty by the due date, extensions and settings": (
                writer.other_penalties(self.students, penalty) if self.students else []
            ),
        }
        command = f"nbgrader autograde {shlex.quote(writer.assignment)} --force"
        return [
            f"not graded again, and would have {what} of today: "
            f"{', '.join(shorten(list(map(named, students))))}; `{command}` gives them"
            for what, students in found.items()
            if students
        ]


def since(
    folders: tuple[Path, Path],
    assessments: Mapping[str, Assessment],
    scores: Mapping[str, Mapping[str, float | None]],
    admitted: Admitted | None,
    limits: Limits,
) -> tuple[bool, bool]:
    """Return whether other work was handed in, and whether the same has other points today.

    nbgrader looks at the time only, which a file copied by hand does not bring along. `folders`
    are those of the submission and of the autograded work, `scores` what the gradebook has, by
    notebook and cell.
    """
    submitted, autograded = folders
    other_points = False
    for name, assessment in assessments.items():
        file = f"{name}{SUFFIX}"
        if not (autograded / file).is_file() or not os.path.lexists(submitted / file):
            continue
        master = assessment.master
        found = read_submission(
            submitted / file,
            unit=master.unit or "",
            known=master.sources,
            beside=admitted,
            limits=limits,
            released=master.written,
        )
        rebuilt = rebuild(master, found)
        if work_in(rebuilt) != work_in(read_released(autograded / file)):
            return True, False
        other_points = other_points or _other_points(
            rebuilt, found, assessment, scores.get(name, {})
        )
    return False, other_points


def _other_points(
    rebuilt: Json, found: Submission, assessment: Assessment, scores: Mapping[str, float | None]
) -> bool:
    """Return whether an item's computed points would be others; code tests are not run for it."""
    items = {flags(cell).get("grade_id") for cell in rebuilt["cells"] if asked_item(cell)}
    graded = grade_notebook(
        rebuilt,
        assessment,
        found.responses,
        refused=found.refused is not None,
        lost=found.lost,
        documents=found.documents,
    )
    return any(g.name in items and scores.get(g.name) != g.auto_score for g in graded.grades)
