r"""Learner-written Markdown as HTML in which nothing of the learner's can run or call out.

Pages of nbgrader stand on the grader's own server, with the grader's rights. So beside
scripts three things are taken out that Markdown itself allows: pictures (each is a
request, to whomever), links into the same server, and TeX beyond ordinary formulas
(`\href`, `\style` and macros of one's own).
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

import nh3
from jinja2 import pass_context

from secondsource.markdown import to_html
from secondsource_grading.grading.page_budget import may_spend

__all__ = ["markdown2html", "safe_html"]

LONGEST = 50_000
"""Characters that are read as Markdown; what is longer, or nests wildly, is shown as typed."""

MOST_MARKS = 3000
"""Brackets, stars and the like in one text; reading takes up to their square."""

MOST_WORK = 10 * MOST_MARKS**2
"""Squares of the numbers of marks, of all texts of one page; the rest is shown as typed."""

_MARKS = re.compile(r"[\[\]*_`<>|~]|^[^\S\n]*(?:[->+][^\S\n]*){4}", re.MULTILINE)

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
"""What Markdown makes, but for pictures."""

_FORMULA = frozenset(
    re.findall(
        r"\w+",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau"
        " phi chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega frac dfrac tfrac sqrt sum"
        " prod int lim log ln exp min max sin cos tan binom choose cdot cdots ldots dots times div"
        " pm mp le leq ge geq ne neq approx equiv sim propto in notin subset subseteq cup cap to"
        " rightarrow leftarrow Rightarrow infty partial nabla left right big Big text mathrm mathbf"
        " mathbb mathit bar hat tilde vec overline underline quad qquad mid forall exists neg land"
        " lor begin end",
    )
)
"""Commands of ordinary formulas. MathJax reads many others that make links, styles or loops."""

_PICTURE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"[^>]*>')

_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)


@pass_context
def markdown2html(context: Any, source: str) -> str:
    """Replaces nbconvert's filter of that name on every page nbgrader shows.

    nbconvert keeps raw HTML, so a submitted `<script>` would run in feedback and
    in the formgrader. Here raw HTML is shown as the text it is.
    """
    marks = len(_MARKS.findall(source))
    if marks <= MOST_MARKS and not may_spend(context, "Markdown", marks**2, MOST_WORK):
        return _as_typed(source)
    return safe_html(source)


def safe_html(source: str) -> str:
    """Markdown as harmless HTML; what is too long to be read as Markdown as it was typed."""
    if len(source) > LONGEST or len(_MARKS.findall(source)) > MOST_MARKS:
        return _as_typed(source)
    html = nh3.clean(
        _PICTURE.sub(r"[picture: \2, \1]", to_html(source)),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        attribute_filter=_only_elsewhere,
        link_rel="noopener noreferrer nofollow",
        url_schemes={"http", "https", "mailto"},
    )
    return html if _is_formula(unescape(html)) else _untypeset(html)


def _as_typed(source: str) -> str:
    return f'<pre class="tex2jax_ignore mathjax_ignore">{escape(source)}</pre>'


def _only_elsewhere(tag: str, attribute: str, value: str) -> str | None:
    """Keep links that lead to another site: one to this server acts with the grader's rights."""
    if (tag, attribute) != ("a", "href"):
        return value
    return value if re.match(r"(?i)(https?://[^/\\]|mailto:)", value) else None


def _is_formula(text: str) -> bool:
    return all(command in _FORMULA or not command.isalpha() for command in _COMMAND.findall(text))


def _untypeset(html: str) -> str:
    return f'<div class="tex2jax_ignore mathjax_ignore">{html}</div>'
