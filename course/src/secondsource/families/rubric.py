"""The rubric of an answer that a person reads: what counts, and the points each line is worth."""

from __future__ import annotations

from typing import Annotated, Any

from markupsafe import Markup
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from secondsource.families.base import Identifier, Text, unique
from secondsource.families.html import line
from secondsource.families.marks import Marks

__all__ = ["Criterion", "Rubric", "adds_up", "noted", "page_rubric"]


class Criterion(BaseModel):
    """One line of the rubric, in Markdown, and the points it is worth."""

    # An editor is not to ask for the id: one that is left out is a number, see `_named`.
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        json_schema_extra={"required": ["text", "points"]},
    )

    id: Identifier
    text: Text
    points: Annotated[float, Field(gt=0)]

    @property
    def worth(self) -> str:
        """Its points as they stand beside it: `(1 point)`."""
        return f"({self.points:g} {'point' if self.points == 1 else 'points'})"


def _named(raw: Any) -> Any:
    """The lines, those without an id numbered `k1`, `k2`, … by their place in the rubric."""
    if not isinstance(raw, (list, tuple)):
        return raw
    return tuple(
        {"id": f"k{number}", **one} if isinstance(one, dict) and "id" not in one else one
        for number, one in enumerate(raw, start=1)
    )


Rubric = Annotated[tuple[Criterion, ...], BeforeValidator(_named), Field(max_length=6)]


def adds_up(item_id: str, points: float, rubric: tuple[Criterion, ...]) -> None:
    """Raise `ValueError` unless the ids differ and the lines add up to the item's points."""
    unique([c.id for c in rubric], f"item {item_id}: criterion id")
    total = sum(c.points for c in rubric)
    if total != points:
        msg = f"item {item_id}: the rubric adds up to {total:g}, not to {points:g} points"
        raise ValueError(msg)


def page_rubric(rubric: tuple[Criterion, ...], *, counts: bool) -> list[dict[str, Any]]:
    """Return the lines as the page needs them; without points where the item has none."""
    return [
        {"id": c.id, "html": str(line(c.text)), "points": c.points if counts else None}
        for c in rubric
    ]


def noted(
    rubric: tuple[Criterion, ...], marks: Marks, *, counts: bool
) -> list[tuple[str, str, Markup]]:
    """Return each line that has a note: its text, its points in words, and the note."""
    return [
        (c.text, c.worth if counts else "", marks.html(c.id))
        for c in rubric
        if c.id in marks.by_part
    ]
