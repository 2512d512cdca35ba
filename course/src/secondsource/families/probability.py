"""`probability`: a chance for a proposition that is resolved by now."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup

from secondsource.families.base import Item, OptionGroup, Part, Progress, Text
from secondsource.families.html import fill, line
from secondsource.families.marks import Marks
from secondsource.families.parsing import finite

__all__ = ["WORDS", "ProbabilityItem", "ProbabilityValue", "in_words"]

ProbabilityValue: TypeAlias = float | None
"""A chance in percent, 0 to 100."""

WORDS: tuple[tuple[float, str], ...] = (
    (5, "almost no chance, 0-5 %"),
    (20, "very unlikely, 5-20 %"),
    (45, "unlikely, 20-45 %"),
    (55, "about even, 45-55 %"),
    (80, "likely, 55-80 %"),
    (95, "very likely, 80-95 %"),
    (100, "almost certain, 95-100 %"),
)
"""Upper bounds in percent and the words for the range below (after ICD 203, 2015)."""


def in_words(percent: float) -> str:
    """Return the words for a chance in percent, with their range."""
    return next(words for bound, words in WORDS if percent <= bound)


class ProbabilityItem(Item):
    """State a chance. A response is a number of percent, 0 to 100."""

    task: ClassVar[str] = "Say how likely this is, from 0 to 100 percent."
    paper_task: ClassVar[str] = "Write how likely this is, from 0 to 100 percent."

    family: Literal["probability"]
    proposition: Text

    def parse(self, raw: Any) -> ProbabilityValue:
        """Return the chance in percent, None where there is none."""
        return finite(raw, "the chance", 0, 100)

    def progress(self, value: ProbabilityValue) -> Progress:
        """Count one answer."""
        return Progress(0 if value is None else 1, 1)

    def parts(self) -> tuple[Part, ...]:
        """Return one part: the chance."""
        return (Part("chance", self.proposition),)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: a chance is stated, not picked."""
        return ()

    def page_data(self) -> dict[str, Any]:
        """Return the proposition and the words for a chance beside what every item has."""
        return {
            **super().page_data(),
            "proposition_html": str(line(self.proposition)),
            "words": [[bound, words] for bound, words in WORDS],
        }

    def paper_html(self) -> Markup:
        """Return the proposition and room for a chance."""
        return fill("probability_paper", proposition=self.proposition, words=[w for _, w in WORDS])

    def answer_html(self, value: ProbabilityValue, marks: Marks) -> Markup:
        """Return the proposition with the chance given, in figures and words."""
        chance = "no chance given" if value is None else f"{value:g} % ({in_words(value)})"
        mark = marks.html("chance")
        return fill("probability", proposition=self.proposition, chance=chance, mark=mark)
