"""Self-study: where the scoring side is installed, an exercise can be checked at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

__all__ = ["GROUP", "checker"]

GROUP = "secondsource.check"
"""The entry point `check(unit, item id, value) -> (HTML, share)`; only the scoring side has one.

`share` is the score in 0..1. The page counts the tries with it and keeps the first
and the best apart in `metadata.secondsource.tries`; nothing ever grades them.
"""


def checker(unit: str, item_id: str) -> Callable[[Any], tuple[str, float]] | None:
    """What turns a value into HTML and its share; None outside self-study or without a scorer."""
    if os.environ.get("SECONDSOURCE_STUDY") != "1":
        return None
    found = next(iter(entry_points(group=GROUP)), None)
    if found is None:
        return None

    def check(value: Any) -> tuple[str, float]:
        html, share = found.load()(unit, item_id, value)
        return str(html), float(share)

    return check
