"""nbgrader's collecting from the exchange, which takes plain files only."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.admission import (
    MB,
    InadmissibleError,
    Limits,
    Rules,
    check_folder,
    choose_files,
    is_notebook_name,
)
from secondsource_grading.intake.listing import entries
from secondsource_grading.intake.quoting import named, shorten
from secondsource_grading.intake.safe_files import copy_plain, write_plain
from secondsource_grading.intake.timestamps import (
    STAMP,
    Receipt,
    handed_in,
    read_receipt,
    read_stamp,
    write_receipt,
)

__all__ = ["TrustedCollect"]

MOST_TOGETHER = 4
"""Times the largest notebook that all notebooks of a submission may have together."""


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

    def _sort_by_timestamp(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Put the newest first; before all others those from the student's own account.

        Anybody may put a folder with anybody's name and any time into the exchange.
        """
        return sorted(records, key=lambda r: (self._is_own(r), r["timestamp"]), reverse=True)

    def _is_own(self, record: dict[str, Any]) -> bool:
        return bool(_owner(Path(self.inbound_path) / record["filename"]) == record["username"])

    def copy_files(self) -> None:
        """As nbgrader's; a submission that cannot be taken is named and stops no other."""
        if not self.src_records:
            self.log.warning("No submissions of %s to collect", self.coursedir.assignment_id)
        for record in self.src_records:
            try:
                self._collect(record)
            except (InadmissibleError, OSError) as error:
                reason = (isinstance(error, OSError) and error.strerror) or error
                self.log.error("%s: not collected: %s", named(record["filename"]), reason)  # noqa: TRY400 - the reason is told

    def _collect(self, record: dict[str, Any]) -> None:
        """Copy one student's newest submission where it is not there yet, or is newer."""
        student, assignment = record["username"], self.coursedir.assignment_id
        source = Path(self.inbound_path) / record["filename"]
        check_folder(source, student)
        target = Path(
            self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment)
        )
        if not os.path.lexists(target):
            self.log.info("Collecting submission: %s %s", student, assignment)
        elif self._is_wanted(record, target):
            self.log.info("Updating submission: %s %s", student, assignment)
        else:
            advice = "no newer one" if self.update else "use --update to update"
            self.log.info("Submission already exists, %s: %s %s", advice, student, assignment)
            return
        self._replace(source, target, student)

    def _is_wanted(self, record: dict[str, Any], target: Path) -> bool:
        """Return whether a submission is to take the place of the one collected before."""
        receipt = read_receipt(
            self.coursedir.root, self.coursedir.assignment_id, record["username"]
        )
        if receipt and receipt.owner and self._is_own(record):
            return bool(self.update or self.before_duedate)
        if receipt and receipt.collected:
            before = self._path_to_record(receipt.collected)["timestamp"]
        else:
            before = self.coursedir.get_existing_timestamp(str(target))
        if self.update and (before is None or record["timestamp"] > before):
            return True
        return bool(self.before_duedate and before != record["timestamp"])

    def _replace(self, source: Path, target: Path, student: str) -> None:
        """Copy beside what is there and put it in its place when it is whole."""
        building = target.with_name(f".{target.name}.collecting")
        shutil.rmtree(building, ignore_errors=True)
        try:
            receipt = self._take(source, building, student)
            if target.is_symlink() or target.is_file():
                target.unlink()
            elif target.exists():
                shutil.rmtree(target)
            building.rename(target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        write_receipt(Path(self.coursedir.root), self.coursedir.assignment_id, student, receipt)
        for line in receipt.left_out:
            self.log.warning("%s: %s", student, line)
        if receipt.owner and self.check_owner:
            self.log.warning(
                "%s: the account %s handed this in; c.ExchangeCollect.check_owner = False "
                "is for hubs whose accounts have other names",
                student,
                named(receipt.owner),
            )

    def _take(self, source: Path, target: Path, student: str) -> Receipt:
        """Copy plain files; return what can be seen of when they came and from whom.

        `timestamp.txt` is written anew with the time that counts: nbgrader reads it
        at many places, and one that it cannot read would stop it for everybody.
        """
        limits = SecondSource(config=self.config).limits()
        wide = Limits(
            file_mb=limits.file_mb, total_mb=limits.total_mb, files=limits.files,
            depth=limits.depth, kept=("*",), clock_minutes=limits.clock_minutes,
        )  # fmt: skip
        rules = Rules(wide, tuple(self.coursedir.ignore))
        files, others = choose_files(entries(source, limits.depth), rules)
        notebooks, left_out = self._notebooks(source, limits)
        left_out += others
        target.mkdir(parents=True)
        stamp, wrong = read_stamp(source / STAMP)
        changed = [source.lstat().st_ctime, *([stamp.arrived or 0.0] if stamp else [])]
        for file in [*files, *notebooks]:
            try:
                changed.append((source / file).lstat().st_ctime)
                copy_plain(source / file, target / file)
            except OSError as error:
                left_out.append(f"left out {named(file)}: {error.strerror or 'a link or no file'}")
        told = tuple(shorten([*wrong, *left_out]))
        receipt = Receipt(max(changed), self._stranger(source, student), told, source.name)
        counts, contradictions = handed_in(stamp, receipt, limits.clock_minutes)
        if counts is not None:
            write_plain(target / STAMP, counts.encode())
        claims = [c for c in contradictions if c.startswith((STAMP, "no time"))]
        return Receipt(receipt.changed, receipt.owner, (*told, *claims), source.name)

    def _notebooks(self, source: Path, limits: Limits) -> tuple[list[str], list[str]]:
        """Return the names of the notebooks to copy, the released ones first, and what is not."""
        released = Path(
            self.coursedir.format_path(
                self.coursedir.release_directory, ".", self.coursedir.assignment_id
            )
        )
        wanted = {f.name for f in _notebooks_in(released)}
        found = sorted(_notebooks_in(source), key=lambda f: (f.name not in wanted, f.name))
        taken: list[str] = []
        left_out: list[str] = []
        room = MOST_TOGETHER * limits.notebook_mb * MB
        for number, file in enumerate(found):
            size = file.stat(follow_symlinks=False).st_size
            reason = ""
            if number >= limits.notebooks:
                left_out.append(f"more than {limits.notebooks} notebooks; the rest is left out")
                break
            if not file.is_file(follow_symlinks=False):
                reason = "a link or no file"
            elif size > limits.notebook_mb * MB:
                reason = f"it has {size / MB:.0f} MB; at most {limits.notebook_mb:g} MB are read"
            elif size > room:
                reason = "too much with the other notebooks"
            if reason:
                left_out.append(f"left out {named(file.name)}: {reason}")
                continue
            room -= size
            taken.append(file.name)
        return taken, left_out

    @staticmethod
    def _stranger(folder: Path, student: str) -> str | None:
        """The account that put the folder there, where it is neither the student's nor our own."""
        owner = _owner(folder)
        ours = folder.stat().st_uid == os.getuid()
        return None if ours or owner == student else owner


def _owner(folder: Path) -> str | None:
    """Return the name of the account that owns a folder, or None where it has none."""
    try:
        return folder.owner()
    except (KeyError, OSError):
        return None


def _notebooks_in(folder: Path) -> list[os.DirEntry[str]]:
    """Return what has a notebook's name in a folder; nothing where there is no folder."""
    try:
        with os.scandir(folder) as found:
            return [entry for entry in found if is_notebook_name(entry.name)]
    except OSError:
        return []
