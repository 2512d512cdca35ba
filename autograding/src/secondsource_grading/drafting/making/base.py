"""What all makers of items work with: the texts as a learner reads them, and what is accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from secondsource.packs.pack import Pack
from secondsource_grading.drafting import candidates
from secondsource_grading.drafting.candidates import Candidate, Where
from secondsource_grading.drafting.reading import is_english
from secondsource_grading.drafting.texts import Sentence, Text

__all__ = ["Accepted", "Made", "Place", "Source", "slug"]


class Place(Protocol):
    """A range of characters in a paragraph of a document."""

    @property
    def document(self) -> str:
        """The letter of the document."""

    @property
    def paragraph(self) -> int:
        """The number of the paragraph, from 1."""

    @property
    def start(self) -> int:
        """The first character, from 0."""


@dataclass(frozen=True)
class Made:
    """An item and its key, as they are written into the files; `fixed` keeps the options' order."""

    item: Mapping[str, Any]
    key: Mapping[str, Any]
    fixed: bool = False

    @property
    def family(self) -> str:
        """The family of the item."""
        return str(self.item["family"])


Accepted = Sequence[Candidate] | None
"""What an author accepted in a review; None where all that the rules find is to be used."""


class Source:
    """The reading editions of a data package, and what the rules find in them.

    `found` has all of it, `taken` only what was accepted: by the same rule, in the same paragraph.
    """

    def __init__(self, pack: Pack, accepted: Accepted = None) -> None:
        self.pack = pack
        self.texts = {t.document: t for t in _texts(pack)}
        english = [t for t in self.texts.values() if is_english(t.paragraphs)]
        others = [t for t in self.texts.values() if t not in english]
        self.found = candidates.find_all(english, others)
        self.taken = _chosen(self.found, accepted)

    def of(self, *rules: str) -> list[Candidate]:
        """Return what was accepted of some rules, in the order of the texts."""
        return [c for c in self.taken if c.rule in rules]

    def sentence(self, place: Place) -> Sentence:
        """Return the sentence in which a place begins."""
        inside = [
            s
            for s in self.texts[place.document].sentences
            if s.paragraph == place.paragraph and s.start <= place.start
        ]
        return inside[-1]

    def name(self, sentence: Sentence) -> str:
        """Return a sentence's reference as a learner reads it: `A ¶2.1`."""
        before = [
            s
            for s in self.texts[sentence.document].sentences
            if s.paragraph == sentence.paragraph and s.start < sentence.start
        ]
        return f"{sentence.document} ¶{sentence.paragraph}.{len(before) + 1}"

    def evidence(self, *places: Place) -> list[str]:
        """Return the claims in the paragraphs of some places, or the documents where none is."""
        found: dict[str, None] = {}
        for place in places:
            edition = self.pack.edition(place.document)
            anchors = edition.anchors if edition else {}
            claims = [c for c, paragraph in anchors.items() if paragraph == place.paragraph]
            for reference in [f"claim:{c}" for c in claims] or [f"document:{place.document}"]:
                found[reference] = None
        return list(found)

    def paragraphs(self, document: str, wanted: set[int], words: int, most: int = 6) -> list[int]:
        """Return the wanted paragraphs of a document with others, until there are enough words."""
        text = self.texts[document].paragraphs
        chosen = sorted(wanted)[:most]
        for number in range(1, len(text) + 1):
            if len(chosen) >= most or sum(len(text[n - 1].split()) for n in chosen) >= words:
                break
            if number not in chosen and len(text[number - 1].split()) >= 8:  # noqa: PLR2004 - no heading
                chosen.append(number)
        return sorted(chosen)


def slug(words: str) -> str:
    """Return words as an id: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:40].strip("-") or "x"


def _texts(pack: Pack) -> Iterator[Text]:
    for document, row in pack.table("document").by_id.items():
        edition = pack.edition(document)
        if edition is None:
            continue
        year = int(row["date"][:4]) if row["date"][:4].isdigit() else None
        numbers = range(1, edition.paragraphs + 1)
        yield Text(document, tuple(edition.text(n) for n in numbers), year)


def _chosen(found: Sequence[Candidate], accepted: Accepted) -> list[Candidate]:
    if accepted is None:
        return list(found)
    wanted = {(c.rule, c.where.document, c.where.paragraph): c for c in accepted}
    exact = {(c.rule, _range(c.where)) for c in accepted}
    whole = {
        c.where.document
        for c in accepted
        if any(
            (f.rule, _range(f.where)) in exact
            for f in found
            if f.where.document == c.where.document
        )
    }
    taken = []
    for one in found:
        place = (one.rule, one.where.document, one.where.paragraph)
        if one.where.document in whole:
            keep = (one.rule, _range(one.where)) in exact
        else:
            keep = place in wanted
        if keep and place in wanted:
            taken.append(one)
    return taken


def _range(where: Where) -> tuple[str, int, int, int]:
    return where.document, where.paragraph, where.start, where.end
