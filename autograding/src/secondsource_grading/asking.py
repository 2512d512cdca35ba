"""Which item a cell asks: the one thing building, grading and the plug-in read off a cell."""

from __future__ import annotations

import re

__all__ = ["asked"]

_ASK = re.compile(r'ask\("([^"]+)"\)')


def asked(source: str) -> str | None:
    """The item a cell asks, if it is an `ask` cell."""
    match = _ASK.fullmatch(source.strip())
    return match.group(1) if match else None
