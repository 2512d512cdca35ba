"""A day as one writes it."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["written", "written_out"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def written(day: str | date) -> str:
    """Return a day as one writes it, such as `1 May 2026`; `ValueError` where it is none."""
    found = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{found.day} {found:%B %Y}"


def written_out(cell: str) -> str:
    """Return a cell of a table for a sentence: a day as one writes it, and all else as it is."""
    return written(cell) if _DAY.fullmatch(cell) else cell
