"""Which written answers are alike: the same words, or nearly the same letters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import fuzz, process

__all__ = ["ALIKE", "group", "normal"]

ALIKE = 92.0
"""How alike two texts are, in 0..100, from which on they stand in one group.

It is rapidfuzz's `ratio`: twice the letters they share in order, of the letters of both. A *not*
more or less may lie above it, which is why a person looks at each group.
"""


def normal(text: str) -> str:
    """Return the text in small letters, without punctuation, with single spaces."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def group(texts: Mapping[str, str]) -> list[list[str]]:
    """Return the names of alike texts together, the largest group first.

    `texts` has each text by a name, such as the student's. A text joins the group whose first
    text it is most like, so that no chain of small changes leads from one meaning to another.
    """
    same: dict[str, list[str]] = {}
    for name, text in sorted(texts.items()):
        same.setdefault(normal(text), []).append(name)
    groups: dict[str, list[str]] = {}
    for words, names in sorted(same.items(), key=lambda entry: (-len(entry[1]), entry[0])):
        near = process.extractOne(words, list(groups), scorer=fuzz.ratio, score_cutoff=ALIKE)
        groups.setdefault(near[0] if near else words, []).extend(names)
    return sorted(groups.values(), key=lambda names: (-len(names), names[0]))
