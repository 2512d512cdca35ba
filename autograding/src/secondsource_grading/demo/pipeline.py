"""Steps that depend on each other, two at a time, of which only one writes the gradebook."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
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
    end what is under way, and then the error is raised.
    """
    waiting = list(tasks)
    done: set[str] = set()
    running: dict[Future[float], Task] = {}
    with ThreadPoolExecutor(at_once) as pool:
        try:
            while waiting or running:
                while len(running) < at_once:
                    task = _next(waiting, done, list(running.values()))
                    if task is None:
                        break
                    waiting.remove(task)
                    watch.begun(task)
                    running[pool.submit(_timed, task, watch)] = task
                _must(running, waiting)
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(future)
                    watch.ended(task, future.result())
                    done.add(task.name)
        except BaseException:
            stop()
            raise


def _must(running: Mapping[Future[float], Task], waiting: Sequence[Task]) -> None:
    if not running:
        msg = f"these wait for something that is no task: {[t.name for t in waiting]}"
        raise ValueError(msg)


def _next(waiting: Sequence[Task], done: set[str], running: Sequence[Task]) -> Task | None:
    written = any(task.writes for task in running)
    for task in waiting:
        if done.issuperset(task.after) and not (task.writes and written):
            return task
    return None


def _timed(task: Task, watch: Watch) -> float:
    begun = time.perf_counter()
    task.do(lambda: watch.advanced(task))
    return time.perf_counter() - begun
