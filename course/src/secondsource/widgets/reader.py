"""The widget of the first cell: references of the unit's material open in place, or beside."""

from __future__ import annotations

import traitlets

from secondsource.glossary import glossary
from secondsource.packs.pack import load_pack
from secondsource.views.material import material
from secondsource.widgets.base import PageWidget

__all__ = ["Reader"]


class Reader(PageWidget):
    """What a data package lets a learner look up, sent to the page once.

    The page can then show a paragraph or a row while the kernel works, or after it has gone.
    """

    material = traitlets.Dict().tag(sync=True)

    def __init__(self, pack: str) -> None:
        """Carry the texts and tables of `pack`, and the course's glossary."""
        super().__init__("reader", material=material(load_pack(pack), glossary()))
        self.pack = pack

    def __repr__(self) -> str:
        return f"<Reading panel: {self.pack}>"
