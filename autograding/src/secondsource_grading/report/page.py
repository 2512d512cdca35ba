"""The report as one self-contained HTML page: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from secondsource.markdown import to_html
from secondsource_grading.authoring.build import write_if_changed
from secondsource_grading.gradebook.reader import INVENTED, Course, read_course
from secondsource_grading.report import statistics
from secondsource_grading.report.analysis import AssignmentView, analyse
from secondsource_grading.report.pictures import Picture, difficulty, distribution

__all__ = ["render", "write_report"]


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


def write_report(
    folder: Path, to: Path, *, keys: Path | None = None, db_url: str | None = None
) -> None:
    """Write the report on the course in `folder` to `to`.

    Raises `GradebookError` where nothing has been graded there, `ContentError`
    where a unit's keys are missing.
    """
    course = read_course(folder, db_url)
    invented = (folder / INVENTED).is_file()
    write_if_changed(to, render(course, keys=keys, invented=invented, day=date.today()))  # noqa: DTZ011 - the instructor's day


def render(course: Course, *, keys: Path | None = None, invented: bool, day: date) -> str:
    """The page. `invented` says plainly that the learners are no people."""
    views = [analyse(a, keys) for a in course.assignments if a.submissions]
    sections = [_Section(v, distribution(v), difficulty(v)) for v in views]
    environment = Environment(
        loader=PackageLoader("secondsource_grading.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent, "decimal": decimal, "line": line, "prose": prose}
    return environment.get_template("report.html.j2").render(
        course=course,
        sections=sections,
        unused=[a.name for a in course.assignments if not a.submissions],
        incidents=incidents(course),
        invented=invented,
        day=f"{day.day} {day:%B %Y}",
        few=statistics.FEW,
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


def percent(share: float | None) -> str:
    """A share in 0..1 as whole percent; a dash for None."""
    return "–" if share is None else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def decimal(number: float | None) -> str:
    """Two decimals with a true minus sign; a dash for None."""
    return "–" if number is None else f"{number:.2f}".replace("-", "−")


def line(text: str) -> Markup:
    """An author's Markdown as one line of HTML; raw HTML in it is shown as text."""
    return Markup(to_html(text, inline=True))  # noqa: S704 - to_html escapes


def prose(text: str) -> Markup:
    """An author's Markdown as paragraphs; raw HTML in it is shown as text."""
    return Markup(to_html(text))  # noqa: S704 - to_html escapes
