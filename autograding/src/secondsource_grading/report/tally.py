"""What was picked: counts for every option of an item, and which picks are misreadings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from secondsource.families import Item, Option
from secondsource.scoring import Key

__all__ = ["Misreading", "OptionCount", "Question", "misreadings", "tally"]

_Count = Callable[[Any, Key[Any], Sequence[Any]], list["Question"]]

MOST_AMOUNTS = 8
"""Different amounts of a `number` item that are listed; the rest is summed up."""


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


def tally(item: Item, key: Key[Any], values: Sequence[Any]) -> list[Question]:
    """The questions of an item with the picks in `values`, canonical and not blank.

    No option of a contested item is right or wrong; its picks are counted all the same.
    """
    count: _Count = _FAMILIES.get(item.family, _by_marks)
    return count(item, key, values)


def misreadings(item: Item, key: Key[Any], questions: Iterable[Question]) -> Iterator[Misreading]:
    """The wrong picks of an item, and the options that apply and were left."""
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


def _count(
    text: str,
    options: Sequence[Option],
    right: Sequence[str | None],
    picks: Sequence[tuple[Sequence[str], Any]],
    part: str = "{}",
) -> Question:
    """Count picks: for each response the option ids picked and the whole value.

    `part` names an option's part of the marks, with `{}` for its id.
    """
    counts = {o.id: OptionCount(o.text, o.id in right, part.format(o.id)) for o in options}
    for ids, value in picks:
        for name in ids:
            counts[name].count += 1
            if counts[name].example is None:
                counts[name].example = value
    return Question(text, list(counts.values()), sum(bool(ids) for ids, _ in picks))


def _full(item: Item, key: Key[Any], otherwise: Any) -> Any:
    return otherwise if item.contested else key.full(item)


def _choice(item: Any, key: Key[Any], values: Sequence[Any]) -> list[Question]:
    picks = [([v], v) for v in values]
    return [_count("", item.options, [_full(item, key, None)], picks)]


def _select(item: Any, key: Key[Any], values: Sequence[Any]) -> list[Question]:
    picks = [(v, v) for v in values]
    question = _count("", item.options, _full(item, key, ()), picks)
    question.several = True
    return [question]


def _matrix(item: Any, key: Key[Any], values: Sequence[Any]) -> list[Question]:
    full = _full(item, key, {})
    questions = []
    for row in item.rows:
        picks = [([v[row.id]] if row.id in v else [], v) for v in values]
        questions.append(_count(row.text, item.columns, [full.get(row.id)], picks, row.id))
    return questions


def _two_tier(item: Any, key: Key[Any], values: Sequence[Any]) -> list[Question]:
    full = _full(item, key, {})
    questions = []
    for tier, text, options in (
        ("answer", "Answer", item.options),
        ("reason", "Reason", item.reasons),
    ):
        picks = [([v[tier]] if v[tier] else [], v) for v in values]
        questions.append(_count(text, options, [full.get(tier)], picks, tier + ".{}"))
    return questions


def _number(item: Any, key: Key[Any], values: Sequence[Any]) -> list[Question]:
    units = {u.id: u.text for u in item.units}
    counts: dict[str, OptionCount] = {}
    for value in values:
        amount = "no number" if value["amount"] is None else f"{value['amount']:.12g}"
        text = f"{amount} {units.get(value['unit'], '(no unit)')}"
        right = not item.contested and key.share(item, value)[0] == 1
        found = counts.setdefault(text, OptionCount(text, right, "amount", example=value))
        found.count += 1
    ranked = sorted(counts.values(), key=lambda o: (-o.count, o.text))
    shown, rest = ranked[:MOST_AMOUNTS], ranked[MOST_AMOUNTS:]
    if rest:
        others = f"{len(rest)} other amounts"
        shown.append(OptionCount(others, right=False, part="", count=sum(o.count for o in rest)))
    return [Question("", shown, len(values))]


def _by_hand(_item: Item, _key: Key[Any], _values: Sequence[Any]) -> list[Question]:
    return []


def _by_marks(item: Item, key: Key[Any], values: Sequence[Any]) -> list[Question]:
    """Any other family: how often each of its parts was judged wrong."""
    names = {p.id: p.text for p in item.parts()}
    counts: dict[str, OptionCount] = {}
    for value in values:
        for part, mark in key.marks(item, value).items():
            text = mark.label or names.get(part)
            if mark.sign == "wrong" and text:
                wrong = counts.setdefault(part, OptionCount(text, right=False, part=part))
                wrong.count += 1
                wrong.example = value
    ranked = sorted(counts.values(), key=lambda o: (-o.count, o.text))[:MOST_AMOUNTS]
    return [Question("Judged wrong", ranked, len(values))] if ranked else []


_FAMILIES: Mapping[str, _Count] = {
    "choice": _choice,
    "matrix": _matrix,
    "number": _number,
    "select": _select,
    "text": _by_hand,
    "two-tier": _two_tier,
}
