"""A release and what grades it: gradebook, items and keys that changed after it was given out."""

from __future__ import annotations

import subprocess

import pytest
from helpers import notebooks
from helpers.batches import grade
from helpers.classroom import FULL, UNIT, environment

COMMANDS = ("nbgrader autograde", "secondsource-teach grade")


def run(course, command):
    """Run one of both commands as an instructor types it."""
    done = subprocess.run(
        [*command.split(), UNIT],
        cwd=course.root,
        env=environment(course.root.parent / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_released_cell_that_the_gradebook_lacks_is_told(course, command):
    """The release was edited after `generate_assignment`: a message, and nothing half written."""
    released = notebooks.read(course.released)
    twin = notebooks.cell(released, "lab-essay")
    twin = {**twin, "id": "twin", "metadata": {"nbgrader": {**twin["metadata"]["nbgrader"]}}}
    twin["metadata"]["nbgrader"]["grade_id"] = "lab-essay-2"
    released["cells"].append(twin)
    notebooks.write(course.released, released)
    course.answer("ann", FULL)
    status, said = run(course, command)
    assert status == 1
    assert "lab-essay-2" in said
    assert f"nbgrader generate_assignment {UNIT}" in said
    assert "Traceback" not in said
    assert not (course.root / "autograded").exists() or not any(
        (course.root / "autograded").iterdir()
    )
    with course.gradebook() as gradebook:
        assert gradebook.assignment_submissions(UNIT) == []


def test_a_submission_taken_out_of_the_gradebook_is_graded_again(course):
    """What was noted of its state doesn't count without its grades."""
    course.answer("ann", FULL)
    assert grade(course).graded == 1
    with course.gradebook() as gradebook:
        gradebook.remove_submission(UNIT, "ann")
    assert grade(course).graded == 1
    assert sum(course.points("ann").values()) == 8.5
