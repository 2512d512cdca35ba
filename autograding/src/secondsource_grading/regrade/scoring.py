"""From stored answers to the points that grading would give today: by the same judge and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from secondsource_grading.grading.cells import Json, asked_item, flags
from secondsource_grading.grading.grades import CellGrade, Doubts, give_grades
from secondsource_grading.grading.judge import judge
from secondsource_grading.grading.notebook import Assessment
from secondsource_grading.regrade.stored import Stored

__all__ = ["Scorer", "new_worth"]


def new_worth(assessment: Assessment) -> dict[str, float]:
    """Return what cells are worth by the items of today, where the gradebook has it otherwise."""
    keyring = assessment.keyring
    if keyring is None:
        return {}
    items = {i: keyring.unit.item(i) for i in assessment.master.asked if i in keyring}
    return {
        name: float(item.points)
        for name, item in items.items()
        if item.counts and assessment.points.get(name, item.points) != item.points
    }


@dataclass(frozen=True, eq=False)
class Scorer:
    """Scores the stored answers to one notebook; texts that a person reads are left out."""

    assessment: Assessment

    @classmethod
    def of(cls, assessment: Assessment) -> Scorer:
        """Return a scorer by which items are worth what they are worth today."""
        points = {**assessment.points, **new_worth(assessment)}
        return cls(replace(assessment, points=points))

    @cached_property
    def _notebook(self) -> Json:
        """The notebook with nothing but the cells of items that are scored by themselves."""
        master = self.assessment.master.copy()
        cells = [
            cell
            for cell in master["cells"]
            if flags(cell).get("grade") and not flags(cell).get("solution") and asked_item(cell)
        ]
        return {"cells": cells, "metadata": {}}

    @cached_property
    def cells(self) -> Mapping[str, str]:
        """The item of each cell that is scored, by the cell's name."""
        asked = ((flags(c)["grade_id"], asked_item(c)) for c in self._notebook["cells"])
        return {name: item for name, item in asked if item is not None}

    def score(self, stored: Stored) -> tuple[CellGrade, ...]:
        """Return the grade of each such cell."""
        assessment = self.assessment
        if assessment.keyring is None:
            return ()
        to_ask = assessment.to_ask
        judged = judge(assessment.keyring, stored.responses, assessment.points, to_ask)
        doubts = Doubts({n: n in stored.responses for n in to_ask}, refused=stored.refused)
        sources = assessment.master.sources
        return give_grades(self._notebook, sources, judged, doubts=doubts).grades
