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
    Barred,
    Limits,
    admit,
    check_folder,
)
from secondsource_grading.intake.quoting import named, shorten
from secondsource_grading.intake.safe_files import copy_plain
from secondsource_grading.intake.timestamps import STAMP, Receipt, write_receipt

__all__ = ["TrustedCollect"]


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
