"""What one command or a person left half done, the next command finishes or names."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest
from helpers import notebooks
from helpers.batches import db_url, grade
from helpers.classroom import FULL, HALF, LAB, UNIT
from helpers.comparing import files, rows
from helpers.examples import one_quick
from nbgrader.api import Gradebook

from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.writer import Writer


def stop_before_the_grades(course):
    """A run of the batch command that ends between its files and its grades."""

    def fail(*_args, **_kw):
        msg = "the disk is full"
        raise GradebookError(msg)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "write", fail)
        with pytest.raises(GradebookError):
            grade(course)


def test_nbgrader_finishes_what_the_batch_command_left(course, tmp_path):
    """Files without grades are no reason to skip a submission."""
    course.answer("ann", FULL)
    course.answer("bob", {})
    twin = course.copy_to(tmp_path / "twin")
    stop_before_the_grades(course)
    assert (course.root / "autograded" / "ann").is_dir()
    result = course.autograde(force=False)
    assert result["success"], result
    assert sum(course.points("ann").values()) == 8.5
    grade(twin)
    assert rows(db_url(course)) == rows(db_url(twin))
    assert files(course.root / "autograded") == files(twin.root / "autograded")


@pytest.mark.parametrize("what", ["answers", "time"])
def test_nbgrader_finishes_a_regrade_too(course, what):
    """The gradebook has grades, of an earlier submission."""
    course.answer("ann", HALF)
    stamp = course.submission("ann").with_name("timestamp.txt")
    stamp.write_text("2026-03-01 12:00:00 UTC", "utf-8")
    grade(course)
    if what == "answers":
        course.answer("ann", FULL)
    else:
        stamp.write_text("2026-03-02 12:00:00 UTC", "utf-8")
    stop_before_the_grades(course)
    assert course.autograde(force=False)["success"]
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(UNIT, "ann")
        assert str(submission.timestamp)[:10] == ("2026-03-0" + "12"[what == "time"])
        assert submission.score == pytest.approx(8.5 if what == "answers" else 3.6667, abs=1e-3)


def test_nbgrader_skips_what_is_done(course):
    """Grades of a person, a written answer, a refused file: nothing of it is graded again."""
    course.answer("ann", FULL)
    notebook = notebooks.read(course.submission("ann"))
    notebooks.cell(notebook, "lab-essay")["source"] = "Because."
    course.submit("ann", notebook)
    course.submit("bob", "{")
    grade(course)
    course.set_grade("ann", "lab-pick", manual_score=1)
    result = course.autograde(force=False)
    assert result["success"]
    assert "are not; grading it again" not in result["log"]
    assert not course.grades("ann")["lab-pick"]["needs_manual_grade"]


def test_nbgrader_names_who_would_have_other_points_or_another_penalty_today(course, tmp_path):
    """A due date moved, an extension granted, a key corrected since: it skipped them in silence."""
    late = 'c.LatePenalty.penalty_method = "linear"\n'
    course.write_config(LAB / "keys", late)
    for name in ("ann", "bob", "eve"):
        course.answer(name, FULL if name == "ann" else HALF)
        course.submission(name).with_name("timestamp.txt").write_text("2026-11-02 12:00:00 UTC")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate="2026-11-01 12:00:00 UTC")
    grade(course)
    course.set_grade("ann", "lab-essay", manual_score=2)  # no other penalty because of this
    assert "not graded again" not in course.autograde(force=False)["log"]
    with course.gradebook() as gradebook:
        gradebook.grant_extension(UNIT, "bob", days=2)
    penalty = "not graded again, and would have another late penalty"
    (told,) = [x for x in course.autograde(force=False)["log"].splitlines() if penalty in x]
    assert "today: 'bob'; `nbgrader autograde 90-lab --force` gives them" in told
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate="2026-11-03 12:00:00 UTC")
    (told,) = [x for x in course.autograde(force=False)["log"].splitlines() if penalty in x]
    assert "today: 'ann', 'bob', 'eve'; " in told
    keys = shutil.copytree(LAB / "keys", tmp_path / "keys")
    key = keys / f"{UNIT}.yaml"
    key.write_text(key.read_text("utf-8").replace("[holiday, stock, repair]", "[holiday, stock]"))
    course.write_config(keys, late)
    told = course.autograde(force=False)["log"]
    assert "would have other points by the items and keys of today: 'ann', 'bob', 'eve'; `" in told
    assert "not graded again" not in course.autograde(force=True)["log"]
    assert "not graded again" not in course.autograde(force=False)["log"]


LOST_ROWS = {
    "all grades": "DELETE FROM grade",
    "one grade": "DELETE FROM grade WHERE id = (SELECT min(id) FROM grade WHERE auto_score > 0)",
    "notebooks": "DELETE FROM submitted_notebook",
}
"""What takes a submission's rows, or a part of them, out of the gradebook."""


@pytest.mark.parametrize("what", LOST_ROWS)
def test_both_commands_grade_again_what_has_lost_its_rows(course, tmp_path, what):
    """The files were unchanged, so one or both left the student without points, and silently."""
    course.answer("ann", FULL)
    grade(course)
    before = points_by_cell(course)
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database, database:
        assert database.execute(LOST_ROWS[what]).rowcount
    assert points_by_cell(course) != before
    twin = course.copy_to(tmp_path / "twin")
    assert grade(course).graded == 1
    assert points_by_cell(course) == before
    assert grade(course).unchanged == 1
    assert twin.autograde(force=False)["success"]
    assert points_by_cell(twin) == before


def points_by_cell(course):
    """Each cell with the points that the gradebook has for it, of all submissions."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database:
        return database.execute(
            "SELECT base_cell.name, auto_score FROM grade"
            " JOIN base_cell ON base_cell.id = cell_id"
            " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
            " ORDER BY base_cell.name"
        ).fetchall()


# Feedback.


@pytest.mark.parametrize("what", ["answers", "text"])
def test_nbgrader_grades_other_work_that_brought_no_newer_time(course, what):
    """Copied into its place by hand: nbgrader looked at the time only and kept the old grade."""
    values = HALF if what == "answers" else FULL
    course.answer("ann", values)
    course.answer("bob", HALF)
    assert course.autograde(force=False)["success"]
    if what == "answers":
        course.answer("ann", FULL)
    else:
        nb = notebooks.answered(notebooks.read(course.released), FULL)
        notebooks.cell(nb, "lab-essay")["source"] = "It would be good to ask how many there were."
        course.submit("ann", nb)
    result = course.autograde(force=False)
    assert result["success"]
    assert "ann: other work was handed in since" in result["log"]
    assert "bob: " not in result["log"]
    grades = course.grades("ann")
    assert sum(g["auto_score"] or 0 for g in grades.values()) == 8.5
    assert grades["lab-essay"]["needs_manual_grade"] == (what == "text")


def feedback(course):
    """As `nbgrader generate_feedback` without --force; the students whose pages were made."""
    result = course.api().generate_feedback(UNIT, force=False)
    assert result["success"], result
    folders = (course.root / "feedback").iterdir()
    return {f.name for f in folders if f"feedback/{f.name}/{UNIT}/{UNIT}.html" in result["log"]}


@pytest.mark.parametrize(
    "what", one_quick(["regrade", "by hand", "comment", "due date", "stage", "key", "version"])
)
def test_a_page_older_than_the_grades_is_made_again(course, what, tmp_path):
    """And only then: nbgrader by itself skips every page that is there."""
    import shutil

    from helpers.classroom import LAB

    shutil.copytree(LAB / "keys", tmp_path / "keys")
    course.write_config(tmp_path / "keys")
    course.answer("ann", HALF)
    course.answer("bob", FULL)
    stamp = course.submission("ann").with_name("timestamp.txt")
    stamp.write_text("2026-03-02 12:00:00 UTC", "utf-8")
    grade(course)
    assert feedback(course) == {"ann", "bob"}
    assert feedback(course) == set()
    before = course.page("ann")
    expected = {"ann"}
    if what == "regrade":
        course.answer("ann", FULL)
        grade(course)
    elif what == "by hand":
        course.set_grade("ann", "lab-pick", manual_score=1.75)
    elif what == "comment":
        course.set_comment("ann", "lab-essay", "Ask for the date.")
    elif what == "due date":
        course.write_config(tmp_path / "keys", '\nc.LatePenalty.penalty_method = "zero"\n')
        with course.gradebook() as gradebook:
            gradebook.update_or_create_assignment(UNIT, duedate="2026-03-01 12:00:00 UTC")
        grade(course)
    elif what == "stage":
        course.write_config(tmp_path / "keys", "\nc.SecondSource.feedback = 'full'\n")
        expected = {"ann", "bob"}
    elif what == "key":
        file = tmp_path / "keys" / f"{UNIT}.yaml"
        file.write_text(file.read_text("utf-8").replace("tolerance: 0.5", "tolerance: 0.25"))
        expected = {"ann", "bob"}
    else:
        page = course.root / "feedback" / "ann" / UNIT / f"{UNIT}.html"
        page.write_text("<p>made by an older version</p>", "utf-8")
    assert feedback(course) == expected
    assert feedback(course) == set()
    if what not in {"key", "version"}:
        assert course.page("ann") != before


def test_a_submission_that_another_command_lists_first_is_graded_all_the_same(course, monkeypatch):
    """nbgrader looks whether a row is there and then adds it; in between another one may come."""
    course.answer("ann", FULL)
    of_nbgrader = {name: getattr(Gradebook, name) for name in ("add_student", "add_submission")}
    rivals = []

    def first(name):
        def add(gradebook, *args, **kw):
            if name not in rivals:
                rivals.append(name)
                with course.gradebook() as other:
                    of_nbgrader[name](other, *args)
            return of_nbgrader[name](gradebook, *args, **kw)

        return add

    for name in of_nbgrader:
        monkeypatch.setattr(Gradebook, name, first(name))
    done = course.autograde(force=False)
    assert rivals == ["add_student", "add_submission"]
    assert done["success"], done
    assert "Traceback" not in done["log"]
    assert sum(course.points("ann").values()) == 8.5
