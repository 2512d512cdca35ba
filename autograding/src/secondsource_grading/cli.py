"""`secondsource-teach`: the instructor's commands."""

from __future__ import annotations

import errno
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondsource.errors import SecondSourceError
from secondsource_grading import content
from secondsource_grading.desk.commands import doctor, new_course

if TYPE_CHECKING:
    from rich.console import Console

    from secondsource_grading.batch import Run

__all__ = ["main"]


NOTEBOOKS = "Where the built notebooks are: ./notebooks, or those that came with this package."


class Group(click.Group):
    """A group of commands that shows an error as a message, not as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of ours, or of the disk, ends it with status 1."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except SecondSourceError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                # Who read the output has gone; click ends quietly.
                raise
            _give_up_output(error)
            where = error.filename or "writing or printing the result"
            msg = f"{where}: {error.strerror or error}; what is done so far is kept"
            raise click.ClickException(msg) from error
        return result


def _give_up_output(error: OSError) -> None:
    """Let Python not try once more, at its end, to print to where nothing can be printed."""
    if error.filename is None and error.errno in (errno.ENOSPC, errno.EIO, errno.EBADF):
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - open until the end


@cache
def _console() -> Console:
    """Return the terminal, or what takes its place, for all that is printed in words."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and JSON needs none of it

    return Console()


@click.group(cls=Group)
def main() -> None:
    """Build, check, demonstrate and grade Second Source."""


main.add_command(new_course)
main.add_command(doctor)


def _use_units(_ctx: click.Context, _option: click.Parameter, folder: Path | None) -> None:
    """Let this program read units from `folder` instead of the course's."""
    if folder:
        os.environ["SECONDSOURCE_UNITS"] = str(folder.resolve())


units_option = click.option(
    "--units",
    "units_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    callback=_use_units,
    expose_value=False,
    help="Folder with units of your own, if not the course's.",
)


@main.command()
@click.option("--to", "target", default=Path("notebooks"), type=click.Path(path_type=Path))
@units_option
@click.argument("units", nargs=-1)
def build(target: Path, units: tuple[str, ...]) -> None:
    """Build the notebooks of UNITS (all units if none is named)."""
    from secondsource_grading.authoring.build import build_all  # noqa: PLC0415 - slow to import

    for file, changed in build_all(target, units or None):
        _tell_file(file, changed=changed)


@main.command()
@click.option("--to", "target", default=Path("course/schema"), type=click.Path(path_type=Path))
def schema(target: Path) -> None:
    """Write the JSON Schemas with which an editor helps to write items, keys and course.yaml."""
    from secondsource_grading.authoring.schemas import write_schemas  # noqa: PLC0415

    for file, changed in write_schemas(target):
        _tell_file(file, changed=changed)


@main.command()
@click.option("--to", "target", default=Path("readers"), type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    default=Path("readers-key/mapping.json"),
    type=click.Path(path_type=Path),
    help="Where it stands which item each number is; keep it from the readers.",
)
@click.option("--seed", default=1, show_default=True, help="Draws the order of the questions.")
@click.option("--all", "every", is_flag=True, help="Take every unit.")
@click.option("--read", "reads", is_flag=True, help="Read answers back; NAMES are their files.")
@units_option
@click.argument("names", nargs=-1)
def blind(  # noqa: PLR0913 - one parameter an option
    target: Path, mapping: Path, names: tuple[str, ...], *, seed: int, every: bool, reads: bool
) -> None:
    """Write sheets of the units NAMES for readers who don't know the keys, or --read answers.

    In free/ is a sheet with prompts and options only, in careful/ one with all the material.
    """
    from secondsource_grading.authoring import blind as readers  # noqa: PLC0415

    if reads:
        files = [Path(name) for name in names]
        click.echo(readers.report(files, mapping))
        return
    if not names and not every:
        msg = "name the units whose items are to be read, or write --all"
        raise click.UsageError(msg)
    for file in readers.write(names, target, mapping, seed):
        _tell_file(file, changed=True)


@main.command()
@click.option("--table", is_flag=True, help="Print the fields only, as a Markdown table.")
@click.argument("names", nargs=-1)
def families(names: tuple[str, ...], *, table: bool) -> None:
    """Show the families of exercise NAMES (all if none is named) with an example each."""
    from secondsource_grading.authoring import families as known  # noqa: PLC0415

    if table:
        click.echo(known.markdown_table(), nl=False)
        return
    found = {family.name: family for family in known.families()}
    unknown = sorted(set(names) - found.keys())
    if unknown:
        msg = f"there is no family {', '.join(unknown)}; there are {', '.join(found)}"
        raise click.ClickException(msg)
    for name in names or found:
        family = found[name]
        click.echo(f"{name}: {family.task}")
        for field, form in family.fields.items():
            click.echo(f"  {field}: {form}")
        click.echo(f"\nin items.yaml:\n{family.item}\n\nin the file of keys:\n{family.key}\n")


def _tell_file(file: Path, *, changed: bool) -> None:
    _console().print(f"{'wrote    ' if changed else 'unchanged'} {file}", soft_wrap=True)


@main.command()
@click.option("--notebooks", default=None, type=click.Path(path_type=Path), help=NOTEBOOKS)
@units_option
@click.option(
    "--keys",
    default=None,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with keys of your own, if not the course's.",
)
@click.argument("units", nargs=-1)
def check(notebooks: Path | None, keys: Path | None, units: tuple[str, ...]) -> None:
    """Check UNITS by themselves, or everything: data packages, all units, and the course."""
    from rich.table import Table  # noqa: PLC0415 - slow to import

    from secondsource_grading.authoring.check import check_all, check_units  # noqa: PLC0415

    table = Table("check", "looked at", "", title="Second Source: content checks")
    problems = []
    built = notebooks or content.notebooks()
    for finding in check_units(units, built, keys) if units else check_all(built, keys):
        bad = len(finding.problems)
        state = f"[red]{bad} problem{'s' * (bad > 1)}" if bad else "[green]right"
        table.add_row(finding.name, finding.looked_at, state)
        problems += [f"{finding.name}: {p}" for p in finding.problems]
    _console().print(table)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)


@main.command()
@click.option("--to", "target", default=Path("build/demo"), type=click.Path(path_type=Path))
@click.option("--students", default=30, type=click.IntRange(1, 1000), show_default=True)
@click.option("--seed", default=2026, show_default=True, help="Another seed, another class.")
@click.option("--all-units", is_flag=True, help="Take every unit; needs some minutes.")
@click.argument("units", nargs=-1)
def demo(
    target: Path, students: int, seed: int, units: tuple[str, ...], *, all_units: bool
) -> None:
    """Take an invented class through UNITS (three if none is named), from release to report."""
    from secondsource.units import unit_names  # noqa: PLC0415
    from secondsource_grading.demo import run_demo  # noqa: PLC0415 - slow to import

    units = tuple(unit_names()) if all_units else units
    run_demo(target, students=students, seed=seed, units=units, console=_console())


@main.command()
@click.argument("course", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", "target", default=Path("report.html"), type=click.Path(path_type=Path))
@click.option("--keys", default=None, type=click.Path(path_type=Path, exists=True))
@click.option("--db", default=None, help="The gradebook's address, if not the course's own.")
def report(course: Path, target: Path, keys: Path | None, db: str | None) -> None:
    """Write a report on the class in nbgrader's folder COURSE, as one HTML page."""
    from secondsource_grading.report import write_report  # noqa: PLC0415 - slow to import

    configured_keys, configured_db = _configured(course)
    write_report(course, target, keys=keys or configured_keys, db_url=db or configured_db)
    _console().print(f"the report is in {target}", soft_wrap=True)


@main.command()
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

    found = read_course(course, db or _configured(course)[1])
    summary = write_grades(found, Request(**request))
    if as_json:
        click.echo(json.dumps(asdict(summary)))
        return
    for line in sentences(summary):
        _console().print(line, markup=False, highlight=False, soft_wrap=True)


def _configured(course: Path) -> tuple[Path | None, str | None]:
    """Return the keys' folder and the gradebook's address that a course's configuration sets."""
    from secondsource_grading.grading.settings import SecondSource  # noqa: PLC0415
    from secondsource_grading.plugin.course import CourseError, open_course  # noqa: PLC0415

    try:
        opened = open_course(course.resolve())
    except CourseError:
        return None, None
    keys = SecondSource(config=opened.config).keys
    return Path(keys) if keys else None, opened.db_url


@main.command()
@click.option("--to", "target", default=Path("study"), type=click.Path(path_type=Path))
@click.option("--notebooks", default=None, type=click.Path(path_type=Path), help=NOTEBOOKS)
@click.option(
    "--no-browser", is_flag=True, help="Only start the server; open its address yourself."
)
@click.option("--port", default=None, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--allow-root", is_flag=True, help="Let JupyterLab run as root, as in a container.")
def study(
    target: Path, notebooks: Path | None, *, no_browser: bool, port: int | None, allow_root: bool
) -> None:
    """Open the course in JupyterLab for one learner alone."""
    from secondsource_grading.self_study import (  # noqa: PLC0415
        open_lab,
        own_notebooks,
        write_home,
    )

    own_notebooks(notebooks or content.notebooks(), target)
    first = write_home(target)
    _console().print(
        f"Your notebooks are in {target}; your answers are kept in them.", soft_wrap=True
    )
    sys.exit(open_lab(target, first, browser=not no_browser, port=port, root=allow_root))


@main.command()
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

    gc.enable()
    options = Options(processes or os.cpu_count() or 1, force, dask, db)
    try:
        with _progress(f"grading {assignment}", shown=not as_json) as progress:
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


@contextmanager
def _progress(what: str, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """Show how many are done of how many; the value is called with both numbers."""
    if not shown:
        yield lambda _done, _everything: None
        return
    from rich.progress import (  # noqa: PLC0415 - slow to import
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TimeRemainingColumn,
    )

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, everything: bar.update(task, completed=done, total=everything)


def _tell(run: Run) -> None:
    def line(student: str, text: str) -> None:
        name = student if student.isprintable() else ascii(student)
        _console().print(f"  {name}: {text}", markup=False, highlight=False, soft_wrap=True)

    _console().print(
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
