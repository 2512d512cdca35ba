"""The command regrade: what a changed key would do, and then doing it."""

from __future__ import annotations

import json
import os
import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondsource_grading.cli.printing import console, progress_bar

if TYPE_CHECKING:
    from secondsource_grading.regrade.effects import Preview

__all__ = ["regrade"]

SHOWN = 5
"""Students that a line names."""


@click.command()
@click.argument("assignment")
@click.option(
    "--course",
    default=Path(),
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="nbgrader's course folder, this one if none is named.",
)
@click.option("--write", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--never-lower", is_flag=True, help="Nobody has less on an item than before.")
@click.option("--because", default="", metavar="TEXT", help="Your reason, for the students' log.")
@click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a row for each student and item whose points change to this file.",
)
@click.option("--log", metavar="STUDENT", help="Only print what regrades changed for STUDENT.")
@click.option("--processes", "-j", default=0, help="Worker processes; 0 means one for each core.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def regrade(assignment: str, course: Path, *, log: str | None, **given: Any) -> None:
    """Score ASSIGNMENT anew after a key, or what an item is worth, was changed.

    First look, then write. Without --write it works out from the stored answers who gains or
    loses how much on which item, and changes nothing. With --write everybody is graded anew;
    points, comments and extra credit that a person gave stay. Each student whose points
    change has a log of their own in regraded/STUDENT/ASSIGNMENT/points.txt.

    \b
    secondsource-teach regrade 03-not-there
    secondsource-teach regrade 03-not-there --never-lower --write \\
        --because "two answers to the third question are right"

    Use it before `grade`, which would score by the new key without asking. Where an item's
    options, rows or text were changed too, it writes nothing and says what to do.
    """  # noqa: D301 - click wants the character itself
    folder = course.resolve()
    if log is not None:
        _print_log(folder, assignment, log, as_json=given["as_json"])
        return
    _run(folder, assignment, **given)


def _print_log(folder: Path, assignment: str, student: str, *, as_json: bool) -> None:
    from secondsource_grading.regrade.logs import log_of  # noqa: PLC0415 - slow to import

    text = log_of(folder, assignment, student)
    if as_json:
        click.echo(json.dumps({"assignment": assignment, "student": student, "log": text}))
    else:
        click.echo(
            text or f"no regrade of {assignment} changed anything for {student}", nl=not text
        )


def _run(  # noqa: PLR0913 - one parameter an option
    folder: Path,
    assignment: str,
    *,
    write: bool,
    never_lower: bool,
    because: str,
    table: Path | None,
    processes: int,
    as_json: bool,
) -> None:
    from secondsource_grading.regrade.preview import preview  # noqa: PLC0415 - slow to import
    from secondsource_grading.regrade.telling import write_csv  # noqa: PLC0415
    from secondsource_grading.regrade.write import refuse  # noqa: PLC0415

    if because and not write:
        msg = "--because is for the students' log, which only --write makes; add --write"
        raise click.UsageError(msg)
    with progress_bar(f"looking at {assignment}", shown=not as_json) as progress:
        found = preview(folder, assignment, never_lower=never_lower, progress=progress)
    if write:
        refuse(found)
    if table is not None:
        write_csv(found, table)
    told = _as_json(found)
    if not as_json:
        _tell(found)
    if not write:
        _finish(told, as_json=as_json, words=_next(found, never_lower=never_lower))
        return
    done, words = _write(folder, found, because, processes, as_json=as_json)
    _finish(told | done, as_json=as_json, words=words)
    if done["failed"]:
        sys.exit(1)


def _write(
    folder: Path, found: Preview, because: str, processes: int, *, as_json: bool
) -> tuple[dict[str, Any], list[str]]:
    """Do it; return what was done in JSON's types and in words."""
    from secondsource_grading.plugin.course import open_course  # noqa: PLC0415 - slow to import
    from secondsource_grading.plugin.feedback_pages import feedback_pages  # noqa: PLC0415
    from secondsource_grading.regrade.logs import FOLDER, write_logs  # noqa: PLC0415
    from secondsource_grading.regrade.write import write_regrade  # noqa: PLC0415

    name = found.assignment
    cores = processes or os.cpu_count() or 1
    with progress_bar(f"regrading {name}", shown=not as_json) as progress:
        run = write_regrade(folder, found, because, cores, progress)
    logs = write_logs(folder, name)
    pages = feedback_pages(open_course(folder), name)
    stale = [student for student in found.answered if student in pages]
    words = [
        f"{run.graded + run.unchanged} submissions were graded anew",
        f"{len(logs)} students have a log in {folder / FOLDER}",
        *(f"  {student}: not graded: {why}" for student, why in run.failed.items()),
        *_stale(stale, name),
    ]
    done = {"written": True, "failed": run.failed, "logs": len(logs), "stale_feedback": stale}
    return done, words


def _stale(students: list[str], assignment: str) -> list[str]:
    """Return in words whose pages of feedback are older than the grades."""
    if not students:
        return []
    more = f" and {len(students) - SHOWN} more" if len(students) > SHOWN else ""
    names = ", ".join(students[:SHOWN])
    command = f"`secondsource-teach feedback {shlex.quote(assignment)}`"
    return [f"pages of feedback are older than the grades: {names}{more}; {command} mends that"]


def _as_json(found: Preview) -> dict[str, Any]:
    told = asdict(found)
    del told["answered"]
    return {**told, "up": found.up, "down": found.down, "written": False}


def _tell(found: Preview) -> None:
    from secondsource_grading.regrade.telling import item_table, lines  # noqa: PLC0415 - slow

    if found.items:
        console().print(item_table(found))
    for line in lines(found):
        click.echo(_printable(line))


def _printable(line: str) -> str:
    return line if line.isprintable() else ascii(line)


def _next(found: Preview, *, never_lower: bool) -> list[str]:
    if not found.items:
        return ["nothing was written"]
    kept = " --never-lower" if never_lower else ""
    command = f"secondsource-teach regrade {shlex.quote(found.assignment)}{kept} --write"
    told = [f"nothing was written; `{command}` does it"]
    if found.down and not never_lower:
        told.append("with --never-lower nobody has less than before")
    return told


def _finish(told: dict[str, Any], *, as_json: bool, words: list[str]) -> None:
    if as_json:
        click.echo(json.dumps(told))
        return
    for line in words:
        click.echo(_printable(line))
