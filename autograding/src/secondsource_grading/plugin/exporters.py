"""How a submission comes into nbgrader, and the class of a learner's feedback page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import Autograde, GenerateFeedback

from secondsource_grading.grading.key_shown import without_mark
from secondsource_grading.grading.notebook import Assessment
from secondsource_grading.grading.rebuild import rebuild
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.submission import Submission, read_submission
from secondsource_grading.plugin.autograde import TrustedAutograde
from secondsource_grading.plugin.feedback import TrustedGenerateFeedback
from secondsource_grading.plugin.page_state import page_state
from secondsource_grading.plugin.unmade import refuse_doubled

__all__ = ["FeedbackExporter", "SubmissionExporter"]

Resources = dict[str, Any]


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Reads a submission as data and hands nbgrader the instructor's copy with that data in it.

    nbgrader converts each notebook twice with one exporter: first from the submitted file,
    then from what came of it. What was read the first time is kept for the second.
    """

    assessment: Assessment
    """The released notebook under way, and what grades it."""

    submission: Submission
    """What was read from the submitted notebook under way."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        # The notebook is held against its schema once, as it leaves, and not after each of five
        # preprocessors.
        self.optimistic_validation = True
        if type(self.parent) is Autograde:
            # nbgrader's commands name their converter in code; its exporter is what can be set.
            self.parent.__class__ = TrustedAutograde

    def from_filename(
        self, filename: str, resources: Resources | None = None, **kw: Any
    ) -> tuple[str, Resources]:
        """As nbconvert's, but a submitted file is never parsed as a notebook."""
        autograde: TrustedAutograde = self.parent
        names = (resources or {})["nbgrader"]
        if autograde._sanitizing:  # noqa: SLF001 - nbgrader keeps no public name for it
            self.assessment = autograde.assessments[names["notebook"]]
            master = self.assessment.master
            self.submission = read_submission(
                Path(filename),
                unit=master.unit or "",
                known=master.sources,
                beside=autograde.admitted,
                limits=SecondSource(config=self.config).limits(),
                released=master.written,
            )
            for incident in self.submission.incidents:
                who = (names["student"], names["assignment"], names["notebook"])
                self.log.warning("%s, %s, %s: %s", *who, incident)
            notebook = nbformat.from_dict(rebuild(master, self.submission))
            text, out = self.from_notebook_node(notebook, resources=resources, **kw)
        else:
            names["autograded"] = str(Path(filename).parent)
            names["root"] = str(autograde.coursedir.root)
            text, out = super().from_filename(filename, resources=resources, **kw)
        return text, out


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """A learner's feedback page; a class of its own so that it can have its own template."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        if type(self.parent) is GenerateFeedback:
            # As above: what can be set is the exporter, and the converter must be ours.
            self.parent.__class__ = TrustedGenerateFeedback

    def from_filename(
        self, filename: str, resources: Resources | None = None, **kw: Any
    ) -> tuple[str, Resources]:
        """As nbconvert's, with the state of the grades it is made from for the page's head."""
        resources = resources or {}
        if "nbgrader" in resources:
            settings = SecondSource(config=self.config)
            state = page_state(resources["nbgrader"], Path(filename), settings)
            resources["secondsource_grades"] = state
        text, out = super().from_filename(filename, resources=resources, **kw)
        return text, out

    def from_notebook_node(
        self, nb: NotebookNode, resources: Resources | None = None, **kw: Any
    ) -> tuple[str, Resources]:
        """As nbconvert's, without the cell that keeps nbgrader's own page from being made.

        Raises `ValueError` where two cells are of one name.
        """
        nb.cells = without_mark(nb.cells)
        refuse_doubled(nb.cells)
        text, out = super().from_notebook_node(nb, resources=resources, **kw)
        return text, out
