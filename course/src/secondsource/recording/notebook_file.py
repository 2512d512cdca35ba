"""Notebook files beside the kernel, and the responses they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from secondsource.recording.outputs import read_outputs
from secondsource.recording.responses import KEY, Response, newest, read_metadata

__all__ = ["NotebookFile", "find", "opened", "read"]


@dataclass(frozen=True)
class NotebookFile:
    """A notebook on disk: its unit as its metadata names it, and its responses to one unit."""

    path: Path
    unit: str | None
    responses: Mapping[str, Response]
    tries: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """What the first and the best try with *Check* earned, as shares in 0..1, by item."""


def read(path: Path, unit: str) -> NotebookFile | None:
    """The notebook with its responses to `unit`; None where the file is no readable notebook."""
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    metadata = raw.get("metadata")
    ours = metadata.get(KEY) if isinstance(metadata, Mapping) else None
    named = ours.get("unit") if isinstance(ours, Mapping) else None
    recorded = read_metadata(metadata)[0] if named in (None, "", unit) else {}
    return NotebookFile(
        path,
        named if isinstance(named, str) and named else None,
        newest([recorded, read_outputs(raw, unit)]),
        _tries(ours.get("tries"))
        if isinstance(ours, Mapping) and named in (None, "", unit)
        else {},
    )


def _tries(raw: object) -> dict[str, tuple[float, float]]:
    """The first and the best share of each item, where they are ones."""
    found: dict[str, tuple[float, float]] = {}
    for name, tries in raw.items() if isinstance(raw, Mapping) else ():
        if isinstance(tries, Mapping):
            first, best = _share(tries.get("first")), _share(tries.get("best"))
            if first is not None and best is not None:
                found[str(name)] = (first, best)
    return found


def _share(attempt: object) -> float | None:
    share = attempt.get("share") if isinstance(attempt, Mapping) else None
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
        return None
    return float(share)


def find(unit: str, folder: Path) -> list[NotebookFile]:
    """The notebooks of `unit` in `folder`, by their metadata or, without any, by their name."""
    found = [read(path, unit) for path in sorted(folder.glob("*.ipynb"))]
    return [
        file
        for file in found
        if file and (file.unit == unit or (file.unit is None and file.path.stem == unit))
    ]


def opened(namespace: Mapping[str, Any]) -> Path | None:
    """The notebook VS Code runs, which tells the kernel; None elsewhere."""
    named = namespace.get("__vsc_ipynb_file__")
    if not isinstance(named, str):
        return None
    path = Path(named)
    return path if path.is_file() else None
