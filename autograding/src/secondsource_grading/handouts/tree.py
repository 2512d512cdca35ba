"""One tidy tree of a document's HTML, from which both the page and the PDF are made.

What only a screen can do is taken out: folded parts are opened, and labels for narrow pages go.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree, html

__all__ = ["FONTS", "SOFT_BREAK", "WITHOUT_FONT", "Printed", "printed", "tidy"]

GONE = ("ss-more", "ss-cell-label")
"""Classes of what a print does not need."""

NARROW = 12
"""Letters; a column in which no text is longer is as wide as its text."""

LEAST = 25
"""Letters; a column with longer text gets room for at least so many."""

GROWTH = 0.65
"""How a column's width grows with its longest text: by less than the text, whose other rows are
shorter, and by more than its root, which left half of a record's table empty beside its facts."""

HALF_A_PAGE = 1500
"""Letters; a table with fewer stands on one page: a page with its last row alone is a nuisance."""

SOFT_BREAK = "\u200b"
"""Where a long name may go on in the next line; the XML parser knows no `wbr`."""

LONG_WORD = re.compile(r"\S{11,}")
"""What may be wider than a column of a table, such as the name of a site."""

INSIDE = re.compile(r"(?<=\w{4})(?=\w{4})")
"""Between two letters of which neither is one of the first or last three of its piece."""

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
    if lasts and not any(len(cell) or (cell.text or "").strip() for cell in lasts):
        for cell in lasts:
            cell.drop_tree()


def printed(tree: Any) -> Printed:
    """Return the tree for the PDF; the tree itself stays as it is."""
    root = html.fromstring(html.tostring(tree, encoding="unicode"))
    files: dict[str, bytes] = {}
    for number, element in enumerate(list(root.iter("img", "svg"))):
        _take_picture(element, number, files)
    for table in root.iter("table"):
        table.set("columns", " ".join(_widths(table)))
        if len(_words(table)) < HALF_A_PAGE:
            table.set("whole", "yes")
    _collapse(root)
    for cell in root.iter("th", "td"):
        for element in cell.iter():
            element.text, element.tail = _breakable(element.text), _breakable(element.tail)
    for element in root.iter():
        element.text, element.tail = _in_our_fonts(element.text), _in_our_fonts(element.tail)
    return Printed(etree.tostring(root, method="xml"), files)


def _in_our_fonts(text: str | None) -> str:
    """Put words in the place of letters that neither Typst's own fonts nor ours have."""
    return WITHOUT_FONT.sub(lambda run: run[0] if HELD.issuperset(run[0]) else IN_WORDS, text or "")


def _breakable(text: str | None) -> str:
    """Let a name that is wider than a narrow column go on in the next line.

    It does so behind a dot, slash or hyphen, and a long piece of an address anywhere but near
    its ends, because no dictionary says where such a piece could be parted.
    """

    def parted(word: re.Match[str]) -> str:
        pieces = re.split(r"(?<=[./_-])(?=\w)", word[0].replace(SOFT_BREAK, ""))
        if len(pieces) > 1:
            pieces = [INSIDE.sub(SOFT_BREAK, p) if len(p) > NARROW else p for p in pieces]
        return SOFT_BREAK.join(pieces)

    return LONG_WORD.sub(parted, text or "")


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


def _widths(table: Any) -> Iterator[str]:
    """Give the width of each column: `auto`, or a share that grows with the longest text."""
    if "ss-sheet" in table.get("class", ""):
        yield from ("1fr", "2.4fr")
        return
    rows = [[_words(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]
    count = max(map(len, rows), default=0)
    for column in range(count):
        texts = [row[column] for row in rows if column < len(row)]
        longest = max(map(len, texts))
        yield "auto" if longest <= NARROW else f"{max(longest, LEAST) ** GROWTH:.2f}fr"
    if count == 0:
        yield "1fr"


def _words(cell: Any) -> str:
    return " ".join(cell.text_content().split())


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
