"""An instructor's course folder as nbgrader's configuration describes it."""

from __future__ import annotations

import contextlib
import fnmatch
import glob
import hashlib
import os
import re
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secondsource import __version__
from secondsource.errors import SecondSourceError
from secondsource.scoring.keys import Keyring
from secondsource_grading.gradebook.late_penalty import Penalty
from secondsource_grading.gradebook.noted import StudentRecord
from secondsource_grading.gradebook.rows import NotebookCells
from secondsource_grading.grading.cells import is_code_test
from secondsource_grading.grading.job import Context, Job
from secondsource_grading.grading.notebook import Assessment
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.admission import SUFFIX
from secondsource_grading.intake.listing import is_debris
from secondsource_grading.plugin.configuration import EXPORTER, undone
from secondsource_grading.plugin.course_config import FILE, Autograde, misread, read_config
from secondsource_grading.plugin.folders import files_below, make_autograded, odd_names
from secondsource_grading.plugin.late_policies import configured_penalty
from secondsource_grading.plugin.release import read_assessments

__all__ = ["CourseError", "CourseFolder", "open_course"]

_SOMEBODY = "student-to-be-named"


class CourseError(SecondSourceError):
    """The folder is no course folder, or lacks what grading needs."""


@dataclass(frozen=True)
class CourseFolder:
    """A course: its folders, its gradebook's address and its settings."""

    coursedir: Any
    config: Any

    @property
    def root(self) -> Path:
        """The course's folder."""
        return Path(self.coursedir.root)

    @property
    def db_url(self) -> str:
        """The gradebook's address."""
        return str(self.coursedir.db_url)

    @property
    def makes_students(self) -> bool:
        """Whether a student the gradebook doesn't know is added to it."""
        return bool(self._autograde().create_student)

    def takes(self, student: str) -> bool:
        """Return whether a student is graded, by nbgrader's `student_id` and `student_id_exclude`.

        The first is a name or a pattern, the second names with a comma between them.
        """
        wanted = self.coursedir.student_id
        named = student == wanted or fnmatch.fnmatchcase(student, wanted)
        return named and student not in self.coursedir.student_id_exclude.split(",")

    def penalty(self) -> Penalty:
        """Return the late penalty the course has configured."""
        return configured_penalty(self.config)

    def context(
        self, assignment: str, notebooks: Mapping[str, NotebookCells], lateness: str
    ) -> Context:
        """Return what grading that assignment needs; `notebooks` are those of the gradebook.

        `lateness` says when it is due and what comes off for lateness: it changes the state.
        Raises `ContentError` where a released copy is missing, `GradebookError` where the
        gradebook lacks a cell of it, `CourseError` where the configuration names one notebook.
        """
        if self.coursedir.notebook_id != "*":
            msg = (
                f"{self.root}: c.CourseDirectory.notebook_id is {self.coursedir.notebook_id!r} in "
                "the configuration, and whole submissions are graded here: take that line away. "
                "For one notebook there is `nbgrader autograde --notebook`. Nothing was graded"
            )
            raise CourseError(msg)
        settings, step = SecondSource(config=self.config), self._autograde()
        source = self._path(self.coursedir.source_directory, ".", assignment)
        kept = set(step.exclude_overwriting.get(assignment, []))
        ignore = tuple(self.coursedir.ignore)
        assessments = read_assessments(self.coursedir, settings, assignment, notebooks)
        if settings.run_student_code:
            _check_code(assignment, assessments)
        given = _below(source, kept, [*ignore, f"*{SUFFIX}"])
        parts = [
            __version__,
            assignment,
            lateness,
            *(f"{n}\n{a.points}\n{a.master.text}" for n, a in assessments.items()),
            *(_content(a.keyring) for a in assessments.values() if a.keyring),
            *(f"{n} {_digest(Path(source) / n)}" for n in given),
            repr((sorted(self.config.SecondSource.items()), ignore, step.permissions)),
        ]
        return Context(
            assignment=assignment,
            assessments=assessments,
            root=str(self.root),
            source=source,
            given=tuple(given),
            provided=frozenset(_below(source, kept, None)),
            permissions=int(str(step.permissions), 8),
            groupshared=bool(self.coursedir.groupshared),
            ignore=ignore,
            limits=settings.limits(),
            fingerprint=hashlib.sha256("\n".join(parts).encode()).hexdigest(),
            run=uuid.uuid4().hex[:8],
        )

    def handed_in(self, assignment: str) -> list[str]:
        """Return everybody who handed in something, in the order of their names."""
        place = self._path(self.coursedir.submitted_directory, _SOMEBODY, assignment)
        before, after = place.split(_SOMEBODY)
        pattern = re.compile(f"{re.escape(before)}(.+){re.escape(after)}", re.DOTALL)
        found = []
        for folder in glob.iglob(f"{glob.escape(before)}*{glob.escape(after)}"):  # noqa: PTH207 - many folders
            match = pattern.fullmatch(folder)
            if match and not is_debris(match[1]):
                found.append(match[1])
        return sorted(found)

    def odd_names(
        self, assignment: str, students: Collection[str], listed: Iterable[str]
    ) -> list[str]:
        """Return in words what is likely to be one person twice, or work in a wrong place.

        `students` are those who handed in, `listed` those whom the gradebook has.
        """
        return odd_names(self.coursedir, assignment, students, listed)

    def folder_of(self, step: str, student: str, assignment: str) -> str:
        """Return a student's folder of an assignment, of step `submitted` or `autograded`."""
        return self._path(getattr(self.coursedir, f"{step}_directory"), student, assignment)

    def make_room(self) -> None:
        """Make the folder of all autograded work, with the rights nbgrader gives it."""
        folder = make_autograded(self.coursedir)
        if self.coursedir.groupshared:
            with contextlib.suppress(PermissionError):
                folder.chmod((folder.stat().st_mode | 0o2770) & 0o2777)

    def job(self, assignment: str, student: str, record: StudentRecord, *, force: bool) -> Job:
        """Return the work on one submission."""
        return Job(
            student,
            self._path(self.coursedir.submitted_directory, student, assignment),
            self._path(self.coursedir.autograded_directory, student, assignment),
            record.extension,
            None if force else record.state,
        )

    def _autograde(self) -> Autograde:
        return Autograde(coursedir=self.coursedir, config=self.config)

    def _path(self, step: str, student: str, assignment: str) -> str:
        return os.path.normpath(str(self.coursedir.format_path(step, student, assignment)))


def open_course(folder: Path) -> CourseFolder:
    """Return the course in `folder`.

    Raises `CourseError` where its nbgrader configuration lacks ours, `SecondSourceError` where
    nothing of Jupyter's can find that configuration or read it, or a part of ours was undone.
    """
    if wrong := misread(folder):
        raise SecondSourceError(wrong)
    coursedir, config = read_config(folder)
    keys = config.SecondSource.get("keys")
    if keys and isinstance(keys, (str, Path)):  # what else it may be, reading the settings tells
        # Relative to the course, wherever the command was given.
        config.SecondSource.keys = str(Path(coursedir.root, keys))
    json = Path(folder, f"{FILE}.json")
    beside = f" ({json.name} beside it counts more)" if json.is_file() else ""
    for what in undone(config, ["Autograde"]):
        msg = f"{folder}: {what}{beside}. Nothing was graded"
        raise SecondSourceError(msg)
    if config.Autograde.get("exporter_class") != EXPORTER:
        there = (
            "does not set up Second Source"
            if Path(folder, f"{FILE}.py").is_file()
            else "is not there"
        )
        msg = (
            f"{folder}: {FILE}.py {there}{beside}; put into it "
            "`import secondsource_grading` and `secondsource_grading.configure(c)`"
        )
        raise CourseError(msg)
    return CourseFolder(coursedir, config)


def _check_code(assignment: str, assessments: Mapping[str, Assessment]) -> None:
    """Raise `CourseError` where code tests are to be run, which only nbgrader's command does."""
    for name, found in assessments.items():
        if any(is_code_test(cell, found.keyring) for cell in found.master.copy()["cells"]):
            msg = (
                f"{assignment}: {name} has code tests and c.SecondSource.run_student_code is set; "
                f"only `nbgrader autograde {assignment}` runs them"
            )
            raise CourseError(msg)


def _content(keyring: Keyring) -> str:
    items = [item.model_dump_json() for item in keyring.unit.items]
    return "\n".join([*items, *(keyring.keys[i.id].model_dump_json() for i in keyring.unit.items)])


def _below(folder: str, kept: set[str], ignore: list[str] | None) -> list[str]:
    """Return the instructor's own files as nbgrader finds them, but those a learner may change."""
    files = sorted(os.path.relpath(f, folder) for f in files_below(folder, ignore))
    return [Path(f).as_posix() for f in files if f not in kept]


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
