"""Markdown to HTML, in one place, with raw HTML always shown as text."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

__all__ = ["to_html"]


@cache
def _parser() -> MarkdownIt:
    # `html: False` escapes raw HTML; markdown-it refuses `javascript:` links by itself.
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def to_html(text: str, *, inline: bool = False) -> str:
    """`text` as HTML that cannot hold a tag of its own.

    With `inline` the result is one line without a surrounding paragraph.
    """
    parser = _parser()
    return parser.renderInline(text).strip() if inline else parser.render(text).strip()
