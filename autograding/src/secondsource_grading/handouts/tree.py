"""One tidy tree of a document's HTML, from which both the page and the PDF are made.

What only a script can do is taken out: folded parts are opened. What only a narrow page shows, such
as a picture's form for a phone, stays in the page and is left out of the PDF.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree, html

from secondsource_grading.handouts.layout import SOFT_BREAK, keep_together, widths, words

__all__ = ["FONTS", "SOFT_BREAK", "WITHOUT_FONT", "Printed", "printed", "tidy"]

GONE = ("ss-more",)
"""Classes of what neither a page without scripts nor a print needs."""

ONLY_NARROW = ("ss-narrow", "ss-cell-label")
"""Classes of what only a narrow page shows, so that a print has no use for it."""

SMALL_TABLE = 800
"""Letters; a table with fewer stands on one page. One of three rows of a record has more, and left
half of a page empty before it."""

LONG_WORD = re.compile(r"\S{11,}")
"""What may be wider than a column of a table, such as the name of a site."""

SHORT = 60
"""Letters; of an address that is longer a print names the site alone."""

LONGEST, IN_CELL = 22, 16
"""Letters; a longer piece of an address may be parted anywhere but near its ends. In a cell, but
for the small type of its links, there is less room."""

INSIDE = re.compile(r"(?<=\w{4})(?=\w{4})|(?=%)")
"""Between two letters of which neither is one of the first or last three of its piece."""

ADDRESS = re.compile(r"\S*[a-z]\.[a-z]{2,}\S*|\S*://\S+")
"""What goes on in the next line after a dot, slash or hyphen wherever it stands."""

WITHOUT_FONT, IN_WORDS = (
    re.compile(
        "[\u0900-\u0eff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef"
        "\U0001f000-\U0001faff\U00020000-\U0003ffff]+"
    ),
    "[see the HTML page]",
)
"""Letters of India, South-East and East Asia, and emoji, and what a PDF has in their place.

Typst's own fonts lack them, and a font that has them is larger than the whole course. So ours
has those that our own texts have (`HELD`).
"""

FONTS = Path(__file__).with_name("fonts")
"""The folder of our own font."""

HELD = frozenset((FONTS / "letters.txt").read_text("utf-8").strip())
"""The letters of that kind that our own font has."""

INLINE = frozenset(
    ("a", "b", "code", "dt", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "u")
)
"""Tags beside which a space between words counts."""


@dataclass(frozen=True)
class Printed:
    """A tree as the PDF's template reads it: XML, and the pictures it names, by file name."""

    xml: bytes
    files: Mapping[str, bytes]


def tidy(body: str) -> Any:
    """Return a body as a tree under one `main`, ready for a page without folds or scripts."""
    tree = html.fragment_fromstring(body.replace("<wbr>", SOFT_BREAK), create_parent="main")
    for element in list(tree.iter("script", "style")):
        element.drop_tree()
    for name in GONE:
        for element in tree.find_class(name):
            element.drop_tree()
    for element in list(tree.iter("details")):
        element.tag = "div"
        element.attrib.pop("open", None)
    for element in list(tree.iter("summary")):
        element.tag = "h4"
    for table in list(tree.iter("table")):
        _drop_empty_column(table)
        _let_scroll(table)
    return tree


def _let_scroll(table: Any) -> None:
    """Put a table that is too wide for a telephone into a frame that scrolls by itself."""
    parent = table.getparent()
    if "ss-scroll" in parent.get("class", "") or "timetable" in parent.get("class", ""):
        return
    frame = html.Element("div", {"class": "ss-scroll"})
    frame.tail, table.tail = table.tail, None
    parent.replace(table, frame)
    frame.append(table)


def _drop_empty_column(table: Any) -> None:
    """Take out a last column in which nothing stands, such as that of marks not given yet."""
    lasts = [cells[-1] for row in table.iter("tr") if (cells := list(row.iter("th", "td")))]
    if lasts and not any(map(_holds_anything, lasts)):
        for cell in lasts:
            cell.drop_tree()


def _holds_anything(cell: Any) -> bool:
    """Return whether a cell has more than the label that it has on a narrow page."""
    labels = cell.find_class("ss-cell-label")
    texts = [cell.text, *(label.tail for label in labels)]
    return len(cell) > len(labels) or any((text or "").strip() for text in texts)


def printed(tree: Any) -> Printed:
    """Return the tree for the PDF; the tree itself stays as it is."""
    root = html.fromstring(html.tostring(tree, encoding="unicode"))
    for name in ONLY_NARROW:
        for element in root.find_class(name):
            element.drop_tree()
    files: dict[str, bytes] = {}
    for number, element in enumerate(list(root.iter("img", "svg"))):
        _take_picture(element, number, files)
    _name_sources(root)
    _collapse(root)
    for element in root.iter():
        element.text, element.tail = _parted(element.text), _parted(element.tail)
    for cell in root.iter("th", "td"):
        for element in cell.iter():
            longest = LONGEST if element.tag == "a" else IN_CELL
            element.text = _breakable(element.text, longest)
            element.tail = _breakable(element.tail, IN_CELL)
    for table in root.iter("table"):
        table.set("columns", " ".join(widths(table)))
        if len(words(table)) < SMALL_TABLE:
            table.set("whole", "yes")
    keep_together(root)
    for element in root.iter():
        element.text, element.tail = _in_our_fonts(element.text), _in_our_fonts(element.tail)
    return Printed(etree.tostring(root, method="xml"), files)


def _in_our_fonts(text: str | None) -> str:
    """Put words in the place of letters that neither Typst's own fonts nor ours have."""
    return WITHOUT_FONT.sub(lambda run: run[0] if HELD.issuperset(run[0]) else IN_WORDS, text or "")


def _breakable(text: str | None, longest: int) -> str:
    """Let a name that is wider than a narrow column go on in the next line.

    It does so behind a dot, slash or hyphen, and a piece of an address with more than `longest`
    letters anywhere but near its ends, because no column has room for it.
    """
    return LONG_WORD.sub(partial(_part, longest), text or "")


def _parted(text: str | None) -> str:
    """Let every address in a text go on in the next line, likewise."""
    return ADDRESS.sub(partial(_part, LONGEST), text or "")


def _part(longest: int, word: re.Match[str]) -> str:
    pieces = re.split(r"(?<=[./_-])(?=\w)", word[0].replace(SOFT_BREAK, ""))
    if len(pieces) > 1:
        pieces = [INSIDE.sub(SOFT_BREAK, p) if len(p) > longest else p for p in pieces]
    return SOFT_BREAK.join(pieces)


def _name_sources(root: Any) -> None:
    """Put the address in the place of a link's word *source*, which paper cannot follow."""
    for link in root.iter("a"):
        address = link.get("href", "").partition("://")[2].removeprefix("www.").rstrip("/")
        if link.text == "source" and not len(link) and address:
            link.text = address if len(address) <= SHORT else address.partition("/")[0]


def _take_picture(element: Any, number: int, files: dict[str, bytes]) -> None:
    """Put a picture into a file of its own, and name the file in its place."""
    if element.tag == "img":
        name, data = f"picture-{number}.png", b64decode(element.get("src").partition(",")[2])
        alt = element.get("alt", "")
    else:
        name, alt = f"picture-{number}.svg", element.get("aria-label", "")
        element.set("xmlns", "http://www.w3.org/2000/svg")
        element.set("viewBox", element.get("viewbox") or element.get("viewBox"))
        tail, element.tail = element.tail, None
        data = etree.tostring(element, method="xml")
        element.tail = tail
    files[name] = data
    tail = element.tail
    width = element.get("width", "")
    element.clear()
    element.tag, element.tail = "img", tail
    element.attrib.update({"file": name, "alt": alt, "width": width})


def _collapse(element: Any) -> None:
    """Make of each run of white space one space, and of one beside a block nothing."""
    inline = not len(element) or element[0].tag in INLINE
    element.text = _spaced(element.text, keep=element.tag in INLINE or inline)
    for child in element:
        _collapse(child)
        after = child.getnext()
        inline = child.tag in INLINE and (after is None or after.tag in INLINE)
        child.tail = _spaced(child.tail, keep=inline)


def _spaced(text: str | None, *, keep: bool) -> str:
    words = " ".join((text or "").split())
    if not text or not (words or keep):
        return ""
    before = " " if text[0].isspace() else ""
    after = " " if text[-1].isspace() and words else ""
    return f"{before}{words}{after}"
