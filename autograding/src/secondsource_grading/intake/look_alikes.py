"""Names that people and programs mix up: of students, and of folders in a wrong place."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from secondsource_grading.intake.admission import is_notebook_name
from secondsource_grading.intake.listing import is_debris
from secondsource_grading.intake.quoting import named, shorten

__all__ = ["out_of_place", "shut", "two_for_one"]

MOST_LOOKED_INTO = 1000
"""Folders without a submission that are looked into."""


def two_for_one(handed_in: Iterable[str], listed: Iterable[str]) -> list[str]:
    """Return in words which names of `handed_in` look like another that handed in or is listed.

    Such are `ANNA` and `anna`, `123` and `0123`, or an umlaut that is written in two ways: a
    platform, a spreadsheet or another system changed one of them, and it may be one person.
    Of two that both handed in the second is told of.
    """
    there = set(handed_in)
    known: dict[str, set[str]] = {}
    for name in {*listed, *there}:
        known.setdefault(_folded(name), set()).add(name)
    return shorten(
        [
            f"{named(name)} handed in, and {_where(other, there)} too; "
            "if both are one person, rename the folder in submitted"
            for name in sorted(there)
            for other in sorted(known[_folded(name)] - {name})
            if other not in there or other < name
        ]
    )


def _where(name: str, handed_in: Collection[str]) -> str:
    return f"{named(name)} did" if name in handed_in else f"the gradebook lists {named(name)}"


def out_of_place(submitted: str, assignment: str, students: Collection[str]) -> list[str]:
    """Return in words which work on `assignment` lies where no command looks for it, or may lie.

    `submitted` is the folder of all submissions, `students` those whose work was found.
    """
    others = list(_others(submitted, students))
    told = [
        f"{named(student)}: not graded, because {why}"
        for student in others
        if (why := shut(os.path.join(submitted, student)))  # noqa: PTH118 - many folders
    ]
    told += [
        f"{named(f'{student}/{name}')}: not graded, because a submission is a folder "
        f"{named(f'{student}/{assignment}')}; move it there"
        for student in others
        for name in _names(os.path.join(submitted, student))  # noqa: PTH118 - many folders
        if _is_meant(name, assignment)
    ]
    return shorten(told)


def shut(folder: str) -> str:
    """Return why this account can't see what is in a folder, or nothing where it can."""
    if os.path.islink(folder):  # noqa: PTH114 - many folders
        return ""
    try:
        os.listdir(folder)  # noqa: PTH208 - as above
    except PermissionError:
        return "this account may not look into its folder; give it the right to"
    except OSError:
        return ""
    return ""


def _others(submitted: str, students: Collection[str]) -> Iterator[str]:
    found = set(students)
    names = (n for n in _names(submitted) if n not in found and not is_debris(n) and n[0] != ".")
    return islice(names, MOST_LOOKED_INTO)


def _names(folder: str) -> list[str]:
    if os.path.islink(folder):  # noqa: PTH114 - many folders
        return []
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - many folders
    except OSError:
        return []


def _is_meant(name: str, assignment: str) -> bool:
    """Return whether a name is the assignment's but for what people's programs do to it."""
    plain, wanted = _folded(name), _folded(assignment)
    return plain == wanted or (
        plain.startswith(wanted) and (is_notebook_name(name) or plain[len(wanted)] in " (_.")
    )


def _folded(name: str) -> str:
    """Return what a name and those that are mixed up with it have in common."""
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    return plain.lstrip("0") if plain.isdigit() else plain
