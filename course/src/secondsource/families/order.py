"""`order`: put events or sentences in order, or set them aside."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypedDict

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, Option, OptionGroup, Part, Progress, Text, unique
from secondsource.families.html import fill
from secondsource.families.marks import Marks
from secondsource.families.parsing import describe, named_values, several_of
from secondsource.markdown import plain_text

__all__ = ["OrderItem", "OrderValue"]


class OrderValue(TypedDict):
    """The ids of the events in order, earliest first, and of those set aside."""

    order: list[str]
    aside: list[str]


class OrderItem(Item):
    """Put events in order, earliest first, and set aside what the texts leave open.

    Sentences can be put in an order of another kind, such as from the weakest on.

    A response is `{"order": [ids], "aside": [ids]}`; events in neither are not placed yet.
    """

    task: ClassVar[str] = "Put these in order, {first} first. Set aside: {aside}."
    paper_task: ClassVar[str] = "Number these, {first} first. Write a dash for: {aside}."
    counted: ClassVar[str] = "events"

    family: Literal["order"]
    first: Text = "the earliest"
    """What stands first in the order, such as "the weakest"."""
    aside: Text = "cannot be determined"
    """What is said of an event that is set aside, such as "makes no claim"."""
    events: Annotated[tuple[Option, ...], Field(min_length=5, max_length=10)]

    @model_validator(mode="after")
    def _ids(self) -> OrderItem:
        unique([e.id for e in self.events], f"item {self.id}: event id")
        return self

    def parse(self, raw: Any) -> OrderValue:
        """Return both lists; an event is in at most one of them, and in it once."""
        given = named_values(raw, ("order", "aside"), "an order and what is set aside")
        order = self._events(given.get("order", []), "order")
        aside = self._events(given.get("aside", []), "aside")
        everything = order + aside
        if len(set(everything)) < len(everything):
            msg = "an event is placed twice"
            raise ResponseError(msg)
        return {"order": order, "aside": [e.id for e in self.events if e.id in aside]}

    def instruction(self, *, on_paper: bool = False) -> str:
        """Return the line that says what to do, with the words for this kind of order."""
        return super().instruction(on_paper=on_paper).format(first=self.first, aside=self.aside)

    def progress(self, value: OrderValue) -> Progress:
        """Count as many answers as there are events."""
        return Progress(len(value["order"]) + len(value["aside"]), len(self.events))

    def parts(self) -> tuple[Part, ...]:
        """Return every event."""
        return tuple(Part(e.id, e.text) for e in self.events)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: every event is used, none is picked."""
        return ()

    def page_data(self) -> dict[str, Any]:
        """Return the events, as HTML and as plain text, beside what every item has."""
        events = [{**e.page_data(), "text": plain_text(e.referred)} for e in self.events]
        words = {"first": self.first, "aside": self.aside}
        return {**super().page_data(), **words, "events": events}

    def paper_html(self) -> Markup:
        """Return the events, each with room for its number."""
        return fill("order_paper", events=[e.referred for e in self.events])

    def answer_html(self, value: OrderValue, marks: Marks) -> Markup:
        """Return the order as a numbered list, then what is set aside and what is not placed."""
        names = {e.id: e.referred for e in self.events}
        placed = value["order"] + value["aside"]
        rest = [e.id for e in self.events if e.id not in placed]
        order, aside, left = (
            [(names[i], marks.html(i)) for i in ids]
            for ids in (value["order"], value["aside"], rest)
        )
        others = [(self.aside.capitalize(), aside), ("Not placed", left)]
        return fill("order", order=order, others=others, labelled=marks.labelled())

    def _events(self, raw: object, what: str) -> list[str]:
        ids = [e.id for e in self.events]
        if not isinstance(raw, list) or len(raw) > len(ids):
            msg = f"{what} is {describe(raw)}; expected a list of at most {len(ids)} events"
            raise ResponseError(msg)
        return several_of(raw, ids, "event")
