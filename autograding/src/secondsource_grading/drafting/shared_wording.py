"""Runs of words that two texts share: a sign of copying, or of a common source.

Everyday prose repeats three words by chance and eight hardly ever.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = [
    "Word",
    "passages",
    "run_lengths",
    "runs",
    "shared_runs",
    "words_of",
    "words_with_places",
]

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True)
class Word:
    """A word in small letters and its range of characters in the text."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; digits count, punctuation and line breaks do not.

    A word with an apostrophe is one word, one with a hyphen two.
    """
    plain = unicodedata.normalize("NFC", text).replace("’", "'").casefold()
    return _WORD.findall(plain)


def words_with_places(text: str) -> Iterator[Word]:
    """Yield what `words_of` gives, each with its place in `text`, which is in NFC."""
    for match in _WORD.finditer(text.replace("’", "'")):
        yield Word(match[0].casefold(), *match.span())


def shared_runs(first: Sequence[str], second: Sequence[str], length: int) -> set[tuple[str, ...]]:
    """The different runs of `length` words that stand in both texts.

    Raises `ValueError` for a length below 1.
    """
    return set(runs(first, length)) & set(runs(second, length))


def run_lengths(first: Sequence[str], second: Sequence[str], least: int) -> list[int]:
    """Words in each passage of `first` that stands in `second` too, longest first.

    A passage is a run of at least `least` words that cannot be made longer at either end. Two
    passages may touch or share words, where they stand apart in `second`.
    """
    found = passages(first, second, least)
    return sorted((end - start for start, end, _ in found), reverse=True)


def passages(first: Sequence[str], second: Sequence[str], least: int) -> list[tuple[int, int, int]]:
    """Return each shared passage: its first word and end in `first`, and its first in `second`."""
    spans: list[tuple[int, int, int]] = []
    places: dict[tuple[str, ...], list[int]] = {}
    for at, run in enumerate(runs(second, least)):
        places.setdefault(run, []).append(at)
    before: dict[int, int] = {}
    for start, run in enumerate(runs(first, least)):
        # What matched one word earlier ends where it ended; nothing is compared twice.
        ends = {
            at: before.get(at - 1) or _extend(first, start, second, at, least)
            for at in places.get(run, ())
        }
        before = ends
        end = max(ends.values(), default=0)
        if ends and (not spans or end > spans[-1][1]):
            spans.append((start, end, min(at for at, e in ends.items() if e == end)))
    return spans


def runs(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    """Return every run of `length` words; `ValueError` for a length below 1."""
    if length < 1:
        msg = f"length is {length}; expected at least 1 word"
        raise ValueError(msg)
    return [tuple(words[n : n + length]) for n in range(len(words) - length + 1)]


def _extend(first: Sequence[str], start: int, second: Sequence[str], at: int, known: int) -> int:
    """Where the run that is the same from `first[start]` and `second[at]` on ends in `first`."""
    size = known
    while (
        start + size < len(first)
        and at + size < len(second)
        and first[start + size] == second[at + size]
    ):
        size += 1
    return start + size
