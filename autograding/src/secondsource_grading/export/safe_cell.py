"""Text that a spreadsheet takes as text, whatever it begins with."""

from __future__ import annotations

from typing import Any

__all__ = ["safe_cell"]

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet reads as a formula: such a text gets an apostrophe in front.

    Numbers stay numbers, a negative one too. Never use it on an id or a login: the system that
    takes the file would not know the person any more.
    """
    if not isinstance(value, str):
        return "" if value is None else value
    return f"'{value}" if value.lstrip(" ").startswith(_STARTS_A_FORMULA) else value
