"""A drawn picture together with what it says in words and numbers."""

from __future__ import annotations

import io
import logging
import re
import textwrap
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from secondsource.templating import render
from secondsource.views.html import Column, block, page, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "BLUE",
    "DOTS",
    "GREY",
    "INK",
    "ON_DARK",
    "ON_LIGHT",
    "ORANGE",
    "PAPER",
    "PHONE",
    "Picture",
    "bare",
    "blank_figure",
    "picture",
]

# Okabe and Ito's colours, which colour-blind readers can tell apart; shapes differ as well.
BLUE, ORANGE, GREY, INK, PAPER = "#0072B2", "#D55E00", "#767676", "#1a1a1a", "#ffffff"

ON_DARK, ON_LIGHT = "#fefefe", "#191919"
"""Ink on a coloured field: the field keeps its colour on a dark page, and so does the ink."""

_ON_A_DARK_PAGE = {
    BLUE: "#56B4E9",
    ORANGE: "#E69F00",
    GREY: "#9a9a9a",
    INK: "#e8e8e8",
    "#000000": "#e8e8e8",
    PAPER: "#1c1c1c",
}

DOTS = 100
"""Dots an inch at the size shown; the image holds twice as many."""


PHONE = 3.28
"""The width in inches of a picture's form for a phone."""

_TITLE = 8.5
"""Characters of a title that an inch of its figure has room for."""


@dataclass(frozen=True, repr=False)
class Picture:
    """A picture, its text alternative, its caption and its numbers.

    `png` has twice the dots it is shown with; `width` is in CSS pixels. `numbers` are rows of
    plain text under `columns`. `narrow` is the same picture drawn for a phone, where it is not
    readable when it is only made smaller.
    """

    png: bytes
    width: int
    alt: str
    caption: str
    columns: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]
    figure: Figure = field(compare=False)
    narrow: Figure | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"<Picture: {self.alt}>"

    @property
    def text(self) -> str:
        """All of it without the picture."""
        rows = (" | ".join(row) for row in (self.columns, *self.numbers))
        return "\n".join([self.alt, self.caption, *rows])

    @property
    def body(self) -> Markup:
        """The figure with its caption and, folded, the table of its numbers, without a style."""
        found = render(
            "secondsource.plots",
            "picture.html.j2",
            png=b64encode(self.png).decode(),
            width=self.width,
            alt=self.alt,
            caption=self.caption,
            numbers=table(
                "Numbers of the picture", [Column(c) for c in self.columns], self.numbers
            ),
        )
        return block(found)

    @property
    def html(self) -> str:
        """The body together with its style."""
        return page(self.body)

    def svg(self, theme: Literal["light", "dark"] = "light", *, narrow: bool = False) -> str:
        """Return the picture as SVG for a light or a dark page, the same text each time.

        `narrow` asks for the form for a phone; where there is none, it is the usual one.

        Its words stay words, so they can be read aloud, searched and made larger.
        """
        import matplotlib as mpl  # noqa: PLC0415 - slow to load, so only when drawn

        stream = io.StringIO()
        with mpl.rc_context({"svg.hashsalt": "second-source", "svg.fonttype": "none"}):
            figure = self.narrow if narrow and self.narrow else self.figure
            figure.savefig(stream, format="svg", metadata={"Date": None})
        drawn = stream.getvalue()
        if theme == "dark":
            colours = {c.lower(): other for c, other in _ON_A_DARK_PAGE.items()}
            drawn = re.sub(r"#[0-9a-fA-F]{6}\b", lambda m: colours.get(m[0].lower(), m[0]), drawn)
        named = f'<svg role="img" aria-label="{escape(self.alt, quote=True)}" '
        return drawn[drawn.index("<svg ") :].replace("<svg ", named, 1)

    def save(self, path: str | Path) -> None:
        """Write a PNG file, or an SVG file where the name ends in .svg."""
        file = Path(path)
        if file.suffix == ".svg":
            file.write_text(self.svg(), "utf-8")
        else:
            file.write_bytes(self.png)

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # The image stands inside the HTML, where it has its text alternative; a bare
        # image/png beside it would double the notebook's size and have none.
        return {"text/html": self.html, "text/plain": self.text}


def blank_figure(width: float, height: float) -> Figure:
    """Return an empty figure of that size in inches, outside pyplot's list: it shows once."""
    # A note on its cache of fonts would be the first thing a learner sees in red.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to load, so only when drawn

    return Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)


def bare(axes: Axes, title: str, x: str, y: str = "") -> None:
    """Give axes a title at the left, in lines that fit, and labels; take two lines away."""
    axes.set_facecolor(PAPER)
    figure = axes.get_figure()
    room = int(_TITLE * figure.bbox.width / figure.dpi) if figure else len(title)
    title = "\n".join(textwrap.fill(line, room) for line in title.splitlines())
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold", color=INK)
    axes.set_xlabel(x, fontsize=11, color=INK)
    axes.set_ylabel(y, fontsize=11, color=INK)
    axes.tick_params(labelcolor=INK, color=INK)
    axes.spines[:].set_color(INK)
    axes.spines[["top", "right"]].set_visible(False)


def picture(  # noqa: PLR0913 - a picture and all that is said of it
    figure: Figure,
    alt: str,
    caption: str,
    columns: Sequence[str],
    numbers: Sequence[Sequence[str]],
    *,
    narrow: Figure | None = None,
) -> Picture:
    """Return a finished figure, and its form for a phone, as a `Picture`."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=2 * DOTS)
    width = round(figure.get_figwidth() * DOTS)
    rows = tuple(tuple(row) for row in numbers)
    return Picture(stream.getvalue(), width, alt, caption, tuple(columns), rows, figure, narrow)
