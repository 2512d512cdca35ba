"""What an author has yet to write: every TODO in the files of a unit and of its own data package.

A unit with one is neither built nor released, because a learner would meet it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from secondsource import paths
from secondsource.errors import ContentError, PackError
from secondsource.packs.finding import pack_folder
from secondsource.scoring.keys import PRACTICE
from secondsource_grading import content

__all__ = ["refuse_unfinished", "unfinished"]

_MARK = re.compile(r"\bTODO\b[^\n\"|]*")
_ENTRY = re.compile(r"^\s*-\s+\"?(?:id|item)\"?:\s*\"?([a-z0-9-]+)", re.MULTILINE)
_HELD = {".csv", ".md"}
"""Files of a data package that an author writes in."""

MOST = 10
"""Lines that a message tells; the check tells them all."""


def unfinished(unit: str, pack: str, keys: Path | None = None) -> Iterator[str]:
    """Give each TODO of a unit, its keys and its data package: file, line, item, and what to do."""
    folder = paths.units() / unit
    lesson = content.lesson(unit)
    files = [folder / "items.yaml", folder / PRACTICE, lesson]
    files.append((keys or content.keys()) / f"{unit}.yaml")
    try:
        held = sorted(f for f in pack_folder(pack).rglob("*") if f.suffix in _HELD)
    except PackError:
        held = []  # told by whoever opens the package
    for file in [*files, *held]:
        yield from _in_file(file)


def refuse_unfinished(unit: str, pack: str, keys: Path | None = None) -> None:
    """Raise `ContentError` with every TODO where there is one."""
    found = list(unfinished(unit, pack, keys))
    if found:
        more = [f"and {len(found) - MOST} more"] if len(found) > MOST else []
        lines = "\n".join([*found[:MOST], *more])
        msg = f"unit {unit} is not finished; write these out, or take the items out:\n{lines}"
        raise ContentError(msg)


def _in_file(file: Path) -> Iterator[str]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return  # told by whoever reads the file
    for match in _MARK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        before = _ENTRY.findall(text, 0, match.end()) if file.suffix == ".yaml" else []
        item = f", item {before[-1]}" if before else ""
        yield f"{file}, line {line}{item}: {match[0].strip()}"
