"""What ties a released notebook to its items: a fingerprint of each, compared when it is graded.

An answer is recorded by the ids of what was picked. When an option, a row or the text to be
marked is changed after the notebook was given out, the same ids may mean something else, and
points given by them would be wrong without a word.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from secondsource.families import Item
from secondsource.scoring.keys import Keyring

__all__ = [
    "ITEMS", "Change", "find_changes", "fingerprint", "key_fingerprint", "read_items",
    "same_content",
]  # fmt: skip

ITEMS = "items"
"""The name of the fingerprints, by item, in our part of a released notebook's metadata."""

WORDING = frozenset({"title", "prompt", "hint", "material", "why"})
"""Fields that say what to do and don't change what a recorded answer means."""

USES = {"id", "points", "test", "self_contained"}
"""Fields that neither an answer nor a reader's understanding of the item depends on."""

LENGTH = 16
"""Hexadecimal digits of each half of a fingerprint."""


@dataclass(frozen=True)
class Change:
    """How an item differs today from the one in the released notebook, in words."""

    item: str
    what: str
    graded: bool
    """Whether its answers still get points by themselves; otherwise a person is asked."""


def fingerprint(item: Item) -> str:
    """Return two hashes of an item, joined by a hyphen: of what an answer refers to, of wording.

    Neither depends on the item's id, so that a renamed item is found, nor on its points, for
    which the gradebook's count, nor on what only says how it is used (`USES`). A field that
    holds its default is left out, so that a new field changes no fingerprint of before.
    """
    fields: dict[str, Any] = item.model_dump(mode="json", exclude=USES, exclude_defaults=True)
    fields["family"] = item.family
    wording = {name: fields.pop(name, "") for name in sorted(WORDING)}
    return f"{_hash(fields)}-{_hash(wording)}"


def key_fingerprint(keyring: Keyring, item_id: str) -> str:
    """Return a hash of an item's key."""
    return _hash(keyring.keys[item_id].model_dump(mode="json"))


def read_items(ours: object) -> dict[str, str] | None:
    """Return the fingerprints in our part of a notebook's metadata; None where there are none."""
    items = ours.get(ITEMS) if isinstance(ours, Mapping) else None
    if not isinstance(items, Mapping):
        return None
    return {str(name): str(value) for name, value in items.items()}


def find_changes(
    released: Mapping[str, str] | None,
    asked: Iterable[str],
    keyring: Keyring,
    points: Mapping[str, float],
) -> dict[str, Change]:
    """Return how the items that a notebook asks differ from those of today's unit, by id.

    `released` has the fingerprints of the time of its release; None for a release made before
    there were any, in which only missing items and changed points are found. `points` has
    what the gradebook says that items are worth.
    """
    found = {}
    for item_id in dict.fromkeys([*asked, *(released or {})]):
        change = _change(item_id, released, keyring, points)
        if change is not None:
            found[item_id] = change
    return found


def _change(
    item_id: str,
    released: Mapping[str, str] | None,
    keyring: Keyring,
    points: Mapping[str, float],
) -> Change | None:
    before = None if released is None else released.get(item_id, "")
    if item_id not in keyring:
        return Change(item_id, _gone(before, keyring), graded=False)
    item = keyring.unit.item(item_id)
    now = fingerprint(item)
    if before is not None and not same_content(before, now):
        what = (
            "its options, rows or text were changed after the notebook was released"
            if before
            else "it was put into the released notebook by hand"
        )
        return Change(item_id, what, graded=False)
    told = []
    if before is not None and before != now:
        told.append("its prompt, hint or title was reworded after the notebook was released")
    worth = points.get(item_id, item.points)
    if worth != item.points:
        told.append(
            f"it is worth {item.points:g} points in items.yaml and {worth:g} in the gradebook, "
            f"of which {worth:g} count"
        )
    return Change(item_id, "; ".join(told), graded=True) if told else None


def _gone(before: str | None, keyring: Keyring) -> str:
    what = f"unit {keyring.unit.name} does not have it any more"
    same = [i.id for i in keyring.unit.items if before and same_content(before, fingerprint(i))]
    return f"{what}; {same[0]} has the same content" if same else what


def same_content(one: str, other: str) -> bool:
    """Return whether an answer means the same to two items, by their fingerprints."""
    return one.partition("-")[0] == other.partition("-")[0]


def _hash(fields: Mapping[str, Any]) -> str:
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
