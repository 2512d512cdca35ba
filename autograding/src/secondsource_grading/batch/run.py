"""Grade all submissions to an assignment: workers here, one writer, progress, resuming."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from secondsource_grading.batch.course import open_course
from secondsource_grading.batch.work import Context, Job, Outcome, digest, grade_one
from secondsource_grading.batch.writer import Writer

__all__ = ["Options", "Run", "grade_assignment"]

GROUP = 100
"""Submissions in one transaction: a kill loses at most the work on so many."""

CHUNK = 16
"""Submissions sent to a worker at once."""


@dataclass(frozen=True)
class Options:
    """How to run."""

    processes: int = 1
    force: bool = False
    dask: str | None = None
    """Address of a Dask scheduler; then `processes` is not used."""
    db_url: str | None = None
    """Another gradebook than the course's own."""


@dataclass
class Run:
    """What a run did; printed, or written as JSON."""

    assignment: str
    submissions: int = 0
    graded: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    incidents: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0


Progress = Callable[[int, int], None]


def grade_assignment(
    folder: Path, assignment: str, options: Options, progress: Progress | None = None
) -> Run:
    """Grade what is new or changed; with `force`, everything.

    `progress` is called with the number of submissions done and of all. Raises
    `SecondSourceError` for a course that is not set up; a bad submission is a line in the `Run`.
    """
    began = perf_counter()
    course = open_course(folder)
    writer = Writer(options.db_url or course.db_url, course.course_id, assignment)
    try:
        context = course.context(assignment, list(writer.notebooks))
        jobs = list(course.jobs(assignment))
        run = Run(assignment, submissions=len(jobs))
        todo = jobs if options.force else _changed(jobs, writer.done(), context)
        run.unchanged = len(jobs) - len(todo)
        penalty = course.penalty()
        tell = progress or (lambda _done, _all: None)
        tell(run.unchanged, len(jobs))
        for group in _groups(_outcomes(todo, context, options)):
            written = [o for o in group if o.failed is None]
            if written:
                writer.write(written, penalty)
            for outcome in group:
                _note(run, outcome)
            tell(run.unchanged + run.graded + len(run.failed), len(jobs))
    finally:
        writer.close()
    run.seconds = perf_counter() - began
    return run


def _changed(jobs: Sequence[Job], done: dict[str, str], context: Context) -> list[Job]:
    """The jobs that were never graded, or whose files or keys are others than then."""
    return [
        job
        for job in jobs
        if job.student not in done
        or not Path(job.autograded).is_dir()
        or digest(Path(job.submitted), context.fingerprint) != done[job.student]
    ]


def _outcomes(jobs: Sequence[Job], context: Context, options: Options) -> Iterator[Outcome]:
    if options.dask:
        from secondsource_grading.batch.cluster import outcomes  # noqa: PLC0415 - only if asked for

        yield from outcomes(jobs, context, options.dask)
    elif options.processes <= 1 or len(jobs) < 2 * CHUNK:
        yield from (grade_one(job, context) for job in jobs)
    else:
        with ProcessPoolExecutor(
            options.processes,
            mp_context=get_context("forkserver" if os.name == "posix" else "spawn"),
        ) as pool:
            yield from pool.map(partial(grade_one, context=context), jobs, chunksize=CHUNK)


def _groups(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    stream = iter(outcomes)
    while group := list(islice(stream, GROUP)):
        yield group


def _note(run: Run, outcome: Outcome) -> None:
    if outcome.failed is not None:
        run.failed[outcome.student] = outcome.failed
        return
    run.graded += 1
    if outcome.refused:
        run.refused.append(outcome.student)
    if outcome.incidents:
        run.incidents[outcome.student] = list(outcome.incidents)
