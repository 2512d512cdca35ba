"""Where the instructor's content is: inside an installed wheel, or in a checkout.

A wheel of this package carries keys, lessons, built notebooks, whole data packages and the
course's documents, each in a folder of its own beside this file. An editable install carries
none of them and reads the checkout.
"""

from __future__ import annotations

from pathlib import Path

from secondsource import paths

__all__ = ["documents", "keys", "lesson", "notebooks", "packs", "short_course"]

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[2]


def keys() -> Path:
    """The folder of the keys, one YAML file a unit.

    Units named in `SECONDSOURCE_UNITS` have theirs in `keys` beside their folder, if it is there.
    """
    own = paths.own_units()
    if own and (own.parent / "keys").is_dir():
        return own.parent / "keys"
    return _shipped("_keys") or _CHECKOUT / "autograding" / "keys"


def packs() -> Path:
    """The folder of whole data packages, with the tables that hold answers.

    `secondsource.paths.packs` finds it through the entry point `secondsource.packs`. The tables a
    learner has are in it once more, because a data package is checked as one folder.
    """
    return _shipped("_packs") or _CHECKOUT / "datasets"


def lesson(unit: str) -> Path:
    """The `lesson.md` of a unit, which may be missing.

    Units named in `SECONDSOURCE_UNITS` have theirs beside their items.
    """
    shipped = None if paths.own_units() else _shipped("_lessons")
    return (shipped or paths.units()) / unit / "lesson.md"


def notebooks() -> Path:
    """The folder of built notebooks, one folder a unit.

    It is `notebooks` in the working folder where there is one. Units named in
    `SECONDSOURCE_UNITS` have theirs there too, or beside their folder.
    """
    here = Path("notebooks")
    own = paths.own_units()
    beside = own.parent / "notebooks" if own else here
    if own and not here.is_dir() and beside.is_dir():
        return beside
    if here.is_dir() or own:
        return here
    return _shipped("_notebooks") or _CHECKOUT / "notebooks"


def short_course() -> Path:
    """The folder of the short course on April 1912, with `units`, `keys` and `notebooks`."""
    return _shipped("_short_course") or _CHECKOUT / "short-course"


def documents() -> Path:
    """The folder of the course's own documents, such as the instructor's guide."""
    shipped = None if paths.own_units() else _shipped("_documents")
    return shipped or paths.units().parent


def _shipped(name: str) -> Path | None:
    folder = _HERE / name
    return folder if folder.is_dir() else None
