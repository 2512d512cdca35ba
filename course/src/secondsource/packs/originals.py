"""The original articles: never shipped, attached by whoever holds one.

    attach("A", "article.txt")

compares the text with the one the kit was made from and keeps a copy on this machine, in
`datasets/<pack>/originals/` of a checkout or in the user's data folder otherwise.
From then on `reading("A")` shows it beside the reading edition.
"""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path

from platformdirs import user_data_path

from secondsource.errors import PackError
from secondsource.packs.pack import Pack, load_pack

__all__ = ["attach", "folder", "normalise", "original", "put_away"]

LARGEST = 2_000_000
"""Bytes; a hundred times the longest article."""


def normalise(text: str) -> str:
    """The form in which texts are compared and offsets count.

    Unicode NFC; each run of white space within a line becomes one space; lines are stripped, empty
    ones dropped; one line break between lines and one at the end.
    """
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def folder(pack: str | Pack | None = None) -> Path:
    """Return where attached originals of a pack, or the lesson's, are kept on this machine."""
    opened = load_pack(pack)
    home = opened.folder
    if home.parent.name == "_packs":
        return user_data_path("secondsource", appauthor=False) / "originals" / opened.name
    return home / "originals"


def attach(document: str, path: str | Path, *, pack: str | Pack | None = None) -> Path:
    """Keep a copy of a document's original if it is the one the kit was made from.

    `pack` is the lesson's if none is given. Returns where the copy is. Raises
    `PackError` where the file can't be read as text or is another text; nothing is written then.
    """
    expected = _expected(document, pack)
    source = Path(path).expanduser()
    text = normalise(_read(source))
    found = sha256(text.encode()).hexdigest()
    if found != expected:
        msg = (
            f"{source}: this is not the text of document {document} that the kit was made from.\n"
            f"  expected SHA-256 {expected}\n  found    SHA-256 {found}\n"
            "Copies on the web differ: a changed word, a menu line or a caption is enough. Save "
            "the text of the article only, from its title to its last line, and try again. "
            "Every exercise works without it."
        )
        raise PackError(msg)
    target = folder(pack) / f"{document}.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{document}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return target


_put_away: ContextVar[bool] = ContextVar("put_away", default=False)


@contextmanager
def put_away() -> Iterator[None]:
    """Let nothing show an attached original in the block: what is made there is given away."""
    before = _put_away.set(True)
    try:
        yield
    finally:
        _put_away.reset(before)


def original(document: str, *, pack: str | Pack | None = None) -> tuple[str, ...] | None:
    """The paragraphs of an attached original, or None where there is none, or it is put away.

    Raises `PackError` where the copy was changed after it was attached.
    """
    row = load_pack(pack).table("document").row(document)
    file = folder(pack) / f"{document}.txt"
    if _put_away.get() or not row["sha256"] or not file.is_file():
        return None
    text = _read(file)
    if sha256(text.encode()).hexdigest() != row["sha256"]:
        msg = (
            f"{file}: this copy was changed after it was attached; delete it, then attach it again"
        )
        raise PackError(msg)
    return tuple(text.splitlines())


def _expected(document: str, pack: str | Pack | None) -> str:
    documents = load_pack(pack).table("document")
    expected = documents.row(document)["sha256"]
    if not expected:
        held = ", ".join(r["id"] for r in documents.rows if r["sha256"])
        msg = (
            f"{documents.file}: there is no original of {document} to compare with; only of {held}"
        )
        raise PackError(msg)
    return expected


def _read(file: Path) -> str:
    try:
        size = file.stat().st_size
        if size > LARGEST:
            msg = f"{file}: {size} bytes is too long for an article; expected at most {LARGEST}"
            raise PackError(msg)
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{file}: not UTF-8 ({error.reason}, byte {error.start}); save it as UTF-8 text"
        raise PackError(msg) from error
    except OSError as error:
        msg = f"{file}: can't be read ({error.strerror}); give the path of a text file"
        raise PackError(msg) from error
