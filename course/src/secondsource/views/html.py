"""What a lesson shows, as HTML: escaped, scriptless, for light and dark, narrow and wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from secondsource.templating import render

__all__ = [
    "STYLE",
    "Column",
    "Shown",
    "block",
    "link",
    "linked",
    "page",
    "scroll_style",
    "site",
    "table",
]

_SCROLL = Path(__file__).with_name("scroll.css").read_text("utf-8")

STYLE = _SCROLL + Path(__file__).with_name("html.css").read_text("utf-8")
"""The style that every body needs; a page with many bodies needs it once."""

MOST, FOLDED = 6, 3
"""Rows that a long table shows at first, and the fewest that it hides behind a button for all."""

LONGEST = 28
"""Letters of a site's name in a link."""

_BREAK = re.compile(r"([.-])(?=\w)")
"""Where a site's name may go on in the next line."""

_LINK = Markup('<a href="{}" target="_blank" rel="noopener noreferrer"{}>{}</a>')
_LABEL = Markup(' aria-label="{}, source at {}"')
# Not a template: a table has hundreds of links, and `Markup.format` escapes as well.

_URL = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, repr=False)
class Shown:
    """Something to look at: HTML for a page, text for where there is none.

    `title` is what `repr` gives; `body` is the HTML without the style it needs.
    """

    title: str
    body: Markup
    text: str

    def __repr__(self) -> str:
        return f"<{self.title}>"

    @property
    def html(self) -> str:
        """The body together with its style, for a place that has no style yet."""
        return page(self.body)

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


@dataclass(frozen=True)
class Column:
    """A table's column; `kind` is how its cells are laid out.

    `main` is the widest one, `wide` a column of sentences, `tight` one that never breaks,
    `source` one of addresses. With `main` or `wide` the table becomes blocks on a narrow page.
    """

    title: str
    kind: str = ""


def scroll_style(*selectors: str) -> str:
    """Return the style of what scrolls sideways, for the elements that the selectors name.

    A shade on a side says that there is more. The page sets `--ss-paper`, the colour behind
    the element, and `--ss-line`, that of its rules.
    """
    return _SCROLL.replace(".ss-scroll", f":is({', '.join(selectors)})")


def block(body: Markup) -> Markup:
    """Return `body` in the block that its style is for."""
    return _render("block", body=body)


def page(body: str) -> str:
    """Return a body together with the style it needs."""
    return f"<style>{STYLE}</style>{body}"


def table(caption: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Markup:
    """Return a table in a region that scrolls and takes the keyboard's focus.

    Caption, titles and cells are plain text, or `Markup` where they are HTML. The first
    cell of a row is its header. Of nine rows or more the first six are shown and the others folded.
    """
    lines = [tuple(cells) for cells in rows]
    stacks = any(c.kind in ("main", "wide") for c in columns)
    return _render(
        "table",
        caption=caption,
        columns=columns,
        rows=lines,
        stacks=stacks,
        most=MOST,
        folds=len(lines) >= MOST + FOLDED,
    )


def link(url: str, of: str = "") -> Markup:
    """Return a link shown as the name of its site; text where it is no web address.

    `of` completes the name for a screen reader, so that links can be told apart.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in ("http", "https") or not host:
        return escape(url)
    short = host if len(host) <= LONGEST else f"{host[: LONGEST - 1]}…"
    label = _LABEL.format(of, host) if of else ""
    return _LINK.format(url, label, site(short))


def site(name: str) -> Markup:
    """Return a site's name as HTML that goes on in the next line after a dot or a hyphen only."""
    return Markup("<wbr>").join(_BREAK.sub("\\1\n", name).split("\n"))


def linked(text: str, of: str = "") -> Markup:
    """Return plain text as HTML, each web address in it as a short link, line breaks kept."""
    out: list[Markup] = []
    at = 0
    for match in _URL.finditer(text):
        url = match[0].rstrip(".,;")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1]
        out += [_lines(text[at : match.start()]), link(url, of)]
        at = match.start() + len(url)
    out.append(_lines(text[at:]))
    return Markup().join(out)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))


def _render(name: str, **values: object) -> Markup:
    return render("secondsource.views", f"{name}.html.j2", **values)
