"""The gate in nbgrader's own steps: collecting, unpacking archives, autograding.

nbgrader copies whatever lies in a submission and follows links. `TrustedAutograde`
shows it, in place of the submission's folder, an empty one, and copies by itself
what the gate lets in.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import find_all_files
from sqlalchemy import Engine, event

from secondsource_grading.archives import unpack
from secondsource_grading.gate import (
    MB,
    SUFFIX,
    Admitted,
    Barred,
    Limits,
    admit,
    check_folder,
)
from secondsource_grading.naming import named, shorten
from secondsource_grading.plain import copy_plain
from secondsource_grading.receipts import STAMP, Receipt, read_receipt, write_receipt
from secondsource_grading.settings import SecondSource

__all__ = [
    "TrustedAutograde",
    "TrustedCollect",
    "TrustedCollector",
    "TrustedExtractor",
    "be_patient",
]

PATIENCE = 60
"""Seconds to wait for a lock that another program holds on a SQLite gradebook."""


class TrustedAutograde(Autograde):  # type: ignore[misc]
    """nbgrader's converter, with the gate before everything it does to a submission."""

    admitted: Admitted | None = None
    """The submission under way."""

    _shown: str | None = None
    """The folder shown to nbgrader in place of the submission's."""

    def convert_notebooks(self) -> None:
        """As nbgrader's; folders that cannot be submissions are named at the end."""
        barred = {}
        everything = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        anchor = Path(everything).anchor
        for found in Path(anchor).glob(str(Path(everything).relative_to(anchor))):
            self.assignments.setdefault(str(found), [])
        for folder in list(self.assignments):
            try:
                check_folder(Path(folder), self._student(folder))
            except Barred as why:
                barred[folder] = f"{named(str(Path(folder)))}: not graded: {why}"
                del self.assignments[folder]
        try:
            super().convert_notebooks()
        finally:
            for reason in barred.values():
                self.log.error(reason)
        if barred:
            raise NbGraderException("\n".join(barred.values()))

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """As nbgrader's, with the time that counts in place of the learner's word."""
        folder = Path(self._format_source(assignment_id, student_id))
        settings = SecondSource(config=self.config)
        root = Path(self.coursedir.root)
        self.admitted = admit(
            folder,
            settings.limits(),
            ignore=self.coursedir.ignore,
            provided=self._provided(assignment_id),
            receipt=read_receipt(root, assignment_id, student_id),
        )
        released = self._released(assignment_id)
        if self.coursedir.notebook_id == "*" and not released & {
            Path(n).stem for n in self.notebooks
        }:
            # Else nbgrader would end with an error, and no grade would say why.
            self.notebooks += [str(folder / f"{name}{SUFFIX}") for name in sorted(released)]
        with self._showing():
            return bool(super().init_destination(assignment_id, student_id))

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """As nbgrader's; only what the gate let in is copied."""
        admitted = self.admitted
        if admitted is None:
            msg = f"{student_id}: the gate has not looked at this submission"
            raise NbGraderException(msg)
        admitted.copy_to(Path(self._format_dest(assignment_id, student_id)))
        with self._showing():
            super().init_assignment(assignment_id, student_id)

    def _showing(self) -> _Shown:
        return _Shown(self)

    def _format_source(self, assignment_id: str, student_id: str, escape: bool = False) -> str:  # noqa: FBT001, FBT002 - nbgrader's own
        if self._shown is not None and not escape:
            return self._shown
        return str(super()._format_source(assignment_id, student_id, escape=escape))

    def _student(self, folder: str) -> str:
        pattern = self._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
        match = re.match(pattern, folder, re.DOTALL)
        return match["student_id"] if match else ""

    def _released(self, assignment_id: str) -> set[str]:
        folder = self.coursedir.format_path(self.coursedir.release_directory, ".", assignment_id)
        return {file.stem for file in Path(folder).glob(f"*{SUFFIX}")}

    def _provided(self, assignment_id: str) -> frozenset[str]:
        source = self.coursedir.format_path(self.coursedir.source_directory, ".", assignment_id)
        kept = set(self.exclude_overwriting.get(assignment_id, []))
        files = {os.path.relpath(f, source) for f in find_all_files(source)}
        return frozenset(Path(f).as_posix() for f in files - kept)


class _Shown:
    """For a while, nbgrader sees a folder with nothing in it but the time that counts."""

    def __init__(self, converter: TrustedAutograde) -> None:
        self._converter = converter
        self._folder = TemporaryDirectory(prefix="secondsource-")

    def __enter__(self) -> None:
        admitted = self._converter.admitted
        if admitted is not None and admitted.timestamp is not None:
            (Path(self._folder.name) / STAMP).write_text(admitted.timestamp, "utf-8")
        self._converter._shown = self._folder.name  # noqa: SLF001 - its own helper

    def __exit__(self, *_error: object) -> None:
        self._converter._shown = None  # noqa: SLF001
        self._folder.cleanup()


class TrustedCollect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collecting, which takes only plain files out of the exchange.

    What lies there belongs to the learner: a link there would be followed with the
    instructor's rights, and a pipe would stop the collecting for everybody.
    """

    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        try:
            return dict(super()._path_to_record(path))
        except Exception:  # noqa: BLE001 - a name of any kind may lie there
            return {"username": "", "filename": Path(path).name, "timestamp": datetime.min}  # noqa: DTZ901 - nbgrader's times have no zone

    def copy_files(self) -> None:
        """As nbgrader's; what is no submission is named and left where it is."""
        taken: list[dict[str, Any]] = []
        for record in self.src_records:
            folder = Path(self.inbound_path) / record["filename"]
            try:
                check_folder(folder, record["username"])
            except Barred as reason:
                self.log.error("%s: not collected: %s", named(folder.name), reason)  # noqa: TRY400 - the reason is told
            else:
                taken.append(record)
        self.src_records = taken
        super().copy_files()

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:  # noqa: ARG002 - nbgrader's own
        """Copy one submission; one that cannot be copied is named and stops no other."""
        try:
            self._take(src, dest)
        except OSError as error:
            self.log.error("%s: not collected: %s", named(Path(src).name), error.strerror or error)  # noqa: TRY400 - the reason is told
            shutil.rmtree(dest, ignore_errors=True)

    def _take(self, src: str, dest: str) -> None:
        """Copy plain files and note what can be seen of when they came and from whom."""
        settings = SecondSource(config=self.config)
        limits = settings.limits()
        folder, target = Path(src), Path(dest)
        # A notebook too large is refused with its reason when it is graded, so it may come.
        wide = Limits(
            file_mb=limits.file_mb, total_mb=limits.total_mb, files=limits.files,
            depth=limits.depth, kept=("*",), clock_minutes=limits.clock_minutes,
        )  # fmt: skip
        admitted = admit(folder, wide, ignore=self.coursedir.ignore)
        target.mkdir(parents=True)
        left_out = list(admitted.incidents)
        changed = [folder.lstat().st_ctime]
        for file in [*admitted.files, STAMP, *(p.name for p in sorted(folder.glob("*.ipynb")))]:
            try:
                state = (folder / file).lstat()
                if file.endswith(".ipynb") and state.st_size > 4 * limits.notebook_mb * MB:
                    left_out.append(f"left out {named(file)}: {state.st_size / MB:.0f} MB")
                    continue
                copy_plain(folder / file, target / file)
            except FileNotFoundError:
                continue
            except OSError as error:
                left_out.append(f"left out {named(file)}: {error.strerror or 'a link or no file'}")
                continue
            changed.append(state.st_ctime)
        student = self._path_to_record(str(folder))["username"]
        receipt = Receipt(max(changed), self._stranger(folder, student), tuple(shorten(left_out)))
        root = Path(self.coursedir.root)
        write_receipt(root, self.coursedir.assignment_id, student, receipt)
        for line in receipt.left_out:
            self.log.warning("%s: %s", student, line)

    @staticmethod
    def _stranger(folder: Path, student: str) -> str | None:
        """The account that put the folder there, where it is neither the student's nor our own."""
        try:
            owner = folder.owner()
        except (KeyError, OSError):
            return None
        ours = folder.stat().st_uid == os.getuid()
        return None if ours or owner == student else owner


class TrustedExtractor(ExtractorPlugin):  # type: ignore[misc]
    """nbgrader's unpacking of archives, with bounds. A bad archive is left out and named."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy every file of `archive_path`."""
        limits = SecondSource(config=self.config).limits()
        for at, _, names in os.walk(archive_path):
            target = Path(extracted_path) / Path(at).relative_to(archive_path)
            target.mkdir(parents=True, exist_ok=True)
            for name in sorted(names):
                file = Path(at) / name
                if file.suffix in self.zip_ext:
                    for line in unpack(file, target, limits):
                        self.log.error("%s: %s", named(name), line)
                    continue
                try:
                    copy_plain(file, target / name)
                except OSError as error:
                    self.log.error("%s: left out: %s", named(name), error.strerror or error)  # noqa: TRY400 - the reason is told


class TrustedCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """nbgrader's reading of file names, which takes no name that leads elsewhere."""

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """As nbgrader's; None for a file whose student or name cannot be one."""
        found: dict[str, Any] | None = super().collect(submitted_file)
        if not found:
            return None
        student, file = str(found.get("student_id")), str(found.get("file_id"))
        try:
            check_folder(Path(submitted_file).parent, student)
            check_folder(Path(submitted_file).parent, Path(file).name)
        except Barred as reason:
            self.log.error("%s: left out: %s", named(submitted_file), reason)  # noqa: TRY400 - the reason is told
            return None
        parts = Path(file).parts
        stamp = Path(file).stem == Path(STAMP).stem and not file.endswith(".ipynb")
        if ".." in parts or Path(file).is_absolute() or stamp:
            self.log.error("%s: left out: its name leads elsewhere", named(submitted_file))
            return None
        return found


def be_patient() -> None:
    """Let every SQLite gradebook wait for a lock, instead of giving up a whole class."""
    if not event.contains(Engine, "connect", _wait_for_locks):
        event.listen(Engine, "connect", _wait_for_locks)


def _wait_for_locks(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
