"""Any file with an article to its paragraphs: what kind of file it is decides how."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from secondsource_grading.drafting.documents import read_docx, read_pdf
from secondsource_grading.drafting.plain_text import read_text
from secondsource_grading.drafting.source import DraftError, Source
from secondsource_grading.drafting.web_pages import is_page, read_archive, read_page
from secondsource_grading.drafting.word_lists import word_list

__all__ = ["is_english", "read_source"]

LARGEST_FILE = 30_000_000
"""Bytes of a file with pictures in it."""
LARGEST_TEXT = 500_000
"""Characters of an article; forty times a long one."""
LEAST = 0.12
"""The share of everyday words from which a text is taken for English."""

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


def read_source(file: Path) -> Source:
    """Return the article in a file, with notes on what can't be done with it.

    Raises `DraftError` where there is none, or it is too long.
    """
    data = _bytes(file)
    source = _by_kind(file, data)
    size = sum(map(len, source.paragraphs))
    if not size:
        msg = f"{file}: there is no text in it; name a file that holds an article"
        raise DraftError(msg)
    if size > LARGEST_TEXT:
        msg = (
            f"{file}: {size:,} characters are too long for an article (at most "
            f"{LARGEST_TEXT:,}); save the part that the lesson is about"
        )
        raise DraftError(msg)
    return replace(source, notes=(*source.notes, *_notes(source)))


def is_english(paragraphs: tuple[str, ...]) -> bool:
    """Return whether a text has the everyday words of English."""
    words = [w.casefold() for w in _WORD.findall(" ".join(paragraphs))]
    everyday = set(word_list("stop_words").words)
    return sum(w in everyday for w in words) >= LEAST * max(1, len(words))


def _by_kind(file: Path, data: bytes) -> Source:
    ending = file.suffix.casefold()
    if data.startswith(b"%PDF"):
        return read_pdf(file, data)
    if data.startswith(b"PK\x03\x04"):
        return read_docx(file, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        msg = f"{file}: an old Office file, or one with a password; save it as .docx without one"
        raise DraftError(msg)
    if ending in (".mht", ".mhtml"):
        return read_archive(file, data)
    if ending in (".html", ".htm", ".xhtml") or is_page(data):
        return read_page(file, data)
    return read_text(file, data)


def _bytes(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if not size:
            msg = f"{file}: is empty; name a file that holds an article"
            raise DraftError(msg)
        if size > LARGEST_FILE:
            msg = f"{file}: {size:,} bytes are too many; save the text of the article alone"
            raise DraftError(msg)
        return file.read_bytes()
    except OSError as error:
        msg = f"{file}: can't be read ({error.strerror}); give the path of a file"
        raise DraftError(msg) from error


def _notes(source: Source) -> list[str]:
    text = " ".join(source.paragraphs)
    letters = len(_LETTER.findall(text))
    notes = []
    if len(_RIGHT_TO_LEFT.findall(text)) > letters / 2:
        notes.append("runs from right to left: ranges count characters in the order they are read")
    if not is_english(source.paragraphs):
        notes.append(
            "is not English: the lists of words are, so only wording shared with the other texts "
            "is looked for"
        )
    return notes
