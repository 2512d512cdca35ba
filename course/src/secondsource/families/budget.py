"""`budget`: a few looks into the record, and a chance stated before the first and after each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import (
    Identifier,
    Item,
    Option,
    OptionGroup,
    Part,
    Progress,
    Text,
    escape_free,
    unique,
)
from secondsource.families.html import fill, line
from secondsource.families.marks import Marks
from secondsource.families.parsing import describe, finite, named_values, one_of

__all__ = ["BudgetItem", "BudgetValue", "Look", "Source"]

Look: TypeAlias = dict[str, Any]
"""A source looked into (`look`, its id), and the chance stated after it (`chance`, or None)."""

BudgetValue: TypeAlias = dict[str, Any]
"""The chance stated before any look (`start`), and the looks taken, in their order (`looks`)."""


class Source(BaseModel):
    """Where a learner may look: what it is, and what a look shows."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Identifier
    text: Text
    """What it is, in words that do not say what stands in it."""
    shows: Option


class BudgetItem(Item):
    """Look into a few sources of many, and say after each how likely the statement is now.

    A response maps `start` to a chance in percent, and `looks` to a list of
    `{"look": id, "chance": percent}`; only the last may wait for its chance.
    """

    task: ClassVar[str] = (
        "Say how likely the statement is. Then choose where to look, and say it anew each time."
    )
    paper_task: ClassVar[str] = (
        "Write down how likely the statement is. Then choose where to look: read that line on "
        "the list below, keep the others covered, and write down the chance anew each time."
    )
    counted: ClassVar[str] = "chances"

    family: Literal["budget"]
    proposition: Text
    budget: Annotated[int, Field(ge=2, le=6)]
    """How many looks there are."""
    sources: Annotated[tuple[Source, ...], Field(min_length=4, max_length=12)]

    @model_validator(mode="after")
    def _sound(self) -> BudgetItem:
        unique([s.id for s in self.sources], f"item {self.id}: source id")
        if self.budget >= len(self.sources):
            msg = (
                f"item {self.id}: budget is {self.budget} looks for {len(self.sources)} sources; "
                "there must be more sources than looks, or there is nothing to choose"
            )
            raise ValueError(msg)
        return self

    def parse(self, raw: Any) -> BudgetValue:
        """Return the first chance and the looks taken."""
        given = named_values(raw, ("start", "looks"), "a first chance and the looks taken")
        start = finite(given.get("start"), "the first chance", 0, 100)
        looks = list(self._looks(given.get("looks")))
        if looks and start is None:
            msg = "there are looks, but no chance was stated before them"
            raise ResponseError(msg)
        return {"start": start, "looks": looks}

    def _looks(self, raw: Any) -> Iterator[Look]:
        if raw is None:
            return
        if not isinstance(raw, list) or len(raw) > self.budget:
            msg = f"expected a list of at most {self.budget} looks, found {describe(raw)}"
            raise ResponseError(msg)
        left = [s.id for s in self.sources]
        for number, entry in enumerate(raw, 1):
            given = named_values(entry, ("look", "chance"), "a look and its chance")
            name = one_of(given.get("look"), left, f"look {number}")
            chance = finite(given.get("chance"), f"the chance after look {number}", 0, 100)
            if name is None or (chance is None and number < len(raw)):
                msg = f"look {number} has no {'source' if name is None else 'chance'}"
                raise ResponseError(msg)
            left.remove(name)
            yield {"look": name, "chance": chance}

    def steps(self, value: BudgetValue) -> Iterator[tuple[str, float, float | None]]:
        """Give for each look its source, the chance before it and the one stated after it."""
        before = value["start"]
        for look in value["looks"]:
            yield look["look"], before, look["chance"]
            before = look["chance"]

    def progress(self, value: BudgetValue) -> Progress:
        """Count the chances stated."""
        stated = [value["start"], *(look["chance"] for look in value["looks"])]
        return Progress(sum(c is not None for c in stated), 1 + self.budget)

    def parts(self) -> tuple[Part, ...]:
        """Return the sources."""
        return tuple(Part(s.id, s.text) for s in self.sources)

    def all_options(self) -> tuple[Option, ...]:
        """Return the sources, which an answer names, and what they show."""
        return (*(Option(id=s.id, text=s.text) for s in self.sources), *super().all_options())

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: a look is taken together with the chance after it."""
        return ()

    @property
    def holds_material(self) -> bool:
        """Whether the item stands for itself: it brings what the looks show."""
        return self.self_contained is not False

    def wording(self, value: BudgetValue) -> str:
        """Return the path in one line: each source with the chance after it."""
        names = {s.id: escape_free(s.text) for s in self.sources}
        path = [(names[name], chance) for name, _, chance in self.steps(value)]
        stated = [("before any look", value["start"]), *path]
        return " / ".join(f"{name}: {_percent(chance)}" for name, chance in stated)

    def page_data(self) -> dict[str, Any]:
        """Return the statement and the sources with what they show beside what every item has."""
        sources = [
            {"id": s.id, "html": str(line(s.text)), "shows": s.shows.page_data()}
            for s in self.sources
        ]
        return {
            **super().page_data(),
            "proposition_html": str(line(self.proposition)),
            "budget": self.budget,
            "sources": sources,
        }

    def answer_html(self, value: BudgetValue, marks: Marks) -> Markup:
        """Return the path as a table, and the sources that were not looked into.

        What a source shows stands only beside a look that was taken.
        """
        by_id = {s.id: s for s in self.sources}
        taken = [
            (by_id[name].text, by_id[name].shows, _percent(chance), marks.html(name))
            for name, _, chance in self.steps(value)
        ]
        seen = {look["look"] for look in value["looks"]}
        rest = [(s.text, marks.html(s.id)) for s in self.sources if s.id not in seen]
        return fill(
            "budget",
            proposition=self.proposition,
            budget=self.budget,
            start=_percent(value["start"]),
            taken=taken,
            rest=rest,
        )

    def paper_html(self) -> Markup:
        """Return a line for each chance, the sources, and apart from them what each shows."""
        return fill(
            "budget_paper",
            proposition=self.proposition,
            budget=self.budget,
            sources=self.sources,
        )


def _percent(chance: float | None) -> str:
    return "no chance stated" if chance is None else f"{chance:g} %"
