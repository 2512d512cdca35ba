"""*Check*: on practice items always, on all items in self-study with the instructor's package.

Nothing here is loaded before a learner asks, so that exercises are drawn without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from importlib.metadata import entry_points
from typing import Any

from secondsource.units import load_unit

__all__ = ["GROUP", "Check", "checker", "share", "studies_alone"]

GROUP = "secondsource.check"
"""The entry point `check(unit, item id, value, step)`, which only the scoring side has.

It returns (HTML, share, explained). `step` is "first" for whether it is right so far, or "full".
`share` is the score in 0..1. The page counts the tries with it and keeps the first, the best and
the last apart in `metadata.secondsource.tries`; nothing ever grades them. Asking again about an
answer that hasn't changed is no other try.
"""

Check = Callable[[Any, str], tuple[str, float, bool]]


def studies_alone() -> bool:
    """Return whether this is self-study: `make study` or `secondsource-teach study`, no class."""
    return os.environ.get("SECONDSOURCE_STUDY") == "1"


def checker(unit: str, item_id: str) -> Check | None:
    """What turns a value and a step into what is shown; None where the item can't be checked.

    A practice item can be checked everywhere, because its key comes with the lesson. Any other
    item can be checked in self-study, and there only with the instructor's package. An item of
    a test is never checked.
    """
    item = load_unit(unit).item(item_id)
    if item.test:
        return None
    if item.practice:
        return partial(_practice, unit, item_id)
    if not studies_alone():
        return None
    found = next(iter(entry_points(group=GROUP)), None)
    if found is None:
        return None

    def check(value: Any, step: str) -> tuple[str, float, bool]:
        html, share, explained = found.load()(unit, item_id, value, step)
        return str(html), float(share), bool(explained)

    return check


def share(unit: str, item_id: str, value: Any) -> float | None:
    """Return the share of an item's points that a value earns; None where no key is within reach.

    That is in self-study with the instructor's package. The items of a test are scored too: a
    learner alone sees how both forms went, never which answers were right.
    """
    if not studies_alone():
        return None
    found = next(iter(entry_points(group=GROUP)), None)
    return float(found.load()(unit, item_id, value, "first")[1]) if found else None


def _practice(unit_name: str, item_id: str, value: Any, step: str) -> tuple[str, float, bool]:
    from secondsource.scoring.keys import practice_keys  # noqa: PLC0415 - see above
    from secondsource.scoring.steps import check  # noqa: PLC0415

    keyring = practice_keys(load_unit(unit_name))
    return check(keyring, item_id, value, "full" if step == "full" else "first")
