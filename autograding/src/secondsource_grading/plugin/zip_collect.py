"""nbgrader's reading of files from a school system: archives within bounds, names that stay."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, NoReturn

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.admission import (
    InadmissibleError,
    check_folder,
)
from secondsource_grading.intake.archives import unpack
from secondsource_grading.intake.listing import is_debris
from secondsource_grading.intake.quoting import named
from secondsource_grading.intake.safe_files import copy_plain
from secondsource_grading.intake.timestamps import STAMP
from secondsource_grading.intake.written_times import in_words, read_time

__all__ = ["TrustedCollector", "TrustedExtractor"]


class TrustedExtractor(ExtractorPlugin):  # type: ignore[misc]
    """nbgrader's unpacking of archives, with bounds. A bad archive is left out and named."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy every file of `archive_path`."""
        limits = SecondSource(config=self.config).limits()
        for at, _, names in os.walk(archive_path):
            target = Path(extracted_path) / Path(at).relative_to(archive_path)
            target.mkdir(parents=True, exist_ok=True)
            for name in sorted(names):
                if is_debris(name):
                    continue
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

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        self._taken: dict[tuple[str, str, str], str] = {}
        """The files taken so far, by student, name and ending."""
        self._with_time: set[str] = set()
        """Those of them that have a time in their name."""

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """As nbgrader's; None for a file whose student or name cannot be one.

        Ends the program where `named_regexp` can tell nobody's student.
        """
        if is_debris(Path(submitted_file).name):
            return None
        found: dict[str, Any] | None = self._search(submitted_file)
        if not found:
            return None
        student, file = str(found.get("student_id")), str(found.get("file_id"))
        try:
            check_folder(Path(submitted_file).parent, student)
            check_folder(Path(submitted_file).parent, Path(file).name)
        except InadmissibleError as reason:
            self.log.error("%s: left out: %s", named(submitted_file), reason)  # noqa: TRY400 - the reason is told
            return None
        parts = Path(file).parts
        stamp = Path(file).stem == Path(STAMP).stem and not file.endswith(".ipynb")
        if ".." in parts or Path(file).is_absolute() or stamp:
            self.log.error("%s: left out: its name leads elsewhere", named(submitted_file))
            return None
        self._read_time(found, submitted_file)
        return None if self._is_second(found, submitted_file) else found

    def _search(self, file: str) -> dict[str, Any] | None:
        """Return what nbgrader finds in a file's path by the instructor's `named_regexp`."""
        try:
            found: dict[str, Any] | None = super().collect(file)
        except re.error as error:
            self._end(f"it is no regular expression: {error}")
        if not found:
            return None
        for group in ("student_id", "file_id"):
            if group not in found:
                self._end(f"it has no group (?P<{group}>…)")
            if found[group] is None:
                self.log.error("%s: left out: no %s is in its name", named(file), group)
                return None
        return found

    def _end(self, what: str) -> NoReturn:
        self.log.error(
            "c.FileNameCollectorPlugin.named_regexp is %s: %s. Nothing was collected",
            named(self.named_regexp),
            what,
        )
        raise SystemExit(1)

    def _read_time(self, found: dict[str, Any], file: str) -> None:
        """Put the time in a file's name into nbgrader's form, or take it out: it would stop all."""
        if not isinstance(found.get("timestamp"), str):
            return
        try:
            seconds, assumed = read_time(found["timestamp"].encode("utf-8", "replace"))
        except ValueError:
            seconds, assumed = None, ["has a name with a time that cannot be read"]
        for line in assumed:
            self.log.warning("%s: %s", named(file), line)
        if seconds is None:
            del found["timestamp"]
        else:
            found["timestamp"] = in_words(seconds)

    def _is_second(self, found: dict[str, Any], file: str) -> bool:
        """Return whether a student's file is there already that this one must not replace.

        Without times to choose one by nbgrader would give up the whole class. And what lies
        deeper is out of an archive, in which a learner can name a file after anybody.
        """
        name = os.path.splitext(found["file_id"])[0]  # noqa: PTH122 - as nbgrader takes it
        key = (found["student_id"], name, Path(file).suffix)
        before = self._taken.get(key)
        timed = bool(found.get("timestamp"))
        reason = ""
        if before and len(Path(file).parts) > len(Path(before).parts):
            reason = f"it is out of an archive, and {_place(before)} has the same student's name"
        elif before and not (timed and before in self._with_time):
            reason = "the student's second file of that name"
        if reason:
            self.log.error("%s: left out: %s", _place(file), reason)
            return True
        self._taken[key] = file
        if timed:
            self._with_time.add(file)
        return False


def _place(file: str) -> str:
    """Return a file's name and its folder's, for a message."""
    return named("/".join(Path(file).parts[-2:]))
