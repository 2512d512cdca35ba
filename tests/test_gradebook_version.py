"""A gradebook of another version than the installed nbgrader writes is named by every command."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner
from helpers.classroom import FULL
from nbgrader import api

from secondsource_grading.batch import Options, grade_assignment
from secondsource_grading.cli import main
from secondsource_grading.gradebook.version import newest_version

NO_MORE = "DROP TABLE alembic_version"
VERSIONS = {
    "UPDATE alembic_version SET version_num = '167914646830'": "`nbgrader db upgrade`",
    NO_MORE: "`nbgrader db upgrade`",
    "UPDATE alembic_version SET version_num = 'ffffffffffff'": "a newer nbgrader made it",
}
"""What the remedy is of a gradebook, by what makes it another's."""


def test_the_version_that_is_read_is_the_one_that_nbgrader_says():
    assert newest_version() == api.get_alembic_version()


@pytest.mark.parametrize("statement", VERSIONS)
def test_every_command_names_a_gradebook_of_another_version_and_does_its_work(course, statement):
    """`doctor` named it, and the others went on without a word."""
    course.answer("ann", {**FULL, "lab-essay": "Why was the shop closed that day?"})
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database, database:
        database.execute(statement)
    for told in told_by_all(course):
        assert "of version" in told or "of which version" in told
        assert VERSIONS[statement] in told
    assert sum(p or 0 for p in course.points("ann").values()) == 8.5


def test_of_a_gradebook_of_this_version_nothing_is_said(course):
    course.answer("ann", {**FULL, "lab-essay": "Why was the shop closed that day?"})
    assert not any("of version" in told for told in told_by_all(course))


def told_by_all(course):
    """Yield what each command says, in the order in which they are given."""
    out = course.root
    notices = []
    grade_assignment(course.root, course.assignment, Options(), notice=notices.append)
    yield "\n".join(notices)
    yield course.autograde()["log"]
    yield course.feedback()["log"]
    at = ["--course", str(course.root)]
    for arguments in (
        ["feedback", course.assignment, *at],
        ["regrade", course.assignment, *at],
        ["report", str(course.root), "--to", str(out / "report.html")],
        ["export", str(course.root), course.assignment, "--to", "csv", "--out", str(out / "x.csv")],
        ["texts", course.assignment, *at, "--out", str(out / "texts.csv")],
        ["similar", course.assignment, *at],
    ):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.output
        yield done.output
