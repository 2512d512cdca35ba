"""Recorded responses of a submission that can be kept: small, flat, and text that is text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from secondsource.recording.responses import MOST, Response
from secondsource_grading.intake.quoting import named

__all__ = ["is_unread", "keep_responses", "readable", "unread"]

DEEPEST = 20
"""Lists within lists; answers need two. Deep ones break what copies and writes notebooks."""

MOST_PARTS = 2000
"""Lists, objects, numbers and texts in one value; answers have some dozen."""

MOST_CHARACTERS = 60_000
"""In the texts of one value; the longest answer an item takes has 50,000."""

MOST_TOGETHER = 10
"""Times the parts and characters of one value that all values may have together."""


def keep_responses(
    found: Mapping[str, Response], known: Mapping[str, str]
) -> tuple[dict[str, Response], list[str]]:
    """Return the responses that can be kept, and why others cannot.

    A value that cannot be kept is replaced by `{"unread": reason}` before anything copies
    or checks it. Those to questions the notebook asks, the names in `known`, come first,
    so that no amount of others costs one of them.
    """
    asked_first = sorted(found, key=lambda name: name not in known)
    if len(asked_first) > MOST:
        asked_first = [name for name in asked_first if name in known]
    parts, characters = MOST_TOGETHER * MOST_PARTS, MOST_TOGETHER * MOST_CHARACTERS
    kept: dict[str, Response] = {}
    incidents = []
    for name in asked_first:
        response = found[name]
        size = _size(response.value, min(parts, MOST_PARTS), min(characters, MOST_CHARACTERS))
        if size is None:
            reason = "is larger than any answer"
        else:
            parts, characters = parts - size[0], characters - size[1]
            reason = _unfit(name, response.value)
        if reason:
            incidents.append(f"response {named(name)} {reason}")
            response = Response(unread(reason), response.t)
        kept[readable(name)[:200]] = response
    return kept, incidents


def unread(reason: str) -> dict[str, str]:
    """Return what stands in the place of a value that cannot be kept; no item takes it."""
    return {"unread": reason}


def is_unread(value: Any) -> bool:
    """Return whether a value is what `unread` makes."""
    return isinstance(value, dict) and value.keys() == {"unread"}


def readable(text: str) -> str:
    """Return text without lone surrogates, which are legal in JSON and illegal in a file."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _size(value: Any, parts: float, characters: float) -> tuple[int, int] | None:
    """Return the parts and characters of a value, or None where it has more than these."""
    waiting, count, length = [value], 0, 0
    while waiting:
        item = waiting.pop()
        count += 1
        if isinstance(item, str):
            length += len(item)
        elif isinstance(item, (list, dict)):
            if len(item) > parts:
                return None
            waiting += item.values() if isinstance(item, dict) else item
            if isinstance(item, dict):
                length += sum(map(len, item))
        elif isinstance(item, int) and item.bit_length() > 4 * characters:
            return None
        if count + len(waiting) > parts or length > characters:
            return None
    return count, length


def _unfit(name: str, value: Any) -> str:
    """Return why a response cannot be kept in a notebook, or nothing if it can."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        inner = [v for v in level if isinstance(v, (list, dict))]
        level = [w for v in inner for w in (v.values() if isinstance(v, dict) else v)]
        depth += bool(inner)
    if depth > DEEPEST:
        return "is nested deeper than any answer"
    try:
        _strict([name, value]).encode("utf-8")
    except UnicodeEncodeError:
        return "holds characters that are no Unicode text"
    except ValueError:
        return "holds a number that is none (NaN or infinity)"
    return ""


_strict = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
