"""What can be wrong with what was asked for."""

from __future__ import annotations

from secondsource.errors import SecondSourceError

__all__ = ["RegradeError"]


class RegradeError(SecondSourceError):
    """The assignment cannot be regraded as asked; says why, and what to do."""
