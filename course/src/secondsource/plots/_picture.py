"""A drawn picture together with what it says in words and numbers."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from secondsource.views.html import Column, page, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["BLUE", "GREY", "INK", "ORANGE", "Picture", "blank_figure", "picture"]

# Okabe and Ito's colours, which colour-blind readers can tell apart; shapes differ as well.
BLUE, ORANGE, GREY, INK = "#0072B2", "#D55E00", "#767676", "#1a1a1a"

_DOTS = 100
"""Dots an inch at the size shown; the image holds twice as many."""


@dataclass(frozen=True, repr=False)
class Picture:
    """A picture, its text alternative, its caption and its numbers.

    `png` has twice the dots it is shown with; `width` is in CSS pixels. `numbers` are rows of
    plain text under `columns`.
    """

    png: bytes
    width: int
    alt: str
    caption: str
    columns: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return f"<Picture: {self.alt}>"

    @property
    def text(self) -> str:
        """All of it without the picture."""
        rows = (" | ".join(row) for row in (self.columns, *self.numbers))
        return "\n".join([self.alt, self.caption, *rows])

    @property
    def html(self) -> str:
        """The figure with its caption and, folded, the table of its numbers."""
        cells = [[escape(cell) for cell in row] for row in self.numbers]
        heads = [Column(c) for c in self.columns]
        return page(
            '<figure class="ss-figure">'
            f'<img src="data:image/png;base64,{b64encode(self.png).decode()}" width="{self.width}" '
            f'alt="{escape(self.alt, quote=True)}">'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
            "<details><summary>The numbers behind the picture</summary>"
            f"{table('Numbers of the picture', heads, cells)}</details>"
        )

    def save(self, path: str | Path) -> None:
        """Write the PNG file."""
        Path(path).write_bytes(self.png)

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # The image stands inside the HTML, where it has its text alternative; a bare
        # image/png beside it would double the notebook's size and have none.
        return {"text/html": self.html, "text/plain": self.text}


def blank_figure(width: float, height: float) -> Figure:
    """An empty figure of that size in inches, outside pyplot's list, so that it shows once."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to load, so only when drawn

    return Figure(figsize=(width, height), layout="constrained", facecolor="white")


def picture(
    figure: Figure,
    alt: str,
    caption: str,
    columns: Sequence[str],
    numbers: Sequence[Sequence[str]],
) -> Picture:
    """A finished figure as a `Picture`."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=2 * _DOTS)
    width = round(figure.get_figwidth() * _DOTS)
    rows = tuple(tuple(row) for row in numbers)
    return Picture(stream.getvalue(), width, alt, caption, tuple(columns), rows)
