"""A target for atheris: bytes in; an archive, a folder and a time, taken in within bounds.

Run alone: `python tests/fuzz/fuzz_archives.py -max_total_time=60`; atheris's own options apply.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import tarfile
import tempfile
import warnings
import zipfile
from datetime import datetime
from pathlib import Path

import atheris
from starting import fuzz

with atheris.instrument_imports(include=["secondsource_grading", "zipfile", "tarfile"]):
    from secondsource_grading.intake.admission import (
        MB,
        STAMP_BYTES,
        InadmissibleError,
        Limits,
        Rules,
        admit,
        check_folder,
    )
    from secondsource_grading.intake.archives import MOST_MEMBERS, unpack
    from secondsource_grading.intake.timestamps import STAMP, Receipt, Stamp, handed_in
    from secondsource_grading.intake.written_times import read_time

HOME = Path(tempfile.mkdtemp())
OUTSIDE = b"what stands beside a learner's folder and is nobody's hand-in"
LIMITS = Limits(archive_mb=0.25, file_mb=0.1, total_mb=0.2, files=20, depth=3)
PARTS = ("..", ".", "", "/", "a", "b.txt", "C:", "\\", "timestamp.txt", ".git", "x" * 300, "\0",
         "a.zip", "b.tar.gz", "\u202e", "é", "*", "jupyter_config.py")  # fmt: skip
NAMES = ("in.zip", "in.tar.gz", "in.gz", "in.tar", ".zip", "..zip", "a b (1).zip")


def check_unpacked(archive: Path, target: Path) -> None:
    """What must hold whatever the archive was."""
    before = sorted(HOME.iterdir())
    for line in unpack(archive, target, LIMITS):
        assert line.isprintable(), line
        assert len(line) < 1000, line
    assert sorted(HOME.iterdir()) == before, "something was left beside the target"
    total = count = 0
    for at, folders, names in os.walk(target):
        for name in [*folders, *names]:
            state = os.lstat(Path(at, name))
            assert stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode), name
            assert not state.st_mode & 0o7000, name
            total += state.st_size if stat.S_ISREG(state.st_mode) else 0
            count += stat.S_ISREG(state.st_mode)
        assert not any(name.startswith(".unpacking-") for name in folders)
    assert total <= LIMITS.archive_mb * MB, total
    assert count <= MOST_MEMBERS


def made(data: atheris.FuzzedDataProvider, nested: int = 2) -> bytes:
    """An archive with members of odd names, kinds and sizes."""
    out = io.BytesIO()
    kind = data.ConsumeIntInRange(0, 2)
    members = []
    for _ in range(data.ConsumeIntInRange(0, 6)):
        parts = [data.PickValueInList(list(PARTS)) for _ in range(data.ConsumeIntInRange(1, 4))]
        if nested and data.ConsumeIntInRange(0, 3) == 0:
            members.append(("/".join(parts) + ".zip", made(data, nested - 1)))
        else:
            size = data.ConsumeIntInRange(0, 300_000) if data.ConsumeBool() else 9
            members.append(("/".join(parts), b"\0" * size))
    if kind == 0:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in members:
                info = zipfile.ZipInfo(name or "x")
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = data.ConsumeIntInRange(0, 0xFFFF) << 16
                packed.writestr(info, content)
    else:
        with tarfile.open(fileobj=out, mode="w:gz" if kind == 1 else "w") as packed:
            for name, content in members:
                entry = tarfile.TarInfo(name)
                entry.type = data.PickValueInList([b"0", b"0", b"1", b"2", b"3", b"5", b"6", b"L"])
                entry.linkname, entry.mode = "../../x", data.ConsumeIntInRange(0, 0o7777)
                entry.size = len(content) if entry.type in (b"0", b"L") else 0
                packed.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def check_folder_of(data: atheris.FuzzedDataProvider, folder: Path) -> None:
    """A learner's folder of odd entries: what is admitted is copied as plain files, bounded."""
    folder.mkdir()
    outside = folder.with_name("outside")
    outside.write_bytes(OUTSIDE)
    for _ in range(data.ConsumeIntInRange(0, 12)):
        parts = [data.PickValueInList(list(PARTS)) for _ in range(data.ConsumeIntInRange(1, 5))]
        place = folder.joinpath(*(p for p in parts if p.strip("./\\\0") and len(p) < 200))
        parent = Path(os.path.realpath(place.parent))  # `resolve` fails at a link to itself
        if not parent.is_relative_to(os.path.realpath(folder)) or os.path.lexists(place):
            continue  # a link made before could lead what we write here to somebody else's file
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            match data.ConsumeIntInRange(0, 4):
                case 0:
                    place.symlink_to(data.PickValueInList([str(outside), "..", place.name, "a"]))
                case 1:
                    os.mkfifo(place)
                case 2:
                    place.write_bytes(b"")
                    os.truncate(place, 150_000)
                case _:
                    place.write_bytes(data.ConsumeBytes(40))
        except OSError:
            continue
    admitted = admit(folder, Rules(LIMITS))
    assert len(admitted.incidents) < 60
    assert all(line.isprintable() for line in admitted.incidents), admitted.incidents
    if admitted.timestamp:
        datetime.fromisoformat(admitted.timestamp.removesuffix(" UTC"))
    copy = folder.with_name("copied")
    admitted.copy_to(copy)
    found = [p for p in copy.rglob("*") if not p.is_dir() or p.is_symlink()]
    assert all(stat.S_ISREG(p.lstat().st_mode) for p in found)
    assert sum(p.lstat().st_size for p in found) <= LIMITS.total_mb * MB + STAMP_BYTES
    assert len(found) <= LIMITS.files + 1
    assert outside.read_bytes() == OUTSIDE
    assert not any(OUTSIDE in p.read_bytes() for p in found)


def check_time(content: bytes) -> None:
    """Any bytes are a time that the calendar has, or none, and what is said is harmless."""
    for arrived in (None, 1_780_000_000.0):
        try:
            seconds, said = read_time(content, arrived)
        except ValueError as error:
            said = [str(error)]
            seconds = None
        assert seconds is None or abs(seconds) < 1e12
        assert all(line.isprintable() for line in said), said
    for receipt in (None, Receipt(1_780_000_000.0, "ann")):
        when, said = handed_in(Stamp(content[:STAMP_BYTES], 1_780_000_000.0), receipt, 10)
        assert all(line.isprintable() for line in said), said
        if when is not None:
            datetime.fromisoformat(when.removesuffix(" UTC"))


def one_input(raw: bytes) -> None:
    """The bytes as an archive, as a recipe for one, as a folder's, and as a time."""
    data = atheris.FuzzedDataProvider(raw)
    work = HOME / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    said = ""
    try:
        check_folder(work, raw[:60].decode("utf-8", "surrogateescape"))
    except InadmissibleError as reason:
        said = str(reason)
    assert said.isprintable(), said
    check_time(raw[:STAMP_BYTES])
    name = data.PickValueInList(list(NAMES))
    whole = made(data)
    spoiled = bytearray(whole)
    for _ in range(data.ConsumeIntInRange(0, 4)):
        spoiled[data.ConsumeIntInRange(0, len(spoiled) - 1)] = data.ConsumeIntInRange(0, 255)
    for number, content in enumerate((raw, whole, bytes(spoiled), gzip.compress(raw))):
        archive = work / f"{number}" / name
        archive.parent.mkdir()
        archive.write_bytes(content)
        check_unpacked(archive, work / f"out{number}")
    check_folder_of(data, work / "folder")


def main() -> None:
    warnings.simplefilter("ignore")
    seeds = [b"2026-05-28 21:00:00.000000 UTC", b"03/12/2026 10:00 PST", b"\xff\xfe2\x000\x00"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("ann/90-lab.ipynb", "{}")
    seeds.append(out.getvalue())
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        tar.addfile(tarfile.TarInfo(STAMP), io.BytesIO())
    seeds += [out.getvalue(), gzip.compress(out.getvalue())]
    fuzz(one_input, seeds)


if __name__ == "__main__":
    main()
