"""`spans` on the page: a text whose words or sentences can be marked."""

from __future__ import annotations

from typing import Any

from secondsource.families import SpansItem
from secondsource.widgets.data import family_data


@family_data.register
def _(item: SpansItem) -> dict[str, Any]:
    return {
        "by": item.by,
        "source": item.source,
        "paragraphs": [_pieces(item, n) for n in range(len(item.paragraphs))],
        "count": len(item.tokens),
    }


def _pieces(item: SpansItem, number: int) -> list[dict[str, Any]]:
    """A paragraph as plain text between tokens, and tokens with their numbers."""
    text, at = item.paragraphs[number], 0
    pieces: list[dict[str, Any]] = []
    for index, token in enumerate(item.tokens):
        if token.paragraph != number:
            continue
        pieces.append({"text": text[at : token.start]})
        pieces.append({"text": token.text, "token": index})
        at = token.end
    pieces.append({"text": text[at:]})
    return [p for p in pieces if p["text"]]
