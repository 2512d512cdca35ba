"""Names that are not there: what was mistyped, and what was removed from the gradebook."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from helpers.batches import grade
from helpers.classroom import FULL, HALF, UNIT

from secondsource_grading.cli import main

WRONG = "90-lba"


@pytest.fixture
def graded(course):
    course.answer("ann", FULL)
    course.answer("bea", HALF)
    grade(course)
    return course


def run(graded, command, *arguments):
    named = [] if command == "export" else ["--course", str(graded.root)]
    done = CliRunner().invoke(main, [command, *map(str, arguments), *named])
    assert isinstance(done.exception, SystemExit), done
    return done.output


def test_a_misspelt_assignment_is_told_with_the_nearest_there_is(graded):
    """Not sent to `generate_assignment` with the wrong name alone, and not passed over."""
    for arguments in (
        ("grade", WRONG),
        ("regrade", WRONG),
        ("regrade", WRONG, "--log", "ann"),
        ("feedback", WRONG),
        ("feedback", WRONG, "--stage", "key"),
        ("export", graded.root, WRONG, "--to", "csv"),
    ):
        assert f"did you mean '{UNIT}'?" in run(graded, *arguments), arguments
    assert "no student 'zed'" in run(graded, "regrade", UNIT, "--log", "zed")
    api = graded.api()
    for done in (
        api.autograde(WRONG, "*"),
        api.generate_feedback(WRONG),
        api.generate_assignment(WRONG),
        api.release_feedback(WRONG),
    ):
        assert not done["success"]
        assert f"did you mean '{UNIT}'?" in done["log"], done
        assert "Traceback" not in done["log"]


def test_a_misspelt_notebook_is_told(graded):
    api = graded.api()
    api.coursedir.notebook_id = "zzz"
    before = graded.points("ann")
    done = api.autograde(UNIT, "*", force=True)
    assert not done["success"]
    assert f"{UNIT}: it has no notebook 'zzz', but {UNIT}" in done["log"]
    assert "Traceback" not in done["log"]
    assert graded.points("ann") == before
    assert graded.autograded("ann")


def test_feedback_on_what_was_removed_from_the_gradebook_says_so(graded):
    with graded.gradebook() as gradebook:
        gradebook.remove_student("ann")
    done = graded.feedback()
    assert "the gradebook has no grades of it" in done["log"]
    assert f"remove {graded.root / 'autograded' / 'ann' / UNIT}" in done["log"]
    assert graded.page("bea")
    with graded.gradebook() as gradebook:
        gradebook.remove_assignment(UNIT)
    done = graded.feedback()
    assert f"the gradebook has no assignment '{UNIT}'; it has none" in done["log"]
    assert "Traceback" not in done["log"]


def test_feedback_without_a_secret_says_which_file_is_missing_and_why(graded):
    graded.feedback()
    done = graded.api().release_feedback(UNIT)
    assert "timestamp.txt and submission_secret.txt are missing" in done["log"]
    assert "hand its pages out another way" in done["log"]
