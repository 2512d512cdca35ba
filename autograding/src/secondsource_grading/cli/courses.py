"""`secondsource-teach new-course` and `secondsource-teach doctor`."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from secondsource import paths
from secondsource_grading import content

__all__ = ["doctor", "new_course"]

STAGES = ("score", "parts", "full")
"""As in `secondsource.scoring.feedback`, whose import is slow; a test compares them."""


@click.command()
@click.option("--name", default=None, help="The course's name; the folder's if none is given.")
@click.option(
    "--exchange",
    default=None,
    type=click.Path(path_type=Path),
    help="Folder of nbgrader's exchange.",
)
@click.option("--no-exchange", is_flag=True, help="Hand notebooks out and in by other means.")
@click.option(
    "--due",
    multiple=True,
    metavar="[UNIT=]DATE",
    help="When all units, or one, are due: 2026-12-08, or 2026-12-08T18:00. Can be repeated.",
)
@click.option("--feedback", default=None, type=click.Choice(STAGES), help="What students see.")
@click.option(
    "--units",
    "units_folder",
    default=None,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with units of your own, if not the course's; keys and packs stand beside it.",
)
@click.option(
    "--short-course",
    is_flag=True,
    help="Take the three units on the first reports of April 1912, a harmless way through.",
)
@click.option(
    "--keys",
    default=None,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with keys of your own, if not the course's.",
)
@click.option(
    "--roster",
    default=None,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Class list: CSV as for `nbgrader db student import`, or from Canvas, Moodle, Blackboard.",
)
@click.option("--id-column", default=None, help="The list's column with the students' logins.")
@click.option(
    "--db",
    metavar="ADDRESS",
    help="An empty database on a server for the gradebook: postgresql+psycopg://USER@HOST/NAME.",
)
@click.option("--yes", is_flag=True, help="Ask nothing; what is not given is as usual.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; ask nothing.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("units", nargs=-1)
def new_course(folder: Path, *, yes: bool, as_json: bool, **given: Any) -> None:
    """Make a course folder DIR with UNITS (all if none is named) that nbgrader works in at once.

    On a terminal it asks for what is not given. DIR must be empty or not there.

    \b
    secondsource-teach new-course media-2026 03-not-there 04-silence \\
        --roster class.csv --due 2026-12-08 --no-exchange
    """  # noqa: D301 - click wants the character itself
    from secondsource_grading.desk.new_course import (  # noqa: PLC0415 - slow to import
        make_course,
        next_commands,
        refuse_unusable,
    )

    if given["short_course"] and given["units_folder"]:
        msg = "--short-course and --units exclude each other; give one of them"
        raise click.UsageError(msg)
    own = content.short_course() / "units" if given["short_course"] else given["units_folder"]
    if own:
        paths.use_units(own)
    if given["exchange"] and given["no_exchange"]:
        msg = "--exchange and --no-exchange exclude each other; give one of them"
        raise click.UsageError(msg)
    refuse_unusable(folder.absolute())
    if _on_terminal() and not (yes or as_json):
        _ask(folder, given)
    plan = _plan(folder, given)
    made = make_course(folder, plan)
    commands = next_commands(plan)
    due = {unit: moment.isoformat(timespec="minutes") for unit, moment in plan.due.items()}
    if as_json:
        result = {"course": plan.name, "folder": str(made), "units": plan.units, "due": due}
        students = [student.id for student in plan.roster.students]
        click.echo(json.dumps({**result, "students": students, "next": commands}))
        return
    size = f"{len(plan.units)} unit{'s' * (len(plan.units) > 1)}"
    click.echo(f"{made}: course {plan.name}, {size}, {_told_class(plan.roster)}")
    for unit, moment in due.items():
        click.echo(f"  {unit} is due {moment}")
    click.echo("Next:")
    for command in [f"cd {shlex.quote(str(made))}", *commands]:
        click.echo(f"  {command}")


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def _plan(folder: Path, given: dict[str, Any]) -> Any:
    """Return the plan that the options describe."""
    from secondsource_grading.desk.plan import (  # noqa: PLC0415
        CoursePlan,
        check_address,
        check_name,
        choose_units,
        read_dues,
    )
    from secondsource_grading.desk.roster import Roster, read_roster  # noqa: PLC0415

    notebooks = content.notebooks().absolute()
    units = choose_units(given["units"], notebooks)
    roster = read_roster(given["roster"], given["id_column"]) if given["roster"] else Roster()
    return CoursePlan(
        name=check_name(given["name"] or folder.absolute().name),
        units=units,
        notebooks=notebooks,
        exchange=given["exchange"],
        due=read_dues(given["due"], units),
        feedback=given["feedback"] or "parts",
        keys=given["keys"],
        own_units=paths.own_units(),
        roster=roster,
        db=check_address(given["db"]) if given["db"] else "",
    )


def _ask(folder: Path, given: dict[str, Any]) -> None:
    """Ask for what the options leave open; each question has an answer to take by Enter."""
    given["name"] = given["name"] or click.prompt("Name of the course", folder.absolute().name)
    if not given["units"]:
        given["units"] = _words("Units, with blanks between", "all")
    if not given["due"]:
        given["due"] = _words("Due, as 2026-12-08 or 03-not-there=2026-12-08", "no date")
    if not (given["exchange"] or given["no_exchange"]):
        told = click.prompt("Folder of nbgrader's exchange", "none")
        given["exchange"] = None if told == "none" else Path(told)
    given["feedback"] = given["feedback"] or click.prompt(
        "What students see of the key", "parts", type=click.Choice(STAGES)
    )
    for name, question, kind in (
        ("keys", "Folder with keys of your own", click.Path(exists=True, file_okay=False)),
        ("roster", "Class list, a CSV file", click.Path(exists=True, dir_okay=False)),
    ):
        if not given[name]:
            told = click.prompt(question, "none", value_proc=_path_or_none(kind))
            given[name] = None if told == "none" else Path(told)


def _path_or_none(kind: click.Path) -> Any:
    return lambda told: told if told == "none" else kind.convert(told, None, None)


def _words(question: str, nothing: str) -> Sequence[str]:
    told = click.prompt(question, nothing)
    return () if told == nothing else tuple(told.split())


def _told_class(roster: Any) -> str:
    if not roster.students:
        return "no class list: students are added when they hand in"
    return f"{len(roster.students)} students, named by the column {roster.column!r}"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what is found as JSON, nothing else.")
@click.argument(
    "course", default=Path(), type=click.Path(path_type=Path, exists=True, file_okay=False)
)
def doctor(course: Path, *, as_json: bool) -> None:
    """Say what is wrong with a course, and the command that mends it; change nothing.

    COURSE is nbgrader's course folder, this one if none is named. Ends with 1 if something is
    wrong.
    """
    from secondsource_grading.desk.doctor import examine  # noqa: PLC0415 - slow to import

    found = examine(course)
    problems = sum(finding.wrong for finding in found)
    if as_json:
        listed = [asdict(finding) for finding in found]
        click.echo(json.dumps({"course": str(course.absolute()), "findings": listed}))
    else:
        for finding in found:
            click.echo(f"{'WRONG' if finding.wrong else 'right'}  {finding.check}: {finding.what}")
            if finding.command:
                click.echo(f"       mend it: {finding.command}")
        click.echo(f"{problems} to mend" if problems else "nothing to mend")
    if problems:
        sys.exit(1)
