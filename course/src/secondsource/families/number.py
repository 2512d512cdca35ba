"""`number`: a quantity with its unit."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypedDict

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.families.base import (
    Item,
    Option,
    OptionGroup,
    Part,
    Progress,
    Text,
    pages,
    unique,
)
from secondsource.families.html import fill
from secondsource.families.marks import Marks
from secondsource.families.parsing import finite, named_values, one_of

__all__ = ["NumberItem", "NumberValue"]

LARGEST = 1e15
"""The largest amount, and the smallest with a minus: beyond it a float holds no whole numbers."""


class NumberValue(TypedDict):
    """An amount and the id of its unit, None where one is not given."""

    amount: float | None
    unit: str | None


class NumberItem(Item):
    """Give an amount and pick its unit.

    A response is `{"amount": number or None, "unit": id or None}`.
    """

    task: ClassVar[str] = "Type a number and pick its unit. Use a point for decimals."
    paper_task: ClassVar[str] = "Write a number with its unit. Tick the unit."

    family: Literal["number"]
    label: Text
    units: Annotated[tuple[Option, ...], Field(min_length=1, max_length=8)]

    @model_validator(mode="after")
    def _ids(self) -> NumberItem:
        unique([o.id for o in self.units], f"item {self.id}: unit id")
        return self

    def parse(self, raw: Any) -> NumberValue:
        """Return the amount as a finite float and the unit as one of the item's."""
        given = named_values(raw, ("amount", "unit"), "an amount and a unit")
        return {
            "amount": finite(given.get("amount"), "the amount", -LARGEST, LARGEST),
            "unit": one_of(given.get("unit"), [u.id for u in self.units], "the unit"),
        }

    def progress(self, value: NumberValue) -> Progress:
        """Count two answers: the amount and its unit."""
        return Progress(sum(v is not None for v in value.values()), 2)

    def parts(self) -> tuple[Part, ...]:
        """Return one part: the quantity."""
        return (Part("amount", self.label),)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: a unit says how the amount is meant and is no answer by itself."""
        return ()

    def wording(self, value: NumberValue) -> str:
        """Return the amount with its unit, as in `14 days`."""
        units = {u.id: u.text for u in self.units}
        unit = "(no unit)" if value["unit"] is None else units[value["unit"]]
        return f"{self._amount(value)} {unit}"

    def page_data(self) -> dict[str, Any]:
        """Return label and units beside what every item has; a single unit is not picked."""
        data = {**super().page_data(), "label": self.label, "units": pages(self.units)}
        if len(self.units) == 1:
            data["task"] = "Type a number. Use a point for decimals."
        return data

    def unanswered_html(self) -> Markup:
        """Return the same as a print to be filled in: room, and what to write there."""
        return self.paper_html()

    def to_fill_in(self) -> tuple[str, ...]:
        """Return the label with the units to pick from."""
        return (f"{self.label}: ____ {' / '.join(u.text for u in self.units)}",)

    def paper_html(self) -> Markup:
        """Return the label, room for a number, and the units with boxes where there are several."""
        return fill("number_paper", label=self.label, units=[u.text for u in self.units])

    def answer_html(self, value: NumberValue, marks: Marks) -> Markup:
        """Return the quantity as one line."""
        return fill(
            "number",
            label=self.label,
            amount=self._amount(value),
            unit=next((u.text for u in self.units if u.id == value["unit"]), "no unit"),
            mark=marks.html("amount"),
        )

    def _amount(self, value: NumberValue) -> str:
        return "no number" if value["amount"] is None else f"{value['amount']:.12g}"
