"""A text as the rules see it: paragraphs, sentences, and places with character ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from secondsource.packs.sentences import sentences

__all__ = ["Found", "Place", "Sentence", "Text"]


LONGEST = 3000
"""Characters of a sentence; what is longer is a table or a list without full stops."""


@dataclass(frozen=True)
class Place:
    """A range of characters in a paragraph: `start` counts from 0, `end` is not part of it."""

    document: str
    paragraph: int
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of a paragraph (from 1), with its range of characters in the paragraph."""

    document: str
    paragraph: int
    start: int
    text: str

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Return the place of a part of the sentence; of all of it where no range is given."""
        last = len(self.text) if end is None else end
        words = self.text[start:last]
        return Place(self.document, self.paragraph, self.start + start, self.start + last, words)


@dataclass(frozen=True)
class Found:
    """What a rule found: where, what it says of it in words, further places, and figures.

    `facts` are what a key could be computed from, such as `{"date": "2026-02-04"}`.
    """

    rule: str
    place: Place
    says: str
    also: tuple[Place, ...] = ()
    facts: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """A document's paragraphs, normalised, without what was left out of its file."""

    document: str
    paragraphs: tuple[str, ...]
    year: int | None = None
    """The year for dates that name none; None where the document has no date."""

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence in order, but for what is too long to be one."""
        return tuple(self._sentences())

    @property
    def whole(self) -> str:
        """All paragraphs, one a line."""
        return "\n".join(self.paragraphs)

    def _sentences(self) -> Iterator[Sentence]:
        for number, paragraph in enumerate(self.paragraphs, start=1):
            at = 0
            for text in sentences(paragraph):
                at = paragraph.index(text, at)
                if len(text) <= LONGEST:
                    yield Sentence(self.document, number, at, text)
                at += len(text)
