"""From a rebuilt notebook to grades: what `nbgrader autograde` and the batch command both do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from secondsource.recording.responses import Response
from secondsource.scoring.keys import Keyring
from secondsource_grading.grading.cells import Json
from secondsource_grading.grading.grades import CodeVerdict, Graded, give_grades
from secondsource_grading.grading.judge import judge
from secondsource_grading.grading.rebuild import Master
from secondsource_grading.grading.render import render

__all__ = ["Assessment", "grade_notebook"]


@dataclass(frozen=True)
class Assessment:
    """A released notebook with what its submissions are graded with."""

    master: Master
    keyring: Keyring | None
    """Items and keys of its unit; None for an ordinary notebook of nbgrader's."""
    points: Mapping[str, float] = field(default_factory=dict)
    """What each graded cell is worth in the gradebook, by its name."""


def grade_notebook(
    notebook: Json,
    assessment: Assessment,
    responses: Mapping[str, Response],
    code: Mapping[str, CodeVerdict] = MappingProxyType({}),
    *,
    refused: bool = False,
) -> Graded:
    """Judge the responses, show the verdicts in the rebuilt `notebook`, return the grades.

    `code` has the verdicts of the instructor's own code tests, where they were run;
    `refused` says that the submitted file could not be read.
    """
    keyring = assessment.keyring
    judged = judge(keyring, responses, assessment.points) if keyring else {}
    graded = give_grades(notebook, assessment.master.sources, judged, code, refused=refused)
    render(notebook, keyring, judged, code)
    return graded
