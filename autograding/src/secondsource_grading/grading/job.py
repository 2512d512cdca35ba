"""A submission to be graded, what all submissions of an assignment share, and the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from secondsource_grading.grading.grades import Graded
from secondsource_grading.grading.notebook import Assessment
from secondsource_grading.grading.notebook_json import Printed, print_cells
from secondsource_grading.intake.admission import SUFFIX, Limits
from secondsource_grading.intake.timestamps import STAMP

__all__ = ["Context", "Job", "Outcome"]


@dataclass(frozen=True)
class Context:
    """What is the same for all submissions to one assignment; a worker needs nothing else."""

    assignment: str
    assessments: Mapping[str, Assessment]
    """The released notebooks with what grades them, by name."""
    root: str
    """The course's folder, where the collector notes what it saw."""
    source: str
    """The folder of the instructor's own files."""
    given: tuple[str, ...]
    """Files below `source` that go into every autograded folder."""
    provided: frozenset[str]
    """Files that are the instructor's and not the learner's, whoever handed them in."""
    permissions: int
    groupshared: bool
    ignore: tuple[str, ...]
    limits: Limits
    fingerprint: str
    """A hash of all that decides about grades: where it changes, everything is graded again."""
    run: str
    """The run's own name, eight hexadecimal digits, for the names of its temporary folders."""

    @cached_property
    def printed(self) -> Mapping[str, Printed]:
        """The text of the instructor's cells, by the notebook's name."""
        return {n: print_cells(a.master.copy()["cells"]) for n, a in self.assessments.items()}

    @cached_property
    def files(self) -> frozenset[str]:
        """The files of a submission that are read: its notebooks, and when it was handed in."""
        return frozenset([*(f"{n}{SUFFIX}" for n in self.assessments), STAMP])


@dataclass(frozen=True)
class Job:
    """One student's submission: where it is, and where its autograded copy goes."""

    student: str
    submitted: str
    autograded: str
    extension: str = ""
    """The time granted to this student, in words; "" for none."""
    graded_state: str | None = None
    """The state in which it was graded before; None to grade it whatever its state is."""


@dataclass(frozen=True)
class Outcome:
    """The result of a job; everything the writer needs."""

    student: str
    state: str = ""
    graded: Mapping[str, Graded] = field(default_factory=dict)
    """By the notebook's name; a notebook that was not handed in is missing here."""
    timestamp: str | None = None
    incidents: tuple[str, ...] = ()
    refused: bool = False
    unchanged: bool = False
    """It is graded already, and nothing was touched."""
    failed: str | None = None
    """Why it was not graded, an error of ours or of the machine's; the next run tries again."""
