"""An item as the page receives it: plain JSON, every text already safe HTML."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from secondsource.errors import ContentError
from secondsource.families import Item, Option
from secondsource.markdown import to_html

__all__ = ["family_data", "item_data", "options_data", "points"]


def item_data(item: Item) -> dict[str, Any]:
    """What `page/frame.js` and the family's own file need to draw `item`."""
    return {
        "id": item.id,
        "family": item.family,
        "title": item.title,
        "points": points(item),
        "task": item.task,
        "counted": item.counted,
        "prompt_html": to_html(item.prompt),
        "hint_html": to_html(item.hint) if item.hint else "",
        **family_data(item),
    }


def points(item: Item) -> float | None:
    """What an item is worth, as it is shown; None where it has no place in the gradebook."""
    if not item.counts:
        return None
    return item.points if item.points % 1 else int(item.points)


@singledispatch
def family_data(item: Item) -> dict[str, Any]:
    """The part of the data that only this family has; each family registers its own."""
    msg = f"item {item.id}: this version of secondsource cannot show a {item.family}; update it"
    raise ContentError(msg)


def options_data(options: Iterable[Option]) -> list[dict[str, str]]:
    """Options as id and one line of HTML."""
    return [{"id": o.id, "html": to_html(o.text, inline=True)} for o in options]
