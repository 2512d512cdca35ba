"""How much of the key feedback shows: by assignment, date and each student's own deadline."""

from __future__ import annotations

import json
import re
from datetime import datetime
from random import Random

import pytest
from click.testing import CliRunner
from helpers.batches import grade
from helpers.classroom import FULL, HALF, UNIT

from secondsource.scoring import score
from secondsource.scoring.feedback import STAGES, feedback_html
from secondsource_grading.cli import main
from secondsource_grading.keys import load_keys

SECRET = b"Kept-secret"
"""Begins every text of the lab's keys."""

MARKS = (b"ss-right", b"ss-wrong", b"ss-missed")
"""What a page marks a learner's picks with."""


@pytest.fixture
def graded(course):
    """`ann`'s deadline is over, `eve` has an extension that is not."""
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate="2026-03-01 12:00:00 UTC")
    for student, values in (("ann", HALF), ("eve", FULL)):
        course.answer(student, values)
    grade(course)
    with course.gradebook() as gradebook:
        gradebook.grant_extension(UNIT, "eve", weeks=5000)
    return course


def feedback(course, *options, status=0):
    command = ["feedback", course.assignment, "--course", str(course.root), "--json"]
    done = CliRunner().invoke(main, [*command, *options])
    assert done.exit_code == status, done.output
    return json.loads(done.output) if status == 0 else done.output


def shown(course, student):
    """The bytes of every file that is a student's, without the style, which names the marks."""
    folder = course.root / "feedback" / student
    files = [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]
    assert files
    return b"".join(
        part.partition(b"</style>")[2] or part for f in files for part in f.split(b"<style")
    )


def test_before_the_deadline_no_file_holds_anything_of_the_key(graded):
    """Whatever stage is set, whichever command makes the pages, and after a page with the key."""
    course = graded
    told = feedback(course, "--stage", "key")
    assert (told["stage"], told["made"], told["before_deadline"]) == (
        "full",
        ["ann", "eve"],
        ["eve"],
    )
    assert SECRET in shown(course, "ann")
    assert SECRET not in shown(course, "eve")
    assert not any(b'class="' + mark in shown(course, "eve") for mark in MARKS)
    with course.gradebook() as gradebook:
        gradebook.grant_extension(UNIT, "ann", weeks=5000)
    assert released(course, "ann") == b""
    assert course.api().generate_feedback(UNIT, force=False)["success"]
    assert SECRET not in shown(course, "ann")
    assert b"points" in released(course, "ann")
    assert SECRET not in released(course, "ann")


def released(course, student):
    """The bytes of what nbgrader releases to a student, who can then fetch it."""
    folder = course.root / "feedback" / student / UNIT
    folder.joinpath("timestamp.txt").write_text("2026-02-28 12:00:00 UTC", "utf-8")
    folder.joinpath("submission_secret.txt").write_text(f"of {student}", "utf-8")
    assert course.api().release_feedback(UNIT, student)["success"]
    out = course.root / "exchange" / "lab" / "feedback"
    return b"".join(file.read_bytes() for file in sorted(out.glob("*.html")))


def test_a_stage_holds_from_its_date_on_and_stays_set(graded, monkeypatch):
    course = graded
    told = feedback(course, "--stage", "parts")
    assert SECRET not in shown(course, "ann")
    assert any(mark in shown(course, "ann") for mark in MARKS)
    told = feedback(course, "--stage", "key", "--from", "2999-01-01")
    assert told["stage"] == "parts"
    assert list(told["later"].values()) == ["full"]
    assert told["unchanged"] == ["ann", "eve"]
    monkeypatch.setattr(
        "secondsource_grading.plugin.feedback_stage.now",
        lambda: datetime(3000, 1, 1),  # noqa: DTZ001 - as the gradebook has times
    )
    assert course.api().generate_feedback(UNIT, force=False)["success"]
    assert SECRET in shown(course, "ann")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--from", "2026-12-09"), "--stage"),
        (("--stage", "key", "--from", "soon"), "is no date"),
        (("--stage", "answers"), "score"),
        (("--student", "nobody"), "handed in nothing"),
    ],
)
def test_bad_input_is_told_and_nothing_is_set(graded, options, says):
    assert says in feedback(graded, *options, status=1 if options[-1] in ("soon", "nobody") else 2)
    assert not (graded.root / "feedback").exists()


def test_an_assignment_that_is_not_there_is_told(graded):
    graded.assignment = "no-such"
    assert "has no assignment" in feedback(graded, "--stage", "key", status=1)


def test_every_stage_says_the_same_points():
    """How much of the key is shown never changes what was earned."""
    keyring = load_keys("03-not-there")
    rng = Random(18)  # noqa: S311 - nothing secret
    for item in (i for i in keyring.unit.items if i.counts):
        key = keyring[item.id][1]
        for value in (key.full(item), key.guess(item, rng), None):
            verdict = score(item, key, value)
            pages = [feedback_html(keyring, verdict, value, stage) for stage in STAGES]
            said = {re.findall(r"[\d.]+ (?:of [\d.]+ )?points?\b", page)[0] for page in pages}
            assert len(said) == 1, (item.id, value, said)
