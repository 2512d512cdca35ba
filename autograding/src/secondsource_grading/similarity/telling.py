"""What is found, in words that judge nobody."""

from __future__ import annotations

from collections.abc import Iterator

from secondsource_grading.similarity.pairs import Alike, Pair

__all__ = ["MEANING", "sentences"]

MEANING = (
    "What this says, and what not: two of these pages have more wrong answers in common than "
    "chance explains. It does not say why. People who worked together, as many lessons ask, who "
    "had the same help or learned the same mistake look just like this, and so do two files of "
    "one person. Who gave and who took can't be told. Look at the work, and ask both, before "
    "you think of anything else."
)
"""What every list ends with."""

SURE = 1_000_000
"""Classes; beyond this a figure says more about the model than about people."""


def sentences(found: Alike) -> Iterator[str]:
    """Give the lines of a list: what was compared, each pair, and what it means."""
    yield (
        f"{found.students} submissions, {found.pairs:,} pairs; wrong answers to {found.items} "
        "items were compared, and shared ones weigh more the fewer gave them"
    )
    if not found.found:
        yield "no pair is more alike than chance explains"
        return
    for pair in found.found:
        yield from _lines(pair)
    yield MEANING


def _lines(pair: Pair) -> Iterator[str]:
    one, other = pair.students
    yield (
        f"{one} and {other}: of the {pair.both_wrong} items that both got wrong, "
        f"{len(pair.shared)} have the same wrong answer. If everybody had answered by themselves, "
        f"{_how_often(pair.corrected)} would have a pair so alike."
    )
    for shared in pair.shared:
        others = shared.given - len(pair.students)
        who = "nobody else" if not others else f"{others} other{'s' if others > 1 else ''}"
        yield (
            f"  {shared.item}: given by {who} of the {shared.wrong} who got it wrong: "
            f"{shared.answer}"
        )


def _how_often(corrected: float) -> str:
    if corrected < 1 / SURE:
        return f"fewer than one class in {SURE:,}"
    return f"at most one class in {max(1, int(1 / corrected)):,}"
