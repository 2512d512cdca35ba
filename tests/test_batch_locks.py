"""Others at the gradebook while a batch run is: it waits, they read, two runs take turns."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import threading
import time

import pytest
from helpers.batches import db_url, grade, plain_class
from helpers.classroom import UNIT, environment
from helpers.comparing import files, rows

from secondsource.errors import SecondSourceError
from secondsource_grading.gradebook import database
from secondsource_grading.plugin import patches

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("lab_units")]


@pytest.fixture(scope="module")
def plain(prepared, tmp_path_factory):
    return plain_class(prepared, tmp_path_factory.mktemp("plain") / "course", 60)


@pytest.fixture
def expected(plain, tmp_path):
    """What a run on its own leaves."""
    course = plain.copy_to(tmp_path / "alone")
    grade(course)
    return rows(db_url(course)), files(course.root / "autograded")


def command(course, *words):
    return ["secondsource-teach", "grade", UNIT, "--course", str(course.root), "--json", *words]


def held(course, kind, seconds):
    """A lock on the gradebook for so long."""
    connection = sqlite3.connect(
        course.root / "gradebook.db", isolation_level=None, check_same_thread=False
    )
    connection.execute(f"BEGIN {kind}")

    def let_go():
        time.sleep(seconds)
        connection.rollback()
        connection.close()

    holder = threading.Thread(target=let_go)
    holder.start()
    return holder


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_lock_of_ten_seconds_is_waited_for(plain, expected, tmp_path, kind):
    """Nobody reads "database is locked"; the grades come when the lock is gone."""
    course = plain.copy_to(tmp_path / "course")
    holder = held(course, kind, 10)
    began = time.monotonic()
    done = subprocess.run(
        command(course),
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert time.monotonic() - began > 8
    holder.join()
    assert done.returncode == 0, done.stderr
    assert "locked" not in done.stdout + done.stderr
    assert (rows(db_url(course)), files(course.root / "autograded")) == expected


def test_a_lock_that_stays_is_told_with_what_to_do(plain, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.5)
    monkeypatch.setattr(patches, "PATIENCE", 0)
    course = plain.copy_to(tmp_path / "course")
    holder = held(course, "EXCLUSIVE", 4)
    with pytest.raises(
        SecondSourceError, match=r"another program has held the gradebook .* try again later"
    ):
        grade(course)
    holder.join()


def test_readers_are_not_in_the_way(plain, expected, tmp_path):
    """A formgrader that reads all the time, in transactions of its own, stops nothing."""
    course = plain.copy_to(tmp_path / "course")
    grade(plain_class(plain, tmp_path / "other", 1))
    stop = threading.Event()
    troubles = []

    def read():
        while not stop.is_set():
            try:
                with course.gradebook() as gradebook:
                    len(gradebook.submission_dicts(UNIT))
                    len(gradebook.notebook_submission_dicts(UNIT, UNIT))
            except Exception as error:  # noqa: BLE001 - any of them is a failure
                troubles.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        grade(course, processes=2)
    finally:
        stop.set()
        reader.join()
    assert troubles == []
    assert (rows(db_url(course)), files(course.root / "autograded")) == expected


def test_two_instructors_at_once_take_turns(plain, expected, tmp_path):
    """The second waits, says for what, and finds everything graded."""
    course = plain.copy_to(tmp_path / "course")
    env = environment(tmp_path / "home")
    both = [
        subprocess.Popen(
            command(course), env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    out = [run.communicate(timeout=120) for run in both]
    assert [run.returncode for run in both] == [0, 0], out
    told = [json.loads(stdout) for stdout, _ in out]
    assert sorted(t["graded"] for t in told) == [0, 60]
    assert sorted(t["unchanged"] for t in told) == [0, 60]
    said = [line for _, stderr in out for line in stderr.splitlines()]
    assert said in ([], [f"another run is grading {UNIT} in this course; waiting until it ends"])
    assert (rows(db_url(course)), files(course.root / "autograded")) == expected


def test_a_run_that_waits_says_for_what(plain, tmp_path):
    from secondsource_grading.batch.lock import grading_lock

    course = plain.copy_to(tmp_path / "course")
    first, said = threading.Event(), []

    def wait():
        first.wait()
        with grading_lock(course.root, UNIT, lambda text: (said.append(text), go.set())):
            pass

    go = threading.Event()
    other = threading.Thread(target=wait)
    other.start()
    with grading_lock(course.root, UNIT, said.append):
        first.set()
        assert go.wait(10)
    other.join(10)
    assert said == [f"another run is grading {UNIT} in this course; waiting until it ends"]


def test_a_batch_and_nbgraders_command_at_once(plain, expected, tmp_path):
    """The familiar door at work on one student while the batch grades all: the grades are right."""
    course = plain.copy_to(tmp_path / "course")
    results = []

    def usual():
        results.append(course.autograde("s0057")["success"])

    other = threading.Thread(target=lambda: grade(course))
    other.start()
    usual()
    other.join()
    assert results == [True]
    grade(course)
    assert (rows(db_url(course)), files(course.root / "autograded")) == expected
