"""PDF and DOCX files to paragraphs."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from secondsource_grading.drafting.plain_text import tidy
from secondsource_grading.drafting.source import DraftError, LeftOut, Source

__all__ = ["read_docx", "read_pdf"]

LARGEST = 50_000_000
"""Bytes that a DOCX may have once it is unpacked."""
MOST_PAGES = 300
_PAGE = re.compile(r"(?:page\s+)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…][\"”’')\]]*$")
SHORT = 0.8
"""The share of the usual width below which a line is the last one of its paragraph."""


def read_pdf(file: Path, data: bytes) -> Source:
    """Return the text of a PDF; `DraftError` for a password, no text, or a damaged file."""
    from pypdf import PdfReader  # noqa: PLC0415 - slow to import
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            msg = f"{file}: this PDF has a password; save a copy without one and name that"
            raise DraftError(msg)
        if len(reader.pages) > MOST_PAGES:
            msg = (
                f"{file}: {len(reader.pages)} pages are a book; save the pages of the article only"
            )
            raise DraftError(msg)
        pages = [page.extract_text() for page in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        msg = f"{file}: can't be read as a PDF ({error}); save it again, or save its text"
        raise DraftError(msg) from error
    if not "".join(pages).strip():
        msg = (
            f"{file}: this PDF holds pictures of pages and no text, as a scanner makes it; run "
            "character recognition (OCR) on it, read the result over, and name that file"
        )
        raise DraftError(msg)
    lines, left_out = _body([page.splitlines() for page in pages])
    return Source("pdf", tuple(_joined(lines)), left_out, title)


def read_docx(file: Path, data: bytes) -> Source:
    """Return the paragraphs and table rows of a DOCX; `DraftError` where it can't be opened."""
    from docx import Document  # noqa: PLC0415 - slow to import

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        document = Document(io.BytesIO(data)) if size <= LARGEST else None
    except Exception as error:
        # python-docx lets errors of XML, of the archive and of its own through.
        msg = f"{file}: can't be opened as DOCX ({error}); if it has a password, save it without"
        raise DraftError(msg) from error
    if document is None:
        msg = f"{file}: unpacks to {size:,} bytes; save the text alone and name that file"
        raise DraftError(msg)
    found = [p.text for p in document.paragraphs]
    found += [" | ".join(c.text for c in row.cells) for t in document.tables for row in t.rows]
    ends = {
        tidy(p.text)
        for section in document.sections
        for part in (section.header, section.footer)
        for p in part.paragraphs
    }
    left_out = tuple(LeftOut(w, "head or foot of the pages") for w in sorted(ends) if w)
    title = str(document.core_properties.title or "")
    return Source("docx", tuple(p for p in map(tidy, found) if p), left_out, title)


def _body(pages: Sequence[Sequence[str]]) -> tuple[list[str], tuple[LeftOut, ...]]:
    """Return the lines of all pages without page numbers, heads and feet; and those."""
    edges = Counter(
        line.strip() for page in pages for line in {*page[:2], *page[-2:]} if line.strip()
    )
    lines: list[str] = []
    left_out: dict[str, LeftOut] = {}
    for page in pages:
        for number, raw in enumerate(page):
            line = raw.strip()
            at_edge = number < 2 or number >= len(page) - 2  # noqa: PLR2004 - two lines each
            if at_edge and _PAGE.fullmatch(line):
                left_out[line] = LeftOut(line, "a page number")
            elif at_edge and len(pages) > 1 and edges[line] == len(pages):
                left_out[line] = LeftOut(line, "the same line stands on every page")
            else:
                lines.append(line)
    return lines, tuple(left_out.values())


def _joined(lines: Sequence[str]) -> list[str]:
    """Return paragraphs: lines joined up to a blank one, or to a short one that ends a sentence."""
    widest = sorted(len(line) for line in lines)[-max(1, len(lines) // 10)]
    paragraphs, current = [], ""
    for line in lines:
        if not line:
            paragraphs.append(current)
            current = ""
            continue
        if current.endswith("-") and line[0].islower():
            current = current[:-1] + line
        else:
            current = f"{current} {line}".strip()
        opening = not any(_ENDS.search(p) for p in paragraphs)
        title = opening and current == line and len(line) < SHORT * widest
        if title or (_ENDS.search(line) and len(line) < SHORT * widest):
            paragraphs.append(current)
            current = ""
    return [p for p in map(tidy, [*paragraphs, current]) if p]
