"""The widget of the first cell that says how far the reader is, and keeps the reader's place."""

from __future__ import annotations

import traitlets

from secondsource.units import Unit
from secondsource.widgets.base import PageWidget
from secondsource.widgets.hand_in import rows

__all__ = ["Progress"]


class Progress(PageWidget):
    """A slim line above the cells that follows the answers in the page as they are given."""

    unit = traitlets.Unicode().tag(sync=True)
    items = traitlets.List().tag(sync=True)
    minutes = traitlets.Int().tag(sync=True)

    def __init__(self, unit: Unit) -> None:
        """Follow the items of `unit`."""
        super().__init__(
            "progress",
            unit=unit.name,
            items=rows(unit),
            minutes=unit.minutes,
        )
