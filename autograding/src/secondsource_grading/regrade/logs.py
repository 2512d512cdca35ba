"""The log of an assignment's regrades as texts, each of one student's points alone."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from secondsource.files import replace_text
from secondsource.scoring.base import worth
from secondsource_grading.gradebook.assignment import check_names
from secondsource_grading.gradebook.database import Database
from secondsource_grading.gradebook.regrading import Noted, read_noted
from secondsource_grading.plugin.course import open_course

__all__ = ["FOLDER", "log_of", "write_logs"]

FOLDER = "regraded"
"""The step, in nbgrader's words, below which the logs stand: `regraded/STUDENT/ASSIGNMENT`."""

FILE = "points.txt"


def log_of(folder: Path, assignment: str, student: str) -> str:
    """Return what regrades of the assignment changed for one student, "" where nothing.

    Raises `GradebookError` where the gradebook has no such assignment or student.
    """
    return _text(assignment, _noted(folder, assignment, student))


def write_logs(folder: Path, assignment: str) -> list[Path]:
    """Write every student's own log into the course's folder; return the files, in order."""
    coursedir = open_course(folder).coursedir
    files = []
    for student, mine in groupby(_noted(folder, assignment), key=lambda noted: noted.student):
        file = Path(coursedir.format_path(FOLDER, student, assignment)) / FILE
        replace_text(file, _text(assignment, [*mine]))
        files.append(file)
    return files


def _noted(folder: Path, assignment: str, student: str | None = None) -> list[Noted]:
    database = Database(open_course(folder).db_url, write_ahead=False)
    try:
        noted = database.transaction(lambda db: read_noted(db, assignment, student), kind="")
        if not noted and student is not None:
            database.transaction(lambda db: check_names(db, assignment, student), kind="")
        return noted
    finally:
        database.close()


def _text(assignment: str, noted: list[Noted]) -> str:
    if not noted:
        return ""
    lines = [f"{assignment}: points of {noted[0].student} that were changed after grading"]
    for at, changed in groupby(noted, key=lambda one: one.at):
        lines += ["", f"{at:%Y-%m-%d %H:%M} UTC", *(_line(one) for one in changed)]
    return "\n".join(lines) + "\n"


def _line(noted: Noted) -> str:
    if not noted.item:
        before, after = (_in_words(points) for points in (noted.before, noted.after))
        return f"  All of it: {before} before, {after} now."
    before, after = _points(noted.before), _points(noted.after)
    told = (
        f"  {noted.title} ({noted.item}): {before} of {_in_words(noted.worth_before)} before, "
        f"{after} of {_points(noted.worth_after)} now. Why: {noted.why}."
    )
    if noted.kept:
        kept = _in_words(noted.kept)
        told += f" That counts {kept} of extra credit, so that you have no less than before."
    return told


def _in_words(points: float | None) -> str:
    return "no points" if points is None else worth(points)


def _points(points: float | None) -> str:
    return "none" if points is None else f"{round(points, 2):g}"
