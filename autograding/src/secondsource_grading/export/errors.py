"""What an export says when it cannot be made."""

from __future__ import annotations

from secondsource.errors import SecondSourceError

__all__ = ["ExportError"]


class ExportError(SecondSourceError):
    """The grades can't be exported: names the file, the place, what is there and what to do."""
