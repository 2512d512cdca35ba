"""nbgrader's making and releasing of feedback, which hands out only what was admitted."""

from __future__ import annotations

import glob
import os
import re
import shlex
import stat
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.exchange.default import ExchangeReleaseFeedback
from sqlalchemy.exc import OperationalError

from secondsource.errors import SecondSourceError
from secondsource_grading.gradebook.assignment import assignment_names, no_such_assignment
from secondsource_grading.gradebook.database import Database, GradebookError
from secondsource_grading.gradebook.version import other_version
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.admission import SUFFIX
from secondsource_grading.intake.listing import entries
from secondsource_grading.intake.quoting import named, shorten
from secondsource_grading.intake.safe_files import copy_plain
from secondsource_grading.intake.timestamps import STAMP
from secondsource_grading.plugin.feedback_stage import may_hand_in
from secondsource_grading.plugin.folders import is_ignored, near_assignment
from secondsource_grading.plugin.page_state import StalePages, is_stale, key_state
from secondsource_grading.plugin.patches import folders_of
from secondsource_grading.plugin.unmade import why_no_page

__all__ = ["TrustedGenerateFeedback", "TrustedReleaseFeedback"]

T = TypeVar("T")

SECRET = "submission_secret.txt"  # noqa: S105 - a file's name
"""Beside a submission from the exchange; the page's name there is made from it."""

LOOKED_AT = 3
"""Notebooks of one name by which it is found out whether there are keys for a class."""


class _NoPageError(BaseException):
    """No page of one student's; nbgrader logs a traceback of any `Exception`."""


class _StoppedError(BaseException):
    """No page of anybody's can be made: the gradebook or the disk does not let us."""


class TrustedGenerateFeedback(StalePages, GenerateFeedback):  # type: ignore[misc]
    """nbgrader's converter, which copies no notebook: an autograded one shows the whole key.

    A page that is there is skipped only where it shows the grades of today. Where no page can be
    made of a student's autograded notebook, that is said in a sentence, and the others go on.
    """

    assignments: dict[str, list[str]]
    """The autograded notebooks to make pages of, by their folder."""

    def convert_notebooks(self) -> None:
        """As nbgrader's; where a unit or its keys are gone it is said once, for the whole class."""
        try:
            self._refuse_without_assignment()
            self._refuse_without_keys()
        except SecondSourceError as error:
            self.log.error("%s; no feedback was made", error)  # noqa: TRY400 - the reason is told
            raise NbGraderException(str(error)) from error
        unmade = []
        for folder, found in sorted(self.assignments.items()):
            self.assignments = {folder: found}
            try:
                super().convert_notebooks()
            except _NoPageError as reason:
                self.log.error("%s", reason)  # noqa: TRY400 - as above
                unmade.append(str(reason))
            except _StoppedError as reason:
                self.log.error("%s", reason)  # noqa: TRY400 - as above
                raise NbGraderException(str(reason)) from reason
        if unmade:
            raise NbGraderException("\n".join(shorten(unmade)))

    def _refuse_without_assignment(self) -> None:
        """Raise `GradebookError` where the gradebook doesn't have the assignment any more."""
        name = self.coursedir.assignment_id
        with closing(Database(self.coursedir.db_url, write_ahead=False)) as database:
            there = database.transaction(assignment_names, kind="")
            version = database.transaction(other_version, kind="")
        if version:
            self.log.warning("%s", version)
        if name not in there:
            msg = (
                f"{no_such_assignment(name, there)}. Grades of an assignment that was removed are "
                f"gone; `nbgrader generate_assignment {shlex.quote(name)}` and grading bring new"
            )
            raise GradebookError(msg)

    def _refuse_without_keys(self) -> None:
        """Raise `SecondSourceError` where the first notebooks of each name have no keys today."""
        files: dict[str, list[Path]] = {}
        for file in map(Path, chain.from_iterable(self.assignments.values())):
            files.setdefault(file.stem, []).append(file)
        settings = SecondSource(config=self.config)
        for some in files.values():
            error = None
            for file in filter(Path.is_file, some[:LOOKED_AT]):
                try:
                    key_state(file.read_bytes(), settings)
                except SecondSourceError as found:
                    error = found
                else:
                    break
            else:
                if error:
                    raise error

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """As nbgrader's; see the class."""
        look = partial(super().init_destination, assignment_id, student_id)
        file = self.notebooks[0] if self.notebooks else ""
        return bool(self._told(look, Path(file), assignment_id, student_id))

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """As nbgrader's; see the class."""
        names = self.init_single_notebook_resources(notebook_filename)["nbgrader"]
        convert = partial(super().convert_single_notebook, notebook_filename)
        self._told(convert, Path(notebook_filename), names["assignment"], names["student"])

    def _told(self, work: Callable[[], T], file: Path, assignment: str, student: str) -> T:
        try:
            return work()
        except OperationalError:
            raise  # nbgrader has words for it, and stops
        except GradebookError as error:
            raise _StoppedError(str(error)) from error
        except Exception as error:
            folder = self._format_dest(assignment, student)
            if isinstance(error, OSError) and error.filename != str(file):
                why = error.strerror or error
                place = Path(folder, error.filename or "")
                if isinstance(error, _IN_THE_WAY):
                    mend = "take away what is in its place, or let this account write there"
                    msg = f"{place}: no page can be made: {why}; {mend}"
                    raise _NoPageError(msg) from error
                msg = f"{place}: {why}; what is done so far is kept"
                raise _StoppedError(msg) from error
            self.log.debug("%s", file, exc_info=True)
            for page in Path(folder).glob("*.html"):
                page.unlink()
            raise _NoPageError(why_no_page(file, error, assignment, student)) from error

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the plain files beside the autograded notebooks, and no notebook."""
        source = Path(self._format_source(assignment_id, student_id))
        target = Path(self._format_dest(assignment_id, student_id))
        for path, state in entries(source):
            parts = path.split("/")
            if not stat.S_ISREG(state.st_mode) or parts[-1].lower().endswith(SUFFIX):
                continue
            if any(is_ignored(part, self.coursedir.ignore) for part in parts):
                continue
            copy_plain(source / path, target / path)


_IN_THE_WAY = (IsADirectoryError, NotADirectoryError, FileExistsError, PermissionError)
"""What is wrong with one student's folder; other errors of files, as of a full disk, are all's."""


class TrustedReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's releasing, student by student: one without a secret stops no other."""

    def copy_files(self) -> None:
        """Release every student's pages; those that cannot be are named."""
        coursedir = self.coursedir
        student = coursedir.student_id or "*"
        step, assignment = coursedir.feedback_directory, coursedir.assignment_id
        folders = folders_of(coursedir, step, student, assignment)
        if not folders:
            place = coursedir.format_path(step, student, assignment)
            near = near_assignment(coursedir, assignment)
            make = f"`nbgrader generate_feedback {shlex.quote(assignment)}` makes pages"
            self.fail(f"there is no {place}; {near or make + '; '}nothing was released")
        for folder in folders:
            self.src_path = glob.escape(folder)
            try:
                self._refuse_other(folder)
                super().copy_files()
            except (OSError, ValueError, SecondSourceError) as error:
                reason = _why_unreleased(error, Path(folder))
                place = os.path.relpath(folder, coursedir.root)
                self.log.error("%s: feedback not released: %s", named(place), reason)  # noqa: TRY400 - the reason is told

    def _refuse_other(self, folder: str) -> None:
        """Raise `ValueError` where a page shows something else than the gradebook has today.

        It was made before a regrade, or of a submission whose grades are gone; or a student can
        still hand in, and it may show the key: then it was made before an extension was granted.
        """
        coursedir = self.coursedir
        assignment = coursedir.assignment_id
        pattern = coursedir.format_path(
            coursedir.feedback_directory, "(?P<student_id>.*)", assignment, escape=True
        )
        match = re.fullmatch(pattern, folder, re.DOTALL)
        student = match["student_id"] if match else ""
        names = {"db_url": coursedir.db_url, "assignment": assignment, "student": student}
        settings = SecondSource(config=self.config)
        graded = coursedir.format_path(coursedir.autograded_directory, student, assignment)
        for page in Path(folder).glob("*.html"):
            mine = {**names, "notebook": page.stem}
            if is_stale(page, mine, Path(graded, f"{page.stem}{SUFFIX}"), settings):
                why = "the page shows something else than the gradebook has today"
                if may_hand_in(names):
                    why = "this student's deadline is not over, and it may show more than points"
                msg = f"{why}; `nbgrader generate_feedback` makes it again"
                raise ValueError(msg)


def _why_unreleased(error: Exception, folder: Path) -> str:
    """Return why a student's pages can't be released, and what to do."""
    if not isinstance(error, OSError):
        return str(error)
    if missing := [name for name in (STAMP, SECRET) if not (folder / name).exists()]:
        are = "is" if len(missing) == 1 else "are"
        return (
            f"{' and '.join(missing)} {are} missing, which `nbgrader submit` writes and "
            "collecting brings along. Work that came another way, as by zip_collect or copied by "
            "hand, can't be released through the exchange: hand its pages out another way"
        )
    return str(error)
