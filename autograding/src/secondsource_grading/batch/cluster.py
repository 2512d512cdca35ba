"""Grading on a Dask cluster, whose workers see the course's folder at the same path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from secondsource import __version__
from secondsource.errors import SecondSourceError
from secondsource_grading.batch.submission import grade_one
from secondsource_grading.batch.workers import chunks
from secondsource_grading.grading.job import Context, Job, Outcome

__all__ = ["ClusterError", "outcomes"]

CHUNK = 16

AHEAD = 4
"""Chunks under way for each thread of the cluster: enough to keep it busy, few to hold."""

PATIENCE = 10
"""Seconds to wait for a scheduler or for a first worker."""

RETRIES = 3
"""How often a chunk goes to another worker after its own was lost."""


class ClusterError(SecondSourceError):
    """No cluster could be reached, it cannot do this work, or Dask is not installed."""


def outcomes(jobs: Iterable[Job], context: Context, address: str) -> Iterator[Outcome]:
    """Yield outcomes as they come. A lost worker's jobs are done by others."""
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = "Dask is not installed; install secondsource-grading[dask]"
        raise ClusterError(msg) from error
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        msg = f"no Dask scheduler answers at {address}: {error}"
        raise ClusterError(msg) from error
    with client:
        _check(client, context)
        shared = client.scatter(context, broadcast=True, hash=False)
        waiting = chunks(jobs, CHUNK)
        sent: dict[Any, list[Job]] = {}

        def send(chunk: list[Job]) -> Any:
            future = client.submit(_grade_chunk, chunk, shared, pure=False, retries=RETRIES)
            sent[future] = chunk
            return future

        threads = sum(client.nthreads().values())
        done = as_completed([send(chunk) for chunk in islice(waiting, AHEAD * threads)])
        for future in done:
            chunk = sent.pop(future)
            if future.status == "finished":
                yield from future.result()
            elif len(chunk) > 1:
                # One of them may end every worker it comes to: alone it stops no other.
                done.update([send([job]) for job in chunk])
            else:
                yield Outcome(chunk[0].student, failed=f"on the cluster: {future.exception()!r}")
            done.update([send(chunk) for chunk in islice(waiting, 1)])


def _grade_chunk(chunk: list[Job], context: Context) -> list[Outcome]:
    return [grade_one(job, context) for job in chunk]


def _check(client: Any, context: Context) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        msg = f"the Dask scheduler at {client.scheduler.address} has no worker; start some"
        raise ClusterError(msg) from error
    for worker, (version, sees) in client.run(_look, context.root).items():
        if version != __version__:
            msg = f"Dask worker {worker} has Second Source {version}; here it is {__version__}"
            raise ClusterError(msg)
        if not sees:
            msg = (
                f"Dask worker {worker} sees no folder {context.root}; "
                "let all workers have the course's folder at that place"
            )
            raise ClusterError(msg)


def _look(folder: str) -> tuple[str, bool]:
    return __version__, Path(folder).is_dir()
