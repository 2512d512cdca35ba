"""`two-tier`: an answer and the reason for it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import (
    Item,
    Marks,
    Option,
    Part,
    Text,
    describe,
    one_of,
    option_line,
    unique,
)
from secondsource.markdown import to_html

__all__ = ["TwoTierItem"]


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

    def parse(self, raw: Any) -> dict[str, str | None]:
        """Both tiers, None where one is not picked."""
        if raw is None:
            raw = {}
        if not isinstance(raw, dict) or not set(raw) <= {"answer", "reason"}:
            msg = f"expected an answer and a reason, found {describe(raw)}"
            raise ResponseError(msg)
        return {
            "answer": one_of(raw.get("answer"), [o.id for o in self.options], "the answer"),
            "reason": one_of(raw.get("reason"), [o.id for o in self.reasons], "the reason"),
        }

    def progress(self, value: dict[str, str | None]) -> tuple[int, int]:
        """Two answers: the answer and its reason."""
        return sum(v is not None for v in value.values()), 2

    def parts(self) -> tuple[Part, ...]:
        """Every answer as `answer.<id>`, then every reason as `reason.<id>`."""
        return tuple(Part(f"answer.{o.id}", o.text) for o in self.options) + tuple(
            Part(f"reason.{o.id}", o.text) for o in self.reasons
        )

    def answer_html(self, value: dict[str, str | None], marks: Marks) -> str:
        """Both tiers as lists, with the pick of each."""

        def tier(name: str, options: tuple[Option, ...]) -> str:
            lines = (
                option_line(
                    "◉" if o.id == value[name] else "○", o.text, marks.html(f"{name}.{o.id}")
                )
                for o in options
            )
            return f'<ul class="ss-options">{"".join(lines)}</ul>'

        return (
            tier("answer", self.options)
            + f'<div class="ss-prompt">{to_html(self.reason_prompt)}</div>'
            + tier("reason", self.reasons)
        )
