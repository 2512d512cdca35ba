"""Count how much wording a pack's originals share: word runs, never the words themselves.

    python datasets/count_overlaps.py PACK

writes the pack's table of overlaps from the originals that are attached on this machine (see
README.md); it ends with 1, and writes nothing, where fewer than two are.

See `secondsource_grading.drafting.shared_wording` for what a shared run is a sign of, and the
table's figures for texts that have nothing to do with each other.
"""

# ruff: noqa: INP001, T201 - a script, run by its path, that speaks to its user

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import combinations
from pathlib import Path

from secondsource.packs.originals import original
from secondsource.packs.pack import load_pack
from secondsource_grading.drafting.shared_wording import (
    run_lengths,
    runs,
    shared_runs,
    words_of,
)

__all__ = ["LENGTHS", "Overlap", "overlap", "overlaps", "run_lengths", "shared_runs", "words_of"]

LENGTHS = (3, 4, 5, 6, 8, 10)
"""The run lengths, in words, that a pack's table gives."""


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
        len(set(runs(mine, length))),
        len(set(runs(theirs, length))),
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
