"""References of a unit that lead nowhere, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from secondsource.families.base import NOT_PROSE, Item
from secondsource.packs.mentions import broken
from secondsource.packs.pack import Pack
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.lessons import FACTS, Shown

__all__ = ["in_calls", "in_items", "in_keys", "in_prose"]


def in_prose(prose: Iterable[str], pack: Pack) -> Iterator[str]:
    """Give a line for each broken reference in a lesson's text cells."""
    for number, text in enumerate(prose, start=1):
        start = " ".join(text.split())[:40]
        for reference, why in broken(text, pack):
            yield f"lesson, text {number} (“{start}…”): {reference}: {why}"


def in_items(items: Iterable[Item], pack: Pack) -> Iterator[str]:
    """Give a line for each broken reference in what a learner reads of the items."""
    for item in items:
        for place, text in _texts(item.model_dump()):
            for reference, why in broken(text, pack):
                yield f"item {item.id}, {place}: {reference}: {why}"


def in_keys(keyring: Keyring, pack: Pack) -> Iterator[str]:
    """Give a line for each broken reference in the feedback of a unit's keys."""
    for item_id, key in keyring.keys.items():
        for place, text in _texts(key.model_dump(include={"feedback"})):
            for reference, why in broken(text, pack):
                yield f"key of {item_id}, {place}: {reference}: {why}"


def in_calls(shown: Iterable[Shown], pack: Pack, items: Iterable[Item] = ()) -> Iterator[str]:
    """Give a line for each `coverage_bar` that a learner's copy of the pack can't show.

    Also for each text that is to open after an exercise that is not one of `items`.
    """
    ids = [item.id for item in items]
    for call in shown:
        after = call.options.get("after")
        if after and after not in ids:
            yield f"lesson, {call.name}: after={after!r} is no item of this unit; name one that is"
        if call.name != FACTS or "pack" in call.options:
            continue
        if "told" not in call.options:
            yield (
                f"lesson, {FACTS}: without told=… it asks the table of omissions, which learners "
                'do not have; write which document tells each fact, told={"R040": ["A"]}'
            )
        for table, fact in call.told(pack):
            if pack.audience(table.name) != "learner":
                yield f"lesson, {FACTS}: {fact} stands in {table.name}, which only instructors have"


def _texts(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each text with the fields that lead to it, such as `options.a.text`."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, Mapping):
        for name, value in data.items():
            if name not in NOT_PROSE:
                yield from _texts(value, f"{place}.{name}".lstrip("."))
    elif isinstance(data, Sequence):
        for number, value in enumerate(data):
            name = value.get("id", number) if isinstance(value, Mapping) else number
            yield from _texts(value, f"{place}.{name}".lstrip("."))
