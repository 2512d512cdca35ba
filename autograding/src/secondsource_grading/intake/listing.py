"""What lies in the folder of a submission, found by looking: nothing is followed or opened."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from fnmatch import translate
from functools import cache
from itertools import islice
from pathlib import Path

__all__ = ["DEPTH", "MOST_ENTRIES", "Entry", "entries", "is_debris", "name_pattern"]

Entry = tuple[str, os.stat_result]
"""A path below a folder, with `/`, and its state."""

DEBRIS = (
    ".DS_Store", "._*", ".ipynb_checkpoints", "__MACOSX", "__pycache__", "Thumbs.db",
    "desktop.ini", "@eaDir", "#recycle", "lost+found", "System Volume Information",
)  # fmt: skip
"""What systems leave behind by themselves; left out without a word."""

DEPTH = 8
"""Folders within folders that are gone into, where a course sets no other number."""

MOST_ENTRIES = 5000
"""Files and folders of one submission that are looked at."""


def entries(folder: str | Path, depth: int = DEPTH) -> Iterator[Entry]:
    """Yield what lies below a folder with its state, by path; nothing is followed or opened.

    Folders deeper than `depth` are listed and not gone into. Of far too many entries the
    first `MOST_ENTRIES` come, and one more, so that it is seen that there are more.
    """
    return islice(_walk(folder, depth), MOST_ENTRIES + 1)


def is_debris(name: str) -> bool:
    """Return whether a file or folder is one that systems leave behind by themselves."""
    return bool(name_pattern(DEBRIS)(os.path.normcase(name)))


def _walk(folder: str | Path, depth: int) -> Iterator[Entry]:
    passed = name_pattern(DEBRIS)
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
def name_pattern(patterns: tuple[str, ...]) -> Callable[[str], object]:
    """Return what says whether a name matches one of some patterns of `fnmatch`."""
    return re.compile("|".join(translate(os.path.normcase(p)) for p in patterns)).match
