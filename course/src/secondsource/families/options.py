"""What an item is made of: names, options to pick, pieces that get a mark, and their texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    model_validator,
)

from secondsource.families.html import line

__all__ = [
    "CHECK",
    "FIND",
    "NOT_PROSE",
    "Identifier",
    "Option",
    "OptionGroup",
    "Part",
    "Place",
    "Progress",
    "Text",
    "escape_free",
    "options_in",
    "pages",
    "strings_in",
    "unique",
]

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""Lower-case letters, digits and single hyphens: fits nbgrader's cell names as it stands."""

Place = Annotated[str, Field(pattern=r"^[a-z]+:[A-Za-z0-9][A-Za-z0-9/-]*$", max_length=60)]
"""Where something stands in the unit's pack, written as a key cites evidence: `record:R057`."""

Text = Annotated[str, Field(min_length=1)]

FIND = "find"
"""Where a caller of pydantic puts, in its context, what looks up a reference in the unit's pack:
a function that returns the data of an `Option`, and raises `ValueError` where it leads nowhere."""

REFERENCE = (
    "A reference to the material: a row (R040), a paragraph (A ¶26) or a sentence (A ¶26.2)."
)

CHECK = "check"
"""The same for what only has to exist: a function that raises `ValueError` where it does not."""

NOT_PROSE = frozenset({"id", "family", "points", "place", "ref", "to", "kind", "step", "of"})
"""Fields, of an item and of what it holds, that no learner reads as a sentence."""


class Option(BaseModel):
    """One thing a learner can pick. `text` is Markdown for one line.

    In `items.yaml` a bare reference such as `R040` or `A ¶26.2` stands for an option with the
    words of that row, paragraph or sentence; `ref` is then the reference as a learner reads it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Identifier
    text: Text
    place: Place | None = None
    """The row or paragraph that the option stands for, where it stands for one."""
    ref: Annotated[str, Field(max_length=60)] = ""

    @model_validator(mode="before")
    @classmethod
    def _from_reference(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, str):
            return data
        find: Callable[[str], Mapping[str, str]] | None = (info.context or {}).get(FIND)
        if find is None:
            msg = "expected {id: …, text: …}; a bare reference needs a unit, whose pack it is in"
            raise ValueError(msg)
        return find(data)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the schema an editor uses: an object, or a bare reference."""
        return {"anyOf": [handler(core_schema), {"type": "string", "description": REFERENCE}]}

    @property
    def referred(self) -> str:
        """Return the text as Markdown, with the reference in front where it stands for a place."""
        return f"**{self.ref}** {self.text}" if self.ref else self.text

    def page_data(self) -> dict[str, str]:
        """Return the option as the page needs it: its id, its text as HTML, and its place."""
        data = {"id": self.id, "html": str(line(self.text))}
        if self.place is not None:
            data["place"] = self.place
        if self.ref:
            data["ref"] = self.ref
        return data


@dataclass(frozen=True)
class OptionGroup:
    """A place in an item where a learner picks among given options.

    The rules on options, on where the right one stands and how long it is, and the counts
    of a report are made from it.
    """

    name: str
    """Its name in `Item.picks`."""
    text: str
    """What is asked here, where the prompt does not say it."""
    options: tuple[Option, ...]
    several: bool = False
    """Whether more than one may be picked."""
    repeated: bool = False
    """Whether other groups have the same options in the same order, as the rows of a grid do;
    the place and the length of the right one then tell nothing."""
    part: str = "{}"
    """The part (`Item.parts`) that judges a pick, with `{}` for the option's id."""


@dataclass(frozen=True)
class Part:
    """A piece of an item that gets its own mark and feedback."""

    id: str
    text: str


class Progress(NamedTuple):
    """How many of an item's answers are `given`, and how many there are (`of`)."""

    given: int
    of: int


def pages(options: Collection[Option]) -> list[dict[str, str]]:
    """Return options as the page needs them."""
    return [o.page_data() for o in options]


def escape_free(markdown: str) -> str:
    """Return Markdown without the signs that only a page turns into something."""
    return re.sub(r"\*\*|\\(?=\W)", "", markdown).strip()


def unique(ids: Collection[str], what: str) -> None:
    """Raise `ValueError` where an id occurs twice among `what`."""
    twice = sorted({i for i in ids if list(ids).count(i) > 1})
    if twice:
        msg = f"{what} {', '.join(twice)} occurs twice; give each its own id"
        raise ValueError(msg)


def options_in(value: object) -> Iterator[Option]:
    """Yield every option in a value of an item's field, however deep."""
    if isinstance(value, Option):
        yield value
    elif isinstance(value, (list, tuple)):
        for entry in value:
            yield from options_in(entry)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from options_in(getattr(value, name))


def strings_in(data: object, *, ours: bool = True) -> Iterator[tuple[str, bool]]:
    """Yield every text, and whether it is in our words and not in those of a row or a paragraph."""
    if isinstance(data, str):
        yield data, ours
    elif isinstance(data, Mapping):
        for name, value in data.items():
            if name not in NOT_PROSE:
                yield from strings_in(value, ours=ours and not data.get("place"))
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from strings_in(value, ours=ours)
