"""Score of `select`: hits against false picks, so that ticking all or none gains nothing."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Annotated

from pydantic import Field

from secondsource.families import Mark
from secondsource.families.select import SelectItem, SelectValue
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, plural, require

__all__ = ["SelectKey"]


class SelectKey(Key[SelectItem]):
    """The options that apply, and feedback for every option."""

    answer: Annotated[tuple[str, ...], Field(min_length=1)]
    feedback: Mapping[str, Note]

    def verify(self, item: SelectItem) -> None:
        """The answer names some but not all options, and every option has feedback."""
        ids = {o.id for o in item.options}
        require(
            set(self.answer) < ids,
            item.id,
            f"answer {list(self.answer)} must be some but not all of {sorted(ids)}",
        )
        require(
            set(self.feedback) == ids,
            item.id,
            f"feedback must be given for exactly the options {sorted(ids)}",
        )

    def full(self, item: SelectItem) -> SelectValue:
        """Return exactly the options that apply."""
        return [o.id for o in item.options if o.id in self.answer]

    def share(self, item: SelectItem, value: SelectValue) -> tuple[float, str]:
        """Return max(0, hits/positives - false picks/negatives)."""
        positives = set(self.answer)
        hits = len(positives & set(value))
        false = len(set(value) - positives)
        negatives = len(item.options) - len(positives)
        share = max(0.0, hits / len(positives) - false / negatives)
        more = f", and {false} that {plural(false, 'does', 'do')} not" if false else ""
        return share, f"You have {hits} of the {len(positives)} that apply{more}."

    def counted(self, item: SelectItem) -> str:  # noqa: ARG002
        """Return how what is right becomes points."""
        return (
            "A wrong tick costs as much as guessing would gain: ticking everything earns nothing."
        )

    def marks(self, item: SelectItem, value: SelectValue) -> dict[str, Mark]:
        """Return a mark for every option: right, wrong, missed, or rightly left alone."""
        marks = {}
        for option in item.options:
            applies, picked = option.id in self.answer, option.id in value
            sign = "right" if applies and picked else "wrong" if picked else "plain"
            if applies and not picked:
                sign = "missed"
            marks[option.id] = Mark(sign, self.feedback[option.id])  # type: ignore[arg-type]
        return marks

    def strategies(self, item: SelectItem) -> dict[str, SelectValue]:
        """Return everything, the first, the last, the longest option."""
        ids = [o.id for o in item.options]
        longest = max(item.options, key=lambda o: len(o.text)).id
        return {"all": ids, "first": ids[:1], "last": ids[-1:], "longest": [longest]}

    def invent(self, item: SelectItem, attempt: Attempt) -> SelectValue:
        """Return the options that the learner takes to apply, each decided by itself."""
        return [o.id for o in item.options if attempt.knows(o.id) == (o.id in self.answer)]

    def guess(self, item: SelectItem, rng: Random) -> SelectValue:
        """Return each option with an even chance."""
        return [o.id for o in item.options if rng.random() < 0.5]  # noqa: PLR2004 - a coin
