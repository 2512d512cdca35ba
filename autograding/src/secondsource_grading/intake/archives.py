"""Archives from a learning platform, unpacked within bounds.

Nothing is written outside the target, no link, device or special right is kept,
and what a header says about a size is not believed: bytes are counted as they come.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, NoReturn

from secondsource_grading.intake.admission import MB, InadmissibleError, Limits
from secondsource_grading.intake.quoting import named, shorten

__all__ = ["unpack"]

MOST_MEMBERS = 5000

MOST_HEADERS = 4 * MOST_MEMBERS
"""Of a tar's members, with its folders: a folder takes nothing but a header, which packs well."""

NESTED = 2
"""Archives within archives: one of a class, with one of each student in it."""

WORK = 4
"""Times the bytes an archive may unpack to that are unpacked at all, with those refused."""

BLOCK = 2**16

_DIRECTORY_BYTES = 16 * MB
"""Of a zip's own list of contents, which is read into memory as a whole."""

_LOCKED = 0x1
"""The bit of a zip's entry that says that its content is encrypted."""

ARCHIVES = (".zip", ".gz")


def unpack(archive: Path, target: Path, limits: Limits) -> list[str]:
    """Unpack one archive into a folder of its name below `target`; return what was left out.

    Archives within it are unpacked beside their own files and share its bounds: all
    together unpack to at most `limits.archive_mb`. One that goes beyond a bound, or cannot
    be read, leaves nothing behind and touches no file that was there before.
    """
    return _unpack(archive, target, _Budget(limits.archive_mb * MB), NESTED)


def _unpack(archive: Path, target: Path, budget: _Budget, nested: int) -> list[str]:
    stem = archive.name.removesuffix(".gz").removesuffix(".zip").removesuffix(".tar").strip(".")
    try:
        target.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=target))
    except OSError as error:
        return [f"refused {named(archive.name)}: no folder can be made: {error.strerror}"]
    try:
        left_out = _fill(fresh, archive, budget, nested)
        left_out += _merge(fresh, target / (stem or "archive"))
    except InadmissibleError as reason:
        budget.give_back()
        return [f"refused {named(archive.name)}: {reason}"]
    except Exception as error:  # noqa: BLE001 - Python's readers raise errors of any kind
        budget.give_back()
        said = named(str(error) or type(error).__name__)
        return [f"refused {named(archive.name)}: it cannot be unpacked: {said}"]
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return shorten(left_out)


def _fill(folder: Path, archive: Path, budget: _Budget, nested: int) -> list[str]:
    """Unpack into an empty folder, with the archives within; return what was left out."""
    left_out = []
    members = _zip(archive, budget) if zipfile.is_zipfile(archive) else _tar(archive, budget)
    for name, size, content in members:
        if reason := _place(folder, name, size, content, budget):
            left_out.append(f"left out {named(name)}: {reason}")
    budget.check_used()
    if nested:
        for inner in sorted(p for p in folder.rglob("*") if p.suffix in ARCHIVES):
            left_out += _unpack(inner, inner.parent, budget.part(), nested - 1)
    return left_out


def _merge(fresh: Path, folder: Path) -> list[str]:
    """Move all files below `fresh` into `folder`; return which have a name that is taken."""
    left_out = []
    for at, _, names in os.walk(fresh):
        below = Path(at).relative_to(fresh)
        for name in sorted(names):
            target = folder / below / name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                if not os.path.lexists(target):
                    Path(at, name).rename(target)
                    continue
                reason = "a second file of that name"
            except OSError as error:
                reason = f"it cannot be put in its place: {error.strerror}"
            left_out.append(f"left out {named((below / name).as_posix())}: {reason}")
    return left_out


class _Budget:
    """What is left of the members and bytes that an archive may have, with all within it.

    What an archive within takes is taken from the outer one too. A refused one leaves
    nothing on the disk and gives its share back, so that one student's costs no other;
    but the work that all of them make together is bounded as well, and not given back.
    """

    def __init__(self, most: float, outer: _Budget | None = None) -> None:
        self.most = most
        self.bytes = most
        self.members: int = MOST_MEMBERS if outer is None else outer.members
        self.begun_with = self.members
        self.work: float = most * WORK
        self._outer = outer

    def part(self) -> _Budget:
        """Return the budget of an archive within: all that is left."""
        return _Budget(self.bytes, self)

    @property
    def around(self) -> Iterator[_Budget]:
        """This budget, and those of the archives it is in."""
        budget: _Budget | None = self
        while budget:
            yield budget
            budget = budget._outer  # noqa: SLF001 - of the same class

    def spend(self, count: int) -> None:
        """Take bytes; raises `InadmissibleError` where there are none left."""
        for budget in self.around:
            budget.bytes -= count
        self.toil(count)
        if self.bytes < 0:
            self.refuse()

    def toil(self, count: int) -> None:
        """Count bytes unpacked, kept or not; raises `InadmissibleError` where it is too much."""
        outermost = list(self.around)[-1]
        outermost.work -= count
        if outermost.work < 0:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Raise `InadmissibleError` for an archive that is too large."""
        outermost = list(self.around)[-1]
        msg = (
            f"it unpacks to more than {outermost.most / MB:g} MB, with all that it is in; "
            "c.SecondSource.largest_archive allows more"
        )
        raise InadmissibleError(msg)

    def member(self) -> None:
        """Take a member; raises `InadmissibleError` where there are none left."""
        for budget in self.around:
            budget.members -= 1
        self.check_members(0)

    def check_members(self, more: int) -> None:
        """Raise `InadmissibleError` where there are not that many members left."""
        if self.members < more:
            msg = f"it holds more than {MOST_MEMBERS} files, with all that it is in"
            raise InadmissibleError(msg)

    def check_used(self) -> None:
        """Raise `InadmissibleError` where nothing was taken."""
        if self.members == self.begun_with:
            msg = "it holds no file"
            raise InadmissibleError(msg)

    def give_back(self) -> None:
        """Let the archives around have again what this one took, but for the work."""
        taken, members = self.most - self.bytes, self.begun_with - self.members
        for budget in list(self.around)[1:]:
            budget.bytes += taken
            budget.members += members


_Member = tuple[str, int, IO[bytes] | None]
"""Name, size as its header has it, and content; None for what is no plain file."""


def _zip(archive: Path, budget: _Budget) -> Iterator[_Member]:
    _check_directory(archive)
    with zipfile.ZipFile(archive) as opened:
        budget.check_members(len(opened.infolist()))
        for info in opened.infolist():
            mode = info.external_attr >> 16
            # Some programs on Windows part folders with a backslash.
            name = info.filename.replace("\\", "/")
            if name.endswith("/"):
                continue
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                yield name, 0, None
                continue
            if info.flag_bits & _LOCKED:
                msg = "it is locked with a password; unpack it by hand, or ask for one without"
                raise InadmissibleError(msg)
            with opened.open(info) as content:
                yield name, info.file_size, content


def _check_directory(archive: Path) -> None:
    """Refuse a list of contents too large to read, before `zipfile` reads it."""
    with archive.open("rb") as file:
        file.seek(-min(archive.stat().st_size, 2**16 + 22), io.SEEK_END)
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if size > _DIRECTORY_BYTES:
        msg = "its list of contents is too long"
        raise InadmissibleError(msg)


def _tar(archive: Path, budget: _Budget) -> Iterator[_Member]:
    with archive.open("rb") as packed:
        zipped = packed.read(2) == b"\x1f\x8b"
        packed.seek(0)
        stream = gzip.GzipFile(fileobj=packed) if zipped else packed
        with _opened(_Counted(stream, budget)) as opened:
            for number, member in enumerate(opened):
                if number >= MOST_HEADERS:
                    msg = f"it holds more than {MOST_HEADERS} files and folders"
                    raise InadmissibleError(msg)
                if member.isdir():
                    continue
                content = opened.extractfile(member) if member.isreg() else None
                yield member.name, member.size, content


def _opened(stream: _Counted) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=stream, mode="r|")
    except tarfile.ReadError as error:
        msg = (
            "it is no zip, tar or tar.gz archive, or damaged at its beginning; "
            "an archive of another kind has to be unpacked by hand"
        )
        raise InadmissibleError(msg) from error


class _Counted(io.RawIOBase):
    """A stream that ends with a refusal once it has given more than its budget has left."""

    def __init__(self, stream: Any, budget: _Budget) -> None:
        super().__init__()
        self._stream = stream
        self._budget = budget
        self._left = budget.bytes + _DIRECTORY_BYTES

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block: bytes = self._stream.read(size if 0 <= size < BLOCK else BLOCK)
        self._budget.toil(len(block))
        self._left -= len(block)
        if self._left < 0:
            self._budget.refuse()
        return block


def _place(folder: Path, name: str, size: int, content: IO[bytes] | None, budget: _Budget) -> str:
    """Write one member; why not, where it is left out."""
    budget.member()
    if content is None:
        return "a link or no plain file"
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or any(_leads_elsewhere(p) for p in parts):
        return "its name leads elsewhere"
    if size > budget.bytes:
        budget.refuse()
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
