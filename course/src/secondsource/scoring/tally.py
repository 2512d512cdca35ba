"""What a class answered: counts for every option of an item, for reports.

A key says which of these ways of counting fits its family (`Key.tally`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from secondsource.families import Item, Mark, OptionGroup

__all__ = ["OptionCount", "Question", "by_marks", "by_options", "by_wording"]

MOST_LISTED = 8
"""Different answers, or parts judged wrong, that are listed for one item; the rest is summed up."""


@dataclass
class OptionCount:
    """How often one option was picked. `part` names it as the key's marks do."""

    text: str
    right: bool
    part: str
    count: int = 0
    example: Any = None
    """The value of one response with this pick."""


@dataclass
class Question:
    """One question of an item: a matrix has one for each row, a two-tier item two.

    `several` says that one learner may pick several options.
    """

    text: str
    options: list[OptionCount] = field(default_factory=list)
    answered: int = 0
    several: bool = False


def by_options(
    item: Item, values: Sequence[Any], right: Mapping[str, Sequence[str]]
) -> list[Question]:
    """Count the picks of `values` in each option group of the item.

    `right` has the ids of the right options by group; a group it leaves out has none.
    """
    return [_group(g, item, values, right.get(g.name, ())) for g in item.option_groups()]


def _group(group: OptionGroup, item: Item, values: Sequence[Any], right: Sequence[str]) -> Question:
    counts = {
        o.id: OptionCount(o.text, o.id in right, group.part.format(o.id)) for o in group.options
    }
    answered = 0
    for value in values:
        picked = item.picks(value)[group.name]
        answered += bool(picked)
        for name in picked:
            counts[name].count += 1
            if counts[name].example is None:
                counts[name].example = value
    return Question(group.text, list(counts.values()), answered, group.several)


def by_wording(
    item: Item, values: Sequence[Any], right: Callable[[Any], bool], part: str, others: str
) -> list[Question]:
    """Count equal answers, most frequent first, as `Item.wording` puts them.

    `part` names the part of the marks that has the note on an answer. The rarest answers are
    summed up under the word `others`, such as "amounts".
    """
    counts: dict[str, OptionCount] = {}
    for value in values:
        text = item.wording(value)
        found = counts.setdefault(text, OptionCount(text, right(value), part, example=value))
        found.count += 1
    ranked = sorted(counts.values(), key=lambda o: (-o.count, o.text))
    shown, rest = ranked[:MOST_LISTED], ranked[MOST_LISTED:]
    if rest:
        text = f"{len(rest)} other {others}"
        shown.append(OptionCount(text, right=False, part="", count=sum(o.count for o in rest)))
    return [Question("", shown, len(values))]


def by_marks(
    item: Item, values: Sequence[Any], marks: Callable[[Any], Mapping[str, Mark]]
) -> list[Question]:
    """Count how often each part of the item was judged wrong; `marks` judges one value."""
    names = {p.id: p.text for p in item.parts()}
    counts: dict[str, OptionCount] = {}
    for value in values:
        for part, mark in marks(value).items():
            text = mark.label or names.get(part)
            if mark.sign == "wrong" and text:
                wrong = counts.setdefault(part, OptionCount(text, right=False, part=part))
                wrong.count += 1
                wrong.example = value
    ranked = sorted(counts.values(), key=lambda o: (-o.count, o.text))[:MOST_LISTED]
    return [Question("Judged wrong", ranked, len(values))] if ranked else []
