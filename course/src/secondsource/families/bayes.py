"""`bayes`: a belief, what the evidence says about it, and the belief after it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from secondsource.families.base import Item, OptionGroup, Part, Progress, Text
from secondsource.families.html import fill, line
from secondsource.families.marks import Marks
from secondsource.families.parsing import finite, named_values

__all__ = ["FIELDS", "BayesItem", "BayesValue", "WhatIf", "posterior"]

BayesValue: TypeAlias = dict[str, float | None]
"""A chance in percent for each name of `FIELDS`, None where it is not given."""

FIELDS: dict[str, str] = {
    "prior": "Chance before",
    "if_true": "Chance of the evidence if the statement is true",
    "if_false": "Chance of the evidence if it is false",
    "after": "Chance after",
    "what_if": "Chance after, with the changed assumption",
}
"""The five numbers of a response, each in percent."""


def posterior(prior: float, if_true: float, if_false: float) -> float | None:
    """Return the chance of a statement after the evidence, by Bayes' rule, in percent.

    All chances are in percent. None where the evidence has no chance at all, so that the
    rule says nothing.
    """
    weight = prior * if_true
    total = weight + (100 - prior) * if_false
    # In this order: whole numbers stay whole, and no rounding goes beyond 100.
    return min(100.0, 100 * weight / total) if total else None


class WhatIf(BaseModel):
    """A changed assumption: `if_false` becomes this, and the learner answers anew."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

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

    def parse(self, raw: Any) -> BayesValue:
        """Return all five numbers, None where one is not given."""
        given = named_values(raw, FIELDS, ", ".join(FIELDS))
        return {name: finite(given.get(name), name, 0, 100) for name in FIELDS}

    def progress(self, value: BayesValue) -> Progress:
        """Count five answers."""
        return Progress(sum(v is not None for v in value.values()), len(FIELDS))

    def parts(self) -> tuple[Part, ...]:
        """Return what is judged: direction, coherence and reaction."""
        return (
            Part("direction", "Which way the evidence points"),
            Part("coherence", "Whether the chance after follows"),
            Part("reaction", "What the changed assumption does"),
        )

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: chances are stated, not picked."""
        return ()

    def page_data(self) -> dict[str, Any]:
        """Return the numbers asked for and what they are about, beside what every item has."""
        return {
            **super().page_data(),
            "fields": dict(FIELDS),
            "statement_html": str(line(self.statement)),
            "evidence_html": str(line(self.evidence)),
            "what_if_html": str(line(self.what_if.text)),
            "what_if_false": self.what_if.if_false,
        }

    def paper_html(self) -> Markup:
        """Return statement, evidence and changed assumption, with room for the five chances."""
        return fill("bayes_paper", item=self, labels=list(FIELDS.values()))

    def answer_html(self, value: BayesValue, marks: Marks) -> Markup:
        """Return the five numbers as a table, and what was judged as a list."""
        numbers = [
            (label, "no number" if (n := value[name]) is None else f"{n:g} %")
            for name, label in FIELDS.items()
        ]
        judged = [(p.text, marks.html(p.id)) for p in self.parts() if p.id in marks.by_part]
        return fill("bayes", item=self, numbers=numbers, judged=judged)
