"""`order`: put events in order, or say that their place cannot be determined."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, Marks, Option, Part, describe, unique
from secondsource.markdown import to_html

__all__ = ["OrderItem"]

Placement = dict[str, list[str]]


class OrderItem(Item):
    """Put events in order, earliest first, and set aside what the texts leave open.

    A response is `{"order": [ids], "aside": [ids]}`; events in neither are not placed yet.
    """

    task: ClassVar[str] = "Put these in order, earliest first. Set aside what cannot be determined."
    counted: ClassVar[str] = "events"

    family: Literal["order"]
    events: Annotated[tuple[Option, ...], Field(min_length=5, max_length=10)]

    @model_validator(mode="after")
    def _ids(self) -> OrderItem:
        unique([e.id for e in self.events], f"item {self.id}: event id")
        return self

    def parse(self, raw: Any) -> Placement:
        """Both lists; an event is in at most one, and in it once."""
        if raw is None:
            raw = {}
        if not isinstance(raw, dict) or not set(raw) <= {"order", "aside"}:
            msg = f"expected an order and what is set aside, found {describe(raw)}"
            raise ResponseError(msg)
        ids = [e.id for e in self.events]
        placed: Placement = {}
        for name in ("order", "aside"):
            listed = raw.get(name, [])
            if not isinstance(listed, list) or len(listed) > len(ids):
                msg = f"{name} is {describe(listed)}; expected at most {len(ids)} events"
                raise ResponseError(msg)
            strange = [e for e in listed if not isinstance(e, str) or e not in ids]
            if strange:
                msg = f"unknown event {describe(strange[0])}; the item has {', '.join(ids)}"
                raise ResponseError(msg)
            placed[name] = list(listed)
        everything = placed["order"] + placed["aside"]
        if len(set(everything)) < len(everything):
            msg = "an event is placed twice"
            raise ResponseError(msg)
        placed["aside"] = [i for i in ids if i in placed["aside"]]
        return placed

    def progress(self, value: Placement) -> tuple[int, int]:
        """As many answers as events."""
        return len(value["order"]) + len(value["aside"]), len(self.events)

    def parts(self) -> tuple[Part, ...]:
        """Every event."""
        return tuple(Part(e.id, e.text) for e in self.events)

    def answer_html(self, value: Placement, marks: Marks) -> str:
        """The order as a numbered list, then what is set aside and what is not placed."""
        names = {e.id: to_html(e.text, inline=True) for e in self.events}
        placed = value["order"] + value["aside"]
        rest = [e.id for e in self.events if e.id not in placed]

        def lines(ids: list[str]) -> str:
            return "".join(f"<li>{names[i]}{marks.html(i)}</li>" for i in ids)

        html = f'<ol class="ss-order">{lines(value["order"])}</ol>' if value["order"] else ""
        for title, ids in (("Cannot be determined", value["aside"]), ("Not placed", rest)):
            if ids:
                html += f'<p>{title}</p><ul class="ss-options">{lines(ids)}</ul>'
        return html + marks.labelled()
