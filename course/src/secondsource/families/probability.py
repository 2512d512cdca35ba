"""`probability`: a chance for a proposition that is resolved by now."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from secondsource.families.base import Item, Marks, Part, Text, finite
from secondsource.markdown import to_html

__all__ = ["WORDS", "ProbabilityItem", "in_words"]

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
    """The word for a chance in percent, with its range."""
    return next(words for bound, words in WORDS if percent <= bound)


class ProbabilityItem(Item):
    """State a chance. A response is a number of percent, 0 to 100."""

    task: ClassVar[str] = "Say how likely this is, from 0 to 100 percent."

    family: Literal["probability"]
    proposition: Text

    def parse(self, raw: Any) -> float | None:
        """The chance in percent."""
        return finite(raw, "the chance", 0, 100)

    def progress(self, value: float | None) -> tuple[int, int]:
        """One answer."""
        return (0 if value is None else 1), 1

    def parts(self) -> tuple[Part, ...]:
        """One part: the chance."""
        return (Part("chance", self.proposition),)

    def answer_html(self, value: float | None, marks: Marks) -> str:
        """The proposition with the chance given, in figures and words."""
        chance = "no chance given" if value is None else f"{value:g} % ({in_words(value)})"
        return (
            f"<p>{to_html(self.proposition, inline=True)}: <strong>{chance}</strong></p>"
            f"{marks.html('chance')}"
        )
