"""Where a sentence ends, so that everybody who counts the sentences of a paragraph counts alike.

`A ¶26.2` means the second sentence for a lesson, an exercise, a key and whoever writes
them. The rule is short on purpose: it was made for editions that we write ourselves, and
a change of it would change what published references mean.
"""

from __future__ import annotations

import re

__all__ = ["sentences"]

_END = re.compile(r"""[.!?…]["'’”»)\]]*\s+(?=["'‘“«(\[]*[A-Z0-9À-ÞА-ЯΑ-Ω])""")
"""A full stop, with quotation marks or brackets that close, before a capital or a number."""

_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"“])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Capt|Lt|Sgt|Sen|Rep"
    r"|Gov|St|No|Nos|vs|cf|ca|pp?|ed|eds|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)$"
)
"""What a full stop shortens: a title, a month, an initial, letters such as *U.S* or *e.g*."""


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a paragraph in their order, without space around them.

    `text` is plain, without Markdown. What closes with a colon or a semicolon goes on; a text
    without any full stop is one sentence. An empty text has none.
    """
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if text[match.start()] == "." and _ABBREVIATION.search(text[start : match.start()]):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    return tuple(s for s in (*found, text[start:].strip()) if s)
