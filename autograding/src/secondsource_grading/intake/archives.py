"""Archives from a learning platform, unpacked within bounds.

Nothing is written outside the target, no link, device or special right is kept,
and what a header says about a size is not believed: bytes are counted as they come.
"""

from __future__ import annotations

import gzip
import io
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from secondsource_grading.intake.admission import MB, Barred, Limits
from secondsource_grading.intake.quoting import named, shorten

__all__ = ["unpack"]

MOST_MEMBERS = 5000

NESTED = 2
"""Archives within archives: one of a class, with one of each student in it."""

BLOCK = 2**16

_DIRECTORY_BYTES = 16 * MB
"""Of a zip's own list of contents, which is read into memory as a whole."""

ARCHIVES = (".zip", ".gz")


def unpack(archive: Path, target: Path, limits: Limits, nested: int = NESTED) -> list[str]:
    """Unpack one archive into a folder of its name below `target`; what was left out, in words.

    An archive that goes beyond a bound, or cannot be read, leaves nothing behind.
    """
    stem = archive.name.removesuffix(".gz").removesuffix(".zip").removesuffix(".tar")
    folder = target / (stem or "archive")
    left_out: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        budget = _Budget(limits)
        members = _zip(archive) if zipfile.is_zipfile(archive) else _tar(archive, budget)
        for name, size, content in members:
            reason = _place(folder, name, size, content, budget)
            if reason:
                left_out.append(f"left out {named(name)}: {reason}")
        budget.check_used()
        if nested:
            for inner in sorted(p for p in folder.rglob("*") if p.suffix in ARCHIVES):
                left_out += unpack(inner, inner.parent, limits, nested - 1)
    except Barred as reason:
        shutil.rmtree(folder, ignore_errors=True)
        return [f"refused {named(archive.name)}: {reason}"]
    except _BROKEN as error:
        shutil.rmtree(folder, ignore_errors=True)
        return [f"refused {named(archive.name)}: it cannot be unpacked: {named(str(error))}"]
    return shorten(left_out)


_BROKEN = (
    OSError, EOFError, RuntimeError, NotImplementedError, ValueError, OverflowError,
    zipfile.BadZipFile, tarfile.TarError, zlib.error,
)  # fmt: skip


class _Budget:
    """What is left of an archive's members and bytes."""

    def __init__(self, limits: Limits) -> None:
        self.most = limits.archive_mb * MB
        self.bytes = self.most
        self.members = MOST_MEMBERS

    def spend(self, count: int) -> None:
        self.bytes -= count
        if self.bytes < 0:
            msg = f"it unpacks to more than {self.most / MB:g} MB"
            raise Barred(msg)

    def check_used(self) -> None:
        if self.members == MOST_MEMBERS:
            msg = "it holds no file"
            raise Barred(msg)

    def member(self) -> None:
        self.members -= 1
        if self.members < 0:
            msg = f"it holds more than {MOST_MEMBERS} files"
            raise Barred(msg)


_Member = tuple[str, int, IO[bytes] | None]
"""Name, size as its header has it, and content; None for what is no plain file."""


def _zip(archive: Path) -> Iterator[_Member]:
    _check_directory(archive)
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            mode = info.external_attr >> 16
            if info.is_dir():
                continue
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                yield info.filename, 0, None
                continue
            with opened.open(info) as content:
                yield info.filename, info.file_size, content


def _check_directory(archive: Path) -> None:
    """Refuse a list of contents too large to read, before `zipfile` reads it."""
    with archive.open("rb") as file:
        file.seek(-min(archive.stat().st_size, 2**16 + 22), io.SEEK_END)
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if size > _DIRECTORY_BYTES:
        msg = "its list of contents is too long"
        raise Barred(msg)


def _tar(archive: Path, budget: _Budget) -> Iterator[_Member]:
    with archive.open("rb") as packed:
        zipped = packed.read(2) == b"\x1f\x8b"
        packed.seek(0)
        stream = gzip.GzipFile(fileobj=packed) if zipped else packed
        with tarfile.open(fileobj=_Counted(stream, budget), mode="r|") as opened:
            for member in opened:
                if member.isdir():
                    continue
                content = opened.extractfile(member) if member.isreg() else None
                yield member.name, member.size, content


class _Counted(io.RawIOBase):
    """A stream that ends with a refusal once it has given more than its budget."""

    def __init__(self, stream: Any, budget: _Budget) -> None:
        super().__init__()
        self._stream = stream
        self._left = budget.most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block: bytes = self._stream.read(size if 0 <= size < BLOCK else BLOCK)
        self._left -= len(block)
        if self._left < 0:
            msg = "it unpacks to too much"
            raise Barred(msg)
        return block


def _place(folder: Path, name: str, size: int, content: IO[bytes] | None, budget: _Budget) -> str:
    """Write one member; why not, where it is left out."""
    budget.member()
    if content is None:
        return "a link or no plain file"
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or any(_leads_elsewhere(p) for p in parts):
        return "its name leads elsewhere"
    if size > budget.most:
        budget.spend(size)
    target = folder.joinpath(*parts)
    if target.exists() or target.is_symlink():
        return "a second file of that name"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        writing = target.open("xb")
    except OSError as error:
        return f"it cannot be written: {error.strerror}"
    with writing:
        while block := content.read(BLOCK):
            budget.spend(len(block))
            writing.write(block)
    target.chmod(0o644)
    return ""


def _leads_elsewhere(part: str) -> bool:
    return part in ("..", ".", "") or any(c in part for c in "\\:\0") or not part.isprintable()
