"""nbgrader's making and releasing of feedback, which hands out only what was admitted."""

from __future__ import annotations

import glob
import os
import re
import stat
from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.exchange.default import ExchangeReleaseFeedback

from secondsource.errors import SecondSourceError
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.admission import SUFFIX
from secondsource_grading.intake.listing import entries
from secondsource_grading.intake.quoting import named
from secondsource_grading.intake.safe_files import copy_plain
from secondsource_grading.plugin.feedback_stage import may_hand_in
from secondsource_grading.plugin.folders import is_ignored
from secondsource_grading.plugin.page_state import StalePages, is_stale, key_state
from secondsource_grading.plugin.patches import folders_of

__all__ = ["TrustedGenerateFeedback", "TrustedReleaseFeedback"]


class TrustedGenerateFeedback(StalePages, GenerateFeedback):  # type: ignore[misc]
    """nbgrader's converter, which copies no notebook: an autograded one shows the whole key.

    A page that is there is skipped only where it shows the grades of today.
    """

    def convert_notebooks(self) -> None:
        """As nbgrader's; where a unit or its keys are gone it is said once, for the whole class."""
        one_of_each = {Path(n).stem: Path(n) for found in self.assignments.values() for n in found}
        try:
            settings = SecondSource(config=self.config)
            for file in filter(Path.is_file, one_of_each.values()):
                key_state(file.read_bytes(), settings)
        except SecondSourceError as error:
            self.log.error("%s; no feedback was made", error)  # noqa: TRY400 - the reason is told
            raise NbGraderException(str(error)) from error
        super().convert_notebooks()

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


class TrustedReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's releasing, student by student: one without a secret stops no other."""

    def copy_files(self) -> None:
        """Release every student's pages; those that cannot be are named."""
        coursedir = self.coursedir
        student = coursedir.student_id or "*"
        step, assignment = coursedir.feedback_directory, coursedir.assignment_id
        for folder in folders_of(coursedir, step, student, assignment):
            self.src_path = glob.escape(folder)
            try:
                self._refuse_other(folder)
                super().copy_files()
            except (OSError, ValueError, SecondSourceError) as error:
                # A secret that is missing or no text; it came with the submission.
                reason = (isinstance(error, OSError) and error.strerror) or error
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
