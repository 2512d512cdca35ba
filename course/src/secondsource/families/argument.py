"""`argument`: statements put into a map, the unsaid bridge, and what falls with a statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypedDict

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
    pages,
    unique,
)
from secondsource.families.html import fill, line
from secondsource.families.marks import Marks
from secondsource.families.parsing import describe, named_values, one_of

__all__ = ["NO_PART", "OUT", "ArgumentItem", "ArgumentValue", "Slot"]

OUT = "out"
"""The id of being no part of the argument."""

NO_PART = Option(id=OUT, text="no part of it")


class Slot(Option):
    """A place of the map. `to` is the place that its statements speak for, or against."""

    to: Identifier | None = None
    kind: Literal["for", "against"] = "for"

    def page_data(self) -> dict[str, str]:
        """Return the place as the page needs it: an option with where it leads, and how."""
        return {**super().page_data(), "to": self.to or "", "kind": self.kind}


USUAL = (
    Slot(id="step1", text="said in support of the first conclusion", to="first"),
    Slot(id="first", text="first conclusion", to="last"),
    Slot(id="step2", text="said in support of the step to the last conclusion", to="last"),
    Slot(id="last", text="last conclusion"),
)
"""The map of an argument of two steps."""


class Bridge(BaseModel):
    """The question for the sentence that nobody says, and that the step from `step` needs."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    prompt: Text
    step: Identifier
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=6)]


class Falls(BaseModel):
    """The question what loses its support when one statement is struck out."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    prompt: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=6)]


class ArgumentValue(TypedDict):
    """The place of each statement placed, and the picks of the two questions below the map."""

    roles: dict[str, str]
    bridge: str | None
    falls: str | None


class ArgumentItem(Item):
    """Put statements where they belong in the map of an argument, then answer two questions.

    A response is `{"roles": {statement id: place id or "out"}, "bridge": id or None,
    "falls": id or None}`; statements may be missing, and a place may hold several.
    """

    task: ClassVar[str] = "Put each statement where it belongs, or set it aside."
    paper_task: ClassVar[str] = "Write beside each statement the letter of its place in the map."

    family: Literal["argument"]
    statements: Annotated[tuple[Option, ...], Field(min_length=4, max_length=8)]
    places: Annotated[tuple[Slot, ...], Field(min_length=2, max_length=6)] = USUAL
    bridge: Bridge
    falls: Falls

    @model_validator(mode="after")
    def _ids(self) -> ArgumentItem:
        unique([o.id for o in self.statements], f"item {self.id}: statement")
        unique([*(p.id for p in self.places), OUT], f"item {self.id}: place")
        unique([o.id for o in self.bridge.options], f"item {self.id}: bridge option")
        unique([o.id for o in self.falls.options], f"item {self.id}: falls option")
        ids = [p.id for p in self.places]
        strange = [
            n for n in (*(p.to for p in self.places if p.to), self.bridge.step) if n not in ids
        ]
        if strange:
            msg = f"item {self.id}: {strange[0]!r} is no place of the map; it has {', '.join(ids)}"
            raise ValueError(msg)
        return self

    def roles(self) -> tuple[Option, ...]:
        """Return where a statement can be put: every place, and no part of it."""
        return (*self.places, NO_PART)

    def parse(self, raw: Any) -> ArgumentValue:
        """Return the places in the order of the statements, None for a question left open."""
        given = named_values(raw, ("roles", "bridge", "falls"), "roles, a bridge and what falls")
        roles = given.get("roles")
        statements, places = [o.id for o in self.statements], [o.id for o in self.roles()]
        if roles is None:
            roles = {}
        if not isinstance(roles, dict) or len(roles) > len(statements):
            msg = f"expected at most {len(statements)} statements, found {describe(roles)}"
            raise ResponseError(msg)
        strange = [s for s in roles if s not in statements]
        if strange:
            msg = f"unknown statement {describe(strange[0])}; there are {', '.join(statements)}"
            raise ResponseError(msg)
        found = {s: one_of(roles.get(s), places, f"the place of {s}") for s in statements}
        return {
            "roles": {s: p for s, p in found.items() if p is not None},
            "bridge": one_of(given.get("bridge"), [o.id for o in self.bridge.options], "bridge"),
            "falls": one_of(given.get("falls"), [o.id for o in self.falls.options], "falls"),
        }

    def progress(self, value: ArgumentValue) -> Progress:
        """Count an answer for each statement and two for the questions below the map."""
        asked = (value["bridge"] is not None) + (value["falls"] is not None)
        return Progress(len(value["roles"]) + asked, len(self.statements) + 2)

    def parts(self) -> tuple[Part, ...]:
        """Return statements as `role.<id>`, then both questions' options by their names."""
        found = [Part(f"role.{o.id}", o.text) for o in self.statements]
        found += [Part(f"bridge.{o.id}", o.text) for o in self.bridge.options]
        return (*found, *(Part(f"falls.{o.id}", o.text) for o in self.falls.options))

    def all_options(self) -> tuple[Option, ...]:
        """Return every statement, place and option, and no part of it."""
        return (*super().all_options(), NO_PART)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return a group for each statement, all with the same places, and one a question."""
        roles = tuple(
            OptionGroup(f"role.{o.id}", o.text, self.roles(), repeated=True, part=f"role.{o.id}")
            for o in self.statements
        )
        return (
            *roles,
            OptionGroup("bridge", self.bridge.prompt, self.bridge.options, part="bridge.{}"),
            OptionGroup("falls", self.falls.prompt, self.falls.options, part="falls.{}"),
        )

    def picks(self, value: ArgumentValue) -> dict[str, list[str]]:
        """Return the place of each statement, and the pick of each question."""
        placed = value["roles"]
        picks = {f"role.{o.id}": [placed[o.id]] if o.id in placed else [] for o in self.statements}
        bridge, falls = value["bridge"], value["falls"]
        picks["bridge"] = [] if bridge is None else [bridge]
        picks["falls"] = [] if falls is None else [falls]
        return picks

    def from_picks(self, picks: Mapping[str, Sequence[str]]) -> ArgumentValue:
        """Return the first pick of each group."""
        named = {o.id: picks.get(f"role.{o.id}") for o in self.statements}
        return {
            "roles": {s: picked[0] for s, picked in named.items() if picked},
            "bridge": next(iter(picks.get("bridge", ())), None),
            "falls": next(iter(picks.get("falls", ())), None),
        }

    def page_data(self) -> dict[str, Any]:
        """Return statements, places and both questions beside what every item has."""
        return {
            **super().page_data(),
            "statements": pages(self.statements),
            "places": pages(self.places),
            "bridge": {
                "prompt_html": str(line(self.bridge.prompt)),
                "step": self.bridge.step,
                "options": pages(self.bridge.options),
            },
            "falls": {
                "prompt_html": str(line(self.falls.prompt)),
                "options": pages(self.falls.options),
            },
        }

    def _letters(self) -> dict[str, str]:
        """Return the letter by which a print names each place."""
        return {p.id: letter for p, letter in zip(self.roles(), "ABCDEFG", strict=False)}

    def paper_html(self) -> Markup:
        """Return the places with letters, each statement with room for one, and both questions."""
        letters = self._letters()
        leads = {p.id: (letters.get(p.to or "", ""), p.kind) for p in self.places}
        places = [(letters[p.id], p.text, *leads.get(p.id, ("", ""))) for p in self.roles()]
        asked = [(q.prompt, [o.text for o in q.options]) for q in (self.bridge, self.falls)]
        statements = [(o.ref, o.text) for o in self.statements]
        return fill("argument_paper", places=places, statements=statements, asked=asked)

    def beside_paper_html(self, value: ArgumentValue, marks: Marks) -> Markup:
        """Return the answer with the letters by which a print names the places."""
        return self._answered(value, marks, self._letters())

    def answer_html(self, value: ArgumentValue, marks: Marks) -> Markup:
        """Return each statement with its place, and both questions with what is picked."""
        return self._answered(value, marks, {})

    def _answered(self, value: ArgumentValue, marks: Marks, letters: Mapping[str, str]) -> Markup:
        names = {
            o.id: f"**{n}** {o.text}" if (n := letters.get(o.id)) else o.text for o in self.roles()
        }
        roles = [
            (
                o.ref,
                o.text,
                names.get(value["roles"].get(o.id, ""), "–"),
                marks.html(f"role.{o.id}"),
            )
            for o in self.statements
        ]
        asked = [
            (
                question.prompt,
                [
                    ("◉" if o.id == picked else "○", o.text, marks.html(f"{name}.{o.id}"))
                    for o in question.options
                ],
            )
            for name, question, picked in (
                ("bridge", self.bridge, value["bridge"]),
                ("falls", self.falls, value["falls"]),
            )
        ]
        shown = self.roles() if letters else self.places
        leads = {p.id: (names.get(p.to or "", ""), p.kind) for p in self.places}
        places = [(names[p.id], *leads.get(p.id, ("", ""))) for p in shown]
        return fill("argument", places=places, roles=roles, asked=asked)
