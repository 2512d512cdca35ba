"""The exercises of a unit by their number on paper, which is their place in the lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondsource.families import Item
from secondsource.units import Unit, asked
from secondsource_grading import content
from secondsource_grading.authoring.lessons import read_source

__all__ = ["Exercise", "exercises"]


@dataclass(frozen=True)
class Exercise:
    """An item and its number, from 1."""

    number: int
    item: Item

    @property
    def name(self) -> str:
        """How plan, slides and answers call it."""
        return f"Exercise {self.number}, {self.item.title or self.item.id}"


def exercises(unit: Unit) -> Sequence[Exercise]:
    """Return the unit's exercises in the order in which its lesson asks them.

    `ContentError` where there is no lesson, or it asks an item that the unit does not have.
    """
    cells = read_source(content.lesson(unit.name)).cells
    ids = [i for c in cells if c.cell_type == "code" and (i := asked(c.source)) is not None]
    return [Exercise(number, unit.item(i)) for number, i in enumerate(ids, start=1)]
