"""What an invented learner answers to a whole unit, item by item.

How a single answer is invented stands with its family (`Key.invent`), on the model of
`secondsource.scoring.attempt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from secondsource.scoring.attempt import Attempt
from secondsource.scoring.keys import Keyring
from secondsource_grading.demo.learners import Learner

__all__ = ["answers"]


def answers(keyring: Keyring, learner: Learner, seed: int) -> Mapping[str, Any]:
    """Return the values a learner gives to a unit's items, by item id.

    An item left out is missing. The same for the same learner and seed.
    """
    items = keyring.unit.items
    given: dict[str, Any] = {}
    for item in items[: round(learner.reaches * len(items))]:
        attempt = Attempt(learner.id, learner.ability, item.id, seed)
        # What a person has to read is not invented.
        if item.by_hand or attempt.rng.random() < learner.skips:
            continue
        value = keyring.keys[item.id].invent(item, attempt)
        if value is not None:
            given[item.id] = value
    return given
