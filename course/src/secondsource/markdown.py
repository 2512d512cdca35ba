"""Markdown to HTML, in one place, with raw HTML always shown as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

__all__ = ["escaped", "paragraphs", "plain_text", "to_html"]

_SIGNS = re.compile(r"[\\`*_\[\]<&]")
"""What Markdown could take for more than a letter, inside of one line."""


@cache
def _parser() -> MarkdownIt:
    # `html: False` escapes raw HTML; markdown-it refuses `javascript:` links by itself.
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=4096)
def to_html(text: str, *, inline: bool = False) -> Markup:
    """Return `text` as HTML that cannot hold a tag of its own.

    With `inline` the result is one line without a surrounding paragraph.
    """
    parser = _parser()
    html = parser.renderInline(text) if inline else parser.render(text)
    return Markup(str(html).strip())  # noqa: S704 - raw HTML was escaped by the parser


def escaped(text: str) -> str:
    """Return plain `text` as Markdown that shows it as it stands."""
    return _SIGNS.sub(r"\\\g<0>", text)


def plain_text(text: str) -> str:
    """The words of `text` without its Markdown, on one line."""
    return _words(child for token in _parser().parse(text) for child in token.children or ())


def paragraphs(text: str) -> list[str]:
    """Return the words of each paragraph, list item and table cell, each on one line.

    Headings and code are left out.
    """
    tokens = _parser().parse(text)
    return [
        _words(token.children or ())
        for before, token in pairwise(tokens)
        if token.type == "inline" and before.type != "heading_open"
    ]


def _words(tokens: Iterable[Token]) -> str:
    words = (" " if t.type in ("softbreak", "hardbreak") else t.content for t in tokens)
    return " ".join("".join(words).split())
