"""An examination of a course: it reads everything, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from secondsource.errors import SecondSourceError
from secondsource_grading.desk import folders, jupyter, machine, records, settings
from secondsource_grading.desk.findings import Finding, right, wrong
from secondsource_grading.gradebook.database import Database, GradebookError
from secondsource_grading.plugin.course import CourseFolder
from secondsource_grading.plugin.course_config import read_config

__all__ = ["examine"]


def examine(root: Path) -> list[Finding]:
    """Return what is found in the course folder `root`, in the order in which to mend it."""
    root = root.absolute()
    found = [*machine.check_versions(), *jupyter.check_jupyter(), *machine.check_disk(root)]
    if problem := settings.loads(root):
        return [*found, problem]
    coursedir, config = read_config(root)
    found += settings.check_configuration(root, config)
    found += settings.check_exchange(config)
    return [*found, *_examine_records(coursedir, config)]


def _examine_records(coursedir: Any, config: Any) -> Iterator[Finding]:
    """Look at the gradebook, and at the folders as far as they have to agree with it."""
    course = CourseFolder(coursedir, config)
    try:
        database = Database(course.db_url, write_ahead=False)
    except GradebookError as error:
        yield wrong("gradebook", str(error), "nbgrader generate_assignment <assignment>")
        return

    def look(connection: Connection) -> list[Finding]:
        version = records.check_version(connection)
        if version.wrong:
            return [version]
        return [
            version,
            *_or_right("kernels", "no release can be run by mistake", records.kernels(connection)),
            *_or_right(
                "submissions", "each row has its submission", records.without(connection, course)
            ),
            *_or_right("releases", "as the items are today", records.releases(connection, course)),
            *_or_right("paths", "nothing odd", folders.odd_paths(connection, course)),
        ]

    try:
        yield from database.transaction(look, kind="")
    except GradebookError as error:
        newer = "db upgrade" in str(error)
        again = f"cp <your last copy> {course.root}/gradebook.db"
        if not course.db_url.startswith("sqlite"):
            again = "pg_isready says whether the server answers; ask who looks after it"
        mend = "nbgrader db upgrade" if newer else again
        yield wrong("gradebook", str(error), mend)
    except SecondSourceError as error:
        yield wrong("releases", str(error), "secondsource-teach check")
    finally:
        database.close()


def _or_right(check: str, well: str, problems: Iterator[Finding]) -> list[Finding]:
    return [*problems] or [right(check, well)]
