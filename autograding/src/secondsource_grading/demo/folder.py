"""The demonstration's folder: made anew each time, and never at the cost of anything else."""

from __future__ import annotations

import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from secondsource.errors import SecondSourceError
from secondsource_grading.gradebook.reader import INVENTED

__all__ = ["COURSE_ID", "DemoError", "DemoFolder", "fresh", "has_exchange"]

COURSE_ID = "second-source"

MARKER = ".made-by-secondsource-demo"
"""The file that says: this folder may be deleted by the next demonstration."""

CONFIG = '''\
"""nbgrader's settings for this course. The two lines that matter for any course are marked."""

from pathlib import Path

import secondsource_grading  # 1

c = get_config()  # noqa: F821
secondsource_grading.configure(c)  # 2

here = Path(__file__).resolve().parent
c.CourseDirectory.course_id = "{course_id}"
c.CourseDirectory.root = str(here)
c.Exchange.root = str(here.parent / "exchange")

# What a learner sees of the key: "score", "parts" or "full".
c.SecondSource.feedback = "full"

# The invented learners all hand in from one account of this machine.
c.ExchangeCollect.check_owner = False
'''


class DemoError(SecondSourceError):
    """The demonstration cannot go on; says what happened and where to look."""


@dataclass(frozen=True)
class DemoFolder:
    """Where each part of the demonstration is."""

    root: Path

    @property
    def course(self) -> Path:
        """The instructor's course folder, as nbgrader wants it."""
        return self.root / "course"

    @property
    def exchange(self) -> Path:
        """Where nbgrader hands notebooks to learners and back."""
        return self.root / "exchange"

    @property
    def cache(self) -> Path:
        """Nbgrader's own copies of what was handed in."""
        return self.root / "cache"

    @property
    def learners(self) -> Path:
        """One folder a learner, with the notebooks that learner saved."""
        return self.root / "learners"

    @property
    def logs(self) -> Path:
        """What each nbgrader command said."""
        return self.root / "logs"

    @property
    def report(self) -> Path:
        """The instructor's report."""
        return self.root / "report.html"

    @property
    def grades(self) -> Path:
        """Nbgrader's export."""
        return self.root / "grades.csv"

    @property
    def summary(self) -> Path:
        """The run in numbers."""
        return self.root / "summary.json"


def has_exchange() -> bool:
    """Whether nbgrader's exchange works on this system."""
    return sys.platform != "win32"


def fresh(root: Path) -> DemoFolder:
    """An empty demonstration folder at `root`, with its course configured.

    A folder of an earlier demonstration is deleted. Any other folder that holds
    something is left alone, and `DemoError` says so.
    """
    root = root.absolute()
    if root.is_symlink() or (root.exists() and not root.is_dir()):
        msg = f"{root}: is no folder; name another place with --to"
        raise DemoError(msg)
    if root.is_dir() and any(root.iterdir()):
        if not (root / MARKER).is_file():
            msg = f"{root}: holds something this demo did not make; name another place with --to"
            raise DemoError(msg)
        _remove(root)
    folder = DemoFolder(root)
    for made in (folder.course / "source", folder.learners, folder.logs):
        made.mkdir(parents=True)
    (root / MARKER).write_text("`secondsource-teach demo` deletes and remakes this folder.\n")
    (folder.course / "nbgrader_config.py").write_text(CONFIG.format(course_id=COURSE_ID), "utf-8")
    (folder.course / INVENTED).write_text("The learners of this course are invented.\n", "utf-8")
    return folder


def _remove(root: Path) -> None:
    # The marker goes last: a half-deleted folder can still be deleted by the next run.
    entries = [e for e in root.iterdir() if e.name != MARKER]
    for entry in entries:
        if entry.is_symlink() or not entry.is_dir():
            entry.unlink()
            continue
        for path in entry.rglob("*"):
            # nbgrader writes files without write permission; Windows deletes no such file.
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | stat.S_IWUSR)
        shutil.rmtree(entry)
    (root / MARKER).unlink()
