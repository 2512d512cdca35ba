"""A saved web page to an article: its text, and what was left out of the page and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from secondsource_grading.drafting.plain_text import decode, tidy
from secondsource_grading.drafting.source import DraftError, LeftOut, Source

__all__ = ["is_page", "read_archive", "read_page"]

LEAST = 25
"""Words that an article has at least."""

_TAGS = {
    "nav": "navigation",
    "header": "the head of the page",
    "footer": "the foot of the page",
    "aside": "beside the article",
    "form": "a form",
    "button": "a button",
    "figcaption": "a caption",
    "noscript": "shown without scripts only",
}
_NAMES = (
    (re.compile(r"comment|disqus|discussion|replies", re.IGNORECASE), "readers’ comments"),
    (re.compile(r"cookie|consent|gdpr", re.IGNORECASE), "a question about cookies"),
    (re.compile(r"(?:^|[\s_-])(?:nav|menu|breadcrumb)", re.IGNORECASE), "navigation"),
    (
        re.compile(r"related|recommend|more-|read-next|teaser", re.IGNORECASE),
        "links to other pages",
    ),
    (
        re.compile(r"share|social|newsletter|subscribe|signup", re.IGNORECASE),
        "asks to share or subscribe",
    ),
    (
        re.compile(r"(?:^|[\s_-])(?:ad|ads|advert\w*|sponsor\w*|promo)(?:$|[\s_-])", re.IGNORECASE),
        "advertising",
    ),
    (re.compile(r"footer|copyright|legal", re.IGNORECASE), "the foot of the page"),
    (re.compile(r"sidebar|widget", re.IGNORECASE), "beside the article"),
)
_BLOCKS = (
    *("p", "li", "h1", "h2", "h3", "h4", "td", "th", "blockquote", "figcaption", "button"),
    *("dd", "dt", "label", "a", "div", "span", "time", "summary"),
)
_LINES = ("p", "li", "blockquote", "td")
_IN_LINES = ("a", "span", "time")
_SILENT = ("script", "style", "template", "noscript", "svg", "head")


def is_page(data: bytes) -> bool:
    """Return whether the bytes look like HTML."""
    return bool(re.search(rb"<(?:!doctype html|html|head|body|article|p)\b", data[:4096].lower()))


def read_archive(file: Path, data: bytes) -> Source:
    """Return the article of a page saved as one file with all it needs (.mhtml)."""
    message = message_from_bytes(data, policy=policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return read_page(file, part.get_content().encode("utf-8"))
    msg = f"{file}: there is no page in it; save the page as HTML and try again"
    raise DraftError(msg)


def read_page(file: Path, data: bytes) -> Source:
    """Return the article of a page; `DraftError` where the page has none."""
    import trafilatura  # noqa: PLC0415 - slow to import
    from htmldate import find_date  # noqa: PLC0415 - slow to import
    from lxml import etree  # noqa: PLC0415 - slow to import
    from lxml import html as lxml_html  # noqa: PLC0415

    text, encoding = _decoded(file, data)
    try:
        tree = lxml_html.fromstring(
            text.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, ValueError) as error:
        msg = f"{file}: can't be read as HTML ({error}); save the page again, or its text"
        raise DraftError(msg) from error
    found = trafilatura.extract(text, include_comments=False, include_tables=True) or ""
    paragraphs = tuple(p for p in map(tidy, found.split("\n")) if p)
    count = sum(len(p.split()) for p in paragraphs)
    left_out = tuple(_left_out(tree, " ".join(paragraphs)))
    paragraphs = tuple(p for p in paragraphs if p not in {one.words for one in left_out})
    if count < LEAST or not paragraphs:
        seen = ", ".join(dict.fromkeys(one.why for one in left_out)) or "nothing"
        msg = (
            f"{file}: no article was found on this page, only {count} words of running text (what "
            f"is there: {seen}). Copy the article's text into a .txt file and name that"
        )
        raise DraftError(msg)
    about = trafilatura.extract_metadata(text)
    date = find_date(text, original_date=True) or ""
    return Source(
        "html", paragraphs, left_out, str(about.title or "") if about else "", date, encoding
    )


def _decoded(file: Path, data: bytes) -> tuple[str, str]:
    """Return the page's text, by the encoding it names itself where that one fits."""
    named = re.search(rb"charset=[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    if named:
        name = named[1].decode("ascii")
        try:
            return data.decode(name), name.lower()
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(file, data)


def _left_out(tree: Any, kept: str) -> Iterator[LeftOut]:
    """Yield each block of the page whose words are not in the article, with the reason."""
    seen: set[str] = set()
    for element in tree.iter(*_BLOCKS):
        if any(a.tag in _SILENT for a in (element, *element.iterancestors())):
            continue
        words = tidy(_own_text(element))
        if not re.search(r"\w", words) or words in seen:
            continue
        why = _reason(element)
        if words in kept and not (why == "readers’ comments" and len(words.split()) > 3):  # noqa: PLR2004
            continue
        seen.add(words)
        yield LeftOut(words, why or "not taken for a part of the article by trafilatura")


def _own_text(element: Any) -> str:
    """Return the text of an element without that of the blocks inside it."""
    parts = [element.text or ""]
    for child in element:
        block = child.tag in _BLOCKS and not (child.tag in _IN_LINES and element.tag in _LINES)
        if isinstance(child.tag, str) and child.tag not in _SILENT and not block:
            parts.append(child.text_content())
        parts.append(child.tail or "")
    return " ".join(parts)


def _reason(element: Any) -> str:
    for one in (element, *element.iterancestors()):
        if one.tag in ("article", "main", "body"):
            break
        name = f"{one.get('class', '')} {one.get('id', '')} {one.get('role', '')}"
        for pattern, why in _NAMES:
            if pattern.search(name):
                return why
        if one.tag in _TAGS:
            return _TAGS[one.tag]
    return ""
