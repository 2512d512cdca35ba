"""Learner-written Markdown as HTML in which nothing of the learner's can run."""

from __future__ import annotations

from typing import Any

from jinja2 import pass_context

from secondsource.markup import to_html

__all__ = ["markdown2html"]


@pass_context
def markdown2html(_context: Any, source: str) -> str:
    """Replaces nbconvert's filter of that name on every page nbgrader shows.

    nbconvert keeps raw HTML, so a submitted `<script>` would run in feedback and
    in the formgrader. Here raw HTML is shown as the text it is.
    """
    return to_html(source)
