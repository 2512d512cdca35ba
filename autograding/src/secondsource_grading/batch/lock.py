"""One run at a time on one assignment of a course folder; the others wait and say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from secondsource.errors import SecondSourceError

__all__ = ["TurnError", "turn"]


class TurnError(SecondSourceError):
    """The lock file cannot be made."""


@contextmanager
def turn(root: Path, assignment: str, notice: Callable[[str], None]) -> Iterator[None]:
    """Hold the assignment for the length of the block.

    The system lets go of it by itself when a run is killed. `notice` is called
    with a message where another run has it.
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
        msg = f"{file}: cannot be locked: {error.strerror}; grading needs to write there"
        raise TurnError(msg) from error
    try:
        yield
    finally:
        lock.release()
