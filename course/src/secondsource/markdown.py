"""Markdown to HTML, in one place, with raw HTML always shown as text."""

from __future__ import annotations

from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

__all__ = ["plain_text", "to_html"]


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


def plain_text(text: str) -> str:
    """The words of `text` without its Markdown, on one line."""
    tokens = [child for token in _parser().parse(text) for child in token.children or ()]
    words = (" " if t.type in ("softbreak", "hardbreak") else t.content for t in tokens)
    return " ".join("".join(words).split())
