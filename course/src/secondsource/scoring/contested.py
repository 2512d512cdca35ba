"""The key of a contested item: the spread of readings in place of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from secondsource.errors import ContentError
from secondsource.families import Item, Mark
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, require
from secondsource.scoring.tally import Question, by_options, by_wording

__all__ = ["ContestedKey"]


class Reading(BaseModel):
    """One way careful readers take it, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    reading: Note
    why: Note


class ContestedKey(Key[Item]):
    """At least two readings; nothing is scored."""

    judged: ClassVar[bool] = False
    guessable: ClassVar[bool] = False
    """Nothing is scored, so guessing earns nothing."""

    readings: Annotated[tuple[Reading, ...], Field(min_length=2)]

    def verify(self, item: Item) -> None:
        """Only for an item marked as contested."""
        require(item.contested, item.id, "readings are for items with `contested: true`")

    def full(self, item: Item) -> Any:
        """Never: there is no key."""
        msg = f"item {item.id} is contested; nothing may score it"
        raise ContentError(msg)

    def share(self, item: Item, value: Any) -> tuple[float, str]:  # noqa: ARG002
        """Nothing to gain or lose."""
        return 0.0, "Careful readers differ here, so it is not graded."

    def marks(self, item: Item, value: Any) -> dict[str, Mark]:  # noqa: ARG002
        """No judgement."""
        return {}

    def strategies(self, item: Item) -> dict[str, Any]:  # noqa: ARG002
        """Nothing to game."""
        return {}

    def tally(self, item: Item, values: Sequence[Any]) -> list[Question]:
        """Count what was picked or answered; no option is right or wrong."""
        if item.option_groups():
            return by_options(item, values, {})
        return by_wording(item, values, lambda _: False, "", "answers")

    def invent(self, item: Item, attempt: Attempt) -> Any:
        """Return one pick of each group of options, or None where there is nothing to pick."""
        groups = item.option_groups()
        picks = {g.name: [attempt.tempted("reading", [o.id for o in g.options])] for g in groups}
        return item.from_picks(picks) if picks else None

    def guess(self, item: Item, rng: Random) -> Any:  # noqa: ARG002
        """No answer."""
        return None
