"""How much someone earns who games an item: the build holds every item against this."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from secondsource.families import Item
from secondsource.scoring import Key
from secondsource_grading.authoring.strategies import answers

__all__ = ["LIMIT", "MECHANICAL", "UNIT_LIMIT", "is_mechanical", "means", "random_share", "shares"]

LIMIT = 0.25
"""The most that a strategy which looks at no wording (`MECHANICAL`) may earn of one item."""

UNIT_LIMIT = 0.35
"""The most that any strategy without reading may earn of a unit's graded items, on average."""

MECHANICAL = frozenset(
    {
        "all aside",
        "all alike",
        "as given",
        "chain",
        "columns of one length",
        "every second from the first",
        "every second from the second",
        "in order",
        "in turn",
        "random",
        "reversed",
        "to first",
        "to last",
    }
)
"""Strategies that look at no wording, so that an author can keep each item from paying them.

The others go by the place or the wording of single options. One option is always the first, and one
the longest, so where the right one decides most of an item (`choice`, `two-tier`, `cite`, `select`,
and the two questions of `argument`), some rule hits it. Such a rule may pay nothing over a unit.
"""

ROUNDS = 400
"""How many answers at random the mean of one item is taken over."""


def shares(item: Item, key: Key[Any]) -> Mapping[str, float]:
    """Return the share in 0..1 of each strategy and of random answers.

    Empty where the limit does not apply, which only a key itself can say (`Key.guessable`).
    """
    if not key.guessable:
        return {}
    found = {n: _share(item, key, v) for n, v in key.strategies(item).items()}
    for name, values in answers(item):
        found[name] = statistics.fmean(_share(item, key, v) for v in values)
    found["random"] = random_share(item, key)
    return found


def random_share(item: Item, key: Key[Any]) -> float:
    """Return the share in 0..1 that answers at random earn on average, over `ROUNDS` of them."""
    rng = Random(item.id)  # noqa: S311 - a simulation
    return statistics.fmean(_share(item, key, key.guess(item, rng)) for _ in range(ROUNDS))


def _share(item: Item, key: Key[Any], raw: Any) -> float:
    """The share that `score` gives, without the feedback, which takes most of its time."""
    value = item.parse(raw)
    return 0.0 if item.is_blank(value) else key.share(item, value)[0]


def means(items: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean share, 0..1, of each strategy over items, given what it earns of each.

    Where an item has nothing that a strategy could use, it has to guess. *Everything alike* is
    one strategy, whichever answer it takes, and earns what the best of them does.
    """
    listed = [_joined(found) for found in items if found]
    names = {name for found in listed for name in found}
    return {
        name: statistics.fmean(found.get(name, found["random"]) for found in listed)
        for name in sorted(names)
    }


def is_mechanical(name: str) -> bool:
    """Return whether the strategy of that name looks at no wording."""
    return name in MECHANICAL or name.startswith("all")


def _joined(found: Mapping[str, float]) -> dict[str, float]:
    joined: dict[str, float] = defaultdict(float)
    for name, share in found.items():
        short = "all alike" if name.startswith("all") else name
        joined[short] = max(joined[short], share)
    return dict(joined)
