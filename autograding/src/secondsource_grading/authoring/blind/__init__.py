"""Blind reading: sheets for people who don't know the keys, and what their answers say.

Two kinds of reader answer the graded items. The *careful* reader has all that a learner has; if
such readers differ, or miss the key, the item or its key is not clear. The *material-free* reader
has prompts and options only; whatever such a reader earns, a learner can earn without reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from secondsource.units import unit_names
from secondsource_grading.authoring.blind.answers import read_answers, read_mapping
from secondsource_grading.authoring.blind.results import table
from secondsource_grading.authoring.blind.sheets import questions, write_mapping, write_sheets
from secondsource_grading.keys import load_keys

__all__ = ["report", "write"]


def write(units: Sequence[str], folder: Path, mapping: Path, seed: int) -> list[Path]:
    """Write the sheets of `units` (all if none is named) and the mapping; return the files."""
    asked = questions([load_keys(name) for name in units or unit_names()], seed)
    return [*write_sheets(asked, folder), write_mapping(asked, seed, mapping)]


def report(files: Sequence[Path], mapping: Path) -> str:
    """Return what the readers whose answers are in `files` earned, and where they differ.

    Raises `ContentError` where the mapping or a file of answers is not right.
    """
    asked = read_mapping(mapping)
    return table(asked, [read_answers(file, asked) for file in files])
