"""The same work on a Dask cluster: the workers need this package and the course's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from secondsource.errors import SecondSourceError
from secondsource_grading.batch.work import Context, Job, Outcome, grade_one

__all__ = ["ClusterError", "outcomes"]

RETRIES = 3
"""How often a batch goes to another worker after its own was lost."""

BATCH = 16

AHEAD = 8
"""Batches under way for each thread of the cluster: enough to keep it busy, few to hold."""


class ClusterError(SecondSourceError):
    """No cluster could be reached, or Dask is not installed."""


def outcomes(jobs: Sequence[Job], context: Context, address: str) -> Iterator[Outcome]:
    """Outcomes in the order they come. A lost worker's batch is done by another."""
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = "Dask is not installed; install secondsource-grading[dask]"
        raise ClusterError(msg) from error
    try:
        client = Client(address, timeout=10)
    except OSError as error:
        msg = f"no Dask scheduler answers at {address}: {error}"
        raise ClusterError(msg) from error
    batches = iter([jobs[n : n + BATCH] for n in range(0, len(jobs), BATCH)])
    with client:
        shared = client.scatter(context, broadcast=True, hash=False)
        send = partial(_submit, client, shared)
        threads = sum(client.nthreads().values()) or 1
        first = [send(b) for _, b in zip(range(AHEAD * threads), batches, strict=False)]
        done = as_completed(first)
        for future in done:
            yield from future.result()
            following = next(batches, None)
            if following is not None:
                done.add(send(following))


def _submit(client: Any, context: Any, batch: Sequence[Job]) -> Any:
    return client.submit(_grade_batch, list(batch), context, pure=False, retries=RETRIES)


def _grade_batch(batch: list[Job], context: Context) -> list[Outcome]:
    return [grade_one(job, context) for job in batch]
