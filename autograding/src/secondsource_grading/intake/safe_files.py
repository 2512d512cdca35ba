"""Plain files, opened without following a link and read within bounds."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

__all__ = ["copy_plain", "read_plain", "why_no_room", "write_plain"]


def copy_plain(source: Path, target: Path) -> None:
    """Copy the bytes of a plain file; `OSError` where it has become something else."""
    descriptor, _ = _open(source)
    with os.fdopen(descriptor, "rb") as reading:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        with target.open("xb") as writing:
            shutil.copyfileobj(reading, writing)


def read_plain(source: str | Path, most: float) -> bytes:
    """The bytes of a plain file; `OSError` where it is none or has more than `most`."""
    descriptor, size = _open(source)
    try:
        if size > most:
            msg = f"{source} has become too large"
            raise OSError(msg)
        content = os.read(descriptor, size)
        while len(content) < size and (more := os.read(descriptor, size - len(content))):
            content += more
    finally:
        os.close(descriptor)
    return content


def write_plain(target: str | Path, content: bytes) -> None:
    """Write a file, through no link; with fewer questions to the system than Python's `open`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(target, flags | getattr(os, "O_BINARY", 0), 0o666)
    try:
        written = os.write(descriptor, content)
        while written < len(content):
            written += os.write(descriptor, content[written:])
    finally:
        os.close(descriptor)


def why_no_room(folder: str) -> str:
    """Return why the files of a folder can't be written anew, or nothing where they can.

    The folder may be there or not; where it is, its files are replaced.
    """
    for place in (os.path.dirname(folder), folder):  # noqa: PTH120 - many folders
        if not os.path.lexists(place):
            continue
        if not os.path.isdir(place) and place != folder:  # noqa: PTH112 - as above
            return f"{place} is no folder; take it away"
        if os.path.isdir(place) and not _may_write(place):  # noqa: PTH112 - as above
            return f"{place} may not be written to; give this account the right to"
    return ""


def _may_write(folder: str) -> bool:
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)


def _open(source: str | Path) -> tuple[int, int]:
    """A descriptor to read a plain file, and its size. No pipe is waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(source, flags | getattr(os, "O_BINARY", 0))
    state = os.fstat(descriptor)
    if stat.S_ISREG(state.st_mode):
        return descriptor, state.st_size
    os.close(descriptor)
    msg = f"{source} is no plain file"
    raise OSError(msg)
