"""Templates of the static form of items and answers; they escape whatever is put into them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from markupsafe import Markup

from secondsource.markdown import to_html

__all__ = ["fill", "line", "option_list"]

PACKAGE = "secondsource.families"


def line(text: str) -> Markup:
    """Return one line of Markdown as HTML without a paragraph around it."""
    return to_html(text, inline=True)


def fill(name: str, **values: object) -> Markup:
    """Return the template `name` with `values` put in, as HTML.

    In a template the filters `line` and `block` turn Markdown into HTML.
    """
    # Jinja is slow to import, and a page that draws exercises needs none of it.
    from secondsource.templating import render  # noqa: PLC0415

    return render(_prepared(), f"{name}.html.j2", **values)


def option_list(lines: Iterable[tuple[str, str, Markup]]) -> Markup:
    """Return a list of options as HTML: for each its glyph, its Markdown and its mark."""
    return fill("options", lines=lines)


@cache
def _prepared() -> str:
    from secondsource.templating import environment  # noqa: PLC0415 - as in `fill`

    environment(PACKAGE).filters.update(line=line, block=to_html)
    return PACKAGE
