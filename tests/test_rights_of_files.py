"""Files that this account may not read or write, and folders that a course has elsewhere."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from helpers.classroom import FULL, HALF, UNIT
from helpers.rights import rights_count

from secondsource_grading.batch import Options, grade_assignment
from secondsource_grading.cli import main

DOORS = ("nbgrader autograde", "secondsource-teach grade")


def graded(course, door):
    """Grade through one of the commands; what was said."""
    if door == "nbgrader autograde":
        return course.autograde(force=False)["log"]
    lines = []
    run = grade_assignment(course.root, UNIT, Options(processes=1), notice=lines.append)
    return "\n".join([*lines, *map(str, (run.incidents, run.failed))])


@contextmanager
def shut(folder):
    """Let nobody look into a folder until the block ends."""
    folder.chmod(0)
    try:
        with rights_count():
            yield
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("door", DOORS)
def test_a_folder_that_may_not_be_looked_into_asks_a_person(course, door):
    """A 0 that nobody asked for, and a traceback, was what nbgrader's command made of it."""
    for student in ("anna", "ben"):
        course.answer(student, FULL)
    with shut(course.submission("ben").parent):
        said = graded(course, door)
    assert "it cannot be opened: Permission denied" in said
    assert "Traceback" not in said
    assert sum(course.points("anna").values()) == 8.5
    assert all(g["needs_manual_grade"] for g in course.grades("ben").values())
    graded(course, door)
    assert sum(course.points("ben").values()) == 8.5


@pytest.mark.parametrize("door", DOORS)
def test_a_student_whose_folder_is_shut_is_named(course, door):
    for student in ("anna", "ben"):
        course.answer(student, FULL)
    with shut(course.root / "submitted" / "ben"):
        said = graded(course, door)
    assert "'ben': not graded, because this account may not look into its folder" in said
    assert sum(course.points("anna").values()) == 8.5


def test_a_gradebook_that_can_only_be_read_is_told_once_and_costs_no_file(course):
    course.answer("anna", HALF)
    course.autograde()
    before = course.autograded("anna")
    course.answer("anna", FULL)
    book = course.root / "gradebook.db"
    book.chmod(0o444)
    try:
        with rights_count():
            said = course.autograde(force=False)
    finally:
        book.chmod(0o644)
    assert said["log"].count("readonly") == 1
    assert "Traceback" not in said["log"]
    assert course.autograded("anna") == before


@pytest.mark.parametrize("door", DOORS)
def test_what_is_in_the_way_of_autograded_work_costs_nobody_else_a_grade(course, door):
    """A file in place of a folder, and a folder that may not be written to."""
    for student in ("anna", "ben", "cara", "zed"):
        course.answer(student, FULL)
    place = course.root / "autograded"
    (place / "ben").mkdir(parents=True)
    (place / "cara").mkdir(mode=0o555)
    (place / "anna").write_text("left by a tool")
    (place / "ben" / UNIT).write_text("left by a tool")
    with rights_count():
        said = graded(course, door)
    assert "Traceback" not in said
    assert f"{place / 'anna'} is no folder; take it away" in said
    assert f"{place / 'cara'} may not be written to" in said
    for student in ("ben", "zed"):
        assert sum(course.points(student).values()) == 8.5
    (place / "anna").unlink()
    (place / "cara").chmod(0o755)
    graded(course, door)
    for student in ("anna", "cara"):
        assert sum(course.points(student).values()) == 8.5
    (place / "zed" / UNIT).chmod(0o555)
    with rights_count():
        said = graded(course, door)
    assert "may not be written to" not in said  # nothing was to be written
    (place / "zed" / UNIT).chmod(0o755)


def test_what_is_in_the_way_of_a_page_costs_nobody_else_theirs(course):
    for student in ("anna", "ben", "zed"):
        course.answer(student, FULL)
    course.autograde()
    page = course.root / "feedback" / "anna" / UNIT / f"{UNIT}.html"
    page.mkdir(parents=True)
    (course.root / "feedback" / "ben").write_text("left by a tool")
    said = course.api().generate_feedback(UNIT, force=False)
    assert "Traceback" not in said["log"]
    assert f"{page}: no page can be made: Is a directory; take away" in said["log"]
    assert f"{course.root / 'feedback' / 'ben'}" in said["log"]
    assert "8.5" in course.page("zed")


@pytest.mark.parametrize("door", DOORS)
def test_a_clock_that_stands_before_the_release_is_told_once(course, door):
    """As on a board without a battery: no learner's page says that answers are dated ahead."""
    later = time.time() + 300 * 24 * 3600
    for student in ("anna", "ben"):
        course.answer(student, FULL, t=later)
    os.utime(course.released, (later, later))
    said = graded(course, door)
    assert said.count("set the clock right") == 1
    assert "answers are dated in the future" not in said
    assert sum(course.points("anna").values()) == 8.5


def test_a_course_with_folders_elsewhere_is_reported_on(course, tmp_path):
    """Settings that both commands follow are followed by report, texts, similar and export."""
    (course.root / "handed in").mkdir()
    course.root.joinpath("nbgrader_config.py").open("a").write(
        "\nc.CourseDirectory.submitted_directory = 'handed in'\n"
        f"c.CourseDirectory.autograded_directory = {str(tmp_path / 'graded')!r}\n"
    )
    for student in ("anna", "ben"):
        course.answer(student, HALF)
        (course.root / "submitted" / student).rename(course.root / "handed in" / student)
    grade_assignment(course.root, UNIT, Options(processes=1))
    done = CliRunner().invoke(main, ["similar", UNIT, "--course", str(course.root)])
    assert done.exit_code == 0, done.output
    page = tmp_path / "report.html"
    done = CliRunner().invoke(main, ["report", str(course.root), "--to", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text("utf-8")
    assert "no autograded notebook is there" not in text
    assert "has no submission any more" not in text
    assert "Rival reasons" in text
