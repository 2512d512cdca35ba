"""The files of a folder, as nbgrader finds and leaves them out."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from secondsource.errors import SecondSourceError
from secondsource_grading.intake.look_alikes import out_of_place, two_for_one

__all__ = ["files_below", "is_ignored", "make_autograded", "near_assignment", "odd_names"]


def is_ignored(filename: str, ignore_globs: Sequence[str] | None = None) -> bool:
    """Return whether a file's own name fits a pattern, in place of nbgrader's `is_ignored`."""
    name = os.path.basename(filename)  # noqa: PTH119 - many files
    return any(
        fnmatch.fnmatchcase(name, pattern) and (not name.startswith(".") or pattern.startswith("."))
        for pattern in ignore_globs or ()
    )


def files_below(folder: str, ignore: Sequence[str] | None = None) -> list[str]:
    """Return the paths of all files below a folder, without those that `ignore` names."""
    found = []
    for at, folders, names in os.walk(folder):
        if is_ignored(at, ignore):
            folders.clear()
            continue
        paths = (os.path.join(at, name) for name in names)  # noqa: PTH118 - many files
        found += [path for path in paths if not is_ignored(path, ignore)]
    return found


def odd_names(
    coursedir: Any, assignment: str, students: Collection[str], listed: Iterable[str]
) -> list[str]:
    """Return in words what is likely to be one person twice, or work in a wrong place.

    `students` are those who handed in, `listed` those whom the gradebook has.
    """
    told = two_for_one(students, listed)
    step = coursedir.submitted_directory
    one = os.path.normpath(coursedir.format_path(step, "student", assignment))
    everybody = os.path.normpath(coursedir.format_path(step, ".", "."))
    if one == os.path.join(everybody, "student", assignment):  # noqa: PTH118 - as text above
        told += out_of_place(everybody, assignment, students)
    return told


def near_assignment(coursedir: Any, name: str) -> str:
    """Return in words which assignments there are where none is called so, or nothing.

    Those that have a folder of sources or were released are there.
    """
    there: set[str] = set()
    for step in (coursedir.source_directory, coursedir.release_directory):
        folder = Path(coursedir.format_path(step, ".", "x")).parent
        with suppress(OSError):
            there |= {f.name for f in folder.iterdir() if f.is_dir() and f.name[:1] != "."}
    if name in there or any(sign in name for sign in "*?["):
        return ""
    near = get_close_matches(name, sorted(there), n=1)
    if near:
        return f"did you mean {near[0]!a}? "
    return f"no assignment is called so, there are: {', '.join(sorted(there)) or 'none'}; "


def make_autograded(coursedir: Any) -> Path:
    """Make the folder of all autograded work, where it is not there, and return it.

    Raises `SecondSourceError` with its path where something else is in its place.
    """
    folder = Path(coursedir.format_path(coursedir.autograded_directory, ".", "."))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = (
            f"{folder}: no folder can be made there: {error.strerror}; "
            "take away what is in its place. Nothing was graded"
        )
        raise SecondSourceError(msg) from error
    return folder
