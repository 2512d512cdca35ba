"""The lists of words and units that the rules look for: data files beside this module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from secondsource.yaml_files import read_yaml

__all__ = [
    "Ladder",
    "Unit",
    "WordList",
    "any_of",
    "content_words",
    "ladders",
    "units",
    "units_by_name",
    "word_list",
]

LANGUAGE = "en"

_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class WordList:
    """One list: its words as one expression, and where the list comes from."""

    name: str
    source: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Ladder:
    """Words from weak to strong; `share` wants a further word that both sentences have."""

    words: tuple[str, ...]
    share: bool


@dataclass(frozen=True)
class Unit:
    """A unit of measurement: its kind, and how much of the kind's first unit one of it is."""

    name: str
    kind: str
    factor: float


@cache
def word_list(name: str) -> WordList:
    """Return a list by its name in the file, such as `hedges`; `KeyError` where there is none."""
    found = _file(LANGUAGE)[name]
    words = tuple(map(str, found["words"]))
    pattern = re.compile(rf"\b(?:{any_of(words)})\b", re.IGNORECASE)
    return WordList(name, str(found["source"]), words, pattern)


@cache
def ladders() -> tuple[Ladder, ...]:
    """Return rows of words, each stronger than the one before it."""
    steps = _file(LANGUAGE)["ladders"]["steps"]
    return tuple(Ladder(tuple(s["words"]), bool(s.get("share"))) for s in steps)


@cache
def units() -> Mapping[str, Unit]:
    """Return every unit by each of its names."""
    return {
        name: Unit(unit, kind, float(about["factor"]))
        for kind, members in _file("units").items()
        for unit, about in members.items()
        for name in map(str, about["names"])
    }


@cache
def units_by_name() -> Mapping[str, Unit]:
    """Return every unit by the name that a quantity has."""
    return {unit.name: unit for unit in units().values()}


def any_of(words: Iterable[str]) -> str:
    """Return an expression for any of `words`, the longest first, however wide their spaces."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@lru_cache(maxsize=20_000)
def content_words(text: str) -> frozenset[str]:
    """Return the words of a text that are not in every text, in small letters, without endings."""
    stop = word_list("stop_words").words
    found = (word.casefold() for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in found if word not in stop)


def _stem(word: str) -> str:
    """Return a word without the ending of a plural or of a verb; coarse, and enough to compare."""
    return re.sub(r"(?<=\w{3})(?:ing|ed|es|s)$", "", word)


@cache
def _file(name: str) -> Any:
    return read_yaml(Path(__file__).parent / "lists" / f"{name}.yaml")
