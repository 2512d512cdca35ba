"""The widget of the first cell: references of the unit's material open in place, or beside."""

from __future__ import annotations

import anywidget
import traitlets

from secondsource.glossary import glossary
from secondsource.packs.pack import load_pack
from secondsource.views.material import material
from secondsource.widgets.esm import script, style

__all__ = ["Reader"]


class Reader(anywidget.AnyWidget):  # type: ignore[misc]
    """What a data package lets a learner look up, sent to the page once.

    The page can then show a paragraph or a row while the kernel works, or after it has gone.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    material = traitlets.Dict().tag(sync=True)

    def __init__(self, pack: str) -> None:
        """Carry the texts and tables of `pack`, and the course's glossary."""
        super().__init__(
            _esm=script("reader"),
            _css=style("reader"),
            material=material(load_pack(pack), glossary()),
        )
        self.pack = pack

    def __repr__(self) -> str:
        return f"<Reading panel: {self.pack}>"
