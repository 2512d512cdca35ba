"""`make bench`: stock nbgrader and both doors of ours on one invented class, in one run.

Writes `build/bench.json`, flat, and `build/bench.png`. Times are on the clock and of the
whole command, its start included, unless a name says otherwise. Stock is measured at 40
submissions and scaled linearly: it grades one after the other, each in the same way.
Environment: `BENCH=full` adds 100,000 submissions; `BENCH=quick` leaves out 10,000;
`BENCH_ROUNDS=1` takes each time once.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from classes import UNIT, environment, hand_in, write_source
from measure import Measured, measured
from picture import draw

FEW = 40
SOME = 1000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
MORE = {"quick": (), "full": (10_000, 100_000)}.get(os.environ.get("BENCH", ""), (10_000,))

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build"
PLACE = BUILD / "bench"
WORK = PLACE / uuid4().hex[:8]
"""A folder of its own for each run. Nothing is deleted before the last time is taken: for five
minutes ext4 looks for a new file's place past all those that were deleted, and a run right
after a deletion took up to twice as long."""

STOCK = ("nbgrader", "autograde", UNIT)
BATCH = ("secondsource-teach", "grade", UNIT, "--json", "-j")


def main() -> None:
    """Measure, compare, write."""
    largest = max((SOME, *MORE))
    say(f"making a class of {largest}")
    whole, stock = WORK / "whole", WORK / "stock"
    release(whole, stock=False)
    release(stock, stock=True)
    hand_in(whole, largest, stock=False)
    hand_in(stock, FEW, stock=True)
    classes = {n: part(whole, n) for n in (1, FEW, SOME, *MORE)}
    found: dict[str, Any] = {"rounds": ROUNDS, "count_few": FEW, "count_some": SOME}
    found |= at_few(stock, classes[FEW])
    found |= at_some(classes[1], classes[SOME])
    for count in MORE:
        found |= at_more(count, classes[count])
    found |= ratios(found)
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bench.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    draw(found, BUILD / "bench.png")
    for name in SHOWN:
        say(f"{name:>22} {found[name]}")
    shutil.rmtree(PLACE, ignore_errors=True)


SHOWN = (
    "scores_equal", "ratio_nbgrader_door", "ratio_batch_1", "ratio_batch_2", "speedup_two",
    "growth_ratio", "floor_ratio", "ratio_regrade", "peak_mb",
)  # fmt: skip


def at_few(stock: Path, ours: Path) -> dict[str, Any]:
    """The three ways by turns at 40 submissions, and whether their scores are the same."""
    found: dict[str, Any] = {}
    times: dict[str, list[Measured]] = {}
    scores = {}
    ways = {"stock": (stock, STOCK), "door": (ours, STOCK), "batch": (ours, (*BATCH, "1"))}
    for turn in range(ROUNDS):
        for name, (course, command) in ways.items():
            say(f"{name} at {FEW}, round {turn + 1}")
            times.setdefault(name, []).append(afresh(course, command))
            scores[name] = points(course)
    for name, taken in times.items():
        found |= figures(f"{name}_{FEW}", taken)
    found["scores_compared"] = len(scores["stock"])
    found["scores_equal"] = scores["stock"] == scores["door"] == scores["batch"]
    return found


def at_some(one: Path, course: Path) -> dict[str, Any]:
    """The batch door with one and two processes and on a cluster, its start, and the floor."""
    ways: dict[str, Callable[[], Measured]] = {
        "start": lambda: afresh(one, (*BATCH, "1")),
        "floor_start": lambda: floor(one),
        f"batch_1_{SOME}": lambda: afresh(course, (*BATCH, "1")),
        "floor": lambda: floor(course),
        f"batch_2_{SOME}": lambda: afresh(course, (*BATCH, "2")),
        f"dask_2_{SOME}": lambda: on_cluster(course),
    }
    times: dict[str, list[Measured]] = {}
    scores = []
    for turn in range(2 * ROUNDS + 1):
        # More rounds than elsewhere: of two short times the difference counts.
        for name, way in ways.items():
            say(f"{name}, round {turn + 1}")
            times.setdefault(name, []).append(way())
            if course_was_graded(name):
                scores.append(points(course))
    found: dict[str, Any] = {}
    for name, taken in times.items():
        found |= figures(name, taken)
    found["scores_equal_some"] = all(s == scores[0] for s in scores)
    return found


def course_was_graded(name: str) -> bool:
    """Whether a way leaves its grades in the class of 1,000."""
    return name not in {"start", "floor_start", "floor"}


def at_more(count: int, course: Path) -> dict[str, Any]:
    """The batch door on a large class."""
    found: dict[str, Any] = {}
    times: dict[str, list[Measured]] = {"1": [], "2": []}
    for turn in range(ROUNDS):
        for processes, taken in times.items():
            say(f"batch with {processes} at {count}, round {turn + 1}")
            taken.append(afresh(course, (*BATCH, processes)))
    for processes, taken in times.items():
        found |= figures(f"batch_{processes}_{count}", taken)
    say(f"what another key would do at {count}")
    return found | figures(f"regrade_{count}", [by_another_key(course) for _ in range(ROUNDS)])


def by_another_key(course: Path) -> Measured:
    """The dry run of a regrade, after a class was graded and a key was changed."""
    config, keys = course / "nbgrader_config.py", course / "other-keys"
    before = config.read_text("utf-8")
    key = keys / f"{UNIT}.yaml"
    if not keys.exists():
        shutil.copytree(HERE / "keys", keys)
        text = key.read_text("utf-8").replace("answer: ferryman", "answer: baker")
        key.write_text(text, "utf-8")
    config.write_text(before.replace(str(HERE / "keys"), str(keys)), "utf-8")
    try:
        return measured(("secondsource-teach", "regrade", UNIT, "--json"), course)
    finally:
        config.write_text(before, "utf-8")


def ratios(found: dict[str, Any]) -> dict[str, Any]:
    """What is promised, from the raw seconds and counts."""
    each = found[f"stock_{FEW}_seconds"] / FEW
    largest = max((SOME, *MORE))
    one = found[f"batch_1_{SOME}_seconds"]
    start = found["start_seconds"]

    def work(name: str, count: int) -> float:
        return float((found[f"{name}_{count}_seconds"] - start) / count)

    def cpu(count: int) -> float:
        whole = found[f"batch_1_{count}_cpu_seconds"]
        return float((whole - found["start_cpu_seconds"]) / count)

    def floor_work(kind: str) -> float:
        return float((found[f"floor_{kind}"] - found[f"floor_start_{kind}"]) / SOME)

    regrade = found.get(f"regrade_{largest}_seconds")
    return {
        "ratio_regrade": regrade and round(found[f"batch_1_{largest}_seconds"] / regrade, 2),
        "stock_each_ms": round(1000 * each, 3),
        "batch_1_each_ms": round(1000 * one / SOME, 3),
        "batch_1_each_ms_without_start": round(1000 * work("batch_1", SOME), 3),
        "floor_each_ms": round(1000 * floor_work("seconds"), 3),
        "ratio_nbgrader_door": round(each * FEW / found[f"door_{FEW}_seconds"], 2),
        "ratio_batch_1": round(each * SOME / one, 1),
        "ratio_batch_2": round(each * SOME / found[f"batch_2_{SOME}_seconds"], 1),
        "ratio_nbgrader_door_cpu": round(
            found[f"stock_{FEW}_cpu_seconds"] / found[f"door_{FEW}_cpu_seconds"], 2
        ),
        "ratio_batch_1_cpu": round(
            found[f"stock_{FEW}_cpu_seconds"] / FEW * SOME / found[f"batch_1_{SOME}_cpu_seconds"], 1
        ),
        "count_largest": largest,
        "speedup_two": round(
            found[f"batch_1_{largest}_seconds"] / found[f"batch_2_{largest}_seconds"], 3
        ),
        "speedup_two_some": round(one / found[f"batch_2_{SOME}_seconds"], 3),
        "ratio_dask_local": round(
            found[f"dask_2_{SOME}_seconds"] / found[f"batch_2_{SOME}_seconds"], 3
        ),
        "growth_ratio_cpu": round(cpu(largest) / cpu(SOME), 3),
        "floor_ratio_cpu": round(cpu(SOME) / floor_work("cpu_seconds"), 3),
        "growth_ratio": round(work("batch_1", largest) / work("batch_1", SOME), 3),
        "floor_ratio": round(work("batch_1", SOME) / floor_work("seconds"), 3),
        "floor_ratio_with_start": round(one / found["floor_seconds"], 3),
        "peak_mb": found[f"batch_2_{largest}_peak_mb"],
        "peak_growth": round(
            max(
                found[f"batch_{n}_{largest}_peak_mb"] / found[f"batch_{n}_{SOME}_peak_mb"]
                for n in (1, 2)
            ),
            3,
        ),
    }


def figures(name: str, taken: list[Measured]) -> dict[str, Any]:
    """Medians of the times, the highest peak."""
    found = {
        f"{name}_seconds": round(statistics.median(m.wall for m in taken), 3),
        f"{name}_peak_mb": round(max(m.peak for m in taken), 1),
    }
    if "_2" not in name:
        # Of several processes the system tells this program only one's time.
        found[f"{name}_cpu_seconds"] = round(statistics.median(m.cpu for m in taken), 3)
    return found


def release(course: Path, *, stock: bool) -> None:
    """Source, release and an empty gradebook, which is kept to begin each run with."""
    write_source(course, stock=stock)
    measured(("nbgrader", "generate_assignment", UNIT), course)
    shutil.copy(course / "gradebook.db", course / "gradebook.empty")


def part(whole: Path, count: int) -> Path:
    """A course with the first `count` submissions, the same files by another name."""
    course = WORK / f"class-{count}"
    for name in ("source", "release"):
        shutil.copytree(whole / name, course / name)
    for name in ("nbgrader_config.py", "gradebook.empty"):
        shutil.copy(whole / name, course)
    for folder in sorted((whole / "submitted").iterdir())[:count]:
        target = course / "submitted" / folder.name
        shutil.copytree(folder, target, copy_function=os.link)
    return course


def afresh(course: Path, command: tuple[str, ...]) -> Measured:
    """The command on a class of which nothing is graded."""
    aside(course / "autograded")
    for file in course.glob("gradebook.db*"):
        file.unlink()
    shutil.copy(course / "gradebook.empty", course / "gradebook.db")
    warm(course)
    os.sync()
    return measured(command, course)


def warm(course: Path) -> None:
    """Let the system have every submission in its memory, as right after collecting."""
    for at, _, files in os.walk(course / "submitted"):
        for file in files:
            Path(at, file).read_bytes()


def aside(folder: Path) -> Path:
    """Make room at `folder`, deleting nothing."""
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}-{uuid4().hex[:8]}"))
    return folder


def floor(course: Path) -> Measured:
    """Right after a run of ours, whose notebooks it writes again."""
    target = aside(WORK / "floor")
    target.mkdir()
    os.sync()
    command = [sys.executable, str(HERE / "floor.py"), str(course), str(course), str(target)]
    return measured(command, target)


def on_cluster(course: Path) -> Measured:
    """A scheduler and two workers on this machine, each a process; their start is not counted."""
    address = "tcp://127.0.0.1:8796"
    dask = [sys.executable, "-m", "dask"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    quiet |= {"env": environment(), "cwd": WORK}
    worker = [*dask, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    commands = [[*dask, "scheduler", "--host", address, "--no-dashboard"], worker, worker]
    started = [subprocess.Popen(c, **quiet) for c in commands]  # noqa: S603 - our own commands
    try:
        time.sleep(5)
        return afresh(course, (*BATCH[:-1], "--dask", address))
    finally:
        for process in started:
            process.kill()
            process.wait()


def points(course: Path) -> dict[str, float]:
    """Every automatic score in the gradebook, by student and question."""
    with sqlite3.connect(course / "gradebook.db") as gradebook:
        rows = gradebook.execute(
            "SELECT s.student_id || '/' || c.name, g.auto_score FROM grade g"
            " JOIN submitted_notebook n ON n.id = g.notebook_id"
            " JOIN submitted_assignment s ON s.id = n.assignment_id"
            " JOIN base_cell c ON c.id = g.cell_id"
        )
        return {name: round(score, 4) for name, score in rows}


def say(text: str) -> None:
    """To the terminal, at once."""
    print(text, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    main()
