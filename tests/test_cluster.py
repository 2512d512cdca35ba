"""Grading on a Dask cluster of separate processes, one of which is lost in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from helpers.batches import db_url, grade, plain_class
from helpers.classroom import environment
from helpers.comparing import files, leftovers, rows
from helpers.ports import free_port

from secondsource.errors import SecondSourceError

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("lab_units")]


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, each a process of its own; yields address and workers."""
    pytest.importorskip("distributed", reason="no Dask here; install secondsource-grading[dask]")
    address = f"tcp://127.0.0.1:{free_port()}"
    quiet = {
        "env": environment(tmp_path / "home"),
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": tmp_path,
    }
    dask = [sys.executable, "-m", "dask"]
    started = [
        subprocess.Popen(
            [*dask, "scheduler", "--host", address, "--no-dashboard", "--no-jupyter"], **quiet
        )
    ]
    worker = [*dask, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    started += [subprocess.Popen(worker, **quiet) for _ in range(2)]
    try:
        ready(address, 2)
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def ready(address, workers):
    from distributed import Client

    until = time.monotonic() + 60
    while True:
        try:
            with Client(address, timeout=2) as client:
                client.wait_for_workers(workers, timeout=60)
                return
        except (OSError, TimeoutError):
            assert time.monotonic() < until


def test_the_same_with_a_worker_lost_in_the_middle(cluster, prepared, tmp_path):
    """Killed while it works: others do its part, and all is as on one machine."""
    address, workers = cluster
    course = plain_class(prepared, tmp_path / "far" / "course", 300)
    near = course.copy_to(tmp_path / "near")
    grade(near)
    seen = []

    def lose(done, _everything):
        seen.append(done)
        if len(seen) == 60:
            os.kill(workers[0].pid, signal.SIGKILL)

    from secondsource_grading.batch import Options, grade_assignment

    done = grade_assignment(course.root, course.assignment, Options(dask=address), lose)
    assert workers[0].wait(10) == -signal.SIGKILL
    assert (done.graded, done.failed) == (300, {})
    assert rows(db_url(course)) == rows(db_url(near))
    assert files(course.root / "autograded") == files(near.root / "autograded")
    assert leftovers(course.root) == []
    assert grade(course, dask=address).unchanged == 300
    assert grade(course).unchanged == 300


def test_changed_keys_reach_workers_that_graded_before(cluster, prepared, tmp_path):
    import shutil

    from helpers.classroom import LAB

    address, _ = cluster
    course = plain_class(prepared, tmp_path / "course", 20)
    keys = tmp_path / "keys"
    shutil.copytree(LAB / "keys", keys)
    course.write_config(keys)
    grade(course, dask=address)
    assert course.points("s0000")["lab-amount"] == 1
    file = keys / f"{course.assignment}.yaml"
    text = file.read_text("utf-8").replace(
        "amount: 14, unit: days, tolerance: 0.5", "amount: 3, unit: weeks"
    )
    file.write_text(text.replace("also: [{amount: 2, unit: weeks}]", "also: []"), "utf-8")
    assert grade(course, dask=address).graded == 20
    assert course.points("s0000")["lab-amount"] == 0


@pytest.mark.parametrize(
    ("address", "says"),
    [("tcp://127.0.0.1:1", "no Dask scheduler answers"), ("not an address", "no Dask scheduler")],
)
def test_no_cluster_is_told(prepared, tmp_path, monkeypatch, address, says):
    from secondsource_grading.batch import cluster

    monkeypatch.setattr(cluster, "PATIENCE", 1)
    course = plain_class(prepared, tmp_path / "course", 1)
    with pytest.raises(SecondSourceError, match=says):
        grade(course, dask=address)


def test_workers_that_do_not_see_the_course_are_told():
    from types import SimpleNamespace

    from secondsource_grading.batch.cluster import _check

    client = SimpleNamespace(
        wait_for_workers=lambda *_a, **_k: None, run=lambda *_a: {"tcp://far:1": ("0.1.0", False)}
    )
    with pytest.raises(SecondSourceError, match="far:1 sees no folder /course"):
        _check(client, SimpleNamespace(root="/course"))
