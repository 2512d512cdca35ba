"""Points given by hand that nobody can have meant: told at every command, and never counted."""

from __future__ import annotations

import csv

import pytest
from click.testing import CliRunner
from helpers.batches import LATE, grade
from helpers.classroom import FULL, HALF, UNIT

from secondsource_grading.cli import main


def teach(*arguments):
    done = CliRunner().invoke(main, [*map(str, arguments)])
    assert not done.exception or isinstance(done.exception, SystemExit), done
    return done


@pytest.fixture
def graded(course):
    """Ann and Bea; Ann handed in late, and a penalty comes off."""
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8") + LATE, "utf-8")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate="2026-03-01 12:00:00 UTC")
    course.answer("ann", FULL)
    course.answer("bea", HALF)
    stamp = course.submission("ann").with_name("timestamp.txt")
    stamp.write_text("2026-03-02 12:00:00 UTC", "utf-8")
    grade(course)
    return course


def test_points_that_nobody_can_mean_are_told_and_do_not_count(graded, tmp_path):
    """Two of 1e308 add up to what is no number; infinity against minus infinity, too."""
    graded.set_grade("ann", "lab-pick", manual_score=1e308)
    graded.set_grade("ann", "lab-grid", manual_score=1e308)
    graded.set_grade("ann", "lab-pair", extra_credit=float("-inf"))
    graded.set_grade("ann", "lab-amount", extra_credit=2e6)
    told = []
    grade_again = teach("grade", UNIT, "--course", graded.root, "-j1", "--force")
    assert grade_again.exit_code == 0
    told.append(grade_again.stderr)
    told.append(graded.autograde()["log"])
    made = teach("feedback", UNIT, "--course", graded.root)
    told.append(made.output)
    assert made.exit_code == 1  # Bea has her page, Ann has none
    assert (graded.root / "feedback" / "bea").is_dir()
    assert not (graded.root / "feedback" / "ann" / UNIT / f"{UNIT}.html").exists()
    for text in told:
        assert "ann: lab-amount has 2e+06 points by hand" in text
        assert "correct the score or the extra credit in the formgrader" in text

    out = tmp_path / "grades.csv"
    teach("export", graded.root, UNIT, "--to", "csv", "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = {row[0]: row[-1] for row in csv.reader(file)}
    assert rows["ann"] == ""  # as somebody who waits for a person
    assert rows["bea"] == "3.6667"
    report = teach("report", graded.root, "--to", tmp_path / "report.html")
    assert report.exit_code == 0, report.output
    told.append((tmp_path / "report.html").read_text("utf-8"))
    for text in (told[0], told[1], told[-1]):
        assert "lab-pick has 1e+308 points by hand" in text
        assert "lab-pair has -inf points by hand" in text
    with graded.gradebook() as gradebook:  # what a person gave stays, and the penalty is a number
        late = gradebook.find_submission(UNIT, "ann")
        assert late.late_submission_penalty == 0

    for cell in FULL:
        graded.set_grade("ann", cell, manual_score=None, extra_credit=0)
    assert "by hand" not in teach("grade", UNIT, "--course", graded.root, "--force").stderr
    assert graded.feedback()["success"]
    assert graded.page("ann")
