"""`cite`: an answer, and the rows or paragraphs that decide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypedDict

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, Option, OptionGroup, Part, Progress, pages, unique
from secondsource.families.html import fill
from secondsource.families.marks import Marks
from secondsource.families.parsing import named_values, one_of, several_of

__all__ = ["CiteItem", "CiteValue"]


class CiteValue(TypedDict):
    """The id of the answer, None where none is picked, and the ids of the places picked."""

    answer: str | None
    places: list[str]


class CiteItem(Item):
    """Pick an answer, then the rows or paragraphs that decide it, of all that are shown.

    A response is `{"answer": id or None, "places": [ids]}`.
    """

    task: ClassVar[str] = "Pick one answer, then the places that decide it."

    family: Literal["cite"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=7)]
    places: Annotated[tuple[Option, ...], Field(min_length=3, max_length=9)]
    most: Annotated[int, Field(ge=1, le=4)] = 3
    """How many places may be picked."""

    @model_validator(mode="after")
    def _ids(self) -> CiteItem:
        unique([o.id for o in self.options], f"item {self.id}: option id")
        unique([o.id for o in self.places], f"item {self.id}: place")
        if self.most >= len(self.places):
            msg = f"item {self.id}: most is {self.most} of {len(self.places)} places; leave one out"
            raise ValueError(msg)
        return self

    def instruction(self, *, on_paper: bool = False) -> str:
        """Return the line that says what to do; it names one place where only one may be picked."""
        said = super().instruction(on_paper=on_paper)
        return said.replace("places that decide", "place that decides") if self.most == 1 else said

    def parse(self, raw: Any) -> CiteValue:
        """Return the answer, and the places in the item's order, each once."""
        given = named_values(raw, ("answer", "places"), "an answer and places")
        ids = [o.id for o in self.places]
        picked = set(several_of(given.get("places"), ids, "place"))
        if len(picked) > self.most:
            msg = f"{len(picked)} places are picked; expected at most {self.most}"
            raise ResponseError(msg)
        return {
            "answer": one_of(given.get("answer"), [o.id for o in self.options], "the answer"),
            "places": [i for i in ids if i in picked],
        }

    def progress(self, value: CiteValue) -> Progress:
        """Count two answers: the answer, and its places as soon as there is one."""
        return Progress((value["answer"] is not None) + bool(value["places"]), 2)

    def parts(self) -> tuple[Part, ...]:
        """Return every answer as `answer.<id>`, then every place as `place.<id>`."""
        answers = tuple(Part(f"answer.{o.id}", o.text) for o in self.options)
        return answers + tuple(Part(f"place.{o.id}", o.text) for o in self.places)

    @property
    def holds_material(self) -> bool:
        """Return whether the places are texts of the item, and nothing else is to be looked at."""
        if self.self_contained is not None:
            return self.self_contained
        return not self.material and not any(o.place for o in (*self.options, *self.places))

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return the answers, and the places, of which several may be picked."""
        return (
            OptionGroup("answer", "Answer", self.options, part="answer.{}"),
            OptionGroup("places", "Places", self.places, several=True, part="place.{}"),
        )

    def picks(self, value: CiteValue) -> dict[str, list[str]]:
        """Return the answer and the places picked."""
        answer = value["answer"]
        return {"answer": [] if answer is None else [answer], "places": value["places"]}

    def from_picks(self, picks: Mapping[str, Sequence[str]]) -> CiteValue:
        """Return the first answer picked, and as many of the places as may be."""
        picked = set(picks.get("places", ()))
        places = [o.id for o in self.places if o.id in picked]
        return {"answer": next(iter(picks.get("answer", ())), None), "places": places[: self.most]}

    def page_data(self) -> dict[str, Any]:
        """Return answers, places and how many may be picked, beside what every item has."""
        return {
            **super().page_data(),
            "options": pages(self.options),
            "places": pages(self.places),
            "most": self.most,
        }

    def answer_html(self, value: CiteValue, marks: Marks) -> Markup:
        """Return the answers and the places as lists, with what is picked."""
        answers = [
            ("◉" if o.id == value["answer"] else "○", o.referred, marks.html(f"answer.{o.id}"))
            for o in self.options
        ]
        places = [
            ("☑" if o.id in value["places"] else "☐", o.ref, o.text, marks.html(f"place.{o.id}"))
            for o in self.places
        ]
        return fill("cite", answers=answers, places=places)
