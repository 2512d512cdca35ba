"""All figures of a report as plain data, for a program."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from secondsource_grading.report.analysis import AssignmentView
from secondsource_grading.report.gain import Gain

__all__ = ["figures"]

WORDS = frozenset({"prompt"})
"""Fields that hold no figure and are long."""


def figures(views: Sequence[AssignmentView], gained: Gain | None) -> dict[str, Any]:
    """Return the figures of all assignments; what is not defined is null, and never 0."""
    told = []
    for view in views:
        data = asdict(view)
        more = {"mean": view.mean, "median": view.median, "provisional": view.provisional}
        told.append(_plain({**data, **more}))
    return {"assignments": told, "gain": _plain(asdict(gained)) if gained else None}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items() if k not in WORDS}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
