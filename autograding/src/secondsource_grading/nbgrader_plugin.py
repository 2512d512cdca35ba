"""The one module that talks to nbgrader's classes.

It goes in through nbgrader's own configuration (`configure`), so that nbgrader's
commands and the formgrader work unchanged. A submission passes through it twice:

1. sanitising: `SubmissionExporter` rebuilds the notebook from the instructor's copy;
2. grading: `SaveVerdicts` scores the responses in this process. No kernel is
   started, and no score is ever read off a cell's output.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    GetGrades,
    NbGraderPreprocessor,
    OverwriteCells,
)
from traitlets.config import Config

from secondsource.responses import KEY, SCHEMA
from secondsource_grading.build import asked
from secondsource_grading.engines import share_engines
from secondsource_grading.feedback import feedback_html
from secondsource_grading.graded import bundle, grade_notebook, in_words, question, show
from secondsource_grading.late import LatePenalty
from secondsource_grading.nbgrader_gate import (
    TrustedAutograde,
    TrustedCollect,
    TrustedCollector,
    TrustedExtractor,
    be_patient,
)
from secondsource_grading.rebuild import Master, rebuild
from secondsource_grading.sandbox.execute import RunCode
from secondsource_grading.scoring import score
from secondsource_grading.settings import SecondSource
from secondsource_grading.spreadsheet import SafeCsvExport
from secondsource_grading.submissions import read_submission

__all__ = [
    "ClearAnswers",
    "FeedbackExporter",
    "RenderFeedback",
    "SaveVerdicts",
    "SecondSource",
    "SubmissionExporter",
    "configure",
]

Resources = dict[str, Any]

TEMPLATES = Path(__file__).resolve().parent / "templates"


def configure(c: Config) -> None:
    """Set nbgrader up for Second Source; call it from `nbgrader_config.py`."""
    c.Autograde.exporter_class = SubmissionExporter
    c.Autograde.sanitize_preprocessors = [OverwriteCells, CheckCellMetadata]
    c.Autograde.autograde_preprocessors = [
        RunCode,
        SaveVerdicts,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    if "plugin_class" not in c.AssignLatePenalties:
        c.AssignLatePenalties.plugin_class = LatePenalty
    c.GenerateAssignment.preprocessors = [
        ClearAnswers,
        *GenerateAssignment.class_traits()["preprocessors"].default(),
    ]
    c.GenerateFeedback.exporter_class = FeedbackExporter
    # nbgrader names its own template for all HTML exporters; the nearer class wins.
    c.FeedbackExporter.template_name = "secondsource_feedback"
    c.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
    c.GenerateFeedback.preprocessors = [
        GetGrades,
        RenderFeedback,
    ]
    c.HTMLExporter.filters = {"markdown2html": "secondsource_grading.safe_html.markdown2html"}
    c.ExchangeFactory.collect = TrustedCollect
    c.ExportApp.plugin_class = SafeCsvExport
    c.ZipCollectApp.extractor_plugin = TrustedExtractor
    c.ZipCollectApp.collector_plugin = TrustedCollector
    be_patient()
    share_engines()


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Reads a submission as data and hands nbgrader the instructor's copy with that data in it."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
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
            master = master_of(autograde.coursedir, names["assignment"], names["notebook"])
            unit, limits = master.unit or "", SecondSource(config=self.config).limits()
            submission = read_submission(
                Path(filename),
                unit=unit,
                known=master.sources,
                beside=autograde.admitted,
                limits=limits,
            )
            for incident in submission.incidents:
                who = (names["student"], names["assignment"], names["notebook"])
                self.log.warning("%s, %s, %s: %s", *who, incident)
            notebook = nbformat.from_dict(rebuild(master, submission))
            text, out = self.from_notebook_node(notebook, resources=resources, **kw)
        else:
            # A path, no object: nbconvert copies resources deeply, with all they hang on.
            file = _released(autograde.coursedir, names["assignment"], names["notebook"])
            names["released"] = str(file)
            names["autograded"] = str(Path(filename).parent)
            names["root"] = str(autograde.coursedir.root)
            text, out = super().from_filename(filename, resources=resources, **kw)
        return text, out


def master_of(coursedir: Any, assignment: str, notebook: str) -> Master:
    """The released copy of a notebook; `ContentError` where it is missing."""
    return Master.read(_released(coursedir, assignment, notebook))


def _released(coursedir: Any, assignment: str, notebook: str) -> Path:
    folder = coursedir.format_path(coursedir.release_directory, ".", assignment)
    return Path(folder) / f"{notebook}.ipynb"


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """A learner's feedback page; a class of its own so that it can have its own template."""


class ClearAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """At release: no trial answer of the instructor goes out, and every item asked has its key."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Raises `ContentError` for an unknown item or one without a key."""
        unit = nb.metadata.get(KEY, {}).get("unit")
        nb.metadata.pop("widgets", None)
        if unit is None:
            return nb, resources
        if nb.metadata[KEY].get("responses"):
            self.log.warning("Removed trial answers from the notebook to be released")
        nb.metadata[KEY] = NotebookNode(schema=SCHEMA, unit=unit)
        keyring = SecondSource(config=self.config).keyring(unit)
        for cell in nb.cells:
            item_id = asked(cell.source) if cell.cell_type == "code" else None
            if item_id is not None:
                item, _ = keyring[item_id]
                cell.metadata.nbgrader["points"] = item.points
        return nb, resources


class SaveVerdicts(NbGraderPreprocessor):  # type: ignore[misc]
    """Scores every response and writes the verdicts to the gradebook in one transaction."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Fails closed: a graded cell without a verdict gets no points and a reason."""
        names = resources["nbgrader"]
        master = Master.read(Path(names.pop("released")))
        settings = SecondSource(config=self.config)
        ring = settings.keyring(master.unit) if master.unit else None
        graded = grade_notebook(nb, master.sources, ring, resources.pop("secondsource_code", None))
        with Gradebook(names["db_url"]) as gradebook:
            submitted = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            rows = {grade.name: grade for grade in submitted.grades}
            for grade in graded.grades:
                row = rows[grade.name]
                row.auto_score = grade.auto_score
                # A manual grade is never overwritten; it asks for a second look.
                row.needs_manual_grade = grade.attention or row.manual_score is not None
            notes = {comment.name: comment for comment in submitted.comments}
            for comment in graded.comments:
                notes[comment.name].auto_comment = comment.auto_comment
            gradebook.db.commit()
        return nbformat.from_dict(nb), resources


class RenderFeedback(NbGraderPreprocessor):  # type: ignore[misc]
    """At feedback: the learner's answers with as much of the key as the stage allows."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Replaces the instructor's view in the outputs."""
        resources["secondsource"] = {
            "style": (TEMPLATES / "feedback.css").read_text("utf-8"),
            "notes": _notes(nb),
        }
        unit = nb.metadata.get(KEY, {}).get("unit")
        if unit is None:
            return nb, resources
        settings = SecondSource(config=self.config)
        keyring = settings.keyring(unit)
        responses = nb.metadata[KEY].get("responses", {})
        for cell in nb.cells:
            item_id = question(cell, keyring)
            if item_id is None:
                continue
            raw = responses.get(item_id, {}).get("value")
            verdict = score(*keyring[item_id], raw)
            kept = cell.metadata.get(KEY, {}).get("points")
            if kept != verdict.points:
                self.log.warning(
                    "%s: %s points when autograded, %s with the key of today; autograde again",
                    item_id,
                    kept,
                    verdict.points,
                )
            html = feedback_html(keyring, verdict, raw, settings.feedback)
            show(cell, verdict, bundle(html, in_words(verdict)))
            cell.metadata[KEY]["title"] = keyring.unit.item(item_id).title
        return nb, resources


def _notes(nb: NotebookNode) -> list[str]:
    """What a learner should know about their own file."""
    ours = nb.metadata.get(KEY, {})
    if ours.get("refused"):
        return [f"Your file could not be graded: {ours['refused']}."]
    return [str(i) for i in ours.get("incidents", [])]
