"""How wide the columns of a printed table are, and what stays together on one page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["SOFT_BREAK", "keep_together", "widths", "words"]

NARROW = 12
"""Letters; a column in which no text is longer is as wide as its text."""

LEAST = 25
"""Letters; a column with longer text gets room for at least so many."""

GROWTH = 0.65
"""How a column's width grows with its longest text: by less than the text, whose other rows are
shorter, and by more than its root, which left half of a record's table empty beside its facts."""

ROOM, LETTER, BOLD, SMALL, INSET = 481, 4.3, 5.0, 3.6, 11
"""Points: a page's width between its margins; a letter of a cell, of a heading, of a link; and the
room beside a cell's text. A column is never narrower than its longest word."""

SOFT_BREAK = "\u200b"
"""Where a long name may go on in the next line; the XML parser knows no `wbr`."""

BREAKS = re.compile(rf"[\s{SOFT_BREAK}]+")
"""Where a line may end."""

LINES = 5
"""Lines to write on that stay together, at the head of a page and at its foot."""

LEADING = 200
"""Letters; a paragraph with fewer before a list, a table or lines says what they are for."""


CLOSED = 400
"""Letters; what has fewer stays with a closing sentence. A longer list would move to the next page
as a whole, and left half of a page empty."""


def widths(table: Any) -> Iterator[str]:
    """Give the width of each column: `auto`, points, or a share that grows with the longest text.

    A column whose share would be narrower than its longest word is as wide as that word.
    """
    if "ss-sheet" in table.get("class", ""):
        yield from ("1fr", "2.4fr")
        return
    rows = [[*row.iter("th", "td")] for row in table.iter("tr")]
    columns = [
        [row[at] for row in rows if at < len(row)] for at in range(max(map(len, rows), default=0))
    ]
    longest = [max(len(words(cell)) for cell in cells) for cells in columns]
    least = [max(map(_least, cells)) for cells in columns]
    narrow = [letters <= NARROW for letters in longest]
    fixed = {at for at, is_narrow in enumerate(narrow) if is_narrow}
    shares = [max(letters, LEAST) ** GROWTH for letters in longest]
    while small := _too_small(shares, least, fixed):
        fixed.add(small[0])
    if len(fixed) == len(columns) > sum(narrow):
        fixed = {at for at in fixed if narrow[at]}  # no room for all of them: take the shares
    for at, share in enumerate(shares):
        points = f"{least[at]:.0f}pt" if at in fixed else f"{share:.2f}fr"
        yield "auto" if narrow[at] else points
    if not columns:
        yield "1fr"


def _too_small(shares: Sequence[float], least: Sequence[float], fixed: set[int]) -> list[int]:
    """Return the columns that would be narrower than their longest word."""
    free = [at for at in range(len(shares)) if at not in fixed]
    room = ROOM - sum(least[at] for at in fixed)
    total = sum(shares[at] for at in free)
    return [at for at in free if room * shares[at] / total < least[at]]


def _least(cell: Any) -> float:
    """Return the points that a cell's longest word needs, with the room beside it."""
    letter = BOLD if cell.tag == "th" else LETTER
    texts = [(cell.text, letter)]
    for element in cell.iterdescendants():
        texts += [(element.text, SMALL if element.tag == "a" else letter), (element.tail, letter)]
    pieces = [(piece, size) for text, size in texts for piece in BREAKS.split(text or "")]
    return max(len(piece) * size for piece, size in pieces) + INSET


def words(element: Any) -> str:
    """Return an element's text with single spaces."""
    return " ".join(element.text_content().replace(SOFT_BREAK, "").split())


def keep_together(root: Any) -> None:
    """Mark what must not be the last thing on a page with `keep`.

    These are a short paragraph before options, a table, a picture or lines to write on, all but
    a few of these lines, and what is short and stands before a closing sentence.
    """
    for paragraph in root.iter("p"):
        after = paragraph.getnext()
        leads = after is not None and _answered_in(after) and not _is(paragraph, "ss-rule")
        if leads and len(words(paragraph)) < LEADING:
            paragraph.set("keep", "yes")
    for line in root.iter("p"):
        before, after = _run(line, back=True), _run(line, back=False)
        if _is(line, "ss-rule") and after and (before < LINES - 1 or after < LINES):
            line.set("keep", "yes")
    for closing in root.find_class("ss-why"):
        before = closing.getprevious()
        if before is not None and len(words(before)) < CLOSED:
            before.set("keep", "yes")
        for paragraph in closing.iter("p"):
            paragraph.set("keep", "no")  # in italics, as what leads to something is, and it ends


def _answered_in(element: Any) -> bool:
    return (
        element.tag in ("ul", "ol", "table", "figure")
        or any(_is(element, name) for name in ("ss-rule", "ss-scroll", "ss-folds", "ss-spans"))
        or bool(element.tag == "p" and element.find_class("ss-gap"))
    )


def _is(element: Any, name: str) -> bool:
    return name in element.get("class", "").split()


def _run(line: Any, *, back: bool) -> int:
    """Return how many lines to write on stand right before or after this one."""
    count = 0
    for other in line.itersiblings(preceding=back):
        if not _is(other, "ss-rule"):
            break
        count += 1
    return count
