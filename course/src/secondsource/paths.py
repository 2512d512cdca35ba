"""Where units and data packages are: inside an installed wheel, or in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["packs", "units"]

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[2]


def units() -> Path:
    """The folder with one folder a unit."""
    shipped = _HERE / "_units"
    return shipped if shipped.is_dir() else _CHECKOUT / "course" / "units"


def packs() -> Path:
    """The folder with one folder a data package."""
    shipped = _HERE / "_packs"
    return shipped if shipped.is_dir() else _CHECKOUT / "datasets"
