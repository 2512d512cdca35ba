"""Which files of a submission are taken, decided by looking, before anything is read or copied.

A submission is a folder a learner filled. Links, devices, pipes, files too large, too
deep or too many, and files that somebody's Python, Jupyter or browser would run stay
where they are; each is an incident. The rest is copied as plain bytes with plain rights.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from secondsource_grading.intake.listing import DEPTH, MOST_ENTRIES, Entry, entries, name_pattern
from secondsource_grading.intake.quoting import named, shorten
from secondsource_grading.intake.safe_files import copy_plain, write_plain
from secondsource_grading.intake.timestamps import (
    STAMP,
    STAMP_BYTES,
    Receipt,
    Stamp,
    handed_in,
    read_stamp,
)

__all__ = [
    "KEPT",
    "MB",
    "SUFFIX",
    "Admitted",
    "InadmissibleError",
    "Limits",
    "Listing",
    "Rules",
    "admit",
    "check_folder",
    "choose_files",
    "is_notebook_name",
]

MB = 2**20

SUFFIX = ".ipynb"

SUFFIXES = (SUFFIX, f"{SUFFIX}.txt", f"{SUFFIX}.json")
"""With what browsers put behind the name of a notebook that they take for a text."""

KEPT = (
    "*.txt", "*.md", "*.csv", "*.tsv", "*.json", "*.pdf",
    "*.png", "*.jpg", "*.jpeg", "*.gif", "*.webp",
)  # fmt: skip
"""Other files that are kept by default: none that a browser, Python or a shell would run."""

NO_TIME = "nobody knows when it was handed in, so it counts as in time"

WRITTEN_IN = (
    ".txt", ".md", ".rtf", ".doc", ".docx", ".odt", ".pages", ".pdf", ".html", ".htm",
    ".png", ".jpg", ".jpeg", ".heic", ".webp",
)  # fmt: skip
"""Endings of files in which a learner may have written or photographed an answer."""

SECRET = "submission_secret.txt"  # noqa: S105 - a file's name
"""nbgrader's own file in a submission."""

CONFIGURES = ("jupyter*", "nbgrader*", "ipython*")
"""Names that Jupyter's programs read their settings from, whatever folder they start in."""

_NO_STUDENT = re.compile(r"""[<>"`$*?\\/\x00-\x1f\x7f]|^\.{0,2}$""")

LONGEST_NAME = 128
"""Characters of a student's name that a gradebook on PostgreSQL keeps."""

LONGEST_NAME_BYTES = 240
"""Bytes of it, so that files of that name can be made with an ending."""


class InadmissibleError(Exception):
    """The folder cannot be a submission at all; the message says why and what to do."""


@dataclass(frozen=True)
class Limits:
    """How much of a submission is let in. Sizes in MB of 1,048,576 bytes."""

    notebook_mb: float = 25
    file_mb: float = 10
    total_mb: float = 50
    files: int = 200
    notebooks: int = 20
    depth: int = DEPTH
    archive_mb: float = 200
    kept: tuple[str, ...] = KEPT
    clock_minutes: float = 10


@dataclass(frozen=True)
class Rules:
    """By which files of a submission are taken."""

    limits: Limits = field(default_factory=Limits)
    ignore: tuple[str, ...] = ()
    """nbgrader's patterns of names to pass over."""
    provided: Collection[str] = ()
    """Paths the instructor gives out with the assignment: theirs, whoever hands them in."""

    def is_passed_over(self, path: str) -> bool:
        """Return whether a file is none of the learner's other files, and needs no word."""
        top = path.partition("/")[0]
        notebook = is_notebook_name(top)
        if path in self.provided or top == STAMP or notebook or top in self.provided:
            return True
        ignored = name_pattern(self.ignore) if self.ignore else None
        return ignored is not None and any(
            ignored(os.path.normcase(part)) for part in path.split("/")
        )

    def reason_to_leave_out(self, path: str, state: os.stat_result) -> str:
        """Return why a file or folder is not taken, or nothing where it is."""
        if stat.S_ISDIR(state.st_mode):
            return _bars_folder(path, self.limits)
        return _bars(path.rpartition("/")[2], state, self.limits)


@dataclass(frozen=True)
class Listing:
    """What was found out about a submission's folder already, so that nobody looks twice."""

    entries: Sequence[Entry] | None = None
    stamp: Stamp | None = None

    @classmethod
    def of(cls, found: Sequence[Entry] | None, stamp: bytes | None) -> Listing:
        """Return a listing with the bytes of `timestamp.txt`, where those were read too."""
        if found is None or stamp is None or len(stamp) > STAMP_BYTES:
            return cls(found)
        arrived = next((state.st_ctime for path, state in found if path == STAMP), None)
        return cls(found, None if arrived is None else Stamp(stamp, arrived))


@dataclass(frozen=True)
class Admitted:
    """What is taken of one submission beside its notebooks."""

    folder: str | Path
    files: tuple[str, ...] = ()
    """Paths below `folder`, with `/`."""
    timestamp: str | None = None
    """When it was handed in, as nbgrader reads it, or None where nobody knows."""
    incidents: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    """All notebooks there, below folders too, by path: a learner's work may be in any of them."""
    documents: tuple[str, ...] = ()
    """Files of the learner's own that a written answer may be in, kept or not, by path."""

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


def is_notebook_name(path: str) -> bool:
    """Return whether a file may be a notebook by its name, as people's programs leave it."""
    return path.lower().endswith(SUFFIXES)


def check_folder(folder: str | Path, student: str) -> None:
    """Raise `InadmissibleError` where the name is no student's or the folder is none."""
    if _NO_STUDENT.search(student) or not student.isprintable():
        msg = f"{named(student)} is no name for a student; rename the folder"
        raise InadmissibleError(msg)
    if len(student) > LONGEST_NAME or len(os.fsencode(student)) > LONGEST_NAME_BYTES:
        msg = (
            f"{named(student)} has {len(student)} characters; a student's name has at most "
            f"{LONGEST_NAME} and {LONGEST_NAME_BYTES} bytes; rename the folder"
        )
        raise InadmissibleError(msg)
    try:
        mode = os.lstat(folder).st_mode
        parent = os.lstat(os.path.dirname(folder)).st_mode  # noqa: PTH120 - for many folders
    except OSError as error:
        msg = f"the folder cannot be looked at: {error.strerror}"
        raise InadmissibleError(msg) from error
    if stat.S_ISLNK(mode) or stat.S_ISLNK(parent) or not stat.S_ISDIR(mode):
        msg = "the submission is a link or no folder; put the folder itself there"
        raise InadmissibleError(msg)


_NOTHING_KNOWN = Listing()


def admit(
    folder: str | Path,
    rules: Rules,
    receipt: Receipt | None = None,
    known: Listing = _NOTHING_KNOWN,
) -> Admitted:
    """Return which of a folder's other files are taken, when it was handed in, and what is odd.

    Nothing is followed, opened or read but `timestamp.txt`.
    """
    found = known.entries
    if found is None:
        found = list(entries(folder, rules.limits.depth))
    files, left_out = choose_files(found, rules)
    incidents = shorten([*(receipt.left_out if receipt else ()), *left_out])
    stamp, wrong = (known.stamp, []) if known.stamp else read_stamp(f"{folder}/{STAMP}")
    timestamp, contradictions = handed_in(stamp, receipt, rules.limits.clock_minutes)
    notebooks = tuple(
        path
        for path, state in found
        if is_notebook_name(path) and stat.S_ISREG(state.st_mode) and path not in rules.provided
    )
    told = (*wrong, *contradictions, *incidents)
    if timestamp is None and (wrong or contradictions):
        told = (*wrong, *contradictions, NO_TIME, *incidents)
    return Admitted(folder, files, timestamp, told, notebooks, tuple(_documents(found, rules)))


def _documents(found: Iterable[Entry], rules: Rules) -> Iterator[str]:
    """Yield the paths of files of the learner's own that may hold a written answer."""
    for path, state in found:
        written = path.lower().endswith(WRITTEN_IN) and path != SECRET
        there = stat.S_ISREG(state.st_mode) and state.st_size
        if written and there and not rules.is_passed_over(path):
            yield path


def choose_files(found: Iterable[Entry], rules: Rules) -> tuple[tuple[str, ...], list[str]]:
    """Return the paths of the other files that are taken, and why others are not."""
    limits, files, left_out = rules.limits, list[str](), list[str]()
    room = limits.total_mb * MB
    for number, (path, state) in enumerate(found):
        if number >= MOST_ENTRIES:
            left_out.append(f"more than {MOST_ENTRIES} files and folders; the rest is left out")
            break
        if rules.is_passed_over(path):
            continue
        if reason := rules.reason_to_leave_out(path, state):
            left_out.append(f"left out {named(path)}: {reason}")
        elif not stat.S_ISDIR(state.st_mode):
            room -= state.st_size
            if len(files) >= limits.files:
                left_out.append(f"more than {limits.files} other files; the rest is left out")
                break
            if room < 0:
                left_out.append(
                    f"other files of more than {limits.total_mb:g} MB; the rest is left out"
                )
                break
            files.append(path)
    return tuple(files), left_out


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
