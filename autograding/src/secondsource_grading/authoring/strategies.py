"""Ways to answer without reading: what the wording and the order of options alone suggest.

Each rule looks at the options that stand beside each other and returns those that it would take.
Where it can't choose, it takes any of them, so that a rule which says nothing is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from secondsource.families import Item
from secondsource.families.base import Option, OptionGroup

__all__ = ["ABSOLUTE", "HEDGED", "RULES", "answers"]

DRAWS = 60
"""Answers drawn for a rule that leaves a choice."""

ABSOLUTE = re.compile(
    r"\b(?:all|always|any(?:body|one|thing)?|certain(?:ly)?|completely|entirely|every\w*|"
    r"must|never|no(?:body|thing)?|none|only|proves?|proof|cannot|can't|impossible|whole)\b",
    re.IGNORECASE,
)
"""Words that promise too much, which test-takers learn to avoid."""

HEDGED = re.compile(
    r"\b(?:about|almost|can|could|hardly|may|might|mostly|nearly|often|perhaps|possibly|rather|"
    r"seems?|seldom|some|sometimes|suggests?|usually|would|at best|at least|as far as|so far)\b",
    re.IGNORECASE,
)
"""Words that promise little, which test-takers learn to look for."""

_NONE = re.compile(r"\W*(?:no|none|nothing|neither|not one|nobody|for not one)\b", re.IGNORECASE)

Rule = Callable[[Sequence[Option]], Sequence[Option]]


def _fewest(count: Callable[[str], int]) -> Rule:
    def rule(options: Sequence[Option]) -> Sequence[Option]:
        least = min(count(o.text) for o in options)
        return [o for o in options if count(o.text) == least]

    return rule


def _none(options: Sequence[Option]) -> Sequence[Option]:
    return [o for o in options if _NONE.match(o.text)] or options


RULES: Mapping[str, Rule] = {
    "first": lambda options: options[:1],
    "second": lambda options: options[1:2],
    "middle": lambda options: options[len(options) // 2 :][:1],
    "last": lambda options: options[-1:],
    "shortest": _fewest(len),
    "longest": _fewest(lambda text: -len(text)),
    "no absolute words": _fewest(lambda text: len(ABSOLUTE.findall(text))),
    "most hedged": _fewest(lambda text: -len(HEDGED.findall(text))),
    "none of them": _none,
}
"""Each rule by its name; it returns the options between which it can't choose, at least one."""


def answers(item: Item) -> Iterator[tuple[str, list[Any]]]:
    """Give each strategy that the item's options allow, with the answers that it may lead to."""
    groups = item.option_groups()
    if not groups:
        return
    rng = Random(item.id)  # noqa: S311 - a simulation
    rows = [g for g in groups if g.repeated]
    lists = [g for g in groups if not g.repeated]
    for name, rule in RULES.items() if lists else ():
        draws = _draws(rule, lists)
        yield (
            name,
            [item.from_picks(_in_turn(rows) | _by(rule, lists, rng)) for _ in range(draws)],
        )
    if any(g.several for g in lists):
        halves = (_by(lambda options: options, lists, rng) for _ in range(DRAWS))
        yield "half of them", [item.from_picks(_in_turn(rows) | half) for half in halves]
        for start in (0, 1):
            name = f"every second from {'the first' if start == 0 else 'the second'}"
            drawn = (_by(lambda options: options, lists, rng) for _ in range(DRAWS))
            second = {g.name: [o.id for o in g.options[start::2]] for g in lists if g.several}
            yield name, [item.from_picks(_in_turn(rows) | one | second) for one in drawn]
    if rows:
        picks = {g.name: [g.options[0].id] for g in lists}
        yield "in turn", [item.from_picks(picks | _in_turn(rows))]
        yield "columns of one length", [item.from_picks(picks | _level(rows))]


def _draws(rule: Rule, lists: Sequence[OptionGroup]) -> int:
    return DRAWS if any(len(rule(g.options)) > 1 or g.several for g in lists) else 1


def _by(rule: Rule, lists: Sequence[OptionGroup], rng: Random) -> dict[str, list[str]]:
    """The picks of a rule; of a list to tick it takes half, the rule's own options first."""
    picks = {}
    for group in lists:
        liked = rule(group.options)
        if not group.several:
            picks[group.name] = [rng.choice(liked).id]
            continue
        ticked: list[Option] = []
        rest = list(group.options)
        while len(ticked) < len(group.options) // 2:
            taken = rng.choice(rule(rest))
            rest.remove(taken)
            ticked.append(taken)
        picks[group.name] = [o.id for o in group.options if o in ticked]
    return picks


def _in_turn(rows: Sequence[OptionGroup]) -> dict[str, list[str]]:
    """The first row with the first column, the second with the second, and so on."""
    return {g.name: [g.options[n % len(g.options)].id] for n, g in enumerate(rows)}


def _level(rows: Sequence[OptionGroup]) -> dict[str, list[str]]:
    """Every column equally often, the rows of one column together."""
    return {g.name: [g.options[n * len(g.options) // len(rows)].id] for n, g in enumerate(rows)}
