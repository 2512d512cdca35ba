"""Which of the picks that a class made are misreadings, each with the key's note on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from secondsource.families import Item
from secondsource.scoring import Key
from secondsource.scoring.tally import OptionCount, Question

__all__ = ["Misreading", "misreadings"]


@dataclass(frozen=True)
class Misreading:
    """A wrong pick: on which item, how often, of how many who answered, and the key's note on it.

    `left` marks an option that applies and was not picked.
    """

    item: str
    question: str
    option: str
    count: int
    answered: int
    note: str
    left: bool = False

    @property
    def share(self) -> float:
        """Of those who answered, in 0..1."""
        return self.count / self.answered


def misreadings(item: Item, key: Key[Any], questions: Iterable[Question]) -> Iterator[Misreading]:
    """Yield the wrong picks of an item, and the options that apply and were left.

    `questions` is what `Key.tally` counted. A contested item has no wrong picks.
    """
    if item.contested:
        return
    for question in questions:
        for option in question.options:
            left = option.right and question.several
            count = question.answered - option.count if left else option.count
            if count == 0 or (option.right and not left) or not option.part:
                continue
            note = _note(item, key, option, left=left)
            yield Misreading(
                item.id, question.text, option.text, count, question.answered, note, left
            )


def _note(item: Item, key: Key[Any], option: OptionCount, *, left: bool) -> str:
    value = item.blank() if left else option.example
    mark = key.marks(item, value).get(option.part)
    return mark.note if mark else ""
