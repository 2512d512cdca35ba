"""Score of `calibration`: the mean of the Brier scores of all its chances."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import ClassVar

from markupsafe import Markup

from secondsource.families import Mark
from secondsource.families.calibration import CalibrationItem, CalibrationValue
from secondsource.families.html import line
from secondsource.markdown import to_html
from secondsource.scoring.base import Key, Note, require
from secondsource.templating import render

__all__ = ["CalibrationKey"]

CERTAIN = 100.0


class CalibrationKey(Key[CalibrationItem]):
    """A note on each statement. What is true stands in the item, which is never graded."""

    judged: ClassVar[bool] = False
    guessable: ClassVar[bool] = False
    """A proper score pays for honest doubt, as for `probability`."""

    feedback: Mapping[str, Note]

    def verify(self, item: CalibrationItem) -> None:
        """Every statement has its note."""
        ids = {s.id for s in item.statements}
        require(set(self.feedback) == ids, item.id, f"feedback must be given for {sorted(ids)}")

    def full(self, item: CalibrationItem) -> CalibrationValue:
        """Return certainty in every outcome."""
        return {s.id: CERTAIN if s.true else 0.0 for s in item.statements}

    def share(self, item: CalibrationItem, value: CalibrationValue) -> tuple[float, str]:
        """Return the mean of 1 - (chance - outcome)² over all statements; an open one adds 0."""
        earned = [
            1 - (value[s.id] / CERTAIN - float(s.true)) ** 2
            for s in item.statements
            if s.id in value
        ]
        # `sum` rounds otherwise from Python 3.12 on, and a score is the same everywhere.
        whole = math.fsum(earned)
        mean = 1 - whole / len(earned)
        return whole / len(item.statements), (
            "Each chance is scored by its distance from what is true. On average the distance "
            f"is {mean:.2f}, where 0 is best and 50 % always gets 0.25 (the Brier score)."
        )

    def marks(self, item: CalibrationItem, value: CalibrationValue) -> dict[str, Mark]:
        """Return the note on each statement, without a judgement."""
        return {
            s.id: Mark("plain" if s.id in value else "missed", self.feedback[s.id])
            for s in item.statements
        }

    def sheet_html(self, item: CalibrationItem) -> Markup:
        """Return of each statement whether it is true, with its note, and no chance."""
        statements = [
            (
                line(s.text),
                "It is true." if s.true else "It is not true.",
                to_html(self.feedback[s.id]),
            )
            for s in item.statements
        ]
        return render("secondsource.scoring", "outcomes_sheet.html.j2", statements=statements)

    def strategies(self, item: CalibrationItem) -> dict[str, CalibrationValue]:  # noqa: ARG002
        """None: a proper score has no trick."""
        return {}

    def guess(self, item: CalibrationItem, rng: Random) -> CalibrationValue:
        """Return any chances."""
        return {s.id: float(rng.randint(0, 100)) for s in item.statements}
