"""`select`: all that apply."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, Marks, Option, Part, describe, option_line, unique

__all__ = ["SelectItem"]


class SelectItem(Item):
    """Tick every option that applies. A response is the list of the ids ticked."""

    task: ClassVar[str] = "Tick every answer that applies. More than one does."

    family: Literal["select"]
    options: Annotated[tuple[Option, ...], Field(min_length=4, max_length=12)]

    @model_validator(mode="after")
    def _ids(self) -> SelectItem:
        unique([o.id for o in self.options], f"item {self.id}: option id")
        return self

    def parse(self, raw: Any) -> list[str]:
        """The ids ticked, in the item's order, each once."""
        if raw is None:
            return []
        if not isinstance(raw, list):
            msg = f"expected a list of option ids, found {describe(raw)}"
            raise ResponseError(msg)
        ids = [o.id for o in self.options]
        if len(raw) > len(ids):
            msg = f"expected at most {len(ids)} option ids, found {describe(raw)}"
            raise ResponseError(msg)
        strange = [r for r in raw if not isinstance(r, str) or r not in ids]
        if strange:
            msg = f"unknown option {describe(strange[0])}; the item has {', '.join(ids)}"
            raise ResponseError(msg)
        return [i for i in ids if i in raw]

    def progress(self, value: list[str]) -> tuple[int, int]:
        """One answer: given as soon as anything is ticked."""
        return (1 if value else 0), 1

    def parts(self) -> tuple[Part, ...]:
        """Every option."""
        return tuple(Part(o.id, o.text) for o in self.options)

    def answer_html(self, value: list[str], marks: Marks) -> str:
        """The options as a list with boxes, ticked or not."""
        lines = (
            option_line("☑" if o.id in value else "☐", o.text, marks.html(o.id))
            for o in self.options
        )
        return f'<ul class="ss-options">{"".join(lines)}</ul>'
