"""`calibration`: a quick run of chances, each followed at once by whether it is true."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, model_validator

from secondsource.families.base import Identifier, Item, OptionGroup, Part, Progress, Text, unique
from secondsource.families.html import fill, line
from secondsource.families.marks import Marks
from secondsource.families.parsing import finite, named_values

__all__ = ["BANDS", "CalibrationItem", "CalibrationValue", "Statement", "bands"]

CalibrationValue: TypeAlias = dict[str, float]
"""A chance in percent for the id of each statement that has one."""

BANDS: tuple[tuple[int, int], ...] = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100))
"""Chances in percent that are counted together; the upper bound belongs to the band above."""


class Statement(BaseModel):
    """A statement, and whether it is true, or came true."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Identifier
    text: Text
    true: bool


class CalibrationItem(Item):
    """State a chance for one statement after the other. A response maps ids to percent.

    Whether it is true is shown as soon as a chance is given, and the curve grows with it. So the
    item carries its outcomes, and is never graded.
    """

    task: ClassVar[str] = "Say how likely each statement is. You see at once if it is true."
    paper_task: ClassVar[str] = (
        "Write down how likely each statement is, from 0 to 100 percent. When all have done so, "
        "your teacher says what each one is."
    )
    counted: ClassVar[str] = "statements"

    family: Literal["calibration"]
    statements: Annotated[tuple[Statement, ...], Field(min_length=4, max_length=30)]

    @model_validator(mode="after")
    def _sound(self) -> CalibrationItem:
        unique([s.id for s in self.statements], f"item {self.id}: statement id")
        if self.counts:
            msg = f"item {self.id}: it shows what is true, so write `practice: true`"
            raise ValueError(msg)
        return self

    def parse(self, raw: Any) -> CalibrationValue:
        """Return the chances given, in the order of the statements."""
        ids = [s.id for s in self.statements]
        given = named_values(raw, ids, "a chance for each statement")
        read = {name: finite(given.get(name), name, 0, 100) for name in ids}
        return {name: chance for name, chance in read.items() if chance is not None}

    def progress(self, value: CalibrationValue) -> Progress:
        """Count the chances given."""
        return Progress(len(value), len(self.statements))

    def parts(self) -> tuple[Part, ...]:
        """Return the statements."""
        return tuple(Part(s.id, s.text) for s in self.statements)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: chances are stated, not picked."""
        return ()

    def page_data(self) -> dict[str, Any]:
        """Return the statements with their outcomes beside what every item has."""
        found = [{"id": s.id, "html": str(line(s.text)), "true": s.true} for s in self.statements]
        return {**super().page_data(), "statements": found, "bands": [list(b) for b in BANDS]}

    def answer_html(self, value: CalibrationValue, marks: Marks) -> Markup:
        """Return a table of the statements with the chances given, and the curve in words.

        Whether it is true stands only beside a chance that was given.
        """
        rows = [
            (
                s.text,
                f"{value[s.id]:g} %" if s.id in value else "",
                _outcome(s, value),
                marks.html(s.id),
            )
            for s in self.statements
        ]
        return fill("calibration", rows=rows, bands=bands(self, value))


def bands(item: CalibrationItem, value: CalibrationValue) -> list[str]:
    """Return in words how often what was given chances of one band is true."""
    told = []
    for low, high in BANDS:
        found = [s for s in item.statements if s.id in value and _within(value[s.id], low, high)]
        if found:
            came = sum(s.true for s in found)
            told.append(f"{low} to {high} %: {came} of {len(found)} true")
    return told


def _within(chance: float, low: int, high: int) -> bool:
    return low <= chance < high or chance == high == BANDS[-1][1]


def _outcome(statement: Statement, value: CalibrationValue) -> str:
    if statement.id not in value:
        return ""
    return "true" if statement.true else "not true"
