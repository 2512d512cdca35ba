"""`pairs`: two lists; a part of the second has its partner in the first, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import (
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
from secondsource.families.parsing import describe, one_of
from secondsource.markdown import plain_text

__all__ = ["NONE", "PairsItem", "PairsValue"]

NONE = "none"
"""The id of having no partner."""

NO_PARTNER = Option(id=NONE, text="no partner")

PairsValue: TypeAlias = dict[str, str]
"""The id of the left part, or `none`, by the id of the right part."""


class Side(BaseModel):
    """One of the two lists: its title and its parts in order."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    title: Text
    parts: Annotated[tuple[Option, ...], Field(min_length=3, max_length=7)]

    def page_data(self) -> dict[str, Any]:
        """Return the side as the page needs it: its title as HTML, and its parts."""
        return {"title_html": str(line(self.title)), "parts": pages(self.parts)}


class PairsItem(Item):
    """Link each part of the second list to its partner in the first, or say that it has none.

    A response is `{right id: left id or "none"}`; right parts may be missing, and several may
    have the same partner.
    """

    task: ClassVar[str] = (
        "Link each part under “{right}” to its partner under “{left}”, or to none."
    )
    paper_task: ClassVar[str] = (
        "Write beside each part of “{right}” the number of its partner in “{left}”, "
        "or a dash for no partner."
    )

    family: Literal["pairs"]
    left: Side
    right: Side

    @model_validator(mode="after")
    def _ids(self) -> PairsItem:
        unique([o.id for o in self.left.parts], f"item {self.id}: left part")
        unique([o.id for o in self.right.parts], f"item {self.id}: right part")
        if any(o.id == NONE for o in self.left.parts):
            msg = f'item {self.id}: a left part has the id "none", which stands for no partner'
            raise ValueError(msg)
        return self

    def partners(self) -> tuple[Option, ...]:
        """Return what a right part can be linked to: every left part, and no partner."""
        return (*self.left.parts, NO_PARTNER)

    def instruction(self, *, on_paper: bool = False) -> str:
        """Return the line that says what to do, with the titles of both sides in plain words."""
        left, right = plain_text(self.left.title), plain_text(self.right.title)
        return super().instruction(on_paper=on_paper).format(left=left, right=right)

    def parse(self, raw: Any) -> PairsValue:
        """Return the links, in the order of the right parts."""
        if raw is None:
            return {}
        right, left = [o.id for o in self.right.parts], [o.id for o in self.partners()]
        if not isinstance(raw, dict) or len(raw) > len(right):
            msg = f"expected at most {len(right)} parts with a partner each, found {describe(raw)}"
            raise ResponseError(msg)
        strange = [r for r in raw if r not in right]
        if strange:
            msg = f"unknown part {describe(strange[0])}; the second list has {', '.join(right)}"
            raise ResponseError(msg)
        links = {r: one_of(raw.get(r), left, f"the partner of {r}") for r in right}
        return {r: partner for r, partner in links.items() if partner is not None}

    def progress(self, value: PairsValue) -> Progress:
        """Count as many answers as there are right parts."""
        return Progress(len(value), len(self.right.parts))

    def parts(self) -> tuple[Part, ...]:
        """Return every right part."""
        return tuple(Part(o.id, o.text) for o in self.right.parts)

    def all_options(self) -> tuple[Option, ...]:
        """Return the parts of both sides, and no partner."""
        return (*super().all_options(), NO_PARTNER)

    @property
    def holds_material(self) -> bool:
        """Return whether both lists stand in the item, and nothing else is to be looked at."""
        if self.self_contained is not None:
            return self.self_contained
        parts = (*self.left.parts, *self.right.parts)
        return not self.material and not any(o.place for o in parts)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return a group for each right part; all have the left parts and none as options."""
        return tuple(
            OptionGroup(r.id, r.text, self.partners(), repeated=True, part=r.id)
            for r in self.right.parts
        )

    def picks(self, value: PairsValue) -> dict[str, list[str]]:
        """Return the partner picked for each right part."""
        return {r.id: [value[r.id]] if r.id in value else [] for r in self.right.parts}

    def from_picks(self, picks: Mapping[str, Sequence[str]]) -> PairsValue:
        """Return the first partner picked for each right part."""
        return {r.id: picks[r.id][0] for r in self.right.parts if picks.get(r.id)}

    def page_data(self) -> dict[str, Any]:
        """Return both sides beside what every item has."""
        return {
            **super().page_data(),
            "left": self.left.page_data(),
            "right": self.right.page_data(),
        }

    def paper_html(self) -> Markup:
        """Return the left parts with their numbers, and each right part with room for one."""
        return fill(
            "pairs_paper",
            titles=(self.left.title, self.right.title),
            left=[(o.ref, o.text) for o in self.left.parts],
            right=[(o.ref, o.text) for o in self.right.parts],
        )

    def answer_html(self, value: PairsValue, marks: Marks) -> Markup:
        """Return the left parts with their numbers, and each right part with its partner's."""
        numbers = {o.id: str(n) for n, o in enumerate(self.left.parts, start=1)}
        left = [(numbers[o.id], o.ref, o.text) for o in self.left.parts]
        right = [
            (
                {**numbers, NONE: "no partner"}.get(value.get(o.id, ""), "not linked"),
                o.ref,
                o.text,
                marks.html(o.id),
            )
            for o in self.right.parts
        ]
        titles = (self.left.title, self.right.title)
        return fill("pairs", titles=titles, left=left, right=right)
