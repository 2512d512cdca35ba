"""An instructor's course folder as nbgrader's configuration describes it."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGrader
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties

from secondsource.errors import SecondSourceError
from secondsource_grading.batch.work import Context, Job
from secondsource_grading.batch.writer import Penalty
from secondsource_grading.nbgrader_plugin import SecondSource, SubmissionExporter, master_of

__all__ = ["CourseError", "CourseFolder", "open_course"]


class CourseError(SecondSourceError):
    """The folder is no course folder, or lacks what grading needs."""


@dataclass(frozen=True)
class CourseFolder:
    """A course: its folders, its gradebook's address and its settings."""

    coursedir: Any
    config: Any

    @property
    def db_url(self) -> str:
        """The gradebook's address."""
        return str(self.coursedir.db_url)

    @property
    def course_id(self) -> str:
        """The course's name in nbgrader."""
        return str(self.coursedir.course_id)

    def penalty(self) -> Penalty:
        """The late penalty the course has configured."""
        step = AssignLatePenalties(config=self.config)
        step.init_plugin()
        return Penalty(step.plugin_inst)

    def context(self, assignment: str, notebooks: list[str]) -> Context:
        """What grading that assignment needs; `ContentError` where a released copy is missing."""
        settings = SecondSource(config=self.config)
        step = Autograde(coursedir=self.coursedir, config=self.config)
        return Context(
            assignment=assignment,
            masters={n: master_of(self.coursedir, assignment, n).text for n in sorted(notebooks)},
            source=self._path(self.coursedir.source_directory, ".", assignment),
            keys=settings.keys or None,
            permissions=int(str(step.permissions), 8),
            ignore=tuple(self.coursedir.ignore),
            root=str(self.coursedir.root),
            limits=settings.limits(),
        )

    def jobs(self, assignment: str) -> Iterator[Job]:
        """Every student's submission to that assignment, by the student's id."""
        root = Path(self._path(self.coursedir.submitted_directory, "*", assignment))
        pattern = re.compile(
            self._path(
                self.coursedir.submitted_directory,
                "(?P<student>[^/\\\\]+)",
                assignment,
                escape=True,
            )
        )
        for folder in sorted(Path(root.anchor).glob(str(root.relative_to(root.anchor)))):
            match = pattern.fullmatch(str(folder))
            if match and folder.is_dir():
                student = match["student"]
                autograded = self._path(self.coursedir.autograded_directory, student, assignment)
                yield Job(student, str(folder), autograded)

    def _path(self, step: str, student: str, assignment: str, *, escape: bool = False) -> str:
        path = self.coursedir.format_path(step, student, assignment, escape=escape)
        return str(path) if escape else os.path.normpath(path)


def open_course(folder: Path) -> CourseFolder:
    """The course in `folder`; `CourseError` where its nbgrader configuration lacks ours."""
    with contextlib.chdir(folder):
        app = NbGrader()
        app.initialize([])
    exporter = app.config.Autograde.get("exporter_class")
    if exporter is not SubmissionExporter:
        msg = (
            f"{folder}: nbgrader_config.py does not set up Second Source; put into it "
            "`import secondsource_grading` and `secondsource_grading.configure(c)`"
        )
        raise CourseError(msg)
    return CourseFolder(app.coursedir, app.config)
