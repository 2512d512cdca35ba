"""Every error a learner or author can meet, typed, with its remedy in the message."""

from __future__ import annotations

__all__ = ["ContentError", "PackError", "ResponseError", "SecondSourceError", "SessionError"]


class SecondSourceError(Exception):
    """Base of all errors this package raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        # What IPython prints under a cell. The message says it all; a learner needs no stack.
        return [f"{type(self).__name__}: {self}"]


class ContentError(SecondSourceError):
    """A unit's items or lesson are not as they must be; names file, place, value and remedy."""


class PackError(SecondSourceError):
    """A data package lacks a table, a column or a row; names file, place, value and remedy."""


class ResponseError(SecondSourceError):
    """A recorded response does not fit its item. The response is kept; it is not scored."""


class SessionError(SecondSourceError):
    """`ask` or `hand_in` was used in a way that could lose or fake an answer."""
