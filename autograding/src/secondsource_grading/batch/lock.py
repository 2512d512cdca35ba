"""A lock, so that one run at a time grades an assignment of a course folder."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from secondsource.errors import SecondSourceError

__all__ = ["LockError", "grading_lock"]


NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP})
"""What a network folder without locks answers."""


class LockError(SecondSourceError):
    """The lock file cannot be made."""


@contextmanager
def grading_lock(root: Path, assignment: str, notice: Callable[[str], None]) -> Iterator[None]:
    """Hold the grading lock of an assignment; wait where another run holds it.

    The system releases it when a run is killed. `notice` is called with a message where
    another run holds it. Raises `LockError` where its file cannot be made.
    """
    folder = root / ".secondsource"
    file = folder / f"grading-{assignment}.lock"
    # Another instructor may be another account.
    lock = FileLock(file, mode=0o666)
    try:
        folder.mkdir(exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            notice(f"another run is grading {assignment} in this course; waiting until it ends")
            lock.acquire()
    except OSError as error:
        remedy = "grading needs to write there"
        if error.errno in NO_LOCKS:
            remedy = "this disk has no locks, so work in a copy of the course on a local one"
        msg = f"{file}: cannot be locked: {error.strerror}; {remedy}"
        raise LockError(msg) from error
    try:
        yield
    finally:
        lock.release()
