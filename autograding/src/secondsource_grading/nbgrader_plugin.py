"""The one module that talks to nbgrader's classes.

It goes in through nbgrader's own configuration (`configure`), so that nbgrader's
commands and the formgrader work unchanged. A submission passes through it twice:

1. sanitising: `SubmissionExporter` rebuilds the notebook from the instructor's copy;
2. grading: `SaveVerdicts` scores the responses in this process. No kernel is
   started, and no score is ever read off a cell's output.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    GetGrades,
    NbGraderPreprocessor,
    OverwriteCells,
)
from traitlets import Bool, CaselessStrEnum, Unicode
from traitlets.config import Config, Configurable

from secondsource.errors import ContentError
from secondsource.responses import KEY, SCHEMA
from secondsource_grading.build import asked
from secondsource_grading.feedback import STAGES, STYLE, feedback_html
from secondsource_grading.keys import Keyring, load_keys
from secondsource_grading.rebuild import known_cells, rebuild, unit_of
from secondsource_grading.scoring import Verdict, score
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


class SecondSource(Configurable):  # type: ignore[misc]  # traitlets has no types
    """What an instructor may set as `c.SecondSource.…` in `nbgrader_config.py`."""

    keys = Unicode("", help="Folder of keys that replaces the packaged ones.").tag(config=True)
    feedback = CaselessStrEnum(
        STAGES,
        default_value="parts",
        help="score: points only. parts: also which picks are right. full: key and explanations.",
    ).tag(config=True)
    run_student_code = Bool(
        default_value=False,
        help="Run ordinary nbgrader code tests of the instructor. Not available yet.",
    ).tag(config=True)

    def keyring(self, unit: str) -> Keyring:
        """The unit's items and keys; `ContentError` where they are missing or wrong."""
        return load_keys(unit, Path(self.keys) if self.keys else None)


def configure(c: Config) -> None:
    """Set nbgrader up for Second Source; call it from `nbgrader_config.py`."""
    c.Autograde.exporter_class = SubmissionExporter
    c.Autograde.sanitize_preprocessors = [OverwriteCells, CheckCellMetadata]
    c.Autograde.autograde_preprocessors = [SaveVerdicts, AssignLatePenalties, CheckCellMetadata]
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


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Reads a submission as data and hands nbgrader the instructor's copy with that data in it."""

    def from_filename(
        self, filename: str, resources: Resources | None = None, **kw: Any
    ) -> tuple[str, Resources]:
        """As nbconvert's, but a submitted file is never parsed as a notebook."""
        autograde: Autograde = self.parent
        if not autograde._sanitizing:  # noqa: SLF001 - nbgrader keeps no public name for it
            text, out = super().from_filename(filename, resources=resources, **kw)
            return text, out
        names = (resources or {})["nbgrader"]
        master = self._master(names["assignment"], names["notebook"])
        unit = unit_of(master)
        submission = read_submission(Path(filename), unit=unit or "", known=known_cells(master))
        for incident in submission.incidents:
            self.log.warning(
                "%s, %s, %s: %s", names["student"], names["assignment"], names["notebook"], incident
            )
        notebook = rebuild(master, submission)
        text, out = self.from_notebook_node(notebook, resources=resources, **kw)
        return text, out

    def _master(self, assignment: str, notebook: str) -> NotebookNode:
        coursedir = self.parent.coursedir
        folder = coursedir.format_path(coursedir.release_directory, ".", assignment)
        file = Path(folder) / f"{notebook}.ipynb"
        if not file.is_file():
            msg = f"{file}: the released copy is missing; run `nbgrader generate_assignment`"
            raise ContentError(msg)
        return nbformat.read(file, as_version=4)


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """A learner's feedback page; a class of its own so that it can have its own template."""


class ClearAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """At release: no trial answer of the instructor goes out, and every item asked has its key."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Raises `ContentError` for an unknown item or one without a key."""
        unit = unit_of(nb)
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
        settings = SecondSource(config=self.config)
        verdicts = self._score(nb, settings)
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            submitted = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            grades = {grade.name: grade for grade in submitted.grades}
            comments = {comment.name: comment for comment in submitted.comments}
            for cell in nb.cells:
                if utils.is_grade(cell):
                    grade_id = cell.metadata.nbgrader["grade_id"]
                    self._save(grades[grade_id], cell, verdicts.get(grade_id))
                if utils.is_solution(cell) or utils.is_task(cell):
                    unchanged = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(
                        cell
                    )
                    comment = comments[cell.metadata.nbgrader["grade_id"]]
                    blank = unchanged and not utils.is_task(cell)
                    comment.auto_comment = "No response." if blank else None
            gradebook.db.commit()
        return nb, resources

    def _score(self, nb: NotebookNode, settings: SecondSource) -> dict[str, Verdict]:
        unit = unit_of(nb)
        if unit is None:
            return {}
        keyring = settings.keyring(unit)
        ours = nb.metadata[KEY]
        verdicts: dict[str, Verdict] = {}
        for cell in nb.cells:
            item_id = asked(cell.source)
            if item_id is None or item_id not in keyring:
                continue
            raw = ours.responses.get(item_id, {}).get("value")
            verdict = score(*keyring[item_id], raw)
            if utils.is_grade(cell):
                verdicts[item_id] = verdict
            show(cell, verdict, feedback_html(keyring, verdict, raw, "full"))
            if verdict.state == "refused":
                ours.incidents.append(f"{item_id}: {verdict.reason}")
        _show_incidents(nb)
        return verdicts

    def _save(self, grade: Any, cell: NotebookNode, verdict: Verdict | None) -> None:
        if verdict is not None:
            grade.auto_score = verdict.points
            attention = verdict.state == "refused"
        elif utils.is_solution(cell):
            grade.auto_score, _ = utils.determine_grade(cell, self.log)
            attention = grade.auto_score is None
        else:
            reason = "not scored: Second Source runs no code of a submission; grade it by hand"
            self.log.warning("%s: %s", cell.metadata.nbgrader["grade_id"], reason)
            cell.outputs = [new_output("stream", name="stdout", text=reason)]
            grade.auto_score = 0.0
            attention = True
        # A manual grade is never overwritten; it asks for a second look, as in nbgrader.
        grade.needs_manual_grade = attention or grade.manual_score is not None


class RenderFeedback(NbGraderPreprocessor):  # type: ignore[misc]
    """At feedback: the learner's answers with as much of the key as the stage allows."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Replaces the instructor's view in the outputs."""
        resources["secondsource"] = {
            "style": (TEMPLATES / "feedback.css").read_text("utf-8"),
            "notes": _notes(nb),
        }
        unit = unit_of(nb)
        if unit is None:
            return nb, resources
        settings = SecondSource(config=self.config)
        keyring = settings.keyring(unit)
        responses = nb.metadata[KEY].get("responses", {})
        for cell in nb.cells:
            item_id = asked(cell.source)
            if item_id is None or item_id not in keyring:
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
            show(cell, verdict, feedback_html(keyring, verdict, raw, settings.feedback), style="")
            cell.metadata[KEY]["title"] = keyring.unit.item(item_id).title
        return nb, resources


def show(cell: NotebookNode, verdict: Verdict, html: str, *, style: str = STYLE) -> None:
    """Make `html` the cell's only output, and note the points it stands for."""
    plain = f"{verdict.points:g} of {verdict.out_of:g} points: {verdict.reason}"
    sheet = f"<style>{style}</style>" if style else ""
    data = {"text/html": sheet + html, "text/plain": plain}
    cell.outputs = [new_output("display_data", data=data)]
    cell.metadata[KEY] = NotebookNode(points=verdict.points, state=verdict.state)


def _notes(nb: NotebookNode) -> list[str]:
    """What a learner should know about their own file."""
    ours = nb.metadata.get(KEY, {})
    if ours.get("refused"):
        return [f"Your file could not be graded: {ours['refused']}."]
    return [str(i) for i in ours.get("incidents", [])]


def _show_incidents(nb: NotebookNode) -> None:
    incidents = nb.metadata[KEY].get("incidents", [])
    if not incidents:
        return
    lines = "".join(f"<li>{escape(i)}</li>" for i in incidents)
    html = f"<p><strong>For the grader: what was odd about this file</strong></p><ul>{lines}</ul>"
    plain = json.dumps(incidents, ensure_ascii=False)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "start":
            cell.outputs = [
                new_output("display_data", data={"text/html": html, "text/plain": plain})
            ]
