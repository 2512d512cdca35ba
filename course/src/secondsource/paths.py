"""Where units and data packages are: inside an installed wheel, or in a checkout."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["packs", "units"]

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[2]


def units() -> Path:
    """The folder with one folder a unit.

    `SECONDSOURCE_UNITS` in the environment names another one: for tests, and for
    a teacher who tries a unit that is not installed.
    """
    named = os.environ.get("SECONDSOURCE_UNITS")
    if named:
        return Path(named)
    shipped = _HERE / "_units"
    return shipped if shipped.is_dir() else _CHECKOUT / "course" / "units"


def packs() -> Path:
    """The folder with one folder a data package."""
    shipped = _HERE / "_packs"
    return shipped if shipped.is_dir() else _CHECKOUT / "datasets"
