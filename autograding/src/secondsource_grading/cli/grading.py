"""Commands for a class: grade, report and export."""

from __future__ import annotations

import gc
import json
import os
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondsource_grading.cli.printing import console, progress_bar
from secondsource_grading.garbage import keep_loaded

if TYPE_CHECKING:
    from secondsource_grading.batch import Run
    from secondsource_grading.gradebook.reader import FolderOf

__all__ = ["configured", "export", "grade", "report", "texts"]


@click.command()
@click.argument("assignment")
@click.option(
    "--course", default=Path(), type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option("--processes", "-j", default=0, help="Worker processes; 0 means one for each core.")
@click.option("--force", is_flag=True, help="Grade again what has not changed.")
@click.option("--dask", default=None, help="Address of a Dask scheduler to work on.")
@click.option("--db", default=None, help="Gradebook to write to instead of the course's own.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def grade(  # noqa: PLR0913 - one parameter an option
    assignment: str,
    course: Path,
    processes: int,
    dask: str | None,
    db: str | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Grade all submissions to ASSIGNMENT, fast; only new and changed ones unless forced."""
    gc.disable()  # imports leave nothing to collect
    from secondsource_grading.batch import Options, grade_assignment  # noqa: PLC0415

    keep_loaded()  # so that the first collection afterwards looks at none of it
    gc.enable()
    options = Options(processes or os.cpu_count() or 1, force, dask, db)
    try:
        with progress_bar(f"grading {assignment}", shown=not as_json) as progress:
            run = grade_assignment(course.resolve(), assignment, options, progress, _warn)
    except KeyboardInterrupt:
        click.echo("stopped; what is graded is kept, the same command goes on", err=True)
        sys.exit(130)
    if as_json:
        click.echo(json.dumps(asdict(run)))
    else:
        _tell(run)
    if run.failed:
        sys.exit(1)


def _warn(text: str) -> None:
    click.echo(text, err=True)


def _tell(run: Run) -> None:
    def line(student: str, text: str) -> None:
        name = student if student.isprintable() else ascii(student)
        console().print(f"  {name}: {text}", markup=False, highlight=False, soft_wrap=True)

    console().print(
        f"{run.graded} graded, {run.unchanged} unchanged, {len(run.refused)} refused, "
        f"{len(run.failed)} failed in {run.seconds:.1f} s",
        soft_wrap=True,
    )
    for student, lines in sorted(run.incidents.items()):
        for text in lines:
            line(student, text)
    for student, why in sorted(run.failed.items()):
        line(student, f"not graded: {why}")
    for student in run.without_submission:
        line(student, "has grades and no submission any more; the grades are of an earlier run")


@click.command()
@click.argument("course", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    help="The file to write: report.html, student-ID.html or class.html if you name none.",
)
@click.option("--student", metavar="ID", help="Write one page on this student instead.")
@click.option("--project", is_flag=True, help="Write a page without names, to show to the class.")
@click.option("--keys", default=None, type=click.Path(path_type=Path, exists=True))
@click.option("--db", default=None, help="The gradebook's address, if not the course's own.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def report(  # noqa: PLR0913 - one parameter an option
    course: Path,
    target: Path | None,
    student: str | None,
    keys: Path | None,
    db: str | None,
    *,
    project: bool,
    as_json: bool,
) -> None:
    """Write a report on the class in nbgrader's folder COURSE, as one HTML page.

    It has the keys in it and names students: it is for you. With --student it is a page on one
    student without the keys; with --project a page that names nobody, to talk over with the class.
    With --json all figures of the class are printed besides.
    """
    if student is not None and project:
        msg = "--student names somebody and --project nobody; give one of the two"
        raise click.UsageError(msg)
    from secondsource_grading.report import write_report  # noqa: PLC0415 - slow to import

    usual = "class.html" if project else "report.html"
    if student is not None:
        named = re.sub(r"[^\w.@-]", "_", student)
        usual = f"student-{named}.html"
    file = target or Path(usual)
    configured_keys, configured_db, folder_of = configured(course)
    written = write_report(
        course,
        file,
        keys=keys or configured_keys,
        db_url=db or configured_db,
        folder_of=folder_of,
        student=student,
        projected=project,
    )
    tell_version(written.other_version)
    if as_json:
        told = {"file": str(file), "changed": written.changed, **written.figures}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        console().print(f"the report is in {file}", soft_wrap=True)


@click.command()
@click.argument("course", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("assignment")
@click.option("--to", required=True, type=click.Choice(["canvas", "moodle", "blackboard", "csv"]))
@click.option("--into", type=click.Path(path_type=Path), help="The file that the system gave you.")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; never --into.")
@click.option(
    "--match",
    default="login",
    help="id, login, email, or a CSV file: student and what the system's file has for them.",
)
@click.option("--column", help="The heading to fill in, if it is not the assignment's name.")
@click.option("--items", is_flag=True, help="Write a column an item besides.")
@click.option("--db", default=None, help="Gradebook to read instead of the course's own.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def export(course: Path, db: str | None, *, as_json: bool, **request: Any) -> None:
    """Write the grades of ASSIGNMENT for a school's system, into a copy of the file it gave."""
    from secondsource_grading.export import Request, sentences, write_grades  # noqa: PLC0415
    from secondsource_grading.gradebook.reader import read_course  # noqa: PLC0415

    _, address, folder_of = configured(course)
    found = read_course(course, db or address, folder_of)
    tell_version(found.other_version)
    summary = write_grades(found, Request(**request))
    if as_json:
        click.echo(json.dumps(asdict(summary)))
        return
    for line in sentences(summary):
        console().print(line, markup=False, highlight=False, soft_wrap=True)


@click.command()
@click.argument("unit")
@click.option(
    "--course", default=Path(), type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The table to write; texts-UNIT.csv if not given.",
)
@click.option(
    "--give", "filled", type=click.Path(path_type=Path), help="The table, filled in by you."
)
@click.option("--replace", is_flag=True, help="With --give: also over other points given by hand.")
@click.option("--db", default=None, help="The gradebook's address, if not the course's own.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def texts(  # noqa: PLR0913 - one parameter an option
    unit: str,
    course: Path,
    out: Path | None,
    filled: Path | None,
    db: str | None,
    *,
    replace: bool,
    as_json: bool,
) -> None:
    """List the written answers to UNIT, alike ones in a group, and take back what you gave.

    First without --give: it writes a table and a page to read. Write points and a comment once
    into any row of a group, change the column group to split or merge, and give the table back
    with --give. Nobody gets points that you did not write.
    """
    from secondsource_grading.gradebook.reader import read_course  # noqa: PLC0415
    from secondsource_grading.texts import give, list_texts  # noqa: PLC0415

    folder = course.resolve()
    _, configured_db, folder_of = configured(course)
    address = db or configured_db
    found = read_course(folder, address, folder_of)
    tell_version(found.other_version)
    url = address or f"sqlite:///{folder / 'gradebook.db'}"
    if filled is None:
        listed = list_texts(found, unit, url, out or Path(f"texts-{unit}.csv"))
        said = asdict(listed)
        lines = [
            f"{listed.texts} written answers in {listed.groups} groups",
            f"to fill in: {listed.table}; to read: {listed.page}",
        ]
    else:
        given = give(found, unit, url, filled, replace=replace)
        said = asdict(given)
        lines = [
            f"{given.written} answers have their points now, {given.unchanged} had them",
            f"{given.without_score} are in groups without points",
            *(f"  {who}: {why}" for who, why in sorted(given.left.items())),
        ]
    if as_json:
        click.echo(json.dumps(said))
        return
    for line in lines:
        console().print(line, markup=False, highlight=False, soft_wrap=True)


def tell_version(other: str) -> None:
    """Say beside a command's output that the gradebook is of another version, where it is."""
    if other:
        click.echo(other, err=True)


def configured(course: Path) -> tuple[Path | None, str | None, FolderOf | None]:
    """Return what a course's configuration sets.

    That is the keys' folder, the gradebook's address, and where its submissions are.
    """
    from secondsource_grading.grading.settings import SecondSource  # noqa: PLC0415
    from secondsource_grading.plugin.course import CourseError, open_course  # noqa: PLC0415

    try:
        opened = open_course(course.resolve())
    except CourseError:
        return None, None, None
    keys = SecondSource(config=opened.config).keys
    return Path(keys) if keys else None, opened.db_url, opened.folder_of
