"""Grade all submissions to an assignment, in worker processes or on a cluster, and resume."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from secondsource_grading.batch import workers
from secondsource_grading.batch.lock import grading_lock
from secondsource_grading.garbage import few_collections, keep_loaded
from secondsource_grading.grading.job import Context, Job, Outcome

if TYPE_CHECKING:
    from secondsource_grading.gradebook.regrading import Regrade
    from secondsource_grading.gradebook.writer import Writer
    from secondsource_grading.plugin.course import CourseFolder

__all__ = ["Options", "Run", "grade_assignment"]

GROUP = 100
"""Submissions in one transaction; what is not in one yet is graded again after a kill."""

NOT_LISTED = "the gradebook has no such student; `nbgrader db student add` makes one"


@dataclass(frozen=True)
class Options:
    """How to run."""

    processes: int = 1
    force: bool = False
    dask: str | None = None
    """Address of a Dask scheduler; then `processes` is not used."""
    db_url: str | None = None
    """Another gradebook than the course's own."""
    only: Collection[str] | None = None
    """Students whose submissions are graded; None for all."""
    regrade: Regrade | None = None
    """Note what this run changes as this regrade."""


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
    changes: list[str] = field(default_factory=list)
    """What was changed of items and keys since the release and since the last run, in words."""
    without_submission: list[str] = field(default_factory=list)
    """Who has grades of an earlier run and no submission any more."""
    seconds: float = 0.0

    def note(self, outcome: Outcome) -> None:
        """Count one more outcome."""
        if outcome.failed is not None:
            self.failed[outcome.student] = outcome.failed
            return
        if outcome.unchanged:
            self.unchanged += 1
            return
        self.graded += 1
        if outcome.refused:
            self.refused.append(outcome.student)
        if outcome.incidents:
            self.incidents[outcome.student] = list(outcome.incidents)


Progress = Callable[[int, int], None]
Notice = Callable[[str], None]


def grade_assignment(
    folder: Path,
    assignment: str,
    options: Options,
    progress: Progress = lambda _done, _all: None,
    notice: Notice = lambda _text: None,
) -> Run:
    """Grade what is new or changed; with `force`, everything.

    `progress` is called with the number of submissions done and of all, `notice` with
    what the person at the terminal should know. Raises `SecondSourceError` for a course
    that is not set up; a bad submission is a line in the `Run`.
    """
    began = perf_counter()
    if not options.dask and _may_be_many(folder, assignment):
        workers.get_ready(options.processes)
    with few_collections():
        run = _grade_folder(folder, assignment, options, progress, notice)
    run.seconds = perf_counter() - began
    return run


def _may_be_many(folder: Path, assignment: str) -> bool:
    """Return whether there may be enough submissions for a second process.

    Looked up in the usual place, because reading where a course has them takes as long as the
    workers need to get ready. Where that is wrong they get ready later.
    """
    try:
        handed_in = (s for s in (folder / "submitted").iterdir() if (s / assignment).is_dir())
        return len(list(islice(handed_in, workers.CHUNK + 1))) > workers.CHUNK
    except OSError:
        return True


def _grade_folder(
    folder: Path, assignment: str, options: Options, progress: Progress, notice: Notice
) -> Run:
    # Slow to import: the workers get ready meanwhile.
    from secondsource_grading.gradebook.writer import Writer  # noqa: PLC0415
    from secondsource_grading.plugin.course import open_course  # noqa: PLC0415

    course = open_course(folder)
    with grading_lock(course.root, assignment, notice):
        writer = Writer(options.db_url or course.db_url, assignment)
        try:
            return _grade_all(course, writer, options, progress, notice)
        finally:
            writer.close()


def _grade_all(
    course: CourseFolder, writer: Writer, options: Options, progress: Progress, notice: Notice
) -> Run:
    from secondsource_grading.plugin.release import (  # noqa: PLC0415 - as above
        changes_in_words,
        changes_since,
        clock_in_words,
    )

    penalty = course.penalty()
    lateness = f"{writer.due} {penalty.identity}"
    context = course.context(writer.assignment, writer.notebooks, lateness)
    everybody = course.handed_in(writer.assignment)
    only = options.only
    students = [s for s in everybody if course.takes(s) and (only is None or s in only)]
    course.make_room()
    run = Run(writer.assignment, submissions=len(students))
    assessments = context.assessments
    run.changes = [
        *changes_in_words(writer.assignment, assessments),
        *changes_since(writer.graded_with(), assessments),
    ]
    run.without_submission = list(filter(course.takes, writer.without_submission(everybody)))
    odd = course.odd_names(writer.assignment, everybody, writer.students())
    clock = clock_in_words(assessments)
    version = filter(None, [writer.other_version])
    for line in [*version, *clock, *run.changes, *odd, *writer.odd_points()]:
        notice(str(line))
    jobs = _jobs(course, writer, students, run, force=options.force)
    keep_loaded()
    done = 0
    progress(done, len(students))
    for group in _groups(_watched(_outcomes(jobs, context, options), run, progress)):
        writer.write(group, penalty, regrade=options.regrade)
    writer.note_graded_with({i: v for a in assessments.values() for i, v in a.versions.items()})
    return run


def _jobs(
    course: CourseFolder, writer: Writer, students: Sequence[str], run: Run, *, force: bool
) -> Iterator[Job]:
    """Yield jobs as they are asked for: of a large class few are held at a time."""
    listed_only = not course.makes_students
    for start in range(0, len(students), GROUP):
        some = students[start : start + GROUP]
        records = writer.records(some)
        for student in some:
            if listed_only and not records[student].listed:
                run.note(Outcome(student, failed=NOT_LISTED))
            else:
                yield course.job(writer.assignment, student, records[student], force=force)


def _outcomes(jobs: Iterable[Job], context: Context, options: Options) -> Iterator[Outcome]:
    if options.dask:
        from secondsource_grading.batch import cluster  # noqa: PLC0415 - only if asked for

        return cluster.outcomes(jobs, context, options.dask)
    return workers.outcomes(jobs, context, options.processes)


def _watched(outcomes: Iterable[Outcome], run: Run, progress: Progress) -> Iterator[Outcome]:
    """Yield the outcomes that are to be written, and count all."""
    for outcome in outcomes:
        run.note(outcome)
        progress(run.unchanged + run.graded + len(run.failed), run.submissions)
        if outcome.failed is None and not outcome.unchanged:
            yield outcome


def _groups(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    stream = iter(outcomes)
    while group := list(islice(stream, GROUP)):
        yield group
