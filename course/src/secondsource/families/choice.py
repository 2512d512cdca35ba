"""`choice`: one of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.families.base import Item, Option, OptionGroup, Part, Progress, pages, unique
from secondsource.families.html import option_list
from secondsource.families.marks import Marks
from secondsource.families.parsing import one_of

__all__ = ["ChoiceItem", "ChoiceValue"]

ChoiceValue: TypeAlias = str | None
"""The id of the option picked."""


class ChoiceItem(Item):
    """Pick one option. A response is its id."""

    task: ClassVar[str] = "Pick the one answer that fits best."

    family: Literal["choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=4, max_length=7)]

    @model_validator(mode="after")
    def _ids(self) -> ChoiceItem:
        unique([o.id for o in self.options], f"item {self.id}: option id")
        return self

    def parse(self, raw: Any) -> ChoiceValue:
        """Return the id picked, None where there is none."""
        return one_of(raw, [o.id for o in self.options], "the answer")

    def progress(self, value: ChoiceValue) -> Progress:
        """Count one answer."""
        return Progress(0 if value is None else 1, 1)

    def parts(self) -> tuple[Part, ...]:
        """Return every option."""
        return tuple(Part(o.id, o.text) for o in self.options)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return the one group of options."""
        return (OptionGroup("answer", "", self.options),)

    def picks(self, value: ChoiceValue) -> dict[str, list[str]]:
        """Return the option picked."""
        return {"answer": [] if value is None else [value]}

    def from_picks(self, picks: Mapping[str, Sequence[str]]) -> ChoiceValue:
        """Return the first option picked."""
        return next(iter(picks["answer"]), None)

    def page_data(self) -> dict[str, Any]:
        """Return the options beside what every item has."""
        return {**super().page_data(), "options": pages(self.options)}

    def answer_html(self, value: ChoiceValue, marks: Marks) -> Markup:
        """Return the options as a list, with the pick."""
        return option_list(
            ("◉" if o.id == value else "○", o.text, marks.html(o.id)) for o in self.options
        )
