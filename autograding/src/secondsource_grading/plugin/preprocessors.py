"""Steps of nbgrader's release, grading and feedback that work on one notebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor

from secondsource.recording.responses import KEY, SCHEMA
from secondsource.scoring.feedback import feedback_html
from secondsource.units import asked
from secondsource.views.html import scroll_style
from secondsource_grading.authoring.unfinished import refuse_unfinished
from secondsource_grading.gradebook.odd_points import OddPointsError, can_be_meant, odd_words
from secondsource_grading.grading.cells import ABOUT_RUNNING, asked_item, flags
from secondsource_grading.grading.fingerprint import (
    ITEMS,
    find_changes,
    fingerprint,
    read_items,
)
from secondsource_grading.grading.job import Outcome
from secondsource_grading.grading.judge import verdict_on
from secondsource_grading.grading.notebook import grade_notebook
from secondsource_grading.grading.render import bundle, in_words, show
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.plugin.feedback_stage import stage_of_page
from secondsource_grading.plugin.templating import TEMPLATES

__all__ = ["ClearAnswers", "ClearOwnSolutions", "RenderFeedback", "SaveVerdicts"]

Resources = dict[str, Any]


class ClearAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """At release: no trial answer goes out, every item asked has its key and its fingerprint."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Raises `ContentError` for an unknown item, one without a key, and for a TODO."""
        unit = nb.metadata.get(KEY, {}).get("unit")
        nb.metadata.pop("widgets", None)
        if unit is None:
            return nb, resources
        if nb.metadata[KEY].get("responses"):
            self.log.warning("Removed trial answers from the notebook to be released")
        settings = SecondSource(config=self.config)
        keyring = settings.keyring(unit)
        keys = Path(settings.keys) if settings.keys else None
        refuse_unfinished(unit, keyring.unit.pack, keys)
        items = {}
        for cell in nb.cells:
            item_id = asked(cell.source) if cell.cell_type == "code" else None
            if item_id is not None:
                item, _ = keyring[item_id]
                cell.metadata.nbgrader["points"] = item.points
            name = str(item_id or flags(cell).get("grade_id", ""))
            if name in keyring:
                items[name] = fingerprint(keyring.unit.item(name))
        nb.metadata[KEY] = NotebookNode(schema=SCHEMA, unit=unit, **{ITEMS: items})
        return nb, resources


class ClearOwnSolutions(ClearSolutions):  # type: ignore[misc]
    """At release: an instructor's own solutions are taken out, and an `ask` cell is none."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Do what nbgrader does, and leave `ask("…")` in the cells that a person grades."""
        sources = [(cell, cell.source) for cell in nb.cells if asked_item(cell)]
        nb, resources = super().preprocess(nb, resources)
        for cell, source in sources:
            cell.source = source
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
            lost=exporter.submission.lost,
            documents=exporter.submission.documents,
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
            "style": scroll_style(".ss-matrix") + (TEMPLATES / "feedback.css").read_text("utf-8"),
            "notes": _notes(nb),
            "unread": _unread(nb, resources["nbgrader"]),
        }
        ours = nb.metadata.get(KEY, {})
        _clear(nb)
        _leave_out_running(nb)
        if ours.get("unit") is None:
            return nb, resources
        settings = SecondSource(config=self.config)
        stage = stage_of_page(resources["nbgrader"], settings.feedback)
        keyring = settings.keyring(ours["unit"])
        responses = ours.get("responses", {})
        asked_ids = [i for i in map(asked_item, nb.cells) if i is not None]
        changes = find_changes(read_items(ours), asked_ids, keyring, {})
        for cell in nb.cells:
            item_id = asked_item(cell)
            if item_id is None:
                continue
            change = changes.get(item_id)
            if change is not None and not change.graded:
                self.log.warning("%s: %s; no key of it is shown", item_id, change.what)
                _say(cell, CHANGED_SINCE)
                continue
            raw = responses.get(item_id, {}).get("value")
            item = keyring.unit.item(item_id)
            worth = flags(cell).get("points", item.points) if item.counts else item.points
            verdict = verdict_on(keyring, item_id, raw, float(worth))
            kept = (cell.metadata.get(KEY) or {}).get("points")
            cell.metadata[KEY] = {**(cell.metadata.get(KEY) or {}), "title": item.title}
            if kept != verdict.points:
                self.log.warning(
                    "%s: %s points when autograded, %s with the key of today; autograde again",
                    item_id,
                    kept,
                    verdict.points,
                )
                _say(cell, NOT_YET)
                continue
            html = feedback_html(keyring, verdict, raw, stage)
            show(cell, verdict, bundle(html, in_words(verdict)))
            cell.metadata[KEY]["title"] = item.title
        return nb, resources


CHANGED_SINCE = (
    "This question was changed after you were given it, so a person looks at your answer."
)

NOT_YET = (
    "The points of this question are being looked at again; ask for a new page of feedback later."
)


def _clear(nb: NotebookNode) -> None:
    """Take out everything that was made for the instructor.

    What a learner's own code printed, and what a code test said, are plain text and stay.
    """
    for cell in nb.cells:
        if cell.cell_type == "code":
            plain = [o for o in cell.outputs if o.output_type == "stream"]
            cell.outputs = [] if asked_item(cell) else plain


def _leave_out_running(nb: NotebookNode) -> None:
    """Take out of the lesson's text what says how to run a notebook: a page of feedback is none."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and flags(cell).get("locked", True):
            blocks = cell.source.split("\n\n")
            kept = [b for b in blocks if not b.lstrip().startswith(ABOUT_RUNNING)]
            cell.source = "\n\n".join(kept)


def _say(cell: NotebookNode, text: str) -> None:
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
    cell.metadata[KEY] = {**(cell.metadata.get(KEY) or {}), "state": "open"}


def _unread(nb: NotebookNode, names: Mapping[str, str]) -> dict[str, float]:
    """Return the cells whose points nobody has given yet, and what each is worth.

    Raises `OddPointsError` where somebody has points that nobody can have meant.
    """
    with Gradebook(names["db_url"]) as gradebook:
        try:
            found = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
        except MissingEntry:
            return {}
        for grade in found.grades:
            if not can_be_meant(grade.score):
                msg = f"{names['student']}: {odd_words(grade.name, grade.score)}"
                raise OddPointsError(msg)
        waiting = {g.name for g in found.grades if g.auto_score is None and g.manual_score is None}
    marks = [flags(cell) for cell in nb.cells]
    return {m["grade_id"]: float(m["points"]) for m in marks if m.get("grade_id") in waiting}


def _notes(nb: NotebookNode) -> list[str]:
    """What a learner should know about their own file."""
    ours = nb.metadata.get(KEY, {})
    if ours.get("refused"):
        return [f"Your file could not be graded: {ours['refused']}."]
    return [str(i) for i in ours.get("incidents", [])]
