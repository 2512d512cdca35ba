"""What a new course is to be, checked before anything is made."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from secondsource.errors import SecondSourceError
from secondsource_grading.desk.roster import Roster

__all__ = [
    "CoursePlan",
    "DeskError",
    "available_units",
    "check_address",
    "check_name",
    "choose_units",
    "read_dues",
    "read_moment",
]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
LONGEST = 128
END_OF_DAY = time(23, 59)


class DeskError(SecondSourceError):
    """A course cannot be made as it was asked for; says what to give instead."""


@dataclass(frozen=True)
class CoursePlan:
    """A course to be made; the times of `due` know their time zone."""

    name: str
    units: tuple[str, ...]
    notebooks: Path
    """The folder with the built notebooks of the units."""
    exchange: Path | None = None
    due: Mapping[str, datetime] = field(default_factory=dict)
    feedback: str = "parts"
    keys: Path | None = None
    """A folder with the instructor's own keys; None takes those of this package."""
    own_units: Path | None = None
    """A folder with units of a teacher's own; None takes those of the kit."""
    roster: Roster = field(default_factory=Roster)
    db: str = ""
    """The address of an empty database on a server; "" for a file in the course's folder."""


def check_address(address: str) -> str:
    """Return the address of a database on a server; `DeskError` for a file's, or with a password.

    The configuration is a file that others may read.
    """
    try:
        url = make_url(address)
    except ArgumentError as error:
        msg = f"--db {address!r} is no address; write postgresql+psycopg://USER@HOST/DATABASE"
        raise DeskError(msg) from error
    if url.get_backend_name() == "sqlite":
        msg = "--db is for a server; without it the gradebook is a file in the course's folder"
        raise DeskError(msg)
    if url.password is not None:
        msg = (
            f"--db {url.render_as_string(hide_password=True)}: leave the password out, because the "
            "address is written into nbgrader_config.py; put the password into ~/.pgpass"
        )
        raise DeskError(msg)
    return address


def check_name(name: str) -> str:
    """Return a course's name if nbgrader can use it; raises `DeskError` if not."""
    if NAME.fullmatch(name) and len(name) <= LONGEST:
        return name
    msg = (
        f"the course's name {name!r} cannot be used, because nbgrader names a folder of the "
        f"exchange by it: take up to {LONGEST} letters a to z, digits, '.', '_' "
        "and '-' with --name, such as media-2026"
    )
    raise DeskError(msg)


def available_units(notebooks: Path) -> tuple[str, ...]:
    """Return the units whose built notebook is in a folder, in order of their names."""
    if not notebooks.is_dir():
        return ()
    names = (folder.name for folder in notebooks.iterdir())
    return tuple(sorted(name for name in names if (notebooks / name / f"{name}.ipynb").is_file()))


def choose_units(wanted: Sequence[str], notebooks: Path) -> tuple[str, ...]:
    """Return the units wanted, each once, all if none is; `DeskError` for an unknown one."""
    known = available_units(notebooks)
    if not known:
        msg = f"{notebooks}: holds no built notebook; run `secondsource-teach build` first"
        raise DeskError(msg)
    for unit in wanted:
        if unit not in known:
            near = difflib.get_close_matches(unit, known, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            msg = f"there is no unit {unit!r}; {hint}there are {', '.join(known)}"
            raise DeskError(msg)
    return tuple(dict.fromkeys(wanted)) or known


def read_dues(dates: Sequence[str], units: Sequence[str]) -> dict[str, datetime]:
    """Return when each unit is due, from texts "DATE" (for all units) or "UNIT=DATE".

    A date is written as ISO 8601 has it. Without a time the end of the day is meant, without
    a zone that of this machine. Raises `DeskError` where one cannot be read.
    """
    found: dict[str, datetime] = {}
    for given in sorted(dates, key=lambda d: "=" in d):
        unit, named, date = given.rpartition("=")
        if named and unit not in units:
            msg = f"--due {given}: {unit!r} is none of the course's units: {', '.join(units)}"
            raise DeskError(msg)
        moment = read_moment(f"--due {given}", date.strip())
        found |= dict.fromkeys([unit] if named else units, moment)
    return found


def read_moment(given: str, date: str, of_day: time = END_OF_DAY) -> datetime:
    """Return the moment that a date means, in this machine's zone.

    A day without a time means the time `of_day`. `given` is the option as it was typed, for the
    message. Raises `DeskError` where `date` can't be read.
    """
    try:
        moment = datetime.fromisoformat(date)
        if len(date) <= len("2026-12-08"):
            moment = datetime.combine(moment.date(), of_day)
        moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        msg = (
            f"{given}: {date!r} is no date; write year, month, day and, if you like, the "
            "time and its distance from UTC: 2026-12-08, '2026-12-08 18:00' or "
            "2026-12-08T18:00+01:00"
        )
        raise DeskError(msg) from error
    return moment.astimezone()
