"""`two-tier`: an answer and the reason for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypedDict

from markupsafe import Markup
from pydantic import Field, model_validator

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
from secondsource.families.parsing import named_values, one_of

__all__ = ["TwoTierItem", "TwoTierValue"]


class TwoTierValue(TypedDict):
    """The ids of the answer and the reason picked, None where one is not."""

    answer: str | None
    reason: str | None


class TwoTierItem(Item):
    """Pick an answer, then the reason that carries it.

    A response is `{"answer": id or None, "reason": id or None}`.
    """

    task: ClassVar[str] = "Pick one answer, then the one reason that carries it best."

    family: Literal["two-tier"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=6)]
    reason_prompt: Text
    reasons: Annotated[tuple[Option, ...], Field(min_length=2, max_length=6)]

    @model_validator(mode="after")
    def _ids(self) -> TwoTierItem:
        unique([o.id for o in self.options], f"item {self.id}: option id")
        unique([o.id for o in self.reasons], f"item {self.id}: reason id")
        return self

    def parse(self, raw: Any) -> TwoTierValue:
        """Return both tiers, None where one is not picked."""
        given = named_values(raw, ("answer", "reason"), "an answer and a reason")
        return {
            "answer": one_of(given.get("answer"), [o.id for o in self.options], "the answer"),
            "reason": one_of(given.get("reason"), [o.id for o in self.reasons], "the reason"),
        }

    def progress(self, value: TwoTierValue) -> Progress:
        """Count two answers: the answer and its reason."""
        return Progress(sum(v is not None for v in value.values()), 2)

    def parts(self) -> tuple[Part, ...]:
        """Return every answer as `answer.<id>`, then every reason as `reason.<id>`."""
        return tuple(Part(f"answer.{o.id}", o.text) for o in self.options) + tuple(
            Part(f"reason.{o.id}", o.text) for o in self.reasons
        )

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return the answers and the reasons."""
        return (
            OptionGroup("answer", "Answer", self.options, part="answer.{}"),
            OptionGroup("reason", "Reason", self.reasons, part="reason.{}"),
        )

    def picks(self, value: TwoTierValue) -> dict[str, list[str]]:
        """Return what is picked of each tier."""
        answer, reason = value["answer"], value["reason"]
        return {
            "answer": [] if answer is None else [answer],
            "reason": [] if reason is None else [reason],
        }

    def from_picks(self, picks: Mapping[str, Sequence[str]]) -> TwoTierValue:
        """Return the first pick of each tier."""
        return {
            "answer": next(iter(picks.get("answer", ())), None),
            "reason": next(iter(picks.get("reason", ())), None),
        }

    def page_data(self) -> dict[str, Any]:
        """Return both tiers beside what every item has."""
        return {
            **super().page_data(),
            "options": pages(self.options),
            "reason_prompt_html": str(line(self.reason_prompt)),
            "reasons": pages(self.reasons),
        }

    def answer_html(self, value: TwoTierValue, marks: Marks) -> Markup:
        """Return both tiers as lists, with the pick of each."""
        picks = self.picks(value)
        answers, reasons = (
            [
                (
                    "◉" if o.id in picks[group.name] else "○",
                    o.text,
                    marks.html(group.part.format(o.id)),
                )
                for o in group.options
            ]
            for group in self.option_groups()
        )
        return fill("two_tier", answers=answers, reason_prompt=self.reason_prompt, reasons=reasons)
