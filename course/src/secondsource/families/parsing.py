"""Reading the raw value of a response: what fits an item, and what is said where it does not.

Whatever JSON a notebook held comes in here, so no function trusts its argument, and each
message stays short however large the value is.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from itertools import islice
from typing import Any

from secondsource.errors import ResponseError

__all__ = ["describe", "finite", "named_values", "one_of", "several_of", "whole"]

SHOWN = 40
"""Characters of a found text that a message repeats."""

NAMED = 12
"""Ids that a message lists; an item may have a whole table of them."""


def describe(raw: object) -> str:
    """Return what was found, short enough for a message whatever a notebook held."""
    if isinstance(raw, (list, tuple, dict)):
        kind = "an object" if isinstance(raw, dict) else "a list"
        return f"{kind} of {len(raw)} entries"
    if isinstance(raw, str) and len(raw) > SHOWN:
        return f"a text of {len(raw)} characters"
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) > 10**15:
        return "a very large whole number"
    return repr(raw)


def one_of(raw: object, ids: Collection[str], what: str) -> str | None:
    """Return `raw` if it is one of `ids`, None if it is None.

    Raises `ResponseError` otherwise; its message calls the value `what`.
    """
    if raw is None:
        return None
    if not isinstance(raw, str) or raw not in ids:
        msg = f"{what} is {describe(raw)}; expected one of {_some(ids)}"
        raise ResponseError(msg)
    return raw


def several_of(raw: object, ids: Collection[str], thing: str) -> list[str]:
    """Return `raw`, a list of some of `ids`, as it stands; an empty list if it is None.

    An id may occur twice; the caller decides what that means. Raises `ResponseError` for
    anything else, and for more entries than there are ids; `thing` says what an id names.
    """
    if raw is None:
        return []
    if not isinstance(raw, list) or len(raw) > len(ids):
        msg = f"expected a list of at most {len(ids)} {thing}s, found {describe(raw)}"
        raise ResponseError(msg)
    for entry in raw:
        if not isinstance(entry, str) or entry not in ids:
            msg = f"unknown {thing} {describe(entry)}; the item has {_some(ids)}"
            raise ResponseError(msg)
    return list(raw)


def named_values(raw: object, names: Collection[str], expected: str) -> dict[str, Any]:
    """Return `raw`, an object with no entries but `names`; an empty one if it is None.

    For answers of several parts: each part is read afterwards by a function of its own.
    Raises `ResponseError` for anything else; `expected` says what the parts are.
    """
    if raw is None:
        return {}
    if not isinstance(raw, dict) or not set(raw) <= set(names):
        msg = f"expected {expected}, found {describe(raw)}"
        raise ResponseError(msg)
    return raw


def finite(raw: object, what: str, low: float, high: float) -> float | None:
    """Return `raw` as a float in low..high, None if it is None; `ResponseError` otherwise."""
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        msg = f"{what} is {describe(raw)}; expected a number"
        raise ResponseError(msg)
    if not (isinstance(raw, int) or math.isfinite(raw)) or not low <= raw <= high:
        msg = f"{what} is {describe(raw)}; expected a number from {low:g} to {high:g}"
        raise ResponseError(msg)
    return float(raw)


def whole(text: str, what: str) -> str:
    """Return `text` as it stands, if it can be written to a file.

    Raises `ResponseError` where it holds half of a character (a lone surrogate), which JSON can
    carry and no file can; the message calls the text `what`.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        msg = f"{what} holds half of a character; delete it and write it again"
        raise ResponseError(msg)
    return text


def _some(ids: Collection[str]) -> str:
    rest = len(ids) - NAMED
    listed = ", ".join(islice(ids, NAMED))
    return f"{listed} and {rest} more" if rest > 0 else listed
