"""nbgrader's reading of files from a school system: archives within bounds, names that stay."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.admission import (
    Barred,
    check_folder,
)
from secondsource_grading.intake.archives import unpack
from secondsource_grading.intake.quoting import named
from secondsource_grading.intake.safe_files import copy_plain
from secondsource_grading.intake.timestamps import STAMP

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
