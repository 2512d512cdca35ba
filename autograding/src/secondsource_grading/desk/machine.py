"""Whether what is installed fits together, and whether the disk has room."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from secondsource_grading.desk.findings import Finding, right, wrong

__all__ = ["check_disk", "check_versions"]

OURS = "secondsource-grading"

LEAST_FREE = 1e9
"""Bytes that should be free: a class of a hundred leaves some hundred megabytes a term."""


def check_versions() -> Iterator[Finding]:
    """Compare every installed package with what ours ask for."""
    unfit = [*_unfit(OURS), *_unfit("secondsource")]
    for requirement, found in unfit:
        what = f"{requirement} is needed, and {found or 'none'} is installed"
        yield wrong("versions", what, f"pip install '{requirement}'")
    if not unfit:
        told = ", ".join(f"{name} {version(name)}" for name in (OURS, "secondsource", "nbgrader"))
        yield right("versions", f"{told}, Python {platform.python_version()}")


def _unfit(package: str) -> Iterator[tuple[str, str]]:
    """Yield what a package asks for and doesn't have, with the version there is, "" for none."""
    for text in requires(package) or ():
        needed = Requirement(text)
        if needed.marker and not needed.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(needed.name)
        except PackageNotFoundError:
            found = ""
        if not found or not needed.specifier.contains(found, prereleases=True):
            yield f"{needed.name}{needed.specifier}", found


def check_disk(folder: Path) -> Iterator[Finding]:
    """Look for room on the disk of a course."""
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.1f} GB are free where the course is"
    if free < LEAST_FREE:
        mend = f"du -sh {folder}/* shows what is large; make room before anything is collected"
        yield wrong("disk", f"{told}; grading stops half way when it is full", mend)
    else:
        yield right("disk", told)
