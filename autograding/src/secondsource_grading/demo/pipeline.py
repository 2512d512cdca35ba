"""Steps that depend on each other, two at a time, of which only one writes the gradebook."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Protocol

__all__ = ["Advance", "Task", "Watch", "run_tasks"]

Advance = Callable[[], None]
"""Called by a task each time one of its units of work is done."""


@dataclass(frozen=True)
class Task:
    """One piece of a step.

    `name` is unique, `after` names what must be finished before, `work` is how
    often it calls `Advance`. At most one task that `writes` runs at a time:
    SQLite lets one process write.
    """

    name: str
    step: str
    work: int
    do: Callable[[Advance], None]
    after: tuple[str, ...] = ()
    writes: bool = False


class Watch(Protocol):
    """Is told how a run goes; `advanced` may be called from several threads."""

    def begun(self, task: Task) -> None:
        """A task begins."""

    def advanced(self, task: Task) -> None:
        """One unit of its work is done."""

    def ended(self, task: Task, seconds: float) -> None:
        """It is finished, after so many seconds."""


def run_tasks(
    tasks: Sequence[Task], *, at_once: int, watch: Watch, stop: Callable[[], object]
) -> None:
    """Run all tasks, earlier ones first where several may run.

    At the first error, or when interrupted, nothing more is begun, `stop` has to
    end what is under way, and then the error is raised. Raises `ValueError` before
    anything is run where a task waits for one that isn't there, or for itself.
    """
    order = _sorted(tasks)
    ready: list[Task] = []
    running: dict[Future[float], Task] = {}
    with ThreadPoolExecutor(at_once) as pool:
        try:
            while order.is_active():
                ready = sorted([*ready, *order.get_ready()], key=tasks.index)
                for task in _startable(ready, list(running.values()), at_once):
                    ready.remove(task)
                    watch.begun(task)
                    running[pool.submit(_timed, task, watch)] = task
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(future)
                    watch.ended(task, future.result())
                    order.done(task)
        except BaseException:
            stop()
            raise


def _sorted(tasks: Sequence[Task]) -> TopologicalSorter[Task]:
    """Return the tasks as a graph that gives out those whose predecessors are done."""
    named = {task.name: task for task in tasks}
    missing = sorted({name for task in tasks for name in task.after} - named.keys())
    if missing:
        msg = f"tasks wait for {', '.join(missing)}, which is none of {', '.join(named)}"
        raise ValueError(msg)
    order = TopologicalSorter({task: [named[name] for name in task.after] for task in tasks})
    order.prepare()  # `CycleError`, a `ValueError`, where tasks wait for each other
    return order


def _startable(ready: Sequence[Task], running: Sequence[Task], at_once: int) -> list[Task]:
    """Return the tasks to begin now, so that `at_once` run and one of them at most writes."""
    chosen: list[Task] = []
    for task in ready:
        under_way = [*running, *chosen]
        if len(under_way) < at_once and not (task.writes and any(t.writes for t in under_way)):
            chosen.append(task)
    return chosen


def _timed(task: Task, watch: Watch) -> float:
    """Run one task; return its seconds."""
    begun = time.perf_counter()
    task.do(lambda: watch.advanced(task))
    return time.perf_counter() - begun
