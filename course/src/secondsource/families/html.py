"""Templates of the static form of items and answers; they escape whatever is put into them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from markupsafe import Markup

from secondsource.markdown import to_html

__all__ = ["fill", "fill_in", "line", "option_list"]

PACKAGE = "secondsource.families"


def line(text: str) -> Markup:
    """Return one line of Markdown as HTML without a paragraph around it."""
    return to_html(text, inline=True)


def fill(name: str, **values: object) -> Markup:
    """Return the template `name` with `values` put in, as HTML.

    In a template the filters `line` and `block` turn Markdown into HTML.
    """
    return fill_in(PACKAGE, name, **values)


def fill_in(package: str, name: str, **values: object) -> Markup:
    """Return the template `name` of a package with `values` put in, as `fill` does."""
    # Jinja is slow to import, and `import secondsource` needs none of it.
    from secondsource.templating import render  # noqa: PLC0415

    return render(_prepared(package), f"{name}.html.j2", **values)


def option_list(lines: Iterable[tuple[str, str, Markup]]) -> Markup:
    """Return a list of options as HTML: for each its glyph, its Markdown and its mark."""
    return fill("options", lines=lines)


@cache
def _prepared(package: str) -> str:
    from secondsource.templating import environment  # noqa: PLC0415 - as in `fill_in`

    environment(package).filters.update(line=line, block=to_html)
    return package
