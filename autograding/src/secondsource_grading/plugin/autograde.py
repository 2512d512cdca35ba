"""nbgrader's autograding, which copies only what admission lets in.

nbgrader copies whatever lies in a submission and follows links. `TrustedAutograde`
shows it, in place of the submission's folder, an empty one, and copies by itself
what was admitted.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import closing
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import find_all_files, rmtree

from secondsource.errors import SecondSourceError
from secondsource_grading.gradebook.late_penalty import Penalty
from secondsource_grading.gradebook.writer import Writer
from secondsource_grading.grading.notebook import Assessment
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.admission import (
    SUFFIX,
    Admitted,
    InadmissibleError,
    Rules,
    admit,
    check_folder,
)
from secondsource_grading.intake.listing import is_debris
from secondsource_grading.intake.quoting import named
from secondsource_grading.intake.safe_files import why_no_room
from secondsource_grading.intake.timestamps import STAMP, read_receipt
from secondsource_grading.plugin.folders import make_autograded, odd_names
from secondsource_grading.plugin.late_policies import configured_penalty
from secondsource_grading.plugin.patches import folders_of
from secondsource_grading.plugin.release import changes_in_words, clock_in_words, read_assessments
from secondsource_grading.plugin.skipped import Skipped, since

__all__ = ["TrustedAutograde"]


class TrustedAutograde(Autograde):  # type: ignore[misc]
    """nbgrader's converter, with admission before everything it does to a submission."""

    assessments: Mapping[str, Assessment]
    """This assignment's released notebooks with what grades them, by name."""

    gradebook_writer: Writer
    """Writes this assignment's grades."""

    penalty: Penalty
    """What comes off for lateness."""

    notebooks: list[str]

    admitted: Admitted | None = None
    """The submission under way."""

    left_out: dict[str, str]
    """Why submissions were not graded, by their folder."""

    skipped: Skipped
    """Those that are graded already."""

    _shown: str | None = None
    """The folder shown to nbgrader in place of the submission's."""

    def convert_notebooks(self) -> None:
        """As nbgrader's; folders that cannot be submissions are named at the end.

        Where release and gradebook don't belong together nothing is graded.
        """
        name = self.coursedir.assignment_id
        try:
            self.penalty = configured_penalty(self.config)
            with closing(Writer(self.coursedir.db_url, name, write_ahead=False)) as writer:
                self.gradebook_writer = writer
                writer.check_writable()
                settings = SecondSource(config=self.config)
                self.assessments = read_assessments(
                    self.coursedir, settings, name, writer.notebooks
                )
                self._check_notebook()
                version = filter(None, [writer.other_version])
                told = [*map(str, version), *clock_in_words(self.assessments)]
                told += changes_in_words(name, self.assessments)
                told += writer.odd_points()
                for line in told:
                    self.log.warning("%s", line)
                self._convert_admissible()
        except SecondSourceError as error:
            self.log.error("%s", error)  # noqa: TRY400 - the reason is told
            raise NbGraderException(str(error)) from error

    def _check_notebook(self) -> None:
        """Raise `SecondSourceError` where `--notebook` names none of the assignment's."""
        wanted = self.coursedir.notebook_id
        if not any(fnmatchcase(name, wanted) for name in self.assessments):
            there = ", ".join(self.assessments)
            msg = f"{self.coursedir.assignment_id}: it has no notebook {wanted!a}, but {there}"
            raise SecondSourceError(msg)

    def _convert_admissible(self) -> None:
        left_out = self.left_out = {}
        self.skipped = Skipped()
        course = self.coursedir
        make_autograded(course)
        step = course.submitted_directory
        for found in folders_of(course, step, course.student_id, course.assignment_id):
            self.assignments.setdefault(found, [])
        for folder in list(self.assignments):
            if is_debris(self._student(folder)):
                del self.assignments[folder]
                continue
            try:
                check_folder(Path(folder), self._student(folder))
            except InadmissibleError as why:
                left_out[folder] = f"{named(str(Path(folder)))}: not graded: {why}"
                del self.assignments[folder]
        if course.student_id == "*":
            self._tell_odd_names()
        try:
            super().convert_notebooks()
        finally:
            for reason in left_out.values():
                self.log.error(reason)
        for line in self.skipped.in_words(self.gradebook_writer, self.penalty):
            self.log.warning("%s", line)
        if left_out:
            raise NbGraderException("\n".join(left_out.values()))

    def _tell_odd_names(self) -> None:
        # What was turned away is told of with its reason, and lies in its right place.
        students = list(map(self._student, [*self.assignments, *self.left_out]))
        listed = self.gradebook_writer.students()
        name = self.coursedir.assignment_id
        for line in odd_names(self.coursedir, name, students, listed):
            self.log.warning("%s", line)

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """As nbgrader's, with the time that counts in place of the learner's word."""
        folder = Path(self._format_source(assignment_id, student_id))
        settings = SecondSource(config=self.config)
        root = Path(self.coursedir.root)
        rules = Rules(
            settings.limits(), tuple(self.coursedir.ignore), self._provided(assignment_id)
        )
        self.admitted = admit(folder, rules, read_receipt(root, assignment_id, student_id))
        released = self._released(assignment_id)
        if self.coursedir.notebook_id == "*":
            # Of none nbgrader would end with an error, and no grade would say why.
            there = released & {Path(n).stem for n in self.notebooks} or released
            self.notebooks = [str(folder / f"{name}{SUFFIX}") for name in sorted(there)]
        target = Path(self._format_dest(assignment_id, student_id))
        if why := why_no_room(str(target)):
            if self.force or self._why_not_done(target, assignment_id, student_id):
                self.left_out[str(folder)] = f"{named(str(folder))}: not graded: {why}"
            return False
        if target.is_file():
            target.unlink()  # what else is in its place; the batch command replaces it, too
        with self._showing():
            wanted = bool(super().init_destination(assignment_id, student_id))
        if wanted or student_id in str(self.coursedir.student_id_exclude).split(","):
            return wanted
        return self._left_half_done(assignment_id, student_id)

    def _left_half_done(self, assignment_id: str, student_id: str) -> bool:
        """Return whether autograded files are there whose grades are not in the gradebook.

        A run of either command may have ended between the two. Then they are taken away, so
        that the submission is graded as a new one.
        """
        folder = Path(self._format_dest(assignment_id, student_id))
        why = self._why_not_done(folder, assignment_id, student_id)
        if why:
            self.log.warning("%s: %s; grading it again", student_id, why)
            rmtree(str(folder))
        else:
            self.skipped.students.append(student_id)
        return bool(why)

    def _why_not_done(self, autograded: Path, assignment_id: str, student_id: str) -> str:
        """Return why a submission is to be graded again, or nothing where it is done."""
        before = self.gradebook_writer.written(student_id)
        counts = self.admitted.timestamp if self.admitted else None
        if before is None or not before.holds(autograded, counts):
            return "its autograded files are there and their grades are not"
        folders = Path(self._format_source(assignment_id, student_id)), autograded
        limits = SecondSource(config=self.config).limits()
        replaced, other_points = since(
            folders, self.assessments, before.scores, self.admitted, limits
        )
        if replaced:
            return "other work was handed in since, with no newer time"
        if other_points:
            self.skipped.other_points.append(student_id)
        return ""

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """As nbgrader's; only what was admitted is copied."""
        admitted = self.admitted
        if admitted is None:
            msg = f"{student_id}: this submission was not admitted"
            raise NbGraderException(msg)
        admitted.copy_to(Path(self._format_dest(assignment_id, student_id)))
        with self._showing():
            super().init_assignment(assignment_id, student_id)

    def _showing(self) -> _Shown:
        return _Shown(self)

    def _format_source(self, assignment_id: str, student_id: str, escape: bool = False) -> str:  # noqa: FBT001, FBT002 - nbgrader's own
        if self._shown is not None and not escape:
            return self._shown
        return str(super()._format_source(assignment_id, student_id, escape=escape))

    def _student(self, folder: str) -> str:
        pattern = self._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
        match = re.match(pattern, folder, re.DOTALL)
        return match["student_id"] if match else ""

    def _released(self, assignment_id: str) -> set[str]:
        folder = self.coursedir.format_path(self.coursedir.release_directory, ".", assignment_id)
        return {file.stem for file in Path(folder).glob(f"*{SUFFIX}")}

    def _provided(self, assignment_id: str) -> frozenset[str]:
        source = self.coursedir.format_path(self.coursedir.source_directory, ".", assignment_id)
        kept = set(self.exclude_overwriting.get(assignment_id, []))
        files = {os.path.relpath(f, source) for f in find_all_files(source)}
        return frozenset(Path(f).as_posix() for f in files - kept)


class _Shown:
    """For a while, nbgrader sees a folder with nothing in it but the time that counts."""

    def __init__(self, converter: TrustedAutograde) -> None:
        self._converter = converter
        self._folder = TemporaryDirectory(prefix="secondsource-")

    def __enter__(self) -> None:
        admitted = self._converter.admitted
        if admitted is not None and admitted.timestamp is not None:
            (Path(self._folder.name) / STAMP).write_text(admitted.timestamp, "utf-8")
        self._converter._shown = self._folder.name  # noqa: SLF001 - its own helper

    def __exit__(self, *_error: object) -> None:
        self._converter._shown = None  # noqa: SLF001
        self._folder.cleanup()
