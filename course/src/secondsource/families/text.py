"""`text`: a few sentences, graded by hand with a rubric."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, OptionGroup, Part, Progress
from secondsource.families.html import fill
from secondsource.families.marks import Marks
from secondsource.families.parsing import describe, whole
from secondsource.families.rubric import Rubric, adds_up, noted, page_rubric

__all__ = ["TextItem", "TextValue"]

TextValue: TypeAlias = str
"""The words written, without space around them; empty where there are none."""

WORDS_A_LINE = 10
"""Words that go on a line written by hand."""

LONGEST = 50_000
"""Characters; a longer text is refused."""


class TextItem(Item):
    """Write a few sentences. A response is the text; a person gives the points, by the rubric."""

    task: ClassVar[str] = "Write a few sentences that another person can follow."
    by_hand: ClassVar[bool] = True

    family: Literal["text"]
    words: tuple[int, int]
    """At least and at most how many words."""
    rubric: Annotated[Rubric, Field(min_length=2)]

    @model_validator(mode="after")
    def _adds_up(self) -> TextItem:
        adds_up(self.id, self.points, self.rubric)
        return self

    def parse(self, raw: Any) -> TextValue:
        """Return the text without space around it."""
        if raw is None:
            return ""
        if not isinstance(raw, str) or len(raw) > LONGEST:
            msg = f"expected a text of at most {LONGEST} characters, found {describe(raw)}"
            raise ResponseError(msg)
        return whole(raw, "the text").strip()

    def progress(self, value: TextValue) -> Progress:
        """Count one answer."""
        return Progress(1 if value else 0, 1)

    def parts(self) -> tuple[Part, ...]:
        """Return every line of the rubric."""
        return tuple(Part(c.id, c.text) for c in self.rubric)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: the answer is written."""
        return ()

    def wording(self, value: TextValue) -> str:
        """Return the text on one line."""
        return " ".join(value.split())

    def page_data(self) -> dict[str, Any]:
        """Return the rubric and how many words are asked for, beside what every item has."""
        return {
            **super().page_data(),
            "words": list(self.words),
            "longest": LONGEST,
            "rubric": page_rubric(self.rubric, counts=self.counts),
        }

    def unanswered_html(self) -> Markup:
        """Return the same as a print to be filled in: room, and what to write there."""
        return self.paper_html()

    def paper_html(self) -> Markup:
        """Return what a reader looks for, how many words are asked for, and lines to write on."""
        rubric = [(c.text, c.worth if self.counts else "") for c in self.rubric]
        lines = max(3, self.words[1] // WORDS_A_LINE + 2)
        return fill("text_paper", words=self.words, rubric=rubric, lines=lines)

    def answer_html(self, value: TextValue, marks: Marks) -> Markup:
        """Return the text as it was written, and the notes on the rubric's lines."""
        lines = noted(self.rubric, marks, counts=self.counts)
        return fill("text", text=value, noted=lines)
