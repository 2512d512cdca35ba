"""A learner's code as coloured HTML, in a time that grows with its length only.

Pygments reads Jupyter's own dialect of Python, and long runs of blanks, in a time that
grows as the square of the length, and the formgrader answers nobody meanwhile.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from jinja2 import pass_context
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from secondsource_grading.grading.page_budget import may_spend

__all__ = ["highlight_code", "highlight_on_page"]

LONGEST = 5000
"""Characters that are coloured; longer code is shown as it was typed."""

MOST_WORK = 10 * LONGEST**2
"""Squares of the lengths of all code on one page that is coloured; the rest is not."""

_MANY_BLANKS = re.compile(r"\s{200}")

_CLASS = " highlight hl-ipython3"
"""What nbconvert's pages style."""


@pass_context
def highlight_on_page(
    context: Any, source: str, language: str | None = None, metadata: Any = None
) -> str:
    """Return code as HTML, in place of nbconvert's filter `highlight_code`.

    `language` and `metadata` are nbconvert's and not used: a cell's metadata may name any
    of Pygments' readers, and not all of them are quick.
    """
    del language, metadata
    if len(source) <= LONGEST and not may_spend(context, "code", len(source) ** 2, MOST_WORK):
        return _as_typed(source)
    return highlight_code(source)


def highlight_code(source: str) -> str:
    """Return code as coloured HTML, read as Python; what is too long as it was typed."""
    if len(source) > LONGEST or _MANY_BLANKS.search(source):
        return _as_typed(source)
    return str(highlight(source or " ", PythonLexer(), HtmlFormatter(cssclass=_CLASS)))


def _as_typed(source: str) -> str:
    return f'<div class="{_CLASS}"><pre>{escape(source)}</pre></div>'
