"""What a learner reads before a question: the prompt, and the texts and rows that it needs.

In a notebook these open beside an item. A school's system has nothing beside a question, so they
stand in it, as text.
"""

from __future__ import annotations

import nh3
from lxml import html as lxml_html

from secondsource.families import Item
from secondsource.markdown import to_html
from secondsource.packs.pack import Pack
from secondsource_grading.handouts.material import Material
from secondsource_grading.handouts.tree import SOFT_BREAK, tidy

__all__ = ["clean", "prompt_html"]

TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "h3", "h4",
    "h5", "hr", "i", "li", "ol", "p", "pre", "span", "strong", "sub", "sup", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
}  # fmt: skip
"""Tags that each of the three formats has; others are left out, and what is in them stays."""

SPANS = {"colspan", "rowspan"}
ATTRIBUTES: dict[str, set[str]] = {"td": SPANS, "th": SPANS, "a": {"href"}, "*": set()}


def prompt_html(item: Item, pack: Pack, more: str = "") -> str:
    """Return the prompt, `more` (a line of ours) and the material of an item, as plain HTML."""
    material = Material(pack)
    material.add_references(item.material)
    for text in item.own_texts():
        material.add_text(text)
    for option in item.all_options():
        if option.place:
            material.add_place(option.place)
    parts = [str(to_html(item.prompt)), str(to_html(more)), str(material.html())]
    return clean("\n".join(filter(None, map(str.strip, parts))))


def clean(html: str) -> str:
    """Return HTML with the tags that all systems know, without scripts, styles and classes."""
    if "<" in html:
        html = lxml_html.tostring(tidy(html), encoding="unicode").replace(SOFT_BREAK, "")
    kept = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, link_rel=None, url_schemes={"http", "https"}
    )
    return kept.strip()
