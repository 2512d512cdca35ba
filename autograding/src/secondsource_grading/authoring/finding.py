"""What one check found, as a value; the command prints it, a test looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from secondsource.errors import SecondSourceError

__all__ = ["Finding", "guarded", "make"]


@dataclass(frozen=True)
class Finding:
    """The outcome of one check: its name, what was looked at with its figures, what is wrong."""

    name: str
    looked_at: str
    problems: tuple[str, ...] = ()


def make(name: str, looked_at: str, problems: Iterable[str] = ()) -> Finding:
    """Return a finding whose problems come from any iterable, each of them once."""
    return Finding(name, looked_at, tuple(dict.fromkeys(problems)))


def guarded(name: str, check: Callable[..., Finding], *args: Any) -> Finding:
    """Return what `check` finds; an error of ours is its one problem and stops no other check."""
    try:
        return check(name, *args)
    except SecondSourceError as error:
        return Finding(name, "stopped by an error", (str(error),))
