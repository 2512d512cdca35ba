"""What nbgrader's metadata and the source of a cell say about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from secondsource.scoring.keys import Keyring
from secondsource.units import asked

__all__ = ["ABOUT_RUNNING", "Json", "asked_item", "flags", "is_code_test", "question"]

Json = dict[str, Any]

ABOUT_RUNNING = ("**First choose *Run", "If a cell further down shows a `NameError`")
"""How the paragraphs of a lesson begin that say how a notebook is run; no other page needs them."""


def flags(cell: Json) -> Mapping[str, Any]:
    """Return nbgrader's metadata of a cell, empty where it has none."""
    found = cell["metadata"].get("nbgrader", {})
    return found if isinstance(found, dict) else {}


def asked_item(cell: Json) -> str | None:
    """Return the id in the instructor's own `ask("…")` cell, whether there is such an item or not.

    A learner may write `ask("…")` into a text or into a cell of their own, which is never
    locked; that asks nothing. The cell of an answer that a person grades is locked too,
    although nbgrader calls it a solution, so that a grader can comment on it.
    """
    if cell["cell_type"] != "code" or not flags(cell).get("locked"):
        return None
    return _asked(cell["source"])


_asked = lru_cache(maxsize=1024)(asked)
"""The instructor's cells are few, and the same for a whole class."""


def question(cell: Json, keyring: Keyring | None) -> str | None:
    """Return the item that the instructor's own `ask` cell asks, or None.

    None too where the unit of today has no such item.
    """
    item_id = asked_item(cell)
    if keyring is None or item_id is None or item_id not in keyring:
        return None
    return item_id


def is_code_test(cell: Json, keyring: Keyring | None) -> bool:
    """Return whether the cell is an ordinary nbgrader code test of the instructor's.

    In a unit's notebook an `ask` cell is none, also where its item has been removed.
    """
    marks = flags(cell)
    tests = cell["cell_type"] == "code" and marks.get("grade") and not marks.get("solution")
    return bool(tests) and (keyring is None or asked_item(cell) is None)
