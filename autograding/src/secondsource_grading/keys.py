"""The keys of graded items, which only an instructor has: where they are, and reading them once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from secondsource.errors import ContentError
from secondsource.scoring.keys import Keyring, read_keys
from secondsource.units import load_unit

__all__ = ["load_keys", "packaged_keys"]


def packaged_keys() -> Path:
    """The folder of the keys that come with this package."""
    here = Path(__file__).resolve().parent
    shipped = here / "_keys"
    return shipped if shipped.is_dir() else here.parents[1] / "keys"


@cache
def load_keys(unit_name: str, folder: Path | None = None) -> Keyring:
    """The keyring of a unit.

    `folder` replaces the packaged keys, for a class whose course repository is
    public. Raises `ContentError` naming file, item and remedy.
    """
    file = (folder or packaged_keys()) / f"{unit_name}.yaml"
    if not file.is_file():
        msg = f"{file}: no keys for unit {unit_name}; write them there or name their folder"
        raise ContentError(msg)
    return read_keys(file, load_unit(unit_name))
