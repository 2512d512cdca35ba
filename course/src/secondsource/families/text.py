"""`text`: a few sentences, graded by hand with a rubric."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Identifier, Item, Marks, Part, Text, describe, unique
from secondsource.markdown import to_html

__all__ = ["Criterion", "TextItem"]

LONGEST = 50_000


class Criterion(BaseModel):
    """One line of the rubric and the points it is worth."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    text: Text
    points: Annotated[float, Field(gt=0)]


class TextItem(Item):
    """Write a few sentences in the cell below the prompt.

    The build makes it an ordinary nbgrader cell, graded by hand. A response is the text.
    """

    task: ClassVar[str] = "Write in the cell below. A person reads it, with the rubric shown."
    recorded: ClassVar[bool] = False

    family: Literal["text"]
    words: tuple[int, int]
    """At least and at most how many words."""
    rubric: Annotated[tuple[Criterion, ...], Field(min_length=2, max_length=6)]

    @model_validator(mode="after")
    def _adds_up(self) -> TextItem:
        unique([c.id for c in self.rubric], f"item {self.id}: criterion id")
        total = sum(c.points for c in self.rubric)
        if total != self.points:
            msg = f"item {self.id}: the rubric adds up to {total:g}, not to {self.points:g} points"
            raise ValueError(msg)
        return self

    def parse(self, raw: Any) -> str:
        """The text."""
        if raw is None:
            return ""
        if not isinstance(raw, str) or len(raw) > LONGEST:
            msg = f"expected a text of at most {LONGEST} characters, found {describe(raw)}"
            raise ResponseError(msg)
        return raw.strip()

    def progress(self, value: str) -> tuple[int, int]:
        """One answer."""
        return (1 if value else 0), 1

    def parts(self) -> tuple[Part, ...]:
        """Every line of the rubric."""
        return tuple(Part(c.id, c.text) for c in self.rubric)

    def rubric_markdown(self) -> str:
        """The rubric, as learner and grader see it: a table, or a list where nothing is graded."""
        low, high = self.words
        if not self.counts:
            listed = "\n".join(f"- {c.text}" for c in self.rubric)
            return f"{low} to {high} words. Not graded. What counts:\n\n{listed}"
        rows = "\n".join(f"| {c.text} | {c.points:g} |" for c in self.rubric)
        return f"{low} to {high} words.\n\n| What counts | Points |\n| --- | --- |\n{rows}"

    def answer_html(self, value: str, marks: Marks) -> str:
        """The text as it was written, and the rubric's notes."""
        lines = "".join(
            f"<li>{escape(c.text)}{marks.html(c.id)}</li>"
            for c in self.rubric
            if c.id in marks.by_part
        )
        listed = f'<ul class="ss-options">{lines}</ul>' if lines else ""
        return f'<div class="ss-text">{to_html(value)}</div>{listed}'
