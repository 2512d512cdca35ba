"""Names from submissions in messages: whatever they hold, short and harmless."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["named", "shorten"]

MOST_TOLD = 20
"""Incidents of one kind of source that are listed one by one."""


def named(text: str) -> str:
    """A name from a submission, fit for a message: short, quoted, harmless on a terminal."""
    return ascii(text if len(text) <= 80 else f"{text[:60]}…{text[-15:]}")  # noqa: PLR2004


def shorten(incidents: Sequence[str], most: int = MOST_TOLD) -> list[str]:
    """The first of many incidents, each once, and how many more there are."""
    unique = list(dict.fromkeys(incidents))
    rest = len(unique) - most
    return unique[:most] + ([f"and {rest} more of this kind"] if rest > 0 else [])
