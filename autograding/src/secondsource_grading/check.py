"""*Check* on any item, in self-study: what the button reaches through `secondsource.check`."""

from __future__ import annotations

from typing import Any

from secondsource.scoring import steps
from secondsource_grading.keys import load_keys

__all__ = ["check"]


def check(unit: str, item_id: str, value: Any, step: str = "full") -> steps.Checked:
    """Return what *Check* shows of a value; `ContentError` for an unknown unit or item.

    The button reaches it through the entry point `secondsource.check`, so that the learner's
    package never imports this one. A notebook in the browser has little more of this package.
    """
    return steps.check(load_keys(unit), item_id, value, "first" if step == "first" else "full")
