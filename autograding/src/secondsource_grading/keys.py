"""The keys of graded items, which only an instructor has, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from secondsource.errors import ContentError
from secondsource.scoring.keys import Keyring, read_keys
from secondsource.units import load_unit
from secondsource_grading import content

__all__ = ["load_keys"]


@cache
def load_keys(unit_name: str, folder: Path | None = None) -> Keyring:
    """The keyring of a unit.

    `folder` replaces the packaged keys, for a class whose course repository is
    public. Raises `ContentError` naming file, item and remedy.
    """
    file = (folder or content.keys()) / f"{unit_name}.yaml"
    if not file.is_file():
        msg = f"{file}: no keys for unit {unit_name}; write them there or name their folder"
        raise ContentError(msg)
    return read_keys(file, load_unit(unit_name))
