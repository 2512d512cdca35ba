"""`bayes`: a belief, what the evidence says about it, and the belief after it."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from secondsource.errors import ResponseError
from secondsource.families.base import Item, Marks, Part, Text, describe, finite

__all__ = ["FIELDS", "BayesItem", "WhatIf", "posterior"]

FIELDS: dict[str, str] = {
    "prior": "Chance before",
    "if_true": "Chance of the evidence if the statement is true",
    "if_false": "Chance of the evidence if it is false",
    "after": "Chance after",
    "what_if": "Chance after, with the changed assumption",
}
"""The five numbers of a response, each in percent."""


def posterior(prior: float, if_true: float, if_false: float) -> float | None:
    """Bayes' rule in percent: the chance of the statement after the evidence.

    None where the evidence has no chance at all, so that the rule says nothing.
    """
    weight = prior * if_true
    total = weight + (100 - prior) * if_false
    # In this order: whole numbers stay whole, and no rounding goes beyond 100.
    return min(100.0, 100 * weight / total) if total else None


class WhatIf(BaseModel):
    """A changed assumption: `if_false` becomes this, and the learner answers anew."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Text
    if_false: Annotated[float, Field(gt=0, le=100)]


class BayesItem(Item):
    """State a chance before, two likelihoods, and the chance after; then after a change.

    A response has five numbers of percent (`FIELDS`), each may be None. The size of
    a belief is never judged.
    """

    task: ClassVar[str] = "Set your own chances, then say where the evidence leaves you."
    counted: ClassVar[str] = "numbers"

    family: Literal["bayes"]
    statement: Text
    evidence: Text
    what_if: WhatIf

    def parse(self, raw: Any) -> dict[str, float | None]:
        """All five numbers, None where one is not given."""
        if raw is None:
            raw = {}
        if not isinstance(raw, dict) or not set(raw) <= set(FIELDS):
            msg = f"expected {', '.join(FIELDS)}, found {describe(raw)}"
            raise ResponseError(msg)
        return {name: finite(raw.get(name), name, 0, 100) for name in FIELDS}

    def progress(self, value: dict[str, float | None]) -> tuple[int, int]:
        """Five answers."""
        return sum(v is not None for v in value.values()), len(FIELDS)

    def parts(self) -> tuple[Part, ...]:
        """What is judged: direction, coherence and reaction."""
        return (
            Part("direction", "Which way the evidence points"),
            Part("coherence", "Whether the chance after follows"),
            Part("reaction", "What the changed assumption does"),
        )

    def answer_html(self, value: dict[str, float | None], marks: Marks) -> str:
        """The five numbers as a table."""
        rows = "".join(
            f'<tr><th scope="row">{escape(label)}</th>'
            f"<td>{'no number' if value[n] is None else f'{value[n]:g} %'}</td></tr>"
            for n, label in FIELDS.items()
        )
        judged = "".join(
            f"<li>{escape(p.text)}{marks.html(p.id)}</li>"
            for p in self.parts()
            if p.id in marks.by_part
        )
        listed = f'<ul class="ss-options">{judged}</ul>' if judged else ""
        return (
            f"<p>{escape(self.statement)}</p><p>{escape(self.evidence)}</p>"
            f"<table>{rows}</table>{listed}"
        )
