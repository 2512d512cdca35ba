"""`number`: a quantity with its unit."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import (
    Item,
    Marks,
    Option,
    Part,
    Text,
    describe,
    finite,
    one_of,
    unique,
)
from secondsource.markdown import to_html

__all__ = ["NumberItem"]

LARGEST = 1e15


class NumberItem(Item):
    """Give an amount and pick its unit.

    A response is `{"amount": number or None, "unit": id or None}`.
    """

    task: ClassVar[str] = "Type a number and pick its unit. Use a point for decimals."

    family: Literal["number"]
    label: Text
    units: Annotated[tuple[Option, ...], Field(min_length=1, max_length=8)]

    @model_validator(mode="after")
    def _ids(self) -> NumberItem:
        unique([o.id for o in self.units], f"item {self.id}: unit id")
        return self

    def parse(self, raw: Any) -> dict[str, float | str | None]:
        """Amount as a finite float, unit as one of the item's."""
        if raw is None:
            raw = {}
        if not isinstance(raw, dict) or not set(raw) <= {"amount", "unit"}:
            msg = f"expected an amount and a unit, found {describe(raw)}"
            raise ResponseError(msg)
        return {
            "amount": finite(raw.get("amount"), "the amount", -LARGEST, LARGEST),
            "unit": one_of(raw.get("unit"), [u.id for u in self.units], "the unit"),
        }

    def progress(self, value: dict[str, float | str | None]) -> tuple[int, int]:
        """Two answers: the amount and its unit."""
        return sum(v is not None for v in value.values()), 2

    def parts(self) -> tuple[Part, ...]:
        """One part: the quantity."""
        return (Part("amount", self.label),)

    def answer_html(self, value: dict[str, float | str | None], marks: Marks) -> str:
        """The quantity as one line."""
        amount, unit = value["amount"], value["unit"]
        shown = "no number" if amount is None else f"{amount:.12g}"
        name = next((to_html(u.text, inline=True) for u in self.units if u.id == unit), "no unit")
        return (
            f'<p class="ss-number">{escape(self.label)}: <strong>{escape(shown)}</strong> {name}'
            f"</p>{marks.html('amount')}"
        )
