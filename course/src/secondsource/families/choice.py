"""`choice`: one of several."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from secondsource.families.base import Item, Marks, Option, Part, one_of, option_line, unique

__all__ = ["ChoiceItem"]


class ChoiceItem(Item):
    """Pick one option. A response is its id."""

    task: ClassVar[str] = "Pick the one answer that fits best."

    family: Literal["choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=4, max_length=7)]

    @model_validator(mode="after")
    def _ids(self) -> ChoiceItem:
        unique([o.id for o in self.options], f"item {self.id}: option id")
        return self

    def parse(self, raw: Any) -> str | None:
        """The id picked."""
        return one_of(raw, [o.id for o in self.options], "the answer")

    def progress(self, value: str | None) -> tuple[int, int]:
        """One answer."""
        return (0 if value is None else 1), 1

    def parts(self) -> tuple[Part, ...]:
        """Every option."""
        return tuple(Part(o.id, o.text) for o in self.options)

    def answer_html(self, value: str | None, marks: Marks) -> str:
        """The options as a list, with the pick."""
        lines = (
            option_line("◉" if o.id == value else "○", o.text, marks.html(o.id))
            for o in self.options
        )
        return f'<ul class="ss-options">{"".join(lines)}</ul>'
