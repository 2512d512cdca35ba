"""`spans`: mark words or sentences in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import Field

from secondsource.errors import ResponseError
from secondsource.families.base import Item, OptionGroup, Part, Progress, Text
from secondsource.families.html import fill
from secondsource.families.marks import SIGNS, Marks
from secondsource.families.parsing import describe

__all__ = ["SpansItem", "SpansValue", "Token"]

SpansValue: TypeAlias = list[int]
"""The numbers of the tokens marked, from 0, ascending."""

_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|$)", re.DOTALL)


@dataclass(frozen=True)
class Token:
    """A markable piece: its paragraph (from 0) and its characters [start, end) in it."""

    paragraph: int
    start: int
    end: int
    text: str


class SpansItem(Item):
    """Mark pieces of a text. A response is the list of the numbers of the tokens marked, from 0.

    The text stands in the item itself, so that a token's number never changes its
    meaning when a reading edition is corrected.
    """

    task: ClassVar[str] = "Mark what is asked for in the text. Mark again to take a mark away."
    paper_task: ClassVar[str] = "Underline what is asked for in the text."

    quoted: ClassVar[frozenset[str]] = frozenset({"source", "paragraphs"})

    family: Literal["spans"]
    by: Literal["word", "sentence"]
    source: Text
    """Where the text is from, as a learner reads it."""
    paragraphs: Annotated[tuple[Text, ...], Field(min_length=1, max_length=12)]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Return all markable pieces, in reading order."""
        pattern = _WORD if self.by == "word" else _SENTENCE
        return tuple(
            Token(number, m.start(), m.end(), m.group())
            for number, paragraph in enumerate(self.paragraphs)
            for m in pattern.finditer(paragraph)
        )

    @cached_property
    def located(self) -> dict[str, frozenset[int]]:
        """Return the tokens of phrases of the text that scoring has looked for so far."""
        return {}

    def parse(self, raw: Any) -> SpansValue:
        """Return the tokens marked, ascending, each once."""
        if raw is None:
            return []
        count = len(self.tokens)
        if not isinstance(raw, list) or len(raw) > count:
            msg = f"expected at most {count} token numbers, found {describe(raw)}"
            raise ResponseError(msg)
        # JSON knows one kind of number: 2.0 is 2, and a page can't tell them apart.
        whole = [int(n) if isinstance(n, float) and n.is_integer() else n for n in raw]
        for number in whole:
            if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < count:
                msg = f"token {describe(number)}; expected a whole number from 0 to {count - 1}"
                raise ResponseError(msg)
        return sorted(set(whole))

    def progress(self, value: SpansValue) -> Progress:
        """Count one answer, given as soon as anything is marked."""
        return Progress(1 if value else 0, 1)

    def parts(self) -> tuple[Part, ...]:
        """Return every token, as `t` and its number."""
        return tuple(Part(f"t{n}", t.text) for n, t in enumerate(self.tokens))

    @property
    def holds_material(self) -> bool:
        """Return True unless an author says otherwise: the text to be marked stands here."""
        return self.self_contained is not False

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: a text is marked, and the score leaves out what marking all earns."""
        return ()

    def wording(self, value: SpansValue) -> str:
        """Return the marked phrases on one line."""
        return " … ".join(self.runs(value))

    def page_data(self) -> dict[str, Any]:
        """Return the text in pieces, tokens with their numbers, beside what every item has."""
        paragraphs = []
        for pieces in self._pieces():
            texts = ({"text": t} if n is None else {"text": t, "token": n} for t, n in pieces)
            paragraphs.append(list(texts))
        return {
            **super().page_data(),
            "by": self.by,
            "source": self.source,
            "paragraphs": paragraphs,
            "count": len(self.tokens),
        }

    def paper_html(self) -> Markup:
        """Return where the text is from, and the text with room to mark it."""
        return fill("spans_paper", source=self.source, paragraphs=self.paragraphs)

    def answer_html(self, value: SpansValue, marks: Marks) -> Markup:
        """Return the text with its marks in brackets, right, wrong and missed named in words."""
        paragraphs = []
        for pieces in self._pieces():
            looks = [
                (t, n in value, "plain" if n is None else marks.sign(f"t{n}")) for t, n in pieces
            ]
            paragraphs.append([(t, m, s, SIGNS.get(s)) for t, m, s in _joined(looks)])
        return fill("spans", paragraphs=paragraphs, labelled=marks.labelled())

    def runs(self, tokens: SpansValue) -> list[str]:
        """Return marked tokens as the phrases they form, neighbours joined."""
        groups: list[list[int]] = []
        for previous, number in pairwise([-2, *tokens]):
            joined = number == previous + 1 and (
                self.tokens[number].paragraph == self.tokens[previous].paragraph
            )
            if joined:
                groups[-1].append(number)
            else:
                groups.append([number])
        return [self._text(g[0], g[-1]) for g in groups]

    def _text(self, first: int, last: int) -> str:
        a, b = self.tokens[first], self.tokens[last]
        return self.paragraphs[a.paragraph][a.start : b.end]

    def _pieces(self) -> list[list[tuple[str, int | None]]]:
        """Each paragraph as the texts of its tokens with their numbers, and what stands between."""
        at = [0] * len(self.paragraphs)
        pieces: list[list[tuple[str, int | None]]] = [[] for _ in self.paragraphs]
        for number, token in enumerate(self.tokens):
            here = token.paragraph
            pieces[here].append((self.paragraphs[here][at[here] : token.start], None))
            pieces[here].append((token.text, number))
            at[here] = token.end
        for here, paragraph in enumerate(self.paragraphs):
            pieces[here].append((paragraph[at[here] :], None))
        return [[p for p in paragraph if p[0]] for paragraph in pieces]


_Look: TypeAlias = tuple[str, bool, str]
"""A piece of text, whether it is marked, and its sign."""

_PLAIN = (False, "plain")


def _joined(looks: Sequence[_Look]) -> list[_Look]:
    """Return the pieces with neighbours of one look joined, so that a phrase has one sign."""
    joined: list[_Look] = []
    for piece in looks:
        text, look = piece[0], piece[1:]
        neighbours = look != _PLAIN and [p[1:] for p in joined[-2:]] == [look, _PLAIN]
        if neighbours and not joined[-1][0].strip():
            text = joined[-2][0] + joined[-1][0] + text
            del joined[-2:]
        joined.append((text, *look))
    return joined
