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

__all__ = ["GROUP", "checker"]

GROUP = "secondsource.check"
"""The entry point `check(unit, item id, value) -> (HTML, share)`; only the scoring side has one.

`share` is the score in 0..1. The page counts the tries with it and keeps the first
and the best apart in `metadata.secondsource.tries`; nothing ever grades them.
"""


def checker(unit: str, item_id: str) -> Callable[[Any], tuple[str, float]] | None:
    """What turns a value into HTML and its share; None where the item can't be checked.

    A practice item can be checked everywhere, because its key comes with the lesson. Any other
    item can be checked in self-study, and there only with the instructor's package.
    """
    if load_unit(unit).item(item_id).practice:
        return partial(_practice, unit, item_id)
    if os.environ.get("SECONDSOURCE_STUDY") != "1":
        return None
    found = next(iter(entry_points(group=GROUP)), None)
    if found is None:
        return None

    def check(value: Any) -> tuple[str, float]:
        html, share = found.load()(unit, item_id, value)
        return str(html), float(share)

    return check


def _practice(unit_name: str, item_id: str, value: Any) -> tuple[str, float]:
    from secondsource.scoring import score  # noqa: PLC0415 - see above
    from secondsource.scoring.feedback import STYLE, feedback_html  # noqa: PLC0415
    from secondsource.scoring.keys import practice_keys  # noqa: PLC0415

    keys = practice_keys(load_unit(unit_name))
    verdict = score(*keys[item_id], value)
    return f"<style>{STYLE}</style>{feedback_html(keys, verdict, value, 'full')}", verdict.share
