"""`sheet`: the learner's own claim sheet, read by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, OptionGroup, Part, Progress
from secondsource.families.html import fill
from secondsource.families.marks import Marks
from secondsource.families.parsing import describe, named_values, whole
from secondsource.families.rubric import Rubric, adds_up, noted, page_rubric

__all__ = ["COLUMNS", "SheetItem", "SheetValue"]

COLUMNS: Mapping[str, str] = {
    "claim": "The claim",
    "speaker": "Who says it",
    "chain": "Through whom it reached you",
    "strength": "How strongly it is put",
    "gap": "What is missing",
    "settles": "What would settle it",
}
"""The columns of a claim sheet, the same in every unit, with their headings."""

LONGEST = 2_000
"""Characters of one field; a longer text is refused."""

SheetRow: TypeAlias = dict[str, str]
SheetValue: TypeAlias = list[SheetRow]
"""The rows in which something is written, each with all six columns."""


class SheetItem(Item):
    """Fill in rows of a claim sheet. A response is a list of rows, each an object of six texts."""

    task: ClassVar[str] = "Fill in your claim sheet, one claim a row."
    paper_task: ClassVar[str] = (
        "Fill in your claim sheet, one claim a row. Here each row is a frame of its own."
    )
    counted: ClassVar[str] = "fields"
    by_hand: ClassVar[bool] = True

    family: Literal["sheet"]
    least: Annotated[int, Field(ge=1, le=8)] = 1
    """How many complete rows count as answered."""
    most: Annotated[int, Field(ge=1, le=8)] = 3
    printed: Annotated[int, Field(ge=0, le=8)] = 0
    """How many rows a print has, where the prompt asks for more than count as answered."""
    rubric: Rubric = ()

    @model_validator(mode="after")
    def _fits(self) -> SheetItem:
        if self.least > self.most:
            msg = f"item {self.id}: at least {self.least} rows, at most {self.most}; swap them"
            raise ValueError(msg)
        if self.printed > self.most:
            msg = f"item {self.id}: {self.printed} rows in print, at most {self.most}; print fewer"
            raise ValueError(msg)
        if self.counts or self.rubric:
            adds_up(self.id, self.points, self.rubric)
        return self

    def parse(self, raw: Any) -> SheetValue:
        """Return the rows in which something is written, texts without space around them."""
        if raw is None:
            return []
        if not isinstance(raw, list) or len(raw) > self.most:
            msg = f"expected at most {self.most} rows, found {describe(raw)}"
            raise ResponseError(msg)
        rows = [{c: _field(row, c) for c in COLUMNS} for row in map(_row, raw)]
        return [row for row in rows if any(row.values())]

    def progress(self, value: SheetValue) -> Progress:
        """Count the fields of as many rows as are asked for; the fullest rows count."""
        filled = sorted((sum(map(bool, row.values())) for row in value), reverse=True)
        return Progress(sum(filled[: self.least]), self.least * len(COLUMNS))

    def parts(self) -> tuple[Part, ...]:
        """Return every line of the rubric."""
        return tuple(Part(c.id, c.text) for c in self.rubric)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: the answer is written."""
        return ()

    def wording(self, value: SheetValue) -> str:
        """Return the rows on one line."""
        return " | ".join("; ".join(" ".join(t.split()) for t in row.values()) for row in value)

    def page_data(self) -> dict[str, Any]:
        """Return columns, rubric and how many rows there may be, beside what every item has."""
        return {
            **super().page_data(),
            "columns": dict(COLUMNS),
            "least": self.least,
            "most": self.most,
            "longest": LONGEST,
            "rubric": page_rubric(self.rubric, counts=self.counts),
        }

    def unanswered_html(self) -> Markup:
        """Return one empty claim: room, and what to write there."""
        return fill("sheet_paper", columns=list(COLUMNS.values()), rows=self.least)

    def to_fill_in(self) -> tuple[str, ...]:
        """Return the headings of the columns."""
        return tuple(f"{heading}: ____" for heading in COLUMNS.values())

    def paper_html(self) -> Markup:
        """Return an empty sheet with as many rows as the prompt asks for."""
        return fill("sheet_paper", columns=list(COLUMNS.values()), rows=self.printed or self.least)

    def answer_html(self, value: SheetValue, marks: Marks) -> Markup:
        """Return the sheet as a table, and the notes on the rubric's lines."""
        lines = noted(self.rubric, marks, counts=self.counts)
        return self.rows_html(value) + fill("noted", noted=lines)

    def rows_html(self, rows: Sequence[Mapping[str, str]]) -> Markup:
        """Return rows as tables; what is not HTML already is shown as it was written."""
        return fill("sheet", columns=COLUMNS, rows=rows)


def _row(raw: object) -> Mapping[str, Any]:
    if raw is None:
        msg = "a row is None; expected an object of six texts"
        raise ResponseError(msg)
    return named_values(raw, tuple(COLUMNS), f"a row with {', '.join(COLUMNS)}")


def _field(row: Mapping[str, Any], column: str) -> str:
    text = row.get(column)
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > LONGEST:
        msg = f"{column} is {describe(text)}; expected a text of at most {LONGEST} characters"
        raise ResponseError(msg)
    return whole(text, column).strip()
