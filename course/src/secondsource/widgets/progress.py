"""The widget of the first cell that says how far the reader is, and keeps the reader's place."""

from __future__ import annotations

import anywidget
import traitlets

from secondsource.units import Unit
from secondsource.widgets.esm import families, script, style
from secondsource.widgets.hand_in import rows

__all__ = ["Progress"]


class Progress(anywidget.AnyWidget):  # type: ignore[misc]
    """A slim line above the cells that follows the answers in the page as they are given."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    items = traitlets.List().tag(sync=True)
    minutes = traitlets.Int().tag(sync=True)

    def __init__(self, unit: Unit) -> None:
        """Follow the items of `unit`."""
        super().__init__(
            _esm=script("progress", *families()),
            _css=style(),
            unit=unit.name,
            items=rows(unit),
            minutes=unit.minutes,
        )

    def _repr_mimebundle_(self, **_: object) -> object:
        """Return what draws it and nothing else: there is nothing to print or to export."""
        found = super()._repr_mimebundle_()
        data, metadata = found if isinstance(found, tuple) else (found or {}, {})
        return {kind: shown for kind, shown in data.items() if kind != "text/plain"}, metadata
