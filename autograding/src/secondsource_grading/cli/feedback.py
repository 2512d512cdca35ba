"""`secondsource-teach feedback`."""

from __future__ import annotations

import json
import shlex
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from secondsource_grading.plugin.course import CourseFolder

__all__ = ["feedback"]

STAGES = ("score", "parts", "key", "full")

IN_THE_CONFIGURATION = {"key": "full"}
"""What a stage is called in nbgrader_config.py where it has another name."""


@click.command()
@click.argument("assignment")
@click.option(
    "--course",
    default=Path(),
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="nbgrader's course folder, this one if none is named.",
)
@click.option(
    "--stage",
    type=click.Choice(STAGES),
    help="What this assignment's pages show: score, points only; parts, also which picks are "
    "right; key (or full), every answer with its reasons. It stays set.",
)
@click.option(
    "--from",
    "begins",
    metavar="DATE",
    help="From when on that holds: 2026-12-09T08:00; a day without a time means its begin.",
)
@click.option("--student", help="Make one student's pages only.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def feedback(assignment: str, course: Path, **given: Any) -> None:
    """Make the pages of feedback on ASSIGNMENT that are missing or older than the grades.

    Pages are made as `nbgrader generate_feedback` makes them, in feedback/STUDENT/ASSIGNMENT/.
    Whoever's own deadline is not over, extensions counted, gets points only, whatever the stage.

    \b
    secondsource-teach feedback 03-not-there --stage score
    secondsource-teach feedback 03-not-there --stage key --from 2026-12-09T08:00

    A page shows what held when it was made: give the command again once the date has come, and
    then `nbgrader release_feedback ASSIGNMENT`, where students fetch pages from the exchange.
    """  # noqa: D301 - click wants the character itself
    from secondsource_grading.plugin.course import open_course  # noqa: PLC0415 - slow to import

    stage, begins = given["stage"], given["begins"]
    if begins and not stage:
        msg = "--from says when a stage begins; name it with --stage"
        raise click.UsageError(msg)
    opened = open_course(course.resolve())
    if stage:
        _set(opened, assignment, IN_THE_CONFIGURATION.get(stage, stage), begins)
    told = _make(opened, assignment, given["student"])
    if given["as_json"]:
        click.echo(json.dumps(told))
    else:
        _tell(told)
    if told["error"]:
        sys.exit(1)


def _set(course: CourseFolder, assignment: str, stage: Any, begins: str | None) -> None:
    from secondsource_grading.desk.plan import read_moment  # noqa: PLC0415 - slow to import
    from secondsource_grading.gradebook.database import Database  # noqa: PLC0415
    from secondsource_grading.gradebook.stages import ALWAYS, set_stage  # noqa: PLC0415

    moment = ALWAYS
    if begins:
        moment = (
            read_moment(f"--from {begins}", begins, time()).astimezone(UTC).replace(tzinfo=None)
        )
    database = Database(course.db_url, write_ahead=False)
    try:
        database.transaction(lambda db: set_stage(db, assignment, stage, moment))
    finally:
        database.close()


def _make(course: CourseFolder, assignment: str, student: str | None) -> dict[str, Any]:
    """Make the pages; return what was done, and in which stage, in JSON's types."""
    from secondsource_grading.desk.plan import DeskError  # noqa: PLC0415 - slow to import
    from secondsource_grading.gradebook.database import Database  # noqa: PLC0415
    from secondsource_grading.gradebook.stages import open_students, stages_of  # noqa: PLC0415
    from secondsource_grading.gradebook.standing import read_standing  # noqa: PLC0415
    from secondsource_grading.gradebook.version import other_version  # noqa: PLC0415
    from secondsource_grading.grading.settings import SecondSource  # noqa: PLC0415
    from secondsource_grading.plugin.feedback_stage import now  # noqa: PLC0415
    from secondsource_grading.plugin.make_feedback import make_feedback  # noqa: PLC0415

    configured = SecondSource(config=course.config).feedback
    moment = now()
    database = Database(course.db_url, write_ahead=False)

    def look(connection: Any) -> tuple[Any, ...]:
        handed_in = read_standing(connection, assignment).late
        stages = stages_of(connection, assignment)
        still_open = open_students(connection, assignment, moment)
        return handed_in, stages, still_open, other_version(connection)

    try:
        handed_in, stages, still_open, version = database.transaction(look, kind="")
    finally:
        database.close()
    if student is not None and student not in handed_in:
        msg = f"{assignment}: {student!a} has handed in nothing that was graded"
        raise DeskError(msg)
    if version:
        click.echo(str(version), err=True)
    made = make_feedback(course, assignment, student)
    begun = [stage for begins, stage in stages if begins <= moment]
    return {
        "assignment": assignment,
        "stage": begun[-1] if begun else configured,
        "later": {_zoned(begins): stage for begins, stage in stages if begins > moment},
        "made": made.made,
        "unchanged": made.unchanged,
        "before_deadline": [name for name in still_open if name in handed_in],
        "can_still_hand_in": len(still_open),
        "exchange": bool(course.config.Exchange.get("root")),
        "error": made.error,
    }


def _zoned(moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).isoformat(timespec="minutes")


def _tell(told: dict[str, Any]) -> None:
    made, same = len(told["made"]), len(told["unchanged"])
    click.echo(f"stage {told['stage']}: pages made for {made} students, up to date for {same}")
    for begins, stage in told["later"].items():
        click.echo(f"stage {stage} from {begins} on; give this command again then")
    early = told["before_deadline"] if told["stage"] != "score" else []
    if early and len(early) == made + same > 1:
        click.echo("points only for all of them, because no deadline is over yet")
    elif early:
        names = ", ".join(map(_printable, early))
        click.echo(f"points only, because their deadline is not over: {names}")
    elif told["can_still_hand_in"] and told["stage"] != "score":
        click.echo(
            f"{told['can_still_hand_in']} students can still hand in and could be shown these pages"
        )
    if told["error"]:
        click.echo(f"nbgrader ended with an error: {told['error']}", err=True)
    if made and told["exchange"]:
        name = shlex.quote(told["assignment"])
        click.echo(f"`nbgrader release_feedback {name}` lets students fetch them")
    elif made:
        click.echo(
            f"they are in feedback/STUDENT/{_printable(told['assignment'])}, to be handed out"
        )


def _printable(name: str) -> str:
    return name if name.isprintable() else ascii(name)
