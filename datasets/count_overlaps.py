"""Count how much wording a pack's originals share: word runs, never the words themselves.

    python datasets/count_overlaps.py PACK

writes the pack's table of overlaps from the originals that are attached on this machine (see
README.md); it ends with 1, and writes nothing, where fewer than two are.

Long word runs that stand in two texts are a sign of copying, or of a common source: everyday
prose repeats three words by chance and eight hardly ever (see the table's figures for
texts that have nothing to do with each other).
"""

# ruff: noqa: INP001, T201 - a script, run by its path, that speaks to its user

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import combinations
from pathlib import Path

from secondsource.packs.originals import original
from secondsource.packs.pack import load_pack

__all__ = ["LENGTHS", "Overlap", "overlap", "overlaps", "run_lengths", "shared_runs", "words_of"]

LENGTHS = (3, 4, 5, 6, 8, 10)
"""The run lengths, in words, that a pack's table gives."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True)
class Overlap:
    """What two texts share at one run length; every field is a count.

    `shared` is how many different runs of `length` words stand in both, `first_runs` and
    `second_runs` how many different ones each text has. `passages` is how many stretches of
    the first text, as long as they go, are made of shared runs; `longest` is the words in the
    longest of them, 0 where there is none.
    """

    first: str
    second: str
    length: int
    shared: int
    first_runs: int
    second_runs: int
    passages: int
    longest: int


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; digits count, punctuation and line breaks do not.

    A word with an apostrophe is one word, one with a hyphen two.
    """
    plain = unicodedata.normalize("NFC", text).replace("’", "'").casefold()
    return _WORD.findall(plain)


def shared_runs(first: Sequence[str], second: Sequence[str], length: int) -> set[tuple[str, ...]]:
    """The different runs of `length` words that stand in both texts.

    Raises `ValueError` for a length below 1.
    """
    return set(_runs(first, length)) & set(_runs(second, length))


def run_lengths(first: Sequence[str], second: Sequence[str], least: int) -> list[int]:
    """Words in each passage of `first` that stands in `second` too, longest first.

    A passage is a run of at least `least` words that cannot be made longer at either end. Two
    passages may touch or share words, where they stand apart in `second`.
    """
    spans: list[tuple[int, int]] = []
    places: dict[tuple[str, ...], list[int]] = {}
    for at, run in enumerate(_runs(second, least)):
        places.setdefault(run, []).append(at)
    for start, run in enumerate(_runs(first, least)):
        ends = [_extend(first, start, second, at, least) for at in places.get(run, ())]
        if ends and (not spans or max(ends) > spans[-1][1]):
            spans.append((start, max(ends)))
    return sorted((end - start for start, end in spans), reverse=True)


def overlap(first: tuple[str, str], second: tuple[str, str], length: int) -> Overlap:
    """What two texts, each a name and its text, share at one run length."""
    (name, text), (other, against) = first, second
    mine, theirs = words_of(text), words_of(against)
    passages = run_lengths(mine, theirs, length)
    return Overlap(
        name,
        other,
        length,
        len(shared_runs(mine, theirs, length)),
        len(set(_runs(mine, length))),
        len(set(_runs(theirs, length))),
        len(passages),
        max(passages, default=0),
    )


def overlaps(texts: Mapping[str, str], lengths: Sequence[int] = LENGTHS) -> list[Overlap]:
    """Every pair of texts at every length, in the order of the mapping: a pack's whole table."""
    return [
        overlap(first, second, length)
        for first, second in combinations(texts.items(), 2)
        for length in lengths
    ]


def _runs(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
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


def write(file: Path, rows: Sequence[Overlap]) -> None:
    """Write a pack's whole table, by way of a second file so that none is ever half written."""
    draft = file.with_suffix(".new")
    with draft.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow(f.name for f in fields(Overlap))
        lines.writerows(map(astuple, rows))
    draft.replace(file)


def main(arguments: list[str]) -> int:
    """Count for the pack that is named; the exit code."""
    if len(arguments) != 1:
        print("expected the name of one pack, such as: python datasets/count_overlaps.py PACK")
        return 2
    pack = load_pack(arguments[0])
    found = {d: original(d, pack=pack) for d in pack.table("document").by_id}
    texts = {d: "\n".join(lines) for d, lines in found.items() if lines}
    if len(texts) < 2:  # noqa: PLR2004 - an overlap is one of two texts
        print(f"{pack.name}: {len(texts)} originals are attached here; expected two or more")
        return 1
    write(pack.table("overlap").file, overlaps(texts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
