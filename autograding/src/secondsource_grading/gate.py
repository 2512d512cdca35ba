"""What of a handed-in folder is let in, decided by looking, before anything is read or copied.

A submission is a folder a learner filled. Links, devices, pipes, files too large, too
deep or too many, and files that somebody's Python, Jupyter or browser would run stay
where they are; each is an incident. The rest is copied as plain bytes with plain rights.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

__all__ = [
    "KEPT",
    "MB",
    "STAMP",
    "SUFFIX",
    "Admitted",
    "Barred",
    "Limits",
    "Receipt",
    "admit",
    "check_folder",
    "copy_plain",
    "entries",
    "named",
    "read_receipt",
    "shorten",
    "write_receipt",
]

MB = 2**20

SUFFIX = ".ipynb"

STAMP = "timestamp.txt"

STAMP_BYTES = 200

KEPT = (
    "*.txt", "*.md", "*.csv", "*.tsv", "*.json", "*.pdf",
    "*.png", "*.jpg", "*.jpeg", "*.gif", "*.webp",
)  # fmt: skip
"""Other files that are kept by default: none that a browser, Python or a shell would run."""

CONFIGURES = ("jupyter*", "nbgrader*", "ipython*")
"""Names that Jupyter's programs read their settings from, whatever folder they start in."""

DEBRIS = (".DS_Store", "._*", ".ipynb_checkpoints", "__MACOSX", "__pycache__", "Thumbs.db")
"""What systems leave behind by themselves; left out without a word."""

MOST_TOLD = 20
"""Incidents of one kind of source that are listed one by one."""

RECEIPTS = ".secondsource/receipts"
"""Below the course's folder, where no learner's file ever comes."""

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

    folder: Path
    files: tuple[str, ...] = ()
    """Paths below `folder`, with `/`."""
    timestamp: str | None = None
    """When it was handed in, as nbgrader reads it, or None where nobody knows."""
    incidents: tuple[str, ...] = ()

    def copy_to(self, target: Path, *, but: Collection[str] = ()) -> None:
        """Copy the files let in, except those named in `but`, and the time as it counts."""
        for name in self.files:
            if name not in but:
                copy_plain(self.folder / name, target / name)
        if self.timestamp is not None:
            target.mkdir(parents=True, exist_ok=True)
            (target / STAMP).write_text(self.timestamp, "utf-8")


@dataclass(frozen=True)
class Receipt:
    """What the collecting program saw for itself. Times in seconds since 1970 UTC."""

    changed: float
    """The newest change of state of what lay in the exchange; its owner cannot set that back."""
    owner: str | None = None
    """The account that put it there, where that is not the name it was handed in under."""
    left_out: tuple[str, ...] = ()


def check_folder(folder: Path, student: str) -> None:
    """Raise `Barred` where the name is no student's or the folder is none."""
    if _NO_STUDENT.search(student) or not student.isprintable():
        msg = f"{named(student)} is no name for a student; rename the folder in submitted/"
        raise Barred(msg)
    try:
        mode = folder.lstat().st_mode
        parent = folder.parent.lstat().st_mode
    except OSError as error:
        msg = f"the folder cannot be looked at: {error.strerror}"
        raise Barred(msg) from error
    if stat.S_ISLNK(mode) or stat.S_ISLNK(parent) or not stat.S_ISDIR(mode):
        msg = "the submission is a link or no folder; put the folder itself there"
        raise Barred(msg)


def admit(
    folder: Path,
    limits: Limits,
    *,
    ignore: Sequence[str] = (),
    provided: Collection[str] = (),
    receipt: Receipt | None = None,
) -> Admitted:
    """Look at a submission's folder. Nothing is followed, opened or read but the time.

    `ignore` has nbgrader's patterns of names to pass over, `provided` the paths the
    instructor gives out with the assignment, which are theirs and not the learner's.
    """
    incidents = [*(receipt.left_out if receipt else ())]
    files: list[str] = []
    room = limits.total_mb * MB
    for name, state in entries(folder, limits.depth, ignore):
        if name in provided or name == STAMP or ("/" not in name and name.endswith(SUFFIX)):
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
    timestamp, contradictions = _handed_in(folder / STAMP, receipt, limits)
    return Admitted(folder, tuple(files), timestamp, (*contradictions, *incidents))


def copy_plain(source: Path, target: Path) -> None:
    """Copy the bytes of a plain file; `OSError` where it has become something else."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(source, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as reading:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            msg = f"{source} is no plain file"
            raise OSError(msg)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        with target.open("xb") as writing:
            shutil.copyfileobj(reading, writing)


def named(text: str) -> str:
    """A name from a submission, fit for a message: short, quoted, harmless on a terminal."""
    return ascii(text if len(text) <= 80 else f"{text[:60]}…{text[-15:]}")  # noqa: PLR2004


def shorten(incidents: Sequence[str], most: int = MOST_TOLD) -> list[str]:
    """The first of many incidents, each once, and how many more there are."""
    unique = list(dict.fromkeys(incidents))
    rest = len(unique) - most
    return unique[:most] + ([f"and {rest} more of this kind"] if rest > 0 else [])


def read_receipt(root: Path, assignment: str, student: str) -> Receipt | None:
    """What was noted when the submission was collected, or None."""
    try:
        raw = json.loads(_receipt(root, assignment, student).read_text("utf-8"))
        return Receipt(float(raw["changed"]), raw.get("owner"), tuple(raw.get("left_out", ())))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_receipt(root: Path, assignment: str, student: str, receipt: Receipt) -> None:
    """Note what was seen, by way of a temporary name."""
    file = _receipt(root, assignment, student)
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.new")
    temporary.write_text(json.dumps(asdict(receipt)), "utf-8")
    temporary.replace(file)


def _receipt(root: Path, assignment: str, student: str) -> Path:
    return root / RECEIPTS / assignment / f"{student}.json"


def entries(
    folder: Path, depth: int = Limits.depth, ignore: Sequence[str] = ()
) -> Iterator[tuple[str, os.stat_result]]:
    """Everything below a folder with its state, by path; nothing is followed or opened.

    Folders deeper than `depth` are listed and not gone into.
    """
    passed = (*ignore, *DEBRIS)
    for at, folders, files in os.walk(folder):
        below = Path(at).relative_to(folder)
        inside = []
        for name in sorted([*folders, *files]):
            if any(fnmatch(name, pattern) for pattern in passed):
                continue
            path = below / name
            try:
                state = (folder / path).lstat()
            except OSError:
                continue
            yield path.as_posix(), state
            if stat.S_ISDIR(state.st_mode) and len(path.parts) <= depth and name[0] != ".":
                inside.append(name)
        folders[:] = inside


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


def _handed_in(
    stamp: Path, receipt: Receipt | None, limits: Limits
) -> tuple[str | None, list[str]]:
    """The time that counts, and what contradicts it.

    `timestamp.txt` is the learner's word. Where the submission was collected by
    this kit's collector, the exchange's own clock knows better.
    """
    incidents = []
    claimed = None
    try:
        claimed, when = _read_stamp(stamp)
    except ValueError as error:
        incidents.append(f"timestamp.txt {error}")
        when = None
    if receipt and receipt.owner:
        incidents.append(f"handed in by the account {named(receipt.owner)} under another's name")
    known = receipt.changed if receipt else when
    if claimed is None:
        if receipt and known is not None:
            incidents.append(f"no time of its own; collected as of {_words(known)}, which counts")
            return _stamp(known), incidents
        return None, incidents
    if known is not None:
        apart = known - claimed if receipt else claimed - known
        if apart > limits.clock_minutes * 60 or (receipt and -apart > limits.clock_minutes * 60):
            incidents.append(
                f"timestamp.txt says {_words(claimed)}, but it was put in place at "
                f"{_words(known)}; the latter counts"
            )
            claimed = known
    return _stamp(claimed), incidents


def _read_stamp(stamp: Path) -> tuple[float | None, float | None]:
    """The time written and the time of the file's arrival; `ValueError` in words of a message."""
    try:
        state = stamp.lstat()
    except OSError:
        return None, None
    if not stat.S_ISREG(state.st_mode) or state.st_size > STAMP_BYTES:
        msg = "is a link, no plain file or too long; passed over"
        raise ValueError(msg)
    text = stamp.read_bytes().decode("utf-8", "replace").strip()
    if not text:
        return None, None
    try:
        if not re.search(r"\d{4}", text):
            raise ValueError(text)  # noqa: TRY301 - a time without a year is completed with today
        when = _parse(text).timestamp()
    except Exception as error:  # dateutil lets errors of many kinds through
        msg = f"holds no time ({named(text[:40])}); passed over"
        raise ValueError(msg) from error
    return when, state.st_ctime


def _parse(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        # Every other form that nbgrader takes; it is slow to import.
        from nbgrader.utils import parse_utc  # noqa: PLC0415

        when = parse_utc(text)
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def _words(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
