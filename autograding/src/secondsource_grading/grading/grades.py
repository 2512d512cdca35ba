"""From verdicts to the rows of the gradebook: points, whether a person has to look, comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from secondsource.recording.responses import KEY
from secondsource_grading.grading.cells import Json, asked_item, flags
from secondsource_grading.grading.judge import Judged

__all__ = [
    "NO_RESPONSE",
    "CellComment",
    "CellGrade",
    "CodeVerdict",
    "Doubts",
    "Graded",
    "give_grades",
]

NO_RESPONSE = "No response."


@dataclass(frozen=True)
class CellGrade:
    """The points of one graded cell; None where only a person can give them."""

    name: str
    auto_score: float | None
    attention: bool
    """Whether a person has to look at it."""


@dataclass(frozen=True)
class CodeVerdict:
    """The points of an instructor's own code test, with the reason."""

    points: float
    reason: str
    attention: bool


@dataclass(frozen=True)
class CellComment:
    """What nbgrader notes by itself on a cell a learner writes in."""

    name: str
    auto_comment: str | None


@dataclass(frozen=True)
class Graded:
    """All grades and comments of one notebook."""

    grades: tuple[CellGrade, ...]
    comments: tuple[CellComment, ...]


@dataclass(frozen=True)
class Doubts:
    """Why a person has to look at cells of a notebook, besides what their verdicts say."""

    unjudged: Mapping[str, bool] = field(default_factory=dict)
    """Items changed after the release, and whether they were answered."""
    refused: bool = False
    """The file could not be read: every cell."""
    lost: bool = False
    """Work may be missing: every cell that is blank."""
    unplaced: bool = False
    """The learner wrote in a place that is no answer: every written answer that is blank."""


_NO_DOUBTS = Doubts()

LEAST_WRITTEN = 20
"""Characters in a cell of the learner's own that may be an answer in the wrong place."""


def give_grades(
    notebook: Json,
    sources: Mapping[str, str],
    judged: Mapping[str, Judged],
    code: Mapping[str, CodeVerdict] = MappingProxyType({}),
    doubts: Doubts = _NO_DOUBTS,
) -> Graded:
    """Return the grades and comments of a rebuilt notebook.

    `sources` has the instructor's source of each cell by its name; a written answer that
    still reads like it is no response. `code` has the verdicts of the instructor's own code
    tests, where they were run. An item that was changed after the release gets its points
    from a person.
    Fails closed: a graded cell without a verdict gets no points and asks for a person.
    """
    beside = any(map(_written_beside, notebook["cells"]))
    doubts = replace(doubts, unplaced=doubts.unplaced or beside)
    grades, comments = [], []
    for cell in notebook["cells"]:
        marks = flags(cell)
        if not marks:
            continue
        answered = doubts.unjudged.get(asked_item(cell) or "") if doubts.unjudged else None
        if marks.get("grade") and answered is not None:
            points = None if answered else 0.0
            attention = doubts.refused or doubts.lost or answered
            grades.append(CellGrade(marks["grade_id"], points, attention=attention))
        elif marks.get("grade"):
            grades.append(_grade(cell, sources, judged, code, doubts))
        if marks.get("solution") or marks.get("task"):
            blank = _is_blank(cell, sources, judged) and not marks.get("task")
            comments.append(CellComment(marks["grade_id"], NO_RESPONSE if blank else None))
    return Graded(tuple(grades), tuple(comments))


def _grade(
    cell: Json,
    sources: Mapping[str, str],
    judged: Mapping[str, Judged],
    code: Mapping[str, CodeVerdict],
    doubts: Doubts,
) -> CellGrade:
    name = flags(cell)["grade_id"]
    item_id = asked_item(cell)
    found = judged.get(item_id) if item_id else None
    if found is not None:
        verdict = found.verdict
        if verdict.state == "by hand":
            return CellGrade(name, None, attention=True)
        by_hand = bool(flags(cell).get("solution"))
        missed = verdict.state == "blank" and (doubts.lost or (by_hand and doubts.unplaced))
        unread = verdict.state == "refused"
        attention = doubts.refused or missed or unread
        # Nobody's 0: what may stand elsewhere, or can't be read by itself, waits for a person.
        points = None if by_hand and (missed or unread) else verdict.points
        return CellGrade(name, points, attention=attention)
    if name in code:
        attention = doubts.refused or code[name].attention
        return CellGrade(name, code[name].points, attention=attention)
    if flags(cell).get("solution"):
        blank = _unchanged(cell, sources)
        missed = doubts.lost or doubts.unplaced
        attention = doubts.refused or not blank or missed
        # Nobody's 0: what may stand elsewhere waits for a person.
        points = 0.0 if blank and not missed else None
        return CellGrade(name, points, attention=attention)
    return CellGrade(name, 0.0, attention=True)


def _written_beside(cell: Json) -> bool:
    """Return whether it is a cell of the learner's own with enough text for an answer."""
    ours = cell["metadata"].get(KEY)
    return bool(ours and ours.get("added")) and len(cell["source"].strip()) >= LEAST_WRITTEN


def _is_blank(cell: Json, sources: Mapping[str, str], judged: Mapping[str, Judged]) -> bool:
    """Whether a cell that a person grades holds no answer."""
    item_id = asked_item(cell)
    if item_id is None:
        return _unchanged(cell, sources)
    return item_id not in judged or judged[item_id].verdict.state == "blank"


def _unchanged(cell: Json, sources: Mapping[str, str]) -> bool:
    source = sources.get(flags(cell)["grade_id"])
    return source is not None and bool(cell["source"].strip() == source.strip())
