"""Whether a submission has changed since it was graded: its files, and what became of them."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from secondsource_grading.grading.job import Context
from secondsource_grading.intake.admission import MB, SUFFIX
from secondsource_grading.intake.listing import Entry, entries
from secondsource_grading.intake.safe_files import read_plain

__all__ = ["Found", "read_autograded", "read_folder", "with_autograded"]

MOST_NOTEBOOKS_READ = 4
"""Of the largest size, when it is found out whether a submission has changed."""

MOST_ENTRIES = 1000
"""Entries of a submission that are kept; more are listed a second time."""


@dataclass(frozen=True)
class Found:
    """A submission as it lies in its folder."""

    state: str
    """A hash of its files' names, kinds and contents, and of all that grades it."""
    contents: Mapping[str, bytes]
    """The bytes of the files that are read, by path."""
    entries: list[Entry] | None
    """All entries, None where they are too many to be kept."""


def read_folder(folder: str, context: Context, own: str) -> Found:
    """Return what lies in a submission's folder.

    `own` is what else decides on the grades of this submission: an extension, its receipt.
    """
    found: list[Entry] = []
    whole = hashlib.sha256(f"{context.fingerprint}\0{own}".encode("utf-8", "replace"))
    contents = {}
    most = context.limits.notebook_mb * MB
    room = (MOST_NOTEBOOKS_READ * context.limits.notebook_mb + context.limits.total_mb) * MB
    for path, entry in entries(folder, context.limits.depth):
        if len(found) <= MOST_ENTRIES:
            found.append((path, entry))
        whole.update(f"\0{path}\0{entry.st_mode}\0{entry.st_size}\0".encode("utf-8", "replace"))
        if not stat.S_ISREG(entry.st_mode):
            continue
        room -= entry.st_size
        if entry.st_size > most or room < 0:
            # Too large to be graded or kept: known by its time.
            whole.update(str(entry.st_mtime_ns).encode())
            continue
        with suppress(OSError):
            content = read_plain(f"{folder}/{path}", most)
            whole.update(content)
            if path in context.files:
                contents[path] = content
    kept = found if len(found) <= MOST_ENTRIES else None
    return Found(whole.hexdigest(), contents, kept)


def with_autograded(state: str, autograded: Mapping[str, bytes]) -> str:
    """Extend `state` by a hash of the autograded notebooks.

    So one that was edited or deleted is graded again.
    """
    whole = hashlib.sha256(state.encode())
    for name, text in sorted(autograded.items()):
        whole.update(f"\0{name}\0".encode())
        whole.update(text)
    return whole.hexdigest()


def read_autograded(final: str, names: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of the autograded notebooks that are there, by the notebook's name."""
    found = {}
    for name in names:
        with suppress(OSError):
            found[name] = Path(final, f"{name}{SUFFIX}").read_bytes()
    return found
