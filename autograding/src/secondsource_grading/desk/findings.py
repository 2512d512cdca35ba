"""What an examination of a course finds: what is looked at, how it is, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding", "right", "wrong"]


@dataclass(frozen=True)
class Finding:
    """One line of the examination; `command` mends what is wrong, "" where nothing is."""

    check: str
    wrong: bool
    what: str
    command: str = ""


def right(check: str, what: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(check, wrong=False, what=what)


def wrong(check: str, what: str, command: str) -> Finding:
    """Return a finding that something is wrong, with the command that mends it."""
    return Finding(check, wrong=True, what=what, command=command)
