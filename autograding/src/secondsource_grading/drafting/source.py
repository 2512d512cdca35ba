"""What comes out of a file: paragraphs, what was left out and why, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from secondsource.errors import ContentError

__all__ = ["DraftError", "LeftOut", "Source"]


class DraftError(ContentError):
    """A text can't be made a draft of; names the file, what was found and the remedy."""


@dataclass(frozen=True)
class LeftOut:
    """Text of a file that is no part of the article, and why it is taken for that."""

    words: str
    why: str


@dataclass(frozen=True)
class Source:
    """A file as it was read.

    `kind` is html, pdf, docx or text; `date` is ISO text, empty where none was found; `notes`
    are remarks for the author.
    """

    kind: str
    paragraphs: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    title: str = ""
    date: str = ""
    encoding: str = ""
    notes: tuple[str, ...] = ()
