"""The widget of the last cell: which exercises are answered, partly answered, missing."""

from __future__ import annotations

import re
from typing import Any

import anywidget
import traitlets

from secondsource.families import Item
from secondsource.units import Unit
from secondsource.widgets.esm import families, script, style

__all__ = ["HandIn"]

_TITLE = 90
"""Characters of a prompt that are enough to know the exercise by."""


class HandIn(anywidget.AnyWidget):  # type: ignore[misc]
    """A table that follows the answers in the page as they are given."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    items = traitlets.List().tag(sync=True)
    host = traitlets.Unicode().tag(sync=True)

    def __init__(self, unit: Unit) -> None:
        """List the items of `unit`."""
        super().__init__(
            _esm=script("hand_in", *families()),
            _css=style(),
            unit=unit.name,
            items=[_row(i) for i in unit.items],
        )


def _row(item: Item) -> dict[str, Any]:
    return {**item.page_data(), "title": item.title or _start(item.prompt)}


def _start(prompt: str) -> str:
    """The first words of a prompt."""
    line = " ".join(re.sub(r"[*_`#>|\[\]]", "", prompt).split())
    if len(line) <= _TITLE:
        return line
    return line[:_TITLE].rsplit(" ", 1)[0] + " …"
