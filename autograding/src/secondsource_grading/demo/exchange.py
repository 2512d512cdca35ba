"""A learner fetches and hands in a notebook through nbgrader's exchange.

Where nbgrader has no exchange (Windows) files are copied to
where `nbgrader collect` would have put them.
"""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path

from secondsource_grading.demo.folder import COURSE_ID, DemoFolder, has_exchange
from secondsource_grading.demo.learners import Learner
from secondsource_grading.plugin import exchange

__all__ = ["fetch", "submit"]


def fetch(folder: DemoFolder, assignment: str, learner: Learner, log: logging.Logger) -> Path:
    """Fetch a released assignment; the folder in which the learner now has it."""
    home = folder.learners / learner.id
    home.mkdir(exist_ok=True)
    if has_exchange():
        exchange.fetch(_place(folder, learner), assignment, log)
    else:
        shutil.copytree(folder.course / "release" / assignment, home / assignment)
    return home / assignment


def submit(folder: DemoFolder, assignment: str, learner: Learner, log: logging.Logger) -> None:
    """Hand in what the learner has of an assignment."""
    if has_exchange():
        exchange.submit(_place(folder, learner), assignment, log)
        return
    target = folder.course / "submitted" / learner.id / assignment
    shutil.copytree(folder.learners / learner.id / assignment, target)
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    (target / "timestamp.txt").write_text(stamp, "utf-8")


def _place(folder: DemoFolder, learner: Learner) -> exchange.StudentPlace:
    home = folder.learners / learner.id
    cache = folder.cache / learner.id
    return exchange.StudentPlace(COURSE_ID, learner.id, folder.exchange, cache, home)
