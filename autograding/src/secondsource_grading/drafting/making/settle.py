"""Choosing the order of options and rows so that nobody earns much without reading."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from pydantic import TypeAdapter, ValidationError

from secondsource.errors import ContentError
from secondsource.families import AnyItem, Item
from secondsource.scoring import KEYS
from secondsource_grading.authoring import guessing
from secondsource_grading.drafting.making.base import Made

__all__ = ["settled"]

ORDERS = 8
"""Orders that are tried for each item."""

LISTS = {
    "choice": ("options",),
    "cite": ("options",),
    "graph": ("nodes",),
    "matrix": ("rows", "columns"),
    "select": ("options",),
    "two-tier": ("options", "reasons"),
}
"""What may stand in any order, by family."""

_TODO = re.compile(r"\bTODO\b")
_ITEM: TypeAdapter[Any] = TypeAdapter(AnyItem)

Shares = Mapping[str, float]


def settled(items: Sequence[Made]) -> tuple[list[Made], list[str]]:
    """Return the items that are right, each with its options in a good order, and why others fell.

    An item falls where its key does not fit it, or where any order pays somebody who reads
    nothing. Of the orders left each item gets the one by which no rule, such as *always the
    longest*, earns much of the unit as a whole.
    """
    kept: list[Made] = []
    fell: list[str] = []
    earned: list[Shares] = []
    for made in items:
        found: list[tuple[float, int, Made, Shares]] = []
        why = ""
        for number, one in enumerate(_orders(made)):
            try:
                shares = _shares(one)
            except (ContentError, ValidationError) as error:
                why = " ".join(str(error).split())
                break
            worst = max((v for n, v in shares.items() if guessing.is_mechanical(n)), default=0.0)
            if worst <= guessing.LIMIT or _is_todo(made):
                means = guessing.means([*earned, shares])
                found.append((max(means.values(), default=0.0), number, one, shares))
        if not found:
            fell.append(f"{made.item['id']}: {why or 'guessing would earn too much of it'}")
            continue
        _, _, best, shares = min(found, key=lambda f: f[:2])
        kept.append(best)
        if shares and not _is_todo(best):
            earned.append(shares)
    return kept, fell


def _is_todo(made: Made) -> bool:
    return bool(_TODO.search(str(made.item)) or _TODO.search(str(made.key)))


def _orders(made: Made) -> Iterator[Made]:
    """Yield the item as it is, and in other orders, the same each time."""
    yield made
    names = () if made.fixed else LISTS.get(made.family, ())
    rng = Random(str(made.item["id"]))  # noqa: S311 - an order, no secret
    for _ in range(0 if _is_todo(made) or not names else ORDERS):
        item = copy.deepcopy(dict(made.item))
        for name in names:
            rng.shuffle(item[name])
        yield Made(item, made.key)


def _shares(made: Made) -> Shares:
    """Return what each strategy earns; raises where item and key do not fit."""
    item: Item = _ITEM.validate_python(dict(made.item))
    key = KEYS[made.family].model_validate(dict(made.key))
    key.verify(item)
    if item.by_hand or not item.counts:
        return {}
    full = key.share(item, key.full(item))[0]
    if full != 1:
        msg = f"its own key scores {full}"
        raise ContentError(msg)
    return guessing.shares(item, key)
