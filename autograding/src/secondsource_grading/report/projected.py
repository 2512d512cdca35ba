"""How a class did, as a page to project in front of it: no name, no key, nothing written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from secondsource.packs.days import written
from secondsource_grading.gradebook.reader import Assignment, Course
from secondsource_grading.report.analysis import AssignmentView, ItemRow, analyse
from secondsource_grading.report.looks import A_CLASS
from secondsource_grading.report.pictures import Picture, distribution, heat_map
from secondsource_grading.report.templating import fill

__all__ = ["marks", "render_projected"]

Marks = list[list[float | None]]
"""A row an item, a column a learner: the share of the points, None where not read yet."""


@dataclass(frozen=True)
class _Section:
    view: AssignmentView
    distribution: Picture
    marks: Picture | None
    """None where nothing is graded, as in the first unit."""

    asked: tuple[ItemRow, ...]


def render_projected(course: Course, *, keys: Path | None = None, invented: bool, day: date) -> str:
    """Return the page. An assignment with fewer than five submissions is left out by name.

    In so small a group a column of the picture or one odd answer is a person.
    """
    asked = [a for a in course.assignments if a.submissions]
    return fill(
        "projected.html.j2",
        sections=[_section(a, keys) for a in asked if len(a.submissions) >= A_CLASS],
        small=[a.name for a in asked if len(a.submissions) < A_CLASS],
        few=A_CLASS,
        invented=invented,
        day=written(day),
    )


def _section(assignment: Assignment, keys: Path | None) -> _Section:
    view = analyse(assignment, keys)
    shown = marks(assignment, [row.id for row in view.items])
    picture = heat_map([row.id for row in view.items], shown) if shown else None
    asked = tuple(
        row for row in view.asked if row.choices and any(q.answered for q in row.questions)
    )
    return _Section(view, distribution(view), picture, asked)


def marks(assignment: Assignment, items: list[str]) -> Marks:
    """Return the share of the points of each item for each learner, best learner first."""
    cells = assignment.cells
    ranked = sorted(assignment.submissions, key=lambda s: -(s.share(cells) or 0.0))
    return [[_share(s.grades[name].points, cells[name]) for s in ranked] for name in items]


def _share(points: float | None, worth: float) -> float | None:
    if points is None:
        return None
    return min(1.0, points / worth) if worth > 0 else 1.0
