"""The widget of the last cell: which exercises are answered, begun, missing; what comes next."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import traitlets
from markupsafe import Markup

from secondsource.families import Item
from secondsource.units import Unit, load_unit, unit_names
from secondsource.widgets.base import PageWidget

__all__ = ["HandIn", "links", "rows"]

_TITLE = 90
"""Characters of a prompt that are enough to know the exercise by."""


class HandIn(PageWidget):
    """A table that follows the answers in the page as they are given."""

    unit = traitlets.Unicode().tag(sync=True)
    items = traitlets.List().tag(sync=True)
    host = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    following = traitlets.Dict().tag(sync=True)
    linked = traitlets.Bool(default_value=False).tag(sync=True)
    alone = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(self, unit: Unit, *, linked: bool = False, alone: bool = False) -> None:
        """List the items of `unit`.

        With `linked` the next unit is named below it already; `alone` is a learner without a class.
        """
        super().__init__(
            "hand_in",
            unit=unit.name,
            items=rows(unit),
            title=unit.title,
            following=_following(unit),
            linked=linked,
            alone=alone,
        )


def rows(unit: Unit) -> list[dict[str, Any]]:
    """Return what the page needs of each item to say how much of it is answered."""
    return [_row(item) for item in unit.items]


def _following(unit: Unit) -> dict[str, str]:
    """The unit that comes next, by name and title; empty after the last one."""
    names = unit_names()
    later = names[names.index(unit.name) + 1 :] if unit.name in names else []
    return {"name": later[0], "title": load_unit(later[0]).title} if later else {}


def links(unit: Unit, folder: Path) -> Markup:
    """Return links to the next unit and to the start page, where their notebooks are.

    `folder` is the unit's own. "" where there is neither, as for a single notebook of a class.
    JupyterLab opens a link of HTML in a tab of its own, but not one that a widget draws.
    """
    later = _following(unit)
    found = []
    if later:
        href = f"../{later['name']}/{later['name']}.ipynb"
        here = (folder / href).is_file()
        title = Markup('<a href="{}">{}</a>').format(href, later["title"])
        found.append((here, Markup("Next unit: {}").format(title if here else later["title"])))
    if (folder / "../home.ipynb").is_file():
        found.append((True, Markup('<a href="../home.ipynb">All units, and how far you are</a>')))
    if not any(here for here, _ in found):
        return Markup("")
    return Markup("<p>{}</p>").format(Markup(" · ").join(text for _, text in found))


def _row(item: Item) -> dict[str, Any]:
    return {**item.page_data(), "title": item.title or _start(item.prompt)}


def _start(prompt: str) -> str:
    """The first words of a prompt."""
    line = " ".join(re.sub(r"[*_`#>|\[\]]", "", prompt).split())
    if len(line) <= _TITLE:
        return line
    return line[:_TITLE].rsplit(" ", 1)[0] + " …"
