"""Score of `probability`: the Brier score, which only an honest chance does best by."""

from __future__ import annotations

from random import Random
from typing import Annotated, ClassVar

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from secondsource.families import Mark
from secondsource.families.html import line
from secondsource.families.probability import ProbabilityItem, ProbabilityValue
from secondsource.markdown import to_html
from secondsource.scoring.base import Key, Note, require
from secondsource.templating import render

__all__ = ["ProbabilityKey"]

HIGH = 55.0
LOW = 45.0


Percent = Annotated[int, Field(ge=0, le=100)]


class ChanceNotes(BaseModel):
    """Feedback for a chance above, near and below one half."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    high: Note
    even: Note
    low: Note


class ProbabilityKey(Key[ProbabilityItem]):
    """What came of the proposition."""

    judged: ClassVar[bool] = False
    guessable: ClassVar[bool] = False
    """A proper score pays for honest doubt: whoever always says 50 % earns 0.75."""

    answer: bool
    sensible: tuple[Percent, Percent] | None = None
    """From which to which number of percent was sensible beforehand, for the answer sheet."""
    feedback: ChanceNotes

    def verify(self, item: ProbabilityItem) -> None:
        """Nothing can be wrong between an outcome and a proposition; a range begins low."""
        low, high = self.sensible or (0, 100)
        require(low < high, item.id, f"sensible is {low} to {high}; write the lower number first")

    def full(self, item: ProbabilityItem) -> float:  # noqa: ARG002 - one form for all families
        """Return certainty in the outcome."""
        return 100.0 if self.answer else 0.0

    def share(self, item: ProbabilityItem, value: float) -> tuple[float, str]:  # noqa: ARG002
        """Return 1 - (chance - outcome)², Brier 1950, never clamped.

        Clamping or correcting for guessing would make it improper: it would pay to
        overstate. So 50 % always earns 0.75, and these items stand outside the
        limit on guessing.
        """
        share = 1 - (value / 100 - float(self.answer)) ** 2
        return share, (
            f"Your number is scored by its distance from what came true: {1 - share:.2f}, "
            "where 0 is best and 50 % always gets 0.25 (the Brier score)."
        )

    def marks(self, item: ProbabilityItem, value: ProbabilityValue) -> dict[str, Mark]:  # noqa: ARG002
        """Return the outcome, with the note for the side the learner was on."""
        outcome = f"This {self._outcome}."
        if value is None:
            return {"chance": Mark("missed", outcome)}
        side = "high" if value > HIGH else "low" if value < LOW else "even"
        return {"chance": Mark("plain", f"{outcome} {getattr(self.feedback, side)}")}

    def sheet_html(self, item: ProbabilityItem) -> Markup:
        """Return what came of it, and what to say about a high, an even and a low number.

        A certain number is no model answer: the best one beforehand was seldom 0 or 100.
        """
        notes = [
            (f"More than {HIGH:g} %:", to_html(self.feedback.high)),
            (f"{LOW:g} to {HIGH:g} %:", to_html(self.feedback.even)),
            (f"Less than {LOW:g} %:", to_html(self.feedback.low)),
        ]
        return render(
            "secondsource.scoring",
            "chance_sheet.html.j2",
            proposition=line(item.proposition),
            outcome=f"It {self._outcome}.",
            sensible=self.sensible,
            notes=notes,
        )

    @property
    def _outcome(self) -> str:
        return "came true" if self.answer else "did not come true"

    def strategies(self, item: ProbabilityItem) -> dict[str, float]:  # noqa: ARG002
        """None: a proper score has no trick."""
        return {}

    def guess(self, item: ProbabilityItem, rng: Random) -> float:  # noqa: ARG002
        """Return any chance."""
        return float(rng.randint(0, 100))
