"""How much someone earns who games an item: the build holds every item against this."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from random import Random
from typing import Any

from secondsource.families import Item
from secondsource.scoring import Key, score

__all__ = ["LIMIT", "shares"]

LIMIT = 0.25
"""The most that a strategy without reading may earn: of an item at random, of a unit by a rule."""

ROUNDS = 400
"""How many answers at random the mean of one item is taken over."""


def shares(item: Item, key: Key[Any]) -> Mapping[str, float]:
    """Return the share in 0..1 of each strategy and of random answers.

    Empty where the limit does not apply, which only a key itself can say (`Key.guessable`).
    """
    if not key.guessable:
        return {}
    found = {n: score(item, key, v).share for n, v in key.strategies(item).items()}
    rng = Random(item.id)  # noqa: S311 - a simulation
    found["random"] = statistics.fmean(
        score(item, key, key.guess(item, rng)).share for _ in range(ROUNDS)
    )
    return found
