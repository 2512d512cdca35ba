"""The keys of graded items, which only an instructor has, read once."""

from __future__ import annotations

from pathlib import Path

from secondsource import paths
from secondsource.errors import ContentError
from secondsource.file_cache import FileCache
from secondsource.scoring.keys import PRACTICE, Keyring, practice_keys, read_keys
from secondsource.units import load_unit
from secondsource_grading import content

__all__ = ["load_keys"]


_keyrings: FileCache[Keyring] = FileCache()


def load_keys(unit_name: str, folder: Path | None = None) -> Keyring:
    """Return the items and keys of a unit as their files are now.

    Keys of practice items are among them; they stand with the lesson.

    `folder` replaces the packaged keys, for a class whose course repository is
    public. While neither file changes, the same object comes back. Raises
    `ContentError` naming file, item and remedy.
    """
    file = (folder or content.keys()) / f"{unit_name}.yaml"
    if not file.is_file():
        msg = f"{file}: no keys for unit {unit_name}; write them there or name their folder"
        raise ContentError(msg)
    unit = paths.units() / unit_name

    def read() -> Keyring:
        items = load_unit(unit_name)
        return Keyring(items, {**read_keys(file, items).keys, **practice_keys(items).keys})

    return _keyrings.get([file, unit / "items.yaml", unit / PRACTICE], read)
