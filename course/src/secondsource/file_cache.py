"""Values read from files, kept until one of the files changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, TypeVar

__all__ = ["FileCache"]

T = TypeVar("T")

Stamp = tuple[int, int, int, int] | None
"""Inode, size in bytes, and the times of the last write and change in ns; None for no file."""


class FileCache(Generic[T]):
    """Remember what `read` made of some files, for each set of resolved paths.

    A program that runs for days, such as the server of nbgrader's formgrader, so sees an
    edited file at once, and two courses in one program never get each other's files.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._kept: dict[tuple[Path, ...], tuple[tuple[Stamp, ...], T]] = {}
        self._lock = threading.Lock()

    def get(self, files: Iterable[Path], read: Callable[[], T]) -> T:
        """Return what was read before, or call `read` where a file is new or has changed.

        What `read` raises is passed on and not remembered.
        """
        paths = tuple(file.resolve() for file in files)
        # Looked at before reading: a change during it is seen at the next call.
        stamps = tuple(map(_stamp, paths))
        with self._lock:
            kept = self._kept.get(paths)
        if kept is not None and kept[0] == stamps:
            return kept[1]
        value = read()
        with self._lock:
            self._kept.pop(paths, None)
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[paths] = (stamps, value)
        return value


def _stamp(file: Path) -> Stamp:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
