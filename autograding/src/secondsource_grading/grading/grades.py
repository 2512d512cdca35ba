"""From verdicts to the rows of the gradebook: points, whether a person has to look, comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from secondsource_grading.grading.cells import Json, asked_item, flags
from secondsource_grading.grading.judge import Judged

__all__ = ["CellComment", "CellGrade", "CodeVerdict", "Graded", "give_grades"]

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


def give_grades(  # noqa: PLR0913 - each is another source of points
    notebook: Json,
    sources: Mapping[str, str],
    judged: Mapping[str, Judged],
    code: Mapping[str, CodeVerdict] = MappingProxyType({}),
    *,
    unjudged: Mapping[str, bool] = MappingProxyType({}),
    refused: bool = False,
) -> Graded:
    """Return the grades and comments of a rebuilt notebook.

    `sources` has the instructor's source of each cell by its name; a written answer that
    still reads like it is no response. `code` has the verdicts of the instructor's own code
    tests, where they were run. `unjudged` has items that were changed after the release, and
    whether they were answered: then a person gives the points. Where the file was `refused`
    a person looks at every cell.
    Fails closed: a graded cell without a verdict gets no points and asks for a person.
    """
    grades, comments = [], []
    for cell in notebook["cells"]:
        marks = flags(cell)
        answered = unjudged.get(asked_item(cell) or "")
        if marks.get("grade") and answered is not None:
            points = None if answered else 0.0
            grades.append(CellGrade(marks["grade_id"], points, attention=refused or answered))
        elif marks.get("grade"):
            grades.append(_grade(cell, sources, judged, code, refused=refused))
        if marks.get("solution") or marks.get("task"):
            blank = _is_blank(cell, sources, judged) and not marks.get("task")
            comments.append(CellComment(marks["grade_id"], NO_RESPONSE if blank else None))
    return Graded(tuple(grades), tuple(comments))


def _grade(
    cell: Json,
    sources: Mapping[str, str],
    judged: Mapping[str, Judged],
    code: Mapping[str, CodeVerdict],
    *,
    refused: bool,
) -> CellGrade:
    name = flags(cell)["grade_id"]
    item_id = asked_item(cell)
    found = judged.get(item_id) if item_id else None
    if found is not None:
        verdict = found.verdict
        if verdict.state == "by hand":
            return CellGrade(name, None, attention=True)
        return CellGrade(name, verdict.points, attention=refused or verdict.state == "refused")
    if name in code:
        return CellGrade(name, code[name].points, attention=refused or code[name].attention)
    if flags(cell).get("solution"):
        blank = _unchanged(cell, sources)
        return CellGrade(name, 0.0 if blank else None, attention=refused or not blank)
    return CellGrade(name, 0.0, attention=True)


def _is_blank(cell: Json, sources: Mapping[str, str], judged: Mapping[str, Judged]) -> bool:
    """Whether a cell that a person grades holds no answer."""
    item_id = asked_item(cell)
    if item_id is None:
        return _unchanged(cell, sources)
    return item_id not in judged or judged[item_id].verdict.state == "blank"


def _unchanged(cell: Json, sources: Mapping[str, str]) -> bool:
    return bool(cell["source"] == sources.get(flags(cell)["grade_id"]))
