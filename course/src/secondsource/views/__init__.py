"""What a lesson shows without asking: tables of a pack, reading editions, and their HTML."""

from __future__ import annotations

__all__ = ["READ", "SHOWN"]

READ = (
    "article",
    "cases",
    "claims",
    "compare",
    "coverage_bar",
    "events",
    "facts",
    "reading",
    "readouts",
    "rows",
)
"""Calls of a lesson that put text of a pack on the page."""

SHOWN = (*READ, "calls_explorer")
"""Calls of a lesson that only show something, with nothing for a learner to change in them."""
