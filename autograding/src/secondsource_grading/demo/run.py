"""The steps of the demonstration and what depends on what."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from rich.console import Console

from secondsource.files import write_if_changed
from secondsource_grading.authoring.build import build_all
from secondsource_grading.demo.answering import answers
from secondsource_grading.demo.commands import Nbgrader
from secondsource_grading.demo.folder import DemoFolder, fresh, has_exchange
from secondsource_grading.demo.learners import Learner, invent_class
from secondsource_grading.demo.pipeline import Advance, Task, run_tasks
from secondsource_grading.demo.progress import Showing, say_where
from secondsource_grading.demo.saving import answer_notebook
from secondsource_grading.keys import load_keys

if TYPE_CHECKING:
    from secondsource_grading.report import Course

__all__ = ["SHORT", "run_demo"]

# nbgrader and matplotlib are imported where they are used: the first commands
# are under way meanwhile.

AT_ONCE = 2

SHORT = ("03-not-there", "04-silence", "08-check-it")
"""The units taken unless others are named: they show the whole loop in a minute or so."""


@dataclass(frozen=True)
class _Demo:
    """One demonstration under way."""

    folder: DemoFolder
    units: tuple[str, ...]
    learners: Sequence[Learner]
    seed: int
    nbgrader: Nbgrader
    begun: float

    def build(self, unit: str, advance: Advance) -> None:
        for _ in build_all(self.folder.course / "source", [unit]):
            advance()

    def command(self, step: str, unit: str, sign: str, advance: Advance) -> None:
        self.nbgrader(step, unit, log=f"{step}-{unit}", sign=sign, seen=advance)

    def answer(self, unit: str, advance: Advance) -> None:
        from secondsource_grading.demo.exchange import fetch, submit  # noqa: PLC0415

        keyring = load_keys(unit)
        with _logfile(self.folder.logs / f"answer-{unit}.log") as log:
            for learner in self.learners:
                rng = Random(f"{self.seed} {unit} {learner.id}")  # noqa: S311 - a simulation
                home = fetch(self.folder, unit, learner, log)
                values = answers(keyring, learner, self.seed)
                opened = self.begun - 3600
                answer_notebook(home / f"{unit}.ipynb", unit, values, begun=opened, rng=rng)
                submit(self.folder, unit, learner, log)
                advance()

    def export(self, advance: Advance) -> None:
        self.nbgrader("export", "--to", str(self.folder.grades), log="export")
        advance()

    def report(self, advance: Advance) -> None:
        from secondsource_grading.report import write_report  # noqa: PLC0415

        write_report(self.folder.course, self.folder.report)
        advance()


def run_demo(
    root: Path,
    *,
    students: int = 30,
    seed: int = 2026,
    units: Sequence[str] | None = None,
    console: Console,
) -> dict[str, Any]:
    """Run the demonstration in `root` and return what `summary.json` says.

    `units` are the units taken, three if None.

    Raises `ContentError` where a unit or its keys are missing, `DemoError` where
    `root` holds something else, or where a command of nbgrader fails; the folder
    is then left for inspection.
    """
    begun = time.time()
    chosen = tuple(units or SHORT)
    for unit in chosen:
        load_keys(unit)  # says what is missing before anything is made
    folder = fresh(root)
    demo = _Demo(
        folder,
        chosen,
        invent_class(students, seed),
        seed,
        Nbgrader(folder.course, folder.logs),
        begun,
    )
    if not has_exchange():
        console.print("nbgrader has no exchange on this system: files are copied instead.")
    tasks = _tasks(demo)
    with Showing(console, tasks) as showing:
        run_tasks(tasks, at_once=AT_ONCE, watch=showing, stop=demo.nbgrader.stop)
    from secondsource_grading.report import read_course  # noqa: PLC0415

    summary = _summary(read_course(folder.course), len(demo.learners))
    summary["seconds"] = {
        "from start to end": round(time.time() - begun, 1),
        "by step, two at a time": {step: round(took, 1) for step, took in showing.seconds.items()},
    }
    write_if_changed(folder.summary, json.dumps(summary, indent=2) + "\n")
    say_where(folder, summary, console)
    return summary


def _tasks(demo: _Demo) -> list[Task]:
    """All tasks, in the order in which they are begun where several could be."""
    size = len(demo.learners)
    tasks = [Task(f"build {u}", "build", 1, lambda a, u=u: demo.build(u, a)) for u in demo.units]  # type: ignore[misc]
    steps = [
        # step, what it follows, units of work, the line of the log that counts one, writes
        ("generate_assignment", "build", 1, "Converting notebook", True),
        ("release_assignment", "generate_assignment", 1, "Released as", False),
        ("answer", "release_assignment", size, "", False),
        ("collect", "answer", size, "Collecting submission", False),
        ("autograde", "collect", size, "Autograding ", True),
        ("generate_feedback", "autograde", size, "Converting notebook", False),
    ]
    for step, before, work, sign, writes in steps:
        if step in ("release_assignment", "collect") and not has_exchange():
            continue
        for unit in demo.units:
            after = _there(before, unit, tasks)
            tasks.append(
                Task(f"{step} {unit}", step, work, _do(demo, step, unit, sign), after, writes)
            )
    graded = tuple(t.name for t in tasks if t.step == "autograde")
    tasks.append(Task("export", "export", 1, demo.export, graded))
    tasks.append(Task("report", "report", 1, demo.report, graded))
    return tasks


def _there(before: str, unit: str, tasks: Sequence[Task]) -> tuple[str, ...]:
    """The task that must be finished first; the last of the unit where `before` was left out."""
    of_unit = [t.name for t in tasks if t.name.endswith(f" {unit}")]
    wanted = f"{before} {unit}"
    return (wanted,) if wanted in of_unit else (of_unit[-1],)


def _do(demo: _Demo, step: str, unit: str, sign: str) -> Any:
    if step == "answer":
        return lambda advance: demo.answer(unit, advance)
    return lambda advance: demo.command(step, unit, sign, advance)


def _summary(course: Course, students: int) -> dict[str, Any]:
    submissions = [s for a in course.assignments for s in a.submissions]
    means = {}
    for assignment in course.assignments:
        scores = [s.score for s in assignment.submissions]
        mean = sum(scores) / len(scores) if scores else 0.0
        means[assignment.name] = {
            "points": round(mean, 2),
            "out of": assignment.out_of,
            "share": round(mean / assignment.out_of, 3) if assignment.out_of else None,
        }
    return {
        "students": students,
        "assignments": len(course.assignments),
        "submissions": len(submissions),
        "graded": sum(s.graded and s.refused is None for s in submissions),
        "refused": sum(s.refused is not None for s in submissions),
        "mean score": means,
    }


class _logfile:  # noqa: N801 - used like a function
    """A logger of its own that writes to a file and nowhere else."""

    def __init__(self, file: Path) -> None:
        self._handler = logging.FileHandler(file, encoding="utf-8")
        self._log = logging.Logger(file.stem)  # noqa: LOG001 - known to nobody else
        self._log.addHandler(self._handler)

    def __enter__(self) -> logging.Logger:
        return self._log

    def __exit__(self, *_: object) -> None:
        self._handler.close()
