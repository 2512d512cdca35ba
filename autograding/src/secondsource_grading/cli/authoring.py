"""Commands for who writes items: build, check, families, schema, quiz and blind."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from secondsource_grading import content
from secondsource_grading.cli.options import keys_option, notebooks_option, units_option
from secondsource_grading.cli.printing import console, tell_file

__all__ = ["blind", "build", "check", "families", "quiz", "schema"]


@click.command()
@click.option("--to", "target", default=Path("notebooks"), type=click.Path(path_type=Path))
@units_option
@click.argument("units", nargs=-1)
def build(target: Path, units: tuple[str, ...]) -> None:
    """Build the notebooks of UNITS (all units if none is named)."""
    from secondsource_grading.authoring.build import build_all  # noqa: PLC0415 - slow to import

    for file, changed in build_all(target, units or None):
        tell_file(file, changed=changed)


@click.command()
@click.option("--to", "target", default=Path("course/schema"), type=click.Path(path_type=Path))
def schema(target: Path) -> None:
    """Write the JSON Schemas with which an editor helps to write items, keys and course.yaml."""
    from secondsource_grading.authoring.schemas import write_schemas  # noqa: PLC0415

    for file, changed in write_schemas(target):
        tell_file(file, changed=changed)


@click.command()
@click.option(
    "--to",
    "target",
    default=Path("my-course"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder with units/ and keys/ of your own.",
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def quiz(file: Path, target: Path) -> None:
    """Make a unit of the quiz FILE: Markdown with ( ) and (x) before options and > before feedback.

    The head of the file names unit, title and pack. Wrong lines are named, and nothing is written.
    """
    from secondsource_grading.authoring.short_form_files import compile_quiz  # noqa: PLC0415

    for made in compile_quiz(file, target):
        tell_file(made, changed=True)


@click.command()
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
        tell_file(file, changed=True)


@click.command()
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


@click.command()
@notebooks_option
@units_option
@keys_option
@click.argument("units", nargs=-1)
def check(notebooks: Path | None, keys: Path | None, units: tuple[str, ...]) -> None:
    """Check UNITS by themselves, or everything: data packages, all units, and the course."""
    from rich.table import Table  # noqa: PLC0415 - slow to import
    from rich.text import Text  # noqa: PLC0415 - as above

    from secondsource_grading.authoring.check import check_all, check_units  # noqa: PLC0415

    table = Table("check", "looked at", "", title="Second Source: content checks")
    problems = []
    built = notebooks or content.notebooks()
    for finding in check_units(units, built, keys) if units else check_all(built, keys):
        bad = len(finding.problems)
        said = f"{bad} problem{'s' * (bad > 1)}" if bad else "right"
        state = Text(said, style="red" if bad else "green")
        table.add_row(finding.name, finding.looked_at, state)
        problems += [f"{finding.name}: {p}" for p in finding.problems]
    console().print(table)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
