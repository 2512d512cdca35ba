"""Regrading: a changed key or other points, shown first, written then, and noted for students."""

from __future__ import annotations

import csv
import json
import shutil

import pytest
from click.testing import CliRunner
from helpers import notebooks
from helpers.batches import db_url, grade
from helpers.classroom import FULL, HALF, LAB, UNIT
from helpers.comparing import files, rows

from secondsource_grading.cli import main
from secondsource_grading.report import read_course

RIGHT = "answer: [holiday, stock, repair]"
WRONG = "answer: [holiday, stock, feud]"


def editor(course):
    """Change the unit's items or its keys, which lie in the course's folder."""

    def edit(old, new, file="keys"):
        folder = course.root / "units" / UNIT if file == "items" else course.root / "keys"
        path = folder / ("items.yaml" if file == "items" else f"{UNIT}.yaml")
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return edit


@pytest.fixture(scope="module")
def graded(prepared, tmp_path_factory):
    """A class graded with a key that calls a wrong option right; the key is put right since."""
    course = prepared.copy_to(tmp_path_factory.mktemp("regrade") / "course")
    shutil.copytree(LAB / "units", course.root / "units")
    shutil.copytree(LAB / "keys", course.root / "keys")
    course.write_config(course.root / "keys")
    edit = editor(course)
    edit(RIGHT, WRONG)
    for student, values in {"ann": FULL, "bob": HALF, "cem": {}, "dan": FULL}.items():
        course.answer(student, values)
    course.submit("eve", "{")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(course.root / "units"))
        grade(course)
    course.set_grade("dan", "lab-pick", manual_score=1.25)
    course.set_comment("ann", "lab-essay", "Well said.")
    edit(WRONG, RIGHT)
    return course


@pytest.fixture
def wrong_key(graded, tmp_path, monkeypatch):
    """A copy of that class of one's own; `edit` changes unit or key."""
    course = graded.copy_to(tmp_path / "course")
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(course.root / "units"))
    course.edit = editor(course)
    return course


def regrade(course, *options, status=0):
    """Give the command; what it says as JSON, or its words where it fails."""
    command = ["regrade", course.assignment, "--course", str(course.root), "--json", "-j", "1"]
    done = CliRunner().invoke(main, [*command, *options])
    assert done.exit_code == status, done.output
    return json.loads(done.output) if status == 0 else done.output


def everything(course):
    """What must not be touched by looking."""
    return rows(db_url(course)), files(course.root / "autograded")


def test_a_dry_run_says_who_gains_and_loses_and_writes_nothing(wrong_key, tmp_path):
    course = wrong_key
    before = everything(course)
    told = regrade(course, "--csv", str(tmp_path / "who.csv"))
    assert everything(course) == before
    assert not (course.root / "regraded").exists()
    assert (told["up"], told["down"], told["written"]) == (1, 1, False)
    (item,) = told["items"]
    assert (item["item"], item["why"]) == ("lab-pick", "its key was changed")
    assert (item["up"], item["down"], item["by_hand"]) == (1, 1, 1)
    assert {s["student"]: s["after"] - s["before"] for s in told["students"]} == {
        "ann": pytest.approx(4 / 3, abs=1e-3),
        "bob": pytest.approx(-4 / 3, abs=1e-3),
    }
    with (tmp_path / "who.csv").open(encoding="utf-8", newline="") as table:
        listed = list(csv.DictReader(table))
    assert [(row["student"], row["item"]) for row in listed] == [
        ("ann", "lab-pick"),
        ("bob", "lab-pick"),
    ]


def test_writing_does_what_was_shown_and_is_what_grading_does(wrong_key, tmp_path):
    """The same gradebook and files as grading everybody again by the new key, but for the log."""
    course = wrong_key
    assert course.feedback("ann")["success"]
    twin = course.copy_to(tmp_path / "twin")
    told = regrade(course, "--write", "--because", "the key named a wrong option")
    totals = {s.student: s.score for s in read_course(course.root).assignments[0].submissions}
    for effect in told["students"]:
        assert totals[effect["student"]] == pytest.approx(effect["after"])
    with course.gradebook() as gradebook:
        for student, total in totals.items():
            assert gradebook.find_submission(UNIT, student).score == pytest.approx(total)
    grade(twin)
    assert files(course.root / "autograded") == files(twin.root / "autograded")
    assert course.points("ann") == twin.points("ann")
    assert course.grades("dan")["lab-pick"]["manual_score"] == 1.25
    assert course.comment("ann", "lab-essay") == "Well said."
    assert grade(course).unchanged == 5
    log = (course.root / "regraded" / "ann" / UNIT / "points.txt").read_text("utf-8")
    assert "its key was changed; the key named a wrong option" in log
    assert "0.67 of 2 points before, 2 of 2 now" in log
    assert "bob" not in log
    assert not (course.root / "regraded" / "cem").exists()
    assert told["stale_feedback"] == ["ann"]
    again = regrade(course)
    assert (again["students"], again["items"]) == ([], [])
    assert regrade(course, "--log", "ann")["log"] == log


def test_who_would_lose_keeps_the_points_through_every_later_run(wrong_key):
    """Until a key gives them by itself, or other work is handed in."""
    course = wrong_key
    told = regrade(course, "--never-lower", "--write")
    assert (told["up"], told["down"]) == (1, 0)
    bob = course.grades("bob")["lab-pick"]
    assert bob["auto_score"] + bob["extra_credit"] == pytest.approx(2)
    assert "so that you have no less" in regrade(course, "--log", "bob")["log"]
    assert course.feedback("bob")["success"]
    assert "What counts: 2 of 2 points" in course.page("bob")
    grade(course, force=True)
    assert course.autograde("bob")["success"]
    bob = course.grades("bob")["lab-pick"]
    assert bob["auto_score"] + bob["extra_credit"] == pytest.approx(2)
    twin = course.copy_to(course.root.parent / "twin")
    twin.answer("bob", {})
    twin.submission("bob").with_name("timestamp.txt").write_text("2026-03-02 12:00:00 UTC")
    grade(twin)
    assert twin.grades("bob")["lab-pick"]["extra_credit"] == 0
    course.edit(RIGHT, WRONG)
    regrade(course, "--write")
    bob = course.grades("bob")["lab-pick"]
    assert (bob["auto_score"], bob["extra_credit"]) == (2, 0)


def test_other_points_come_with_a_new_release(wrong_key):
    course = wrong_key
    course.edit(RIGHT, WRONG)
    course.edit("title: Who says so\n    points: 3", "title: Who says so\n    points: 6", "items")
    before = everything(course)
    told = regrade(course)
    assert everything(course) == before
    (item,) = told["items"]
    assert (item["worth_before"], item["worth_after"], item["up"]) == (3, 6, 3)
    regrade(course, "--write")
    assert course.grades("ann")["lab-grid"]["max_score"] == 6
    assert course.points("ann")["lab-grid"] == 6
    assert "3 of 3 points before, 6 of 6 now" in regrade(course, "--log", "ann")["log"]
    assert regrade(course)["students"] == []


def test_an_item_that_means_something_else_is_not_regraded(wrong_key):
    course = wrong_key
    course.edit("It is a holiday.", "It is no holiday.", "items")
    before = everything(course)
    told = regrade(course)
    assert told["takes"] == {"lab-pick": 2}
    said = regrade(course, "--write", status=1)
    assert "lab-pick (2 students)" in said
    assert f"nbgrader generate_assignment {UNIT} --force" in said
    assert everything(course) == before


def test_what_was_handed_in_since_is_left_to_grading(wrong_key):
    """Who is new, who handed in something else, and whose submission is gone."""
    course = wrong_key
    course.answer("bob", FULL, t=notebooks.NOON + 60)
    course.answer("new", FULL)
    shutil.rmtree(course.root / "submitted" / "cem")
    course.submission("ann").touch()
    told = regrade(course, "--write")
    assert sorted(told["left"]) == ["bob", "cem", "new"]
    assert [s["student"] for s in told["students"]] == ["ann"]
    assert course.points("bob")["lab-pick"] == 2


def test_work_handed_in_after_the_clock_was_set_back_is_not_taken_for_graded(
    wrong_key, monkeypatch
):
    """Graded by a clock that ran ahead, a graded notebook looks younger than what came later."""
    course = wrong_key
    course.answer("bob", FULL, t=notebooks.NOON + 60)
    graded = course.root / "autograded" / "bob" / UNIT / f"{UNIT}.ipynb"
    graded.chmod(0o644)
    graded.write_bytes(graded.read_bytes())
    assert "bob" not in regrade(course)["left"]
    monkeypatch.setattr("time.time_ns", lambda: graded.stat().st_ctime_ns - 1)
    assert "bob" in regrade(course)["left"]


@pytest.mark.parametrize(
    ("options", "says"),
    [(("no-such",), "has no assignment"), ((UNIT, "--because", "x"), "--write")],
)
def test_bad_input_is_told(wrong_key, options, says):
    done = CliRunner().invoke(main, ["regrade", "--course", str(wrong_key.root), *options])
    assert done.exit_code != 0
    assert says in done.output
    assert "Traceback" not in done.output
