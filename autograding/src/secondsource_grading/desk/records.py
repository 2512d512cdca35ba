"""Whether the gradebook agrees with nbgrader, with the releases and with what was handed in."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sized
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.engine import Connection

from secondsource.errors import ContentError, SecondSourceError
from secondsource_grading.desk.findings import Finding, right, wrong
from secondsource_grading.gradebook.assignment import read_notebooks
from secondsource_grading.gradebook.kernel import NOT_CONFIGURED
from secondsource_grading.gradebook.tables import ASSIGNMENT, NOTEBOOK, STUDENT, SUBMISSION
from secondsource_grading.gradebook.version import newest_version, other_version
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.plugin.course import CourseFolder
from secondsource_grading.plugin.release import changes_in_words, read_assessments

__all__ = ["assignments", "check_version", "kernels", "releases", "students", "without"]

REMOVE = "from nbgrader.api import Gradebook as G; G({db!r}).remove_submission({name!r}, {who!r})"
"""nbgrader has no command that removes one submission, only this method."""


def check_version(connection: Connection) -> Finding:
    """Compare the gradebook's version with the one that the installed nbgrader writes."""
    if version := other_version(connection):
        return wrong("gradebook", version.what, version.mend)
    have = newest_version()
    there = (students(connection), "student"), (assignments(connection), "assignment")
    size = ", ".join(_count(found, what) for found, what in there)
    return right("gradebook", f"{size}, version {have}")


def _count(found: Sized, what: str) -> str:
    return f"{len(found)} {what}{'' if len(found) == 1 else 's'}"


def assignments(connection: Connection) -> dict[str, str]:
    """Return each assignment's id by its name."""
    query = select(ASSIGNMENT.c.name, ASSIGNMENT.c.id).order_by(ASSIGNMENT.c.name)
    return {name: key for name, key in connection.execute(query)}  # noqa: C416 - typed


def students(connection: Connection) -> frozenset[str]:
    """Return the ids of all students."""
    return frozenset(connection.scalars(select(STUDENT.c.id)))


def kernels(connection: Connection) -> Iterator[Finding]:
    """Find released notebooks that nbgrader would run where the configuration is missing."""
    held = json.dumps(NOT_CONFIGURED)
    query = (
        select(ASSIGNMENT.c.name, NOTEBOOK.c.name.label("notebook"))
        .join(NOTEBOOK, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id)
        .where(NOTEBOOK.c.kernelspec.is_(None) | (NOTEBOOK.c.kernelspec != held))
        .order_by(ASSIGNMENT.c.name, NOTEBOOK.c.name)
    )
    for name, notebook in connection.execute(query):
        what = (
            f"{name}: the gradebook names a kernel for {notebook}, so that nbgrader would run "
            "students' code where nbgrader_config.py is missing or broken"
        )
        yield wrong("kernels", what, f"nbgrader generate_assignment {shlex.quote(name)} --force")


def without(connection: Connection, course: CourseFolder) -> Iterator[Finding]:
    """Find rows of the gradebook whose submission is not in the course's folder."""
    query = (
        select(ASSIGNMENT.c.name, SUBMISSION.c.student_id)
        .join(SUBMISSION, SUBMISSION.c.assignment_id == ASSIGNMENT.c.id)
        .order_by(ASSIGNMENT.c.name, SUBMISSION.c.student_id)
    )
    coursedir = course.coursedir
    address = make_url(course.db_url).render_as_string(hide_password=True)
    for name, student in connection.execute(query):
        folder = coursedir.format_path(coursedir.submitted_directory, student, name)
        if not Path(folder).is_dir():
            what = (
                f"{name}: {student!a} has grades and no submission in {folder}; put it back, "
                "or remove the grades if they are a mistake"
            )
            code = REMOVE.format(db=address, name=name, who=student)
            yield wrong("submissions", what, f"python -c {shlex.quote(code)}")


def releases(connection: Connection, course: CourseFolder) -> Iterator[Finding]:
    """Compare the items of each release, and their keys, with those of today."""
    coursedir, config = course.coursedir, course.config
    try:
        settings = SecondSource(config=config)
    except SecondSourceError:
        return  # told with the configuration
    for name, key in assignments(connection).items():
        notebooks = read_notebooks(connection, key)
        again = f"nbgrader generate_assignment {shlex.quote(name)} --force"
        try:
            assessments = read_assessments(coursedir, settings, name, notebooks)
        except (SecondSourceError, OSError, ValueError, KeyError) as error:
            folder = Path(coursedir.format_path(coursedir.release_directory, ".", name))
            whole = all((folder / f"{notebook}.ipynb").is_file() for notebook in notebooks)
            content = whole and isinstance(error, ContentError)
            mend = f"secondsource-teach check {shlex.quote(name)}" if content else again
            yield wrong("releases", f"{name}: {error}", mend)
            continue
        lines = changes_in_words(name, assessments)
        for line in (line for line in lines if not line.startswith("where the answers")):
            what = f"{name}: {line}; where answers still mean the same, release it once more"
            yield wrong("releases", what, again)
