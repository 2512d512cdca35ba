"""Grading in several processes of this machine, with few submissions under way at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, count, islice

from secondsource_grading.batch.submission import grade_one
from secondsource_grading.garbage import collect_seldom, keep_loaded
from secondsource_grading.grading.job import Context, Job, Outcome

__all__ = ["chunks", "get_ready", "outcomes"]

CHUNK = 16
"""Submissions sent to a worker at once, in the beginning."""

GROWN = 4
"""Times as many later on: for a large class it is the sending that costs."""

AHEAD = 4
"""Chunks under way for each worker: enough to keep it busy, few to hold. A kill loses them."""

LONGEST_TMPDIR = 60
"""Bytes of the folder of temporary files; a socket's whole path has at most 107."""

DIED = "the process that graded it was ended by the system; perhaps it took too much memory"

_METHOD = "forkserver" if os.name == "posix" else "spawn"

_context: Context | None = None


def get_ready(processes: int) -> None:
    """Start the workers' imports while this process reads the course; once is enough."""
    if processes > 1 and _METHOD == "forkserver":
        _keep_sockets_short()
        from multiprocessing import forkserver  # noqa: PLC0415 - not on every system

        forkserver.set_forkserver_preload([__name__])
        forkserver.ensure_running()


def _keep_sockets_short() -> None:
    """Let the workers' sockets lie in /tmp where TMPDIR is too long for the path of a socket."""
    if len(os.fsencode(tempfile.gettempdir())) > LONGEST_TMPDIR and os.access("/tmp", os.W_OK):  # noqa: S108 - the folder made in it is ours alone
        tempfile.tempdir = "/tmp"  # noqa: S108 - as above


def outcomes(jobs: Iterable[Job], context: Context, processes: int) -> Iterator[Outcome]:
    """Yield outcomes in the order of the jobs; one process means this one."""
    waiting = chunks(jobs, CHUNK)
    first = list(islice(waiting, 2))
    if processes <= 1 or len(first) < 2:  # noqa: PLR2004 - not worth a second process
        for chunk in chain(first, waiting):
            yield from (grade_one(job, context) for job in chunk)
        return
    yield from _spread(first, waiting, context, processes)


def chunks(jobs: Iterable[Job], size: int) -> Iterator[list[Job]]:
    """Yield the jobs in lists of `size` and later more, taken from `jobs` only when asked for."""
    stream = iter(jobs)
    most = GROWN * size
    # Two of each size: the second process begins with as many as the first.
    for number in count():
        chunk = list(islice(stream, min(size << (number // 2), most)))
        if not chunk:
            return
        yield chunk


def _spread(
    first: list[list[Job]], rest: Iterator[list[Job]], context: Context, processes: int
) -> Iterator[Outcome]:
    get_ready(processes)
    waiting = deque(first)
    sent: deque[tuple[list[Job], Future[list[Outcome]]]] = deque()
    pool = _pool(context, processes)
    try:
        while True:
            try:
                while len(sent) < AHEAD * processes:
                    chunk = waiting.popleft() if waiting else next(rest, None)
                    if chunk is None:
                        break
                    sent.append((chunk, pool.submit(_grade_chunk, chunk)))
                if not sent:
                    return
                found = sent[0][1].result()
            except BrokenProcessPool:
                done = [f.result() if _went_well(f) else None for _, f in sent]
                kept = [o for found in done if found for o in found]
                lost = [
                    j
                    for (jobs, _), found in zip(sent, done, strict=True)
                    if not found
                    for j in jobs
                ]
                sent.clear()
                pool.shutdown(wait=False)
                yield from kept
                yield from _one_by_one(lost, context)
                pool = _pool(context, processes)
            else:
                sent.popleft()
                yield from found
    finally:
        pool.shutdown(cancel_futures=True)


def _went_well(future: Future[list[Outcome]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _one_by_one(jobs: Iterable[Job], context: Context) -> Iterator[Outcome]:
    """Run jobs alone after a worker died, so that only the one that ends it fails."""
    pool = _pool(context, 1)
    try:
        for job in jobs:
            try:
                yield from pool.submit(_grade_chunk, [job]).result()
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                pool = _pool(context, 1)
                yield Outcome(job.student, failed=DIED)
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(context: Context, processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context(_METHOD),
        initializer=_begin,
        initargs=(context,),
    )


def _begin(context: Context) -> None:
    global _context  # noqa: PLW0603 - a worker has one context for its life
    _context = context
    keep_loaded()
    collect_seldom()
    # Ctrl-C is for the run, which ends its workers; and none outlives a run that was killed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_run, daemon=True).start()


def _end_with_run() -> None:
    run = multiprocessing.parent_process()
    if run is not None:
        run.join()
        os._exit(1)


def _grade_chunk(jobs: list[Job]) -> list[Outcome]:
    if _context is None:
        msg = "the worker was not given its context"
        raise RuntimeError(msg)
    return [grade_one(job, _context) for job in jobs]
