"""One step through nbgrader's exchange for one student, in this process.

nbgrader's own classes do it: its commands would take a second for each student.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeFetchAssignment, ExchangeSubmit
from traitlets.config import Config

__all__ = ["StudentPlace", "fetch", "submit"]


@dataclass(frozen=True)
class StudentPlace:
    """Where one student of a course works: the exchange, nbgrader's cache, the own folder."""

    course_id: str
    student: str
    exchange: Path
    cache: Path
    home: Path


def fetch(place: StudentPlace, assignment: str, log: logging.Logger) -> None:
    """Fetch a released assignment into the student's folder, as `nbgrader fetch_assignment`."""
    _step(ExchangeFetchAssignment, place, assignment, log)


def submit(place: StudentPlace, assignment: str, log: logging.Logger) -> None:
    """Hand in what the student has of an assignment, as `nbgrader submit`."""
    _step(ExchangeSubmit, place, assignment, log)


def _step(
    action: type[ExchangeFetchAssignment | ExchangeSubmit],
    place: StudentPlace,
    assignment: str,
    log: logging.Logger,
) -> None:
    config = Config()
    config.CourseDirectory.course_id = place.course_id
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.student_id = place.student
    config.Exchange.root = str(place.exchange)
    config.Exchange.cache = str(place.cache)
    config.Exchange.assignment_dir = str(place.home)
    action(
        coursedir=CourseDirectory(config=config, log=log),
        authenticator=Authenticator(config=config, log=log),
        config=config,
        log=log,
    ).start()
