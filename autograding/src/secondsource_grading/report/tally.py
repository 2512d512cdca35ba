"""Which of the picks that a class made are misreadings, each with the key's note on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from secondsource.families import Item
from secondsource.scoring import Key
from secondsource.scoring.tally import OptionCount, Question

__all__ = ["ENOUGH", "Misreading", "Unpicked", "misreadings", "unpicked"]

ENOUGH = 10
"""Answers to a question from which on a wrong option that nobody picked is worth a line."""


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


@dataclass(frozen=True)
class Unpicked:
    """A wrong option that none of those who answered picked."""

    item: str
    question: str
    option: str
    answered: int


def unpicked(item: Item, questions: Iterable[Question]) -> Iterator[Unpicked]:
    """Yield the wrong options of an item that nobody picked, where at least `ENOUGH` answered.

    Rows that share their options (a grid) are left out: there an option that fits no row in
    anyone's eyes is part of what is asked. A contested item has no wrong options.
    """
    own = {group.text for group in item.option_groups() if not group.repeated}
    if item.contested:
        return
    for question in questions:
        if question.answered < ENOUGH or question.text not in own:
            continue
        for option in question.options:
            if option.count == 0 and not option.right and option.part:
                yield Unpicked(item.id, question.text, option.text, question.answered)


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
