"""A release stays where the next one fails.

nbgrader takes the old release away before it makes the new one, and what it has made of that where
it can't go on, as with a new cell in a notebook of which there are grades.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.utils import rmtree

__all__ = ["keep_release"]


def keep_release() -> None:
    """Let nbgrader put a release back that it couldn't replace."""
    of_nbgrader = GenerateAssignment.convert_notebooks
    if not hasattr(of_nbgrader, "of_nbgrader"):
        GenerateAssignment.convert_notebooks = _with_copies(of_nbgrader)


def _with_copies(
    of_nbgrader: Callable[[GenerateAssignment], None],
) -> Callable[[GenerateAssignment], None]:
    @wraps(of_nbgrader)
    def convert_notebooks(self: GenerateAssignment) -> None:
        releases = {}
        for source, notebooks in self.assignments.items():
            release = Path(self._format_dest(Path(source).name, "."))
            names = [Path(notebook).name for notebook in notebooks]
            if release.is_dir() and all((release / name).is_file() for name in names):
                releases[release] = names
        with tempfile.TemporaryDirectory(prefix="secondsource-release-") as folder:
            copies = {release: Path(folder, str(n)) for n, release in enumerate(releases)}
            for release, copy in copies.items():
                shutil.copytree(release, copy, symlinks=True)
            try:
                of_nbgrader(self)
            except BaseException:
                for release, names in releases.items():
                    if not all((release / name).is_file() for name in names):
                        _put_back(copies[release], release)
                        self.log.warning("%s: what was released before stays", release)
                raise

    convert_notebooks.of_nbgrader = of_nbgrader  # type: ignore[attr-defined]
    return convert_notebooks


def _put_back(copy: Path, release: Path) -> None:
    if release.exists():
        rmtree(str(release))
    shutil.copytree(copy, release, symlinks=True)
