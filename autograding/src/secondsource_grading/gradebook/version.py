"""Whether the gradebook's tables are of the version that the installed nbgrader writes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection

__all__ = ["OtherVersion", "newest_version", "other_version"]

_NAMED = re.compile(r"""^(revision|down_revision)\s*=\s*['"](\w+)['"]""", re.MULTILINE)
"""A version and the one before it, as alembic has them in a file for each."""


@dataclass(frozen=True)
class OtherVersion:
    """What is wrong with the version of a gradebook's tables, and what mends it."""

    what: str
    mend: str
    """A command."""
    hint: str = ""
    """What to do before, and otherwise."""

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.what}; {self.hint}`{self.mend}`"


def other_version(connection: Connection) -> OtherVersion | None:
    """Return what is wrong with the gradebook's version; None where nothing is, or none can tell.

    It is told and refuses nothing: a gradebook that lacks a column which is needed says so by
    itself, and one of another version may have them all.
    """
    newest, known = _versions()
    if not newest:
        return None
    upgrade = ("nbgrader db upgrade", "make a copy of the gradebook, and then ")
    if not connection.dialect.has_table(connection, "alembic_version"):
        what = "the gradebook does not say of which version it is: an old nbgrader made it"
        return OtherVersion(what, *upgrade)
    have = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if have == newest:
        return None
    what = f"the gradebook is of version {have}, and the installed nbgrader writes {newest}"
    if have in known:
        return OtherVersion(what, *upgrade)
    what += ", so a newer nbgrader made it"
    return OtherVersion(what, "pip install --upgrade nbgrader", "bring nbgrader up to date: ")


def newest_version() -> str:
    """Return the version of the tables that the installed nbgrader writes, "" if none can tell."""
    return _versions()[0]


@cache
def _versions() -> tuple[str, frozenset[str]]:
    """Return the newest version and all that nbgrader knows.

    Read from its files of versions: nbgrader itself starts the program `alembic` to find out,
    which takes longer than grading a class.
    """
    found = find_spec("nbgrader")
    known: set[str] = set()
    older: set[str] = set()
    for place in found.submodule_search_locations or () if found else ():
        for file in Path(place, "alembic", "versions").glob("*.py"):
            for name, version in _NAMED.findall(file.read_text("utf-8")):
                (known if name == "revision" else older).add(version)
    newest = known - older
    return (newest.pop() if len(newest) == 1 else ""), frozenset(known)
