"""`text`: a few sentences, graded by hand with a rubric."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, OptionGroup, Part, Progress
from secondsource.families.html import fill, line
from secondsource.families.marks import Marks
from secondsource.families.parsing import describe, whole
from secondsource.families.rubric import Rubric, adds_up, table

__all__ = ["TextItem", "TextValue"]

TextValue: TypeAlias = str
"""The words written, without space around them; empty where there are none."""

LONGEST = 50_000
"""Characters; a longer text is refused."""


class TextItem(Item):
    """Write a few sentences in the cell below the prompt.

    The build makes it an ordinary nbgrader cell, graded by hand. A response is the text.
    """

    task: ClassVar[str] = "Write in the cell below. A person reads it, with the rubric shown."
    recorded: ClassVar[bool] = False
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

    def rubric_markdown(self) -> str:
        """Return the rubric as Markdown: a table, or a list where nothing is graded."""
        low, high = self.words
        return f"{low} to {high} words.\n\n{table(self.rubric, counts=self.counts)}"

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
            "rubric": [
                {"id": c.id, "html": str(line(c.text)), "points": c.points} for c in self.rubric
            ],
        }

    def answer_html(self, value: TextValue, marks: Marks) -> Markup:
        """Return the text as it was written, and the notes on the rubric's lines."""
        noted = [(c.text, marks.html(c.id)) for c in self.rubric if c.id in marks.by_part]
        return fill("text", text=value, noted=noted)
