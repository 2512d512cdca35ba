"""`spans`: mark words or sentences in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from secondsource.errors import ResponseError
from secondsource.families.base import SIGNS, Item, Marks, Part, Text, describe

__all__ = ["SpansItem", "Token"]

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

    family: Literal["spans"]
    by: Literal["word", "sentence"]
    source: Text
    """Where the text is from, as a learner reads it."""
    paragraphs: Annotated[tuple[Text, ...], Field(min_length=1, max_length=12)]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All markable pieces, in reading order."""
        pattern = _WORD if self.by == "word" else _SENTENCE
        return tuple(
            Token(number, m.start(), m.end(), m.group())
            for number, paragraph in enumerate(self.paragraphs)
            for m in pattern.finditer(paragraph)
        )

    def parse(self, raw: Any) -> list[int]:
        """The tokens marked, ascending, each once."""
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

    def progress(self, value: list[int]) -> tuple[int, int]:
        """One answer: given as soon as anything is marked."""
        return (1 if value else 0), 1

    def parts(self) -> tuple[Part, ...]:
        """Every token, as `t` and its number."""
        return tuple(Part(f"t{n}", t.text) for n, t in enumerate(self.tokens))

    def answer_html(self, value: list[int], marks: Marks) -> str:
        """The text with its marks in brackets, right, wrong and missed named in words."""
        lines = []
        for number, paragraph in enumerate(self.paragraphs):
            here = [(i, t) for i, t in enumerate(self.tokens) if t.paragraph == number]
            out, at = [], 0
            for i, token in here:
                out.append(escape(paragraph[at : token.start]))
                out.append(self._token(i, token, marked=i in value, marks=marks))
                at = token.end
            lines.append(f"<p>{''.join(out)}{escape(paragraph[at:])}</p>")
        return f'<div class="ss-spans">{"".join(lines)}</div>{marks.labelled()}'

    def runs(self, tokens: list[int]) -> list[str]:
        """Marked tokens as the phrases they form, neighbours joined."""
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

    def _token(self, number: int, token: Token, *, marked: bool, marks: Marks) -> str:
        text, sign = escape(token.text), marks.sign(f"t{number}")
        word = f' <small class="ss-{sign}">({SIGNS[sign]})</small>' if sign in SIGNS else ""
        if marked:
            return f"<mark>[{text}]</mark>{word}"
        return f"<u>{text}</u>{word}" if sign == "missed" else text
