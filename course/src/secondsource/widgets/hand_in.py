"""The widget of the last cell: which exercises are answered, begun, missing; what comes next."""

from __future__ import annotations

import re
from typing import Any

import traitlets

from secondsource.families import Item
from secondsource.units import Unit, load_unit, unit_names
from secondsource.widgets.base import PageWidget

__all__ = ["HandIn", "rows"]

_TITLE = 90
"""Characters of a prompt that are enough to know the exercise by."""


class HandIn(PageWidget):
    """A table that follows the answers in the page as they are given."""

    unit = traitlets.Unicode().tag(sync=True)
    items = traitlets.List().tag(sync=True)
    host = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    following = traitlets.Dict().tag(sync=True)

    def __init__(self, unit: Unit) -> None:
        """List the items of `unit`."""
        super().__init__(
            "hand_in",
            unit=unit.name,
            items=rows(unit),
            title=unit.title,
            following=_following(unit),
        )


def rows(unit: Unit) -> list[dict[str, Any]]:
    """Return what the page needs of each item to say how much of it is answered."""
    return [_row(item) for item in unit.items]


def _following(unit: Unit) -> dict[str, str]:
    """The unit that comes next, by name and title; empty after the last one."""
    names = unit_names()
    later = names[names.index(unit.name) + 1 :] if unit.name in names else []
    return {"name": later[0], "title": load_unit(later[0]).title} if later else {}


def _row(item: Item) -> dict[str, Any]:
    return {**item.page_data(), "title": item.title or _start(item.prompt)}


def _start(prompt: str) -> str:
    """The first words of a prompt."""
    line = " ".join(re.sub(r"[*_`#>|\[\]]", "", prompt).split())
    if len(line) <= _TITLE:
        return line
    return line[:_TITLE].rsplit(" ", 1)[0] + " …"
