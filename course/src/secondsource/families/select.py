"""`select`: all that apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.families.base import Item, Option, OptionGroup, Part, Progress, pages, unique
from secondsource.families.html import option_list
from secondsource.families.marks import Marks
from secondsource.families.parsing import several_of

__all__ = ["SelectItem", "SelectValue"]

SelectValue: TypeAlias = list[str]
"""The ids of the options ticked."""


class SelectItem(Item):
    """Tick every option that applies. A response is the list of the ids ticked."""

    task: ClassVar[str] = "Tick every answer that applies. More than one does."

    family: Literal["select"]
    options: Annotated[tuple[Option, ...], Field(min_length=4, max_length=12)]

    @model_validator(mode="after")
    def _ids(self) -> SelectItem:
        unique([o.id for o in self.options], f"item {self.id}: option id")
        return self

    def parse(self, raw: Any) -> SelectValue:
        """Return the ids ticked, in the item's order, each once."""
        ids = [o.id for o in self.options]
        ticked = several_of(raw, ids, "option")
        return [i for i in ids if i in ticked]

    def progress(self, value: SelectValue) -> Progress:
        """Count one answer, given as soon as anything is ticked."""
        return Progress(1 if value else 0, 1)

    def parts(self) -> tuple[Part, ...]:
        """Return every option."""
        return tuple(Part(o.id, o.text) for o in self.options)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return the one group of options, of which several may be ticked."""
        return (OptionGroup("answer", "", self.options, several=True),)

    def picks(self, value: SelectValue) -> dict[str, list[str]]:
        """Return the options ticked."""
        return {"answer": value}

    def from_picks(self, picks: Mapping[str, Sequence[str]]) -> SelectValue:
        """Return the options picked, in the item's order."""
        return self.parse(list(picks["answer"]))

    def page_data(self) -> dict[str, Any]:
        """Return the options beside what every item has."""
        return {**super().page_data(), "options": pages(self.options)}

    def answer_html(self, value: SelectValue, marks: Marks) -> Markup:
        """Return the options as a list with boxes, ticked or not."""
        return option_list(
            ("☑" if o.id in value else "☐", o.referred, marks.html(o.id)) for o in self.options
        )
