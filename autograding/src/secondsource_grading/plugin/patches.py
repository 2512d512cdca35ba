"""What is changed in other people's modules while nbgrader runs: nothing else does so.

1. Engines are shared. nbgrader opens the gradebook eight times for each submission, each
   time with a new engine that works out all its SQL anew. That was a quarter of the time
   that autograding took.
2. SQLite waits for a lock. nbgrader would give up a whole class at the first one.
3. Names are names. nbgrader looks for a learner's files with patterns made of the
   learner's own name, so that `ann[a]` finds the files of `anna`.
4. A `timestamp.txt` is read as this kit reads it. nbgrader gives up a whole page, or the
   collecting of a class, at one that it cannot read, and follows a link that lies there.
5. The formgrader's links to folders hold on a hub: `formgrader_links`.
6. An exchange may lie in a folder of any name. nbgrader reads the whole path as a pattern,
   so that it finds nothing where brackets are in it.
7. Pages keep our filters where a configuration adds some of its own.
8. Autograding and feedback end with an error, before anything is read, where a later line of
   the configuration has undone a part of ours: nbgrader's own steps would run a learner's
   code, or hand out the autograded notebook, with the key in it.
9. Files out of archives come in the order of their depth, so that a name that a learner gave
   to a file within an archive of their own takes nobody's place.
10. The formgrader says what is wrong with an autograded notebook that it can't show:
   `formgrader_broken`.
11. An entry that another program makes in the same moment is looked for again: `entries`.
12. A release stays where the unit's items or keys of today can't be released in its place, and
   where nbgrader fails while it makes the new one: `kept_release`.
13. The schema of cells' metadata is checked once, and not for each cell: `metadata_schema`.
14. The tables of a gradebook are looked for at once: `tables_at_once`.
15. No page runs a notebook, whatever nbconvert's pages are set to do: `pages_run_nothing`.

Each rests on a function of nbgrader's that must have the form known here; a test looks.
"""

from __future__ import annotations

import fnmatch
import glob
import os
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbgrader import api, utils
from nbgrader.apps.api import NbGraderAPI
from nbgrader.apps.zipcollectapp import ZipCollectApp
from nbgrader.converters import Autograde, BaseConverter, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import collect
from nbgrader.exchange.default import list as list_of_exchange
from sqlalchemy import Engine, create_engine, event

from secondsource.errors import SecondSourceError
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.timestamps import STAMP, handed_in, read_receipt, read_stamp
from secondsource_grading.plugin.configuration import undone
from secondsource_grading.plugin.entries import look_again
from secondsource_grading.plugin.folders import is_ignored, near_assignment
from secondsource_grading.plugin.formgrader_broken import tell_of_broken
from secondsource_grading.plugin.formgrader_links import keep_the_prefix
from secondsource_grading.plugin.kept_release import keep_release
from secondsource_grading.plugin.metadata_schema import check_schema_once
from secondsource_grading.plugin.pages_run_nothing import run_nothing
from secondsource_grading.plugin.releasable import refuse_unreleasable
from secondsource_grading.plugin.tables_at_once import look_for_tables_at_once

__all__ = [
    "PATIENCE",
    "apply",
    "be_patient",
    "folders_of",
    "keep_filters",
    "read_timestamps",
    "share_engines",
    "take_names_as_names",
]

PATIENCE = 60
"""Seconds to wait for a lock that another program holds on a SQLite gradebook."""


def apply(filters: dict[str, str]) -> None:
    """Make all changes; a second time changes nothing. `filters` are ours of nbconvert's pages."""
    keep_filters(filters)
    be_patient()
    share_engines()
    take_names_as_names()
    read_timestamps()
    keep_the_prefix()
    tell_of_broken()
    look_again()
    keep_release()
    check_schema_once()
    run_nothing()
    look_for_tables_at_once()


def share_engines() -> None:
    """Let nbgrader's gradebooks share an engine where they are of one address."""
    api.create_engine = _engine


@cache
def _engine(db_url: str, **options: Any) -> Engine:
    # Closing a gradebook closes the engine's connections and leaves what it has worked out.
    return create_engine(db_url, **options)


def be_patient() -> None:
    """Let every SQLite gradebook wait for a lock, instead of giving up a whole class."""
    if not event.contains(Engine, "connect", _wait_for_locks):
        event.listen(Engine, "connect", _wait_for_locks)


def _wait_for_locks(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")


def take_names_as_names() -> None:
    """Let nbgrader find submissions and notebooks whatever characters their names have."""
    BaseConverter.init_notebooks = _init_notebooks
    NbGraderAPI.get_submitted_students = _get_submitted_students
    NbGraderAPI.get_source_assignments = _get_source_assignments
    utils.is_ignored = is_ignored
    ZipCollectApp._collect_files = _collect_files  # noqa: SLF001 - nbgrader has no public name for it
    for module in (collect, list_of_exchange):
        module.glob = SimpleNamespace(glob=_found)


_OF_NBGRADER = ZipCollectApp._collect_files  # noqa: SLF001 - as above


def _collect_files(app: ZipCollectApp, files: list[str]) -> Any:
    """Do what nbgrader does, with the files that lie least deep first."""
    return _OF_NBGRADER(app, sorted(files, key=lambda file: (file.count(os.sep), file)))


def _found(pattern: str) -> list[str]:
    """Return the paths that fit, in place of `glob.glob`: a folder that is there is no pattern."""
    above = Path(pattern).parent
    while not os.path.lexists(above):
        above = above.parent
    rest = os.path.relpath(pattern, above)
    return glob.glob(os.path.join(glob.escape(str(above)), rest))  # noqa: PTH118, PTH207 - as nbgrader has it


def keep_filters(filters: dict[str, str]) -> None:
    """Let every HTML page have these filters, unless the configuration sets others of that name."""
    original = getattr(HTMLExporter.__init__, "of_nbconvert", HTMLExporter.__init__)

    def __init__(self: HTMLExporter, *args: Any, **kw: Any) -> None:  # noqa: N807 - in place of nbconvert's
        original(self, *args, **kw)
        self.filters = {**filters, **self.filters}

    __init__.of_nbconvert = original  # type: ignore[attr-defined]
    HTMLExporter.__init__ = __init__


def folders_of(coursedir: CourseDirectory, step: str, student: str, assignment: str) -> list[str]:
    """Return the folders of one step, sorted: of one student, or of all a pattern fits.

    A whole name is tried first, of a student and of an assignment. Only what the instructor gave
    for them is read as a pattern; no other part of the path is one.
    """
    literal = str(coursedir.format_path(step, student, assignment))
    if "*" not in (student, assignment) and os.path.lexists(literal):
        return [literal]
    if glob.has_magic(assignment) and _is_assignment(coursedir, assignment):
        assignment = glob.escape(assignment)
    if not glob.has_magic(student + assignment):
        return []
    pattern = glob.escape(str(coursedir.format_path(step, "{student}", "{assignment}")))
    pattern = pattern.replace("{student}", student).replace("{assignment}", assignment)
    return sorted(glob.iglob(pattern))  # noqa: PTH207 - many folders


def _is_assignment(coursedir: CourseDirectory, name: str) -> bool:
    """Return whether an assignment is called so to the letter."""
    steps = (coursedir.source_directory, coursedir.release_directory)
    return any(os.path.lexists(coursedir.format_path(step, ".", name)) for step in steps)


def _init_notebooks(converter: BaseConverter) -> None:
    """Find what is to be converted, in place of `BaseConverter.init_notebooks`."""
    _refuse_undone(converter)
    coursedir = converter.coursedir
    student, assignment = coursedir.student_id, coursedir.assignment_id
    converter.notebooks, converter.assignments = [], {}
    step = converter._input_directory  # noqa: SLF001 - nbgrader keeps no public name for it
    folders = folders_of(coursedir, step, student, assignment)
    for folder in folders:
        found = _matching(folder, f"{coursedir.notebook_id}.ipynb")
        # A submission may have its notebook in a folder of its own, where reading it finds it.
        if found or step == coursedir.submitted_directory:
            converter.assignments[folder] = found
        else:
            converter.log.warning("No notebooks were found in %s", ascii(folder))
    if not converter.assignments:
        place = converter._format_source(assignment, student)  # noqa: SLF001
        name = "no notebook"
        if coursedir.notebook_id != "*":
            name = f"no notebook {coursedir.notebook_id!a}"
        what = f"{name} is in" if folders else "there is no"
        msg = f"{what} {place}; {near_assignment(coursedir, assignment)}nothing was done"
        converter.log.error(msg)
        raise NbGraderException(msg)
    if isinstance(converter, GenerateAssignment):
        _refuse_unreleasable(converter)


def _refuse_unreleasable(converter: GenerateAssignment) -> None:
    """Raise nbgrader's own error where a unit can't be released; the old release stays."""
    files = [file for found in converter.assignments.values() for file in found]
    try:
        refuse_unreleasable(files, SecondSource(config=converter.config))
    except SecondSourceError as error:
        msg = f"{error}\nNothing was released; a release that is there stays as it is"
        converter.log.error("%s", msg)  # noqa: TRY400 - the reason is told
        raise NbGraderException(msg) from error


def _get_submitted_students(app: NbGraderAPI, assignment_id: str) -> set[str]:
    """Return who handed in something, in place of `NbGraderAPI.get_submitted_students`."""
    step = app.coursedir.submitted_directory
    return {student for student, _ in _people_and_assignments(app, step, "*", assignment_id)}


def _get_source_assignments(app: NbGraderAPI) -> set[str]:
    """Return what the instructor has made, in place of `NbGraderAPI.get_source_assignments`."""
    step = app.coursedir.source_directory
    return {assignment for _, assignment in _people_and_assignments(app, step, ".", "*")}


def _people_and_assignments(
    app: NbGraderAPI, step: str, student: str, assignment: str
) -> Iterator[tuple[str, str]]:
    """Yield student and assignment of every folder of a step."""
    coursedir = app.coursedir
    names = {"student_id": "(?P<student>.*)", "assignment_id": "(?P<assignment>.*)"}
    if student != "*":
        names["student_id"] = f"(?P<student>{re.escape(student)})"
    if assignment != "*":
        names["assignment_id"] = f"(?P<assignment>{re.escape(assignment)})"
    pattern = re.compile(coursedir.format_path(step, **names, escape=True), re.DOTALL)
    for folder in folders_of(coursedir, step, student, assignment):
        match = pattern.fullmatch(folder)
        if match and os.path.isdir(folder):  # noqa: PTH112 - many folders
            yield match["student"], match["assignment"]


def _refuse_undone(converter: BaseConverter) -> None:
    """Raise nbgrader's own error where a step would run without a part of this kit."""
    sections = []
    if isinstance(converter, Autograde):
        sections = ["Autograde"]
    elif isinstance(converter, GenerateFeedback):
        sections = ["GenerateFeedback", "HTMLExporter"]
    elif isinstance(converter, GenerateAssignment):
        sections = ["GenerateAssignment"]
    for what in undone(converter.config, sections):
        converter.log.error("%s", what)
        raise NbGraderException(what)


def _matching(folder: str, pattern: str) -> list[str]:
    """Return the paths in a folder whose names fit a pattern of the instructor's, sorted."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - many folders
    except OSError:
        return []
    fits = re.compile(fnmatch.translate(pattern)).match
    return sorted(f"{folder}/{name}" for name in names if name == pattern or _fits(name, fits))


def _fits(name: str, fits: Any) -> bool:
    return not name.startswith(".") and bool(fits(name))


def read_timestamps() -> None:
    """Let nbgrader see when something was handed in as this kit sees it."""
    CourseDirectory.get_existing_timestamp = _get_existing_timestamp
    NbGraderAPI.get_submitted_timestamp = _get_submitted_timestamp


def _get_existing_timestamp(_coursedir: CourseDirectory, dest_path: str) -> datetime | None:
    """Return the time in a folder's `timestamp.txt`, or None where it holds none."""
    stamp, _ = read_stamp(Path(dest_path, STAMP))
    return _as_nbgrader(handed_in(stamp, None, float("inf"))[0])


def _get_submitted_timestamp(app: NbGraderAPI, assignment: str, student: str) -> datetime | None:
    """Return when a submission was handed in as it counts, or None where nobody knows."""
    coursedir = app.coursedir
    folder = coursedir.format_path(coursedir.submitted_directory, student, assignment)
    stamp, _ = read_stamp(Path(folder, STAMP))
    receipt = read_receipt(coursedir.root, assignment, student)
    minutes = SecondSource(config=app.config).clock_minutes
    return _as_nbgrader(handed_in(stamp, receipt, minutes)[0])


def _as_nbgrader(stamp: str | None) -> datetime | None:
    """Return a time that counts in UTC without a zone, as nbgrader has its times."""
    if stamp is None:
        return None
    return datetime.fromisoformat(stamp.removesuffix(" UTC"))
