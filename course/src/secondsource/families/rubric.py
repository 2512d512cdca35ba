"""The rubric of an answer that a person reads: what counts, and the points each line is worth."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from secondsource.families.base import Identifier, Text, unique

__all__ = ["Criterion", "Rubric", "adds_up", "table"]


class Criterion(BaseModel):
    """One line of the rubric, in Markdown, and the points it is worth."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    text: Text
    points: Annotated[float, Field(gt=0)]


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


def table(rubric: tuple[Criterion, ...], *, counts: bool) -> str:
    """Return the rubric as Markdown: a table, or a list where nothing is graded."""
    if not rubric:
        return ""
    if not counts:
        return "Not graded. What counts:\n\n" + "\n".join(f"- {c.text}" for c in rubric)
    rows = "\n".join(f"| {c.text} | {c.points:g} |" for c in rubric)
    return f"| What counts | Points |\n| --- | --- |\n{rows}"
