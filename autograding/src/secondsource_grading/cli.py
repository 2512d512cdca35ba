"""`secondsource-teach`: the instructor's commands."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from secondsource.errors import SecondSourceError

__all__ = ["main"]

console = Console()


class Group(click.Group):
    """A group of commands that shows our errors as a message, not as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of ours ends it with status 1."""
        try:
            return super().invoke(ctx)
        except SecondSourceError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Group)
def main() -> None:
    """Build, check, demonstrate and grade Second Source."""


@main.command()
@click.option("--to", "target", default=Path("notebooks"), type=click.Path(path_type=Path))
@click.argument("units", nargs=-1)
def build(target: Path, units: tuple[str, ...]) -> None:
    """Build the notebooks of UNITS (all units if none is named)."""
    from secondsource_grading.build import build_all  # noqa: PLC0415 - slow to import

    for file, changed in build_all(target, units or None):
        console.print(f"{'wrote    ' if changed else 'unchanged'} {file}")


@main.command()
@click.option("--notebooks", default=Path("notebooks"), type=click.Path(path_type=Path))
@click.option("--keys", default=None, type=click.Path(path_type=Path, exists=True))
def check(notebooks: Path, keys: Path | None) -> None:
    """Check data packages, items, keys, evidence, guessing and notebooks."""
    from secondsource_grading.check import check_all  # noqa: PLC0415 - slow to import

    table = Table("check", "looked at", "", title="Second Source: content checks")
    problems = []
    for finding in check_all(notebooks, keys):
        bad = len(finding.problems)
        state = f"[red]{bad} problem{'s' * (bad > 1)}" if bad else "[green]right"
        table.add_row(finding.name, finding.looked_at, state)
        problems += [f"{finding.name}: {p}" for p in finding.problems]
    console.print(table)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
