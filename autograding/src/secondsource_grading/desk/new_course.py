"""A course folder that nbgrader's commands work in at once.

It is built beside its place under another name and renamed at the end, so that a folder which
is there is a whole one.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import UTC
from pathlib import Path

from secondsource.scoring.feedback import STAGES
from secondsource_grading.authoring.unfinished import refuse_unfinished
from secondsource_grading.desk.config_file import config_text
from secondsource_grading.desk.handed_out import hand_out
from secondsource_grading.desk.plan import CoursePlan, DeskError, check_name
from secondsource_grading.keys import load_keys
from secondsource_grading.plugin.course_config import misread

__all__ = ["make_course", "next_commands", "refuse_unusable"]

SHOWN = 5
"""Names of what is in a folder that a message tells."""


def make_course(folder: Path, plan: CoursePlan) -> Path:
    """Make the course that `plan` describes in `folder`; return the folder's absolute path.

    `folder` may be there if it is empty. Raises `DeskError` where it is not, and `ContentError`
    where a unit's keys are missing or wrong; then nothing is made.
    """
    folder = folder.absolute()
    refuse_unusable(folder)
    _check(plan)
    try:
        building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        msg = f"{folder.parent}: nothing can be made there: {error.strerror}; name another folder"
        raise DeskError(msg) from error
    try:
        _fill(building, plan)
        _let_others_read_as_usual(building)
        if folder.is_dir():
            folder.rmdir()
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return folder


def refuse_unusable(folder: Path) -> None:
    """Raise `DeskError` where a course cannot be made in `folder`, with what is there."""
    if wrong := misread(folder):
        raise DeskError(wrong)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        msg = f"{folder}: is a file or a link, no folder; name another one"
        raise DeskError(msg)
    there = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    if there:
        more = f" and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
        names = ", ".join(map(ascii, there[:SHOWN]))
        msg = (
            f"{folder}: is not empty: {names}{more}. Nothing was changed there; name a new "
            "folder, or an empty one"
        )
        raise DeskError(msg)
    if not folder.parent.is_dir():
        msg = f"{folder.parent}: there is no such folder to make a course in; make it first"
        raise DeskError(msg)


def next_commands(plan: CoursePlan) -> list[str]:
    """Return the three commands that come next, given in the course's folder."""
    unit = plan.units[0]
    if plan.exchange is not None:
        steps = ("nbgrader generate_assignment", "nbgrader release_assignment", "nbgrader collect")
    else:
        steps = ("nbgrader generate_assignment", "nbgrader zip_collect", "secondsource-teach grade")
    return [f"{step} {unit}" for step in steps]


def _check(plan: CoursePlan) -> None:
    """Raise where the plan asks for what cannot be."""
    check_name(plan.name)
    if plan.feedback not in STAGES:
        msg = f"feedback cannot be {plan.feedback!r}; it is one of {', '.join(STAGES)}"
        raise DeskError(msg)
    if plan.exchange is not None and sys.platform == "win32":
        msg = "nbgrader has no exchange on Windows; make the course with --no-exchange"
        raise DeskError(msg)
    for unit in plan.units:
        keyring = load_keys(unit, plan.keys)
        refuse_unfinished(unit, keyring.unit.pack, plan.keys)


def _fill(folder: Path, plan: CoursePlan) -> None:
    from secondsource_grading.plugin.new_gradebook import make_gradebook  # noqa: PLC0415 - slow

    (folder / "nbgrader_config.py").write_text(config_text(plan), "utf-8")
    for unit in plan.units:
        shutil.copytree(
            plan.notebooks / unit,
            folder / "source" / unit,
            ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"),
        )
        if plan.own_units is not None:
            hand_out(unit, folder / "source" / unit)
    due = {unit: moment.astimezone(UTC) for unit, moment in plan.due.items()}
    students = [vars(student) for student in plan.roster.students]
    db_url = plan.db or f"sqlite:///{folder / 'gradebook.db'}"
    make_gradebook(db_url, plan.name, {unit: due.get(unit) for unit in plan.units}, students)


def _let_others_read_as_usual(folder: Path) -> None:
    """Give a folder the rights that a new one has; a temporary one is closed to others."""
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)
