"""A learner fetches and hands in a notebook through nbgrader's exchange.

nbgrader's own classes do it, in this process: its commands would take a second
for each learner. Where nbgrader has no exchange (Windows) files are copied to
where `nbgrader collect` would have put them.
"""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeFetchAssignment, ExchangeSubmit
from traitlets.config import Config

from secondsource_grading.demo.folder import COURSE_ID, DemoFolder, has_exchange
from secondsource_grading.demo.learners import Learner

__all__ = ["fetch", "submit"]


def fetch(folder: DemoFolder, assignment: str, learner: Learner, log: logging.Logger) -> Path:
    """Fetch a released assignment; the folder in which the learner now has it."""
    home = folder.learners / learner.id
    home.mkdir(exist_ok=True)
    if has_exchange():
        _exchange(ExchangeFetchAssignment, folder, assignment, learner, log)
    else:
        shutil.copytree(folder.course / "release" / assignment, home / assignment)
    return home / assignment


def submit(folder: DemoFolder, assignment: str, learner: Learner, log: logging.Logger) -> None:
    """Hand in what the learner has of an assignment."""
    if has_exchange():
        _exchange(ExchangeSubmit, folder, assignment, learner, log)
        return
    target = folder.course / "submitted" / learner.id / assignment
    shutil.copytree(folder.learners / learner.id / assignment, target)
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    (target / "timestamp.txt").write_text(stamp, "utf-8")


def _exchange(
    action: type[ExchangeFetchAssignment | ExchangeSubmit],
    folder: DemoFolder,
    assignment: str,
    learner: Learner,
    log: logging.Logger,
) -> None:
    config = Config()
    config.CourseDirectory.course_id = COURSE_ID
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.student_id = learner.id
    config.Exchange.root = str(folder.exchange)
    config.Exchange.cache = str(folder.cache / learner.id)
    config.Exchange.assignment_dir = str(folder.learners / learner.id)
    action(
        coursedir=CourseDirectory(config=config, log=log),
        authenticator=Authenticator(config=config, log=log),
        config=config,
        log=log,
    ).start()
