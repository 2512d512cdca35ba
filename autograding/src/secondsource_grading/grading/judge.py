"""From recorded answers to verdicts: no notebook, no HTML, no gradebook."""

from __future__ import annotations

import marshal
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from secondsource.recording.responses import Response
from secondsource.scoring import Verdict, score
from secondsource.scoring.keys import Keyring
from secondsource_grading.intake.responses import is_unread

__all__ = ["BY_VALUE", "Judged", "judge", "verdict_on"]

BY_VALUE = 2
"""The form of `marshal` in which equal values are equal bytes; later ones tell shared objects."""

LONG = 5000
"""Bytes; a longer answer is nobody else's, and not worth remembering."""

NOT_READ = "Not scored: the recorded answer can't be read."

NO_POINTS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Judged:
    """A verdict and the recorded value it is on. Equal short answers share one object."""

    value: Any
    verdict: Verdict
    shared: bool = False
    """Whether others may have given the same answer."""


def judge(
    keyring: Keyring,
    responses: Mapping[str, Response],
    points: Mapping[str, float] = NO_POINTS,
    leave_out: Collection[str] = (),
) -> dict[str, Judged]:
    """Return a verdict for every item of the unit, by its id.

    An item without a response is blank. `points` has what the gradebook says that items are
    worth; others are worth what the unit says. Items in `leave_out` get no verdict.
    """
    found = {}
    for item in keyring.unit.items:
        if item.id not in leave_out:
            response = responses.get(item.id)
            value = response.value if response else None
            found[item.id] = _judged(keyring, item.id, points.get(item.id, item.points), value)
    return found


def verdict_on(keyring: Keyring, item_id: str, value: Any, points: float) -> Verdict:
    """Return the verdict on a recorded value where the item is worth `points`."""
    verdict = score(*keyring[item_id], value)
    if verdict.state == "refused" and is_unread(value):
        verdict = replace(verdict, reason=NOT_READ)
    if points == verdict.out_of:
        return verdict
    return replace(verdict, points=round(verdict.share * points, 4), out_of=points)


def _judged(keyring: Keyring, item_id: str, points: float, value: Any) -> Judged:
    packed = marshal.dumps(value, BY_VALUE)
    if len(packed) < LONG:
        return _remembered(keyring, item_id, points, packed)
    return Judged(value, verdict_on(keyring, item_id, value, points))


@lru_cache(maxsize=2048)
def _remembered(keyring: Keyring, item_id: str, points: float, packed: bytes) -> Judged:
    value = marshal.loads(packed)  # noqa: S302 - packed by `_judged`
    return Judged(value, verdict_on(keyring, item_id, value, points), shared=True)
