"""How a course says that its learners are no people."""

from __future__ import annotations

__all__ = ["INVENTED"]

INVENTED = "INVENTED.txt"
"""A file of this name in a course folder; a report on the course then says so too."""
