"""A batch run that is killed at any moment goes on, and ends as if it had never been disturbed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from helpers import notebooks
from helpers.batches import db_url, grade, plain_class
from helpers.classroom import FULL, HALF, UNIT, environment
from helpers.comparing import files, leftovers, rows

pytestmark = pytest.mark.slow

SEED = 2026
BY_TIME = 10
BY_STEP = 16


@pytest.fixture(scope="module")
def killer(tmp_path_factory):
    """A program that runs and kills the batch door, with everything imported once."""
    helper = Path(__file__).parent / "helpers" / "killing.py"
    program = subprocess.Popen(
        [sys.executable, helper, UNIT],
        env=environment(tmp_path_factory.mktemp("home")),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def run(course, **order):
        program.stdin.write(json.dumps({"course": str(course.root), **order}) + "\n")
        program.stdin.flush()
        return json.loads(program.stdout.readline())

    yield run
    program.stdin.close()
    assert program.wait(20) == 0


@pytest.fixture(scope="module")
def before(prepared, tmp_path_factory):
    """A class graded once and then changed: a run in it makes, replaces and passes over."""
    course = plain_class(prepared, tmp_path_factory.mktemp("before") / "course", 16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", environment(course.root)["SECONDSOURCE_UNITS"])
        grade(course)
    for number in range(0, 16, 2):
        course.answer(f"s{number:04}", HALF if number % 4 else {"lab-pick": ["stock"]})
    for number in range(16, 36):
        course.answer(f"s{number:04}", FULL if number % 3 else HALF)
    course.set_grade("s0001", "lab-pick", manual_score=0.25, extra_credit=1)
    return course


@pytest.fixture(scope="module")
def undisturbed(before, killer, tmp_path_factory):
    """What a run that nobody disturbs makes of it, how long it takes and in how many steps."""
    course = before.copy_to(tmp_path_factory.mktemp("undisturbed") / "course")
    killer(before.copy_to(tmp_path_factory.mktemp("warm") / "course"))
    run = killer(course)
    assert not run["killed"]
    return run, rows(db_url(course)), files(course.root / "autograded")


def moments(kind, most):
    rng = Random(f"{SEED} {kind}")  # noqa: S311 - not for secrets
    return [rng.random() for _ in range(most)]


@pytest.mark.parametrize("share", [*moments("time", BY_TIME)])
def test_killed_after_any_time(before, killer, undisturbed, tmp_path, share):
    run, *_ = undisturbed
    ends_the_same(before, killer, undisturbed, tmp_path, after=share * run["seconds"])


@pytest.mark.parametrize("share", [*moments("step", BY_STEP)])
def test_killed_before_any_step_on_files(before, killer, undisturbed, tmp_path, share):
    """Also between the files of a submission and its grades, and between two renames."""
    run, *_ = undisturbed
    killed = ends_the_same(
        before, killer, undisturbed, tmp_path, step=1 + int(share * run["steps"])
    )
    assert killed


def ends_the_same(before, killer, undisturbed, tmp_path, **when):
    _, expected, autograded = undisturbed
    course = before.copy_to(tmp_path / "course")
    killed = killer(course, **when)["killed"]
    rest = killer(course)
    assert (rest["killed"], rest["status"]) == (False, 0)
    assert rows(db_url(course)) == expected
    assert files(course.root / "autograded") == autograded
    assert leftovers(course.root) == []
    return killed


def test_killed_with_its_workers_running(prepared, tmp_path):
    """No worker outlives the command, and the same command goes on."""
    course = plain_class(prepared, tmp_path / "course", 160)
    command = [
        "secondsource-teach",
        "grade",
        UNIT,
        "--course",
        str(course.root),
        "-j",
        "2",
        "--json",
    ]
    env = environment(tmp_path / "home")
    run = subprocess.Popen(command, env=env, start_new_session=True)
    wait_for(lambda: len(list((course.root / "autograded").glob("s*"))) > 20)
    group = os.getpgid(run.pid)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    wait_for(lambda: not alive(group))
    graded = len(rows(db_url(course))["submitted_assignment"])
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert (told["submissions"], told["unchanged"]) == (160, graded)
    assert told["graded"] == 160 - graded
    assert leftovers(course.root) == []
    assert all(
        notebooks.read(course.root / "autograded" / f"s{n:04}" / UNIT / f"{UNIT}.ipynb")
        for n in range(160)
    )


def test_ctrl_c_says_that_the_work_is_kept(prepared, tmp_path):
    course = plain_class(prepared, tmp_path / "course", 160)
    command = ["secondsource-teach", "grade", UNIT, "--course", str(course.root), "-j", "2"]
    env = environment(tmp_path / "home")
    run = subprocess.Popen(
        command, env=env, start_new_session=True, stderr=subprocess.PIPE, text=True,
        stdout=subprocess.DEVNULL,
        # A run in a shell's background ignores Ctrl+C, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    wait_for(lambda: len(list((course.root / "autograded").glob("s*"))) > 20)
    os.killpg(os.getpgid(run.pid), signal.SIGINT)
    _, said = run.communicate(timeout=30)
    assert run.returncode == 130
    assert said == "stopped; what is graded is kept, the same command goes on\n"
    shutil.rmtree(course.root)


def alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)
