"""Those ground rules of `course/neutrality.md` that a program can check."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from secondsource.families import Item
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.readability import own_words

__all__ = [
    "Tally",
    "bundled_options",
    "counted_items",
    "judge",
    "judging_words",
    "key_positions",
    "longest_keys",
    "shortest_keys",
    "slogans",
    "stock_openings",
    "supported_share",
]

CLEARLY = 2.0
"""Standard deviations above chance from which a regularity could be learned and used."""

_JUDGING = re.compile(
    r"\b(?:liars?|lied|lying|criminals?|traitors?|tyrants?|dictators?|despots?|thugs?|puppets?|"
    r"cowards?|cowardly|corrupt|crooks?|senile|demented|paranoid|insane|mad(?:man|men)|deluded|"
    r"incompetent|stupid|foolish|evil|wicked|regimes?|henchm[ae]n|cronies|mouthpieces?|"
    r"shameless(?:ly)?|notorious(?:ly)?|disgraced|so-called|fake news)\b",
    re.IGNORECASE,
)
_BUNDLED = re.compile(
    r"(?:all|any|none|both|neither|two) of (?:these|those|them|the others)\W*|.*\bof the above\b.*",
    re.IGNORECASE,
)

_SLOGAN = re.compile(
    r"\b(?:tak(?:es?|ing) sides|organs? of the (?:state|party)|no evidence|propaganda|"
    r"(?:can|could|should|may) ?(?:not|never|n't) be trusted|can't be trusted|"
    r"proves? nothing|(?:always|never) (?:lies?|tells? the truth))\b",
    re.IGNORECASE,
)
_STOCK = re.compile(r"\W*(?:It takes an? |Right where |(?:This is )?[Tt]empting\b|Not quite[.,])")


@dataclass(frozen=True)
class Tally:
    """How often something was so, beside what chance would give."""

    seen: int
    expected: float
    spread: float
    """Standard deviation under chance."""
    of: int

    @property
    def too_often(self) -> bool:
        """Whether it is clearly more often so than by chance."""
        return self.seen > self.expected + CLEARLY * self.spread

    @property
    def too_seldom(self) -> bool:
        """Whether it is clearly less often so than by chance."""
        return self.seen < self.expected - CLEARLY * self.spread


def judging_words(texts: Iterable[str]) -> Iterator[str]:
    """Words in our own voice that judge a person or a side, with their surroundings."""
    for text in texts:
        plain = " ".join(own_words(text).split())
        for match in _JUDGING.finditer(plain):
            yield plain[max(0, match.start() - 30) : match.end() + 30].strip()


def judge(where: str, texts: Iterable[str]) -> list[str]:
    """Return a problem for each word that judges; `where` says whose text it is."""
    return [f"{where}: judges: … {w} …; say what was done or said" for w in judging_words(texts)]


def bundled_options(item: Item) -> list[str]:
    """Return the options that stand for several others, such as *all of the above*.

    Every option of the item is looked at: rows, columns, events and nodes as well.
    """
    return [o.text for o in item.all_options() if _BUNDLED.fullmatch(o.text)]


def slogans(texts: Iterable[str]) -> list[str]:
    """Return the slogans in options, which a reader crosses out without reading anything."""
    return [m[0] for text in texts for m in _SLOGAN.finditer(own_words(text))]


def stock_openings(texts: Iterable[str]) -> list[str]:
    """Return the openings of feedback that would fit any option, and so explain none."""
    return [m[0].strip() for text in texts if (m := _STOCK.match(text))]


def counted_items(keyrings: Iterable[Keyring]) -> list[tuple[Keyring, Item]]:
    """Every item that has a place in the gradebook."""
    return [(keyring, item) for keyring in keyrings for item in keyring.unit.items if item.counts]


def supported_share(keyrings: Iterable[Keyring]) -> tuple[int, int]:
    """How many graded judgements are keyed *supported*, and how many there are."""
    kinds = [keyring.keys[item.id].judgement for keyring, item in counted_items(keyrings)]
    return kinds.count("supported"), sum(kind is not None for kind in kinds)


def longest_keys(keyrings: Iterable[Keyring]) -> Tally:
    """How often the right option is the one with most characters, in every closed choice."""

    def longest(texts: list[str], at: int) -> bool:
        return len(texts[at]) == max(map(len, texts))

    return _tally(keyrings, longest)


def shortest_keys(keyrings: Iterable[Keyring]) -> Tally:
    """How often the right option is the one with fewest characters, in every closed choice."""

    def shortest(texts: list[str], at: int) -> bool:
        return len(texts[at]) == min(map(len, texts))

    return _tally(keyrings, shortest)


def key_positions(keyrings: Iterable[Keyring]) -> dict[str, Tally]:
    """How often the right option is the first, one between, or the last."""
    listed = list(keyrings)
    places: dict[str, Callable[[list[str], int], bool]] = {
        "first": lambda _, at: at == 0,
        "middle": lambda texts, at: 0 < at < len(texts) - 1,
        "last": lambda texts, at: at == len(texts) - 1,
    }
    return {name: _tally(listed, so) for name, so in places.items()}


def _tally(keyrings: Iterable[Keyring], so: Callable[[list[str], int], bool]) -> Tally:
    seen, chances = 0, []
    for keyring, item in counted_items(keyrings):
        for texts, right in _choices(keyring, item):
            seen += so(texts, right)
            chances.append(sum(so(texts, at) for at in range(len(texts))) / len(texts))
    spread = math.sqrt(sum(p * (1 - p) for p in chances))
    return Tally(seen, sum(chances), spread, len(chances))


def _choices(keyring: Keyring, item: Item) -> Iterator[tuple[list[str], int]]:
    """Yield each place where one of several is picked: the options' texts, and which is right.

    Where the same options come again, row by row, place and length of the right one tell nothing.
    """
    groups = [g for g in item.option_groups() if not g.several and not g.repeated]
    right = item.picks(keyring.keys[item.id].full(item)) if groups else {}
    for group in groups:
        ids = [o.id for o in group.options]
        for picked in right[group.name]:
            yield [o.text for o in group.options], ids.index(picked)
