"""The report as one self-contained HTML page: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from secondsource.files import write_if_changed
from secondsource.packs.days import written
from secondsource_grading.gradebook.reader import INVENTED, Course, FolderOf, read_course
from secondsource_grading.report import statistics
from secondsource_grading.report.analysis import AssignmentView, analyse
from secondsource_grading.report.figures import figures
from secondsource_grading.report.gain import Gain, gain
from secondsource_grading.report.looks import Look
from secondsource_grading.report.pictures import Picture, difficulty, distribution
from secondsource_grading.report.projected import render_projected
from secondsource_grading.report.student import render_student
from secondsource_grading.report.tally import ENOUGH
from secondsource_grading.report.templating import fill
from secondsource_grading.report.time_spent import PAUSE

__all__ = ["render", "write_report"]

MOST_LOOKS = 60
"""Students that the page names; it says how many more there are."""


@dataclass(frozen=True)
class Incident:
    """Something odd about one submission."""

    student: str
    assignment: str
    text: str
    refused: bool


@dataclass(frozen=True)
class _Section:
    view: AssignmentView
    distribution: Picture
    difficulty: Picture


@dataclass(frozen=True)
class Written:
    """Whether the file is another one now, and the figures of the class; none for other pages."""

    changed: bool
    figures: Mapping[str, Any]
    other_version: str = ""
    """What is wrong with the version of the gradebook's tables, in a line; "" where nothing is."""


def write_report(  # noqa: PLR0913 - each names one thing that the command offers
    folder: Path,
    to: Path,
    *,
    keys: Path | None = None,
    db_url: str | None = None,
    folder_of: FolderOf | None = None,
    student: str | None = None,
    projected: bool = False,
) -> Written:
    """Write the report on the course in `folder` to `to`, and return its figures.

    With `student` it is the page of that one student, with `projected` the page without names.
    Raises `GradebookError` where nothing has been graded there or nobody has that id,
    `ContentError` where a unit's keys are missing.
    """
    course = read_course(folder, db_url, folder_of)
    invented = (folder / INVENTED).is_file()
    day = date.today()  # noqa: DTZ011 - the instructor's day
    found: Mapping[str, Any] = {}
    if student is not None:
        page = render_student(course, student, keys=keys, invented=invented, day=day)
    elif projected:
        page = render_projected(course, keys=keys, invented=invented, day=day)
    else:
        views, gained = analyse_course(course, keys)
        page = _render(course, views, gained, invented=invented, day=day)
        found = figures(views, gained)
    return Written(write_if_changed(to, page), found, course.other_version)


def render(course: Course, *, keys: Path | None = None, invented: bool, day: date) -> str:
    """The page. `invented` says plainly that the learners are no people."""
    views, gained = analyse_course(course, keys)
    return _render(course, views, gained, invented=invented, day=day)


def analyse_course(
    course: Course, keys: Path | None = None
) -> tuple[list[AssignmentView], Gain | None]:
    """Return all assignments that somebody handed in, in figures, and the gain of the test."""
    views = [analyse(a, keys, course.students) for a in course.assignments if a.submissions]
    return views, gain(course, keys)


def _render(
    course: Course,
    views: Sequence[AssignmentView],
    gained: Gain | None,
    *,
    invented: bool,
    day: date,
) -> str:
    looks: dict[str, list[Look]] = {}
    for look in (look for view in views for look in view.looks):
        looks.setdefault(look.student, []).append(look)
    return fill(
        "report.html.j2",
        course=course,
        sections=[_Section(v, distribution(v), difficulty(v)) for v in views],
        unused=[a.name for a in course.assignments if not a.submissions],
        looks=sorted(looks.items(), key=lambda entry: (-len(entry[1]), entry[0])),
        most_looks=MOST_LOOKS,
        incidents=incidents(course),
        invented=invented,
        day=written(day),
        few=statistics.FEW,
        enough=ENOUGH,
        gained=gained,
        pause=PAUSE // 60,
    )


def incidents(course: Course) -> list[Incident]:
    """Everything odd that grading noted, the refused files first."""
    found = [
        Incident(s.student, a.name, text, s.refused is not None)
        for a in course.assignments
        for s in a.submissions
        for text in s.incidents or ((s.refused,) if s.refused else ())
    ]
    return sorted(found, key=lambda i: (not i.refused, i.assignment, i.student))
