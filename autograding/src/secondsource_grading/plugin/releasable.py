"""Whether a unit can be released, found out before the release that is there is taken away."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from secondsource.recording.responses import KEY
from secondsource_grading.authoring.unfinished import refuse_unfinished
from secondsource_grading.grading.settings import SecondSource

__all__ = ["refuse_unreleasable"]


def refuse_unreleasable(files: Iterable[str], settings: SecondSource) -> None:
    """Raise `ContentError` where items or keys of a source notebook's unit are not right.

    nbgrader takes the old release away before it looks at the new one.
    """
    for file in map(Path, files):
        unit = None
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            unit = json.loads(file.read_bytes())["metadata"].get(KEY, {}).get("unit")
        if isinstance(unit, str):
            keyring = settings.keyring(unit)
            keys = Path(settings.keys) if settings.keys else None
            refuse_unfinished(unit, keyring.unit.pack, keys)
