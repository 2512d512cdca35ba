"""Steps of nbgrader's release, grading and feedback that work on one notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    NbGraderPreprocessor,
)

from secondsource.recording.responses import KEY, SCHEMA
from secondsource.scoring import score
from secondsource.scoring.feedback import feedback_html
from secondsource.units import asked
from secondsource_grading.grading.cells import question
from secondsource_grading.grading.job import Outcome
from secondsource_grading.grading.notebook import grade_notebook
from secondsource_grading.grading.render import bundle, in_words, show
from secondsource_grading.grading.settings import SecondSource

__all__ = ["TEMPLATES", "ClearAnswers", "RenderFeedback", "SaveVerdicts"]

Resources = dict[str, Any]

TEMPLATES = Path(__file__).resolve().parent / "templates"


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
    """Scores every response and writes grades, comments and late penalty in one transaction."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Show the verdicts in the outputs; a graded cell without one asks for a person.

        Raises `GradebookError` where the grades cannot be written.
        """
        names = resources["nbgrader"]
        exporter, autograde = self.parent, self.parent.parent
        graded = grade_notebook(
            nb,
            exporter.assessment,
            exporter.submission.responses,
            resources.pop("secondsource_code", {}),
            refused=exporter.submission.refused is not None,
        )
        outcome = Outcome(
            names["student"],
            graded={names["notebook"]: graded},
            timestamp=autograde.admitted.timestamp,
        )
        autograde.gradebook_writer.write([outcome], autograde.penalty, only=[names["notebook"]])
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
