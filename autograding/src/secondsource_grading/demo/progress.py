"""Progress of a demonstration: bars on a terminal, a line for each piece of work elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from secondsource_grading.demo.folder import DemoFolder
from secondsource_grading.demo.pipeline import Task

__all__ = ["Showing", "say_where"]


class Showing:
    """Shows how far a list of tasks is; a context manager.

    `seconds` sums, by step, how long its tasks took.
    """

    def __init__(self, console: Console, tasks: Sequence[Task]) -> None:
        self.seconds: dict[str, float] = {}
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._count, self._of = 0, len(tasks)
        self._all = self._progress.add_task("[bold]all steps", total=sum(t.work for t in tasks))
        self._bars: dict[str, TaskID] = {}
        for step in dict.fromkeys(t.step for t in tasks):
            total = sum(t.work for t in tasks if t.step == step)
            self._bars[step] = self._progress.add_task(step, total=total, start=False)
        self._seen = dict.fromkeys((t.name for t in tasks), 0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begun(self, task: Task) -> None:
        """Start the clock of the task's step."""
        self._progress.start_task(self._bars[task.step])

    def advanced(self, task: Task) -> None:
        """One unit of the task's work is done."""
        if self._seen[task.name] < task.work:
            self._seen[task.name] += 1
            self._progress.advance(self._bars[task.step])
            self._progress.advance(self._all)

    def ended(self, task: Task, seconds: float) -> None:
        """The task is done, whatever its log did or did not let us count."""
        while self._seen[task.name] < task.work:
            self.advanced(task)
        self._count += 1
        self.seconds[task.step] = self.seconds.get(task.step, 0.0) + seconds
        if not self._console.is_terminal:
            done = f"[{self._count:2}/{self._of}]"
            self._console.print(f"{done} {task.name:32} {seconds:5.1f} s", markup=False)


def say_where(folder: DemoFolder, summary: Mapping[str, Any], console: Console) -> None:
    """Print the result and where each thing is."""
    course = folder.course
    places = {
        "report": folder.report,
        "summary": folder.summary,
        "grades": folder.grades,
        "instructor's course": course,
        "a learner's notebook": next(iter(sorted(folder.learners.glob("*/*/*.ipynb"))), ""),
        "its feedback": next(iter(sorted((course / "feedback").glob("*/*/*.html"))), ""),
        "logs": folder.logs,
    }
    seconds = summary["seconds"]["from start to end"]
    console.print(
        f"{summary['students']} invented learners, {summary['assignments']} assignments: "
        f"{summary['graded']} of {summary['submissions']} submissions graded, "
        f"{summary['refused']} refused, in {seconds:.0f} s.",
        soft_wrap=True,
    )
    first = next(iter(summary["mean score"]))
    for name, mean in summary["mean score"].items():
        console.print(f"  {name}: mean {mean['points']:g} of {mean['out of']:g} points")
    for name, place in places.items():
        console.print(f"{name:20} {shown(place)}", markup=False, highlight=False, soft_wrap=True)
    console.print(
        f"Try it by hand: cd {shown(course)}, then nbgrader autograde {first} --force; "
        "or jupyter lab, menu Nbgrader > Formgrader",
        soft_wrap=True,
    )


def shown(place: Path | str) -> str:
    """The path as seen from here, where that is shorter."""
    try:
        return str(Path(place).relative_to(Path.cwd()))
    except ValueError:
        return str(place)
