"""Bytes to text, whatever encoding they are in; and lines to paragraphs."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from secondsource_grading.drafting.source import DraftError, Source

__all__ = ["decode", "paragraphs_of", "read_text", "tidy"]

_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BLANK = re.compile(r"\n[ \t]*\n")


def read_text(file: Path, data: bytes) -> Source:
    """Return a plain text: paragraphs stand between blank lines, or one a line where none is."""
    text, encoding = decode(file, data)
    return Source("text", paragraphs_of(text), encoding=encoding)


def decode(file: Path, data: bytes) -> tuple[str, str]:
    """Return the text of `data` and the name of its encoding.

    Raises `DraftError` where it is no text, or parts of it are in different encodings.
    """
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    utf16 = data[:2] in _UTF16
    if not utf16:
        if b"\0" in data[:4096]:
            msg = (
                f"{file}: this is no text, and no HTML, PDF or DOCX either; save it as one of them"
            )
            raise DraftError(msg)
        _refuse_mixed(file, data)
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import

    best = from_bytes(data).best()
    if best is None:
        msg = f"{file}: the encoding can't be told; open it in an editor and save it as UTF-8"
        raise DraftError(msg)
    return str(best), best.encoding


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a plain text, in Unicode NFC and with one space between words."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    blocks = _BLANK.split(lines.strip()) if _BLANK.search(lines.strip()) else lines.split("\n")
    return tuple(p for p in map(tidy, blocks) if p)


def tidy(text: str) -> str:
    """Return a paragraph on one line, in Unicode NFC, without marks that only steer direction."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _refuse_mixed(file: Path, data: bytes) -> None:
    """Raise `DraftError` where some lines are UTF-8 beyond ASCII and others are not UTF-8."""
    good, bad = 0, 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
            good = good or (number if _MULTIBYTE.search(line) else 0)
        except UnicodeDecodeError:
            bad = bad or number
    if good and bad:
        msg = (
            f"{file}: line {good} is UTF-8 and line {bad} is not, so a part would be read wrong; "
            f"open it in an editor, mend line {bad}, and save all of it as UTF-8"
        )
        raise DraftError(msg)
