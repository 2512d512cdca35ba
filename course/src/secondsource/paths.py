"""Where units and data packages are: inside an installed wheel, or in a checkout."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

__all__ = [
    "HANDED_OUT",
    "PACKS",
    "own_packs",
    "own_units",
    "pack_folders",
    "packs",
    "units",
    "use_units",
]

PACKS = "secondsource.packs"
"""The entry point `packs() -> Path`; only the instructor's package has one.

It names the folder of the same data packages together with the tables that hold answers.
"""

HANDED_OUT = "secondsource-own"
"""The folder beside a released notebook with a teacher's own unit and data package."""

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[2]


def own_units() -> Path | None:
    """The folder with units of a teacher's own, or None.

    It is the one that `SECONDSOURCE_UNITS` in the environment names, or else the one beside the
    notebook: a learner gets a teacher's unit together with its notebook, and installs nothing.
    """
    named = os.environ.get("SECONDSOURCE_UNITS")
    if named:
        return Path(named)
    beside = Path(HANDED_OUT) / "units"
    return beside if beside.is_dir() else None


def use_units(folder: Path) -> None:
    """Let this program, and those it starts, read units from `folder` instead of the kit's."""
    os.environ["SECONDSOURCE_UNITS"] = str(folder.resolve())


def units() -> Path:
    """The folder with one folder a unit."""
    shipped = _HERE / "_units"
    return own_units() or (shipped if shipped.is_dir() else _CHECKOUT / "course" / "units")


def packs() -> Path:
    """The folder with one folder a data package."""
    shipped = _HERE / "_packs"
    return (_whole_packs() or shipped) if shipped.is_dir() else _CHECKOUT / "datasets"


def own_packs() -> Path | None:
    """The folder with data packages of a teacher's own, beside those of the kit, or None.

    It is the one that `SECONDSOURCE_PACKS` in the environment names, or else `packs` beside the
    folder of a teacher's own units.
    """
    named = os.environ.get("SECONDSOURCE_PACKS")
    if named:
        return Path(named)
    units_ = own_units()
    beside = units_.parent / "packs" if units_ else None
    return beside if beside and beside.is_dir() else None


def pack_folders() -> list[Path]:
    """The folders in which data packages are looked for: the kit's, then a teacher's own."""
    own = own_packs()
    return [packs(), *([own] if own else [])]


@cache
def _whole_packs() -> Path | None:
    """The data packages with an instructor's tables, where that package is installed too."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import

    for found in entry_points(group=PACKS):
        # An instructor's code tests run where the metadata can be seen and the package can't.
        with suppress(ImportError):
            return Path(found.load()())
    return None
