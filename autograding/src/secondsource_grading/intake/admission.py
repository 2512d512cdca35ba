"""What of a handed-in folder is let in, decided by looking, before anything is read or copied.

A submission is a folder a learner filled. Links, devices, pipes, files too large, too
deep or too many, and files that somebody's Python, Jupyter or browser would run stay
where they are; each is an incident. The rest is copied as plain bytes with plain rights.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch, translate
from functools import cache
from pathlib import Path

from secondsource_grading.intake.quoting import named, shorten
from secondsource_grading.intake.safe_files import copy_plain, write_plain
from secondsource_grading.intake.timestamps import STAMP, STAMP_BYTES, Receipt, handed_in

__all__ = [
    "KEPT",
    "MB",
    "SUFFIX",
    "Admitted",
    "Barred",
    "Entry",
    "Limits",
    "admit",
    "check_folder",
    "entries",
]

MB = 2**20

SUFFIX = ".ipynb"

Entry = tuple[str, os.stat_result]
"""A path below a folder, with `/`, and its state."""

KEPT = (
    "*.txt", "*.md", "*.csv", "*.tsv", "*.json", "*.pdf",
    "*.png", "*.jpg", "*.jpeg", "*.gif", "*.webp",
)  # fmt: skip
"""Other files that are kept by default: none that a browser, Python or a shell would run."""

CONFIGURES = ("jupyter*", "nbgrader*", "ipython*")
"""Names that Jupyter's programs read their settings from, whatever folder they start in."""

DEBRIS = (".DS_Store", "._*", ".ipynb_checkpoints", "__MACOSX", "__pycache__", "Thumbs.db")
"""What systems leave behind by themselves; left out without a word."""

_NO_STUDENT = re.compile(r"""[<>"`$\\/\x00-\x1f\x7f]|^\.{0,2}$""")


class Barred(Exception):  # noqa: N818 - an outcome, not a fault of ours
    """The folder cannot be a submission at all; the message says why and what to do."""


@dataclass(frozen=True)
class Limits:
    """How much of a submission is let in. Sizes in MB of 1,048,576 bytes."""

    notebook_mb: float = 25
    file_mb: float = 10
    total_mb: float = 50
    files: int = 200
    depth: int = 8
    archive_mb: float = 200
    kept: tuple[str, ...] = KEPT
    clock_minutes: float = 10


@dataclass(frozen=True)
class Admitted:
    """What is let in of one submission beside its notebooks."""

    folder: str | Path
    files: tuple[str, ...] = ()
    """Paths below `folder`, with `/`."""
    timestamp: str | None = None
    """When it was handed in, as nbgrader reads it, or None where nobody knows."""
    incidents: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What `copy_to` puts there."""
        return self.files if self.timestamp is None else (*self.files, STAMP)

    def copy_to(self, target: str | Path) -> None:
        """Make `target`, with the files let in and the time as it counts."""
        os.makedirs(target, exist_ok=True)  # noqa: PTH103 - for many folders
        for name in self.files:
            copy_plain(Path(self.folder, name), Path(target, name))
        if self.timestamp is not None:
            write_plain(f"{target}/{STAMP}", self.timestamp.encode())


def check_folder(folder: str | Path, student: str) -> None:
    """Raise `Barred` where the name is no student's or the folder is none."""
    if _NO_STUDENT.search(student) or not student.isprintable():
        msg = f"{named(student)} is no name for a student; rename the folder in submitted/"
        raise Barred(msg)
    try:
        mode = os.lstat(folder).st_mode
        parent = os.lstat(os.path.dirname(folder)).st_mode  # noqa: PTH120 - for many folders
    except OSError as error:
        msg = f"the folder cannot be looked at: {error.strerror}"
        raise Barred(msg) from error
    if stat.S_ISLNK(mode) or stat.S_ISLNK(parent) or not stat.S_ISDIR(mode):
        msg = "the submission is a link or no folder; put the folder itself there"
        raise Barred(msg)


def admit(  # noqa: PLR0913 - each tells what is known beforehand
    folder: str | Path,
    limits: Limits,
    *,
    ignore: Sequence[str] = (),
    provided: Collection[str] = (),
    receipt: Receipt | None = None,
    found: Iterable[Entry] | None = None,
    stamp: bytes | None = None,
) -> Admitted:
    """Look at a submission's folder. Nothing is followed, opened or read but the time.

    `ignore` has nbgrader's patterns of names to pass over, `provided` the paths the
    instructor gives out with the assignment, which are theirs and not the learner's,
    `found` what `entries` has listed already, `stamp` the bytes of the time's file where
    they are read already.
    """
    passed = _pattern(tuple(ignore))
    incidents = [*(receipt.left_out if receipt else ())]
    files: list[str] = []
    room = limits.total_mb * MB
    seen: tuple[bytes, float] | None = None
    for name, state in entries(folder, limits.depth) if found is None else found:
        if ignore and any(passed(os.path.normcase(part)) for part in name.split("/")):
            continue
        if name == STAMP and stamp is not None and len(stamp) <= STAMP_BYTES:
            seen = stamp, state.st_ctime
        top = name.partition("/")[0]
        if name in provided or top == STAMP or top.endswith(SUFFIX) or top in provided:
            continue
        if stat.S_ISDIR(state.st_mode):
            reason = _bars_folder(name, limits)
        else:
            reason = _bars(name.rpartition("/")[2], state, limits)
        if reason:
            incidents.append(f"left out {named(name)}: {reason}")
        elif not stat.S_ISDIR(state.st_mode):
            if len(files) >= limits.files:
                incidents.append(f"more than {limits.files} other files; the rest is left out")
                break
            room -= state.st_size
            if room < 0:
                incidents.append(
                    f"other files of more than {limits.total_mb:g} MB; the rest is left out"
                )
                break
            files.append(name)
    incidents = shorten(incidents)
    minutes = limits.clock_minutes
    timestamp, contradictions = handed_in(f"{folder}/{STAMP}", receipt, minutes, seen)
    return Admitted(folder, tuple(files), timestamp, (*contradictions, *incidents))


def entries(folder: str | Path, depth: int = Limits.depth) -> Iterator[Entry]:
    """Everything below a folder with its state, by path; nothing is followed or opened.

    Folders deeper than `depth` are listed and not gone into.
    """
    passed = _pattern(DEBRIS)
    waiting = [""]
    while waiting:
        below = waiting.pop()
        inside = []
        for name in _names(f"{folder}/{below}", below):
            if passed(os.path.normcase(name)):
                continue
            path = below + name
            try:
                state = os.lstat(f"{folder}/{path}")
            except OSError:
                continue
            yield path, state
            if stat.S_ISDIR(state.st_mode) and path.count("/") < depth and name[0] != ".":
                inside.append(f"{path}/")
        waiting += reversed(inside)


def _names(folder: str, below: str) -> list[str]:
    """What is in a folder, sorted; nothing where it cannot be read or has become a link."""
    if below and os.path.islink(folder.rstrip("/")):  # noqa: PTH114 - many folders
        return []
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - many folders
    except OSError:
        return []


@cache
def _pattern(patterns: tuple[str, ...]) -> Callable[[str], object]:
    """Whether a name matches one of some patterns of `fnmatch`."""
    return re.compile("|".join(translate(os.path.normcase(p)) for p in patterns)).match


def _bars_folder(path: str, limits: Limits) -> str:
    *above, name = path.split("/")
    if name.startswith("."):
        return "a folder whose name begins with a point"
    return "too many folders within folders" if len(above) >= limits.depth else ""


def _bars(name: str, state: os.stat_result, limits: Limits) -> str:
    if stat.S_ISLNK(state.st_mode):
        return "a link"
    if not stat.S_ISREG(state.st_mode):
        return "a device, pipe or socket"
    if state.st_size > limits.file_mb * MB:
        return f"{state.st_size / MB:.0f} MB, more than {limits.file_mb:g}"
    plain = name.lower()
    kept = any(fnmatch(plain, pattern.lower()) for pattern in limits.kept)
    if not kept or name.startswith(".") or any(fnmatch(plain, p) for p in CONFIGURES):
        return "no kind of file that is kept"
    return ""
