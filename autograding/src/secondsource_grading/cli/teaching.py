"""Commands for a lesson in a classroom: handouts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from secondsource_grading.cli.options import course_keys, keys_option, units_option
from secondsource_grading.cli.printing import tell_file

__all__ = ["handouts"]


@click.command()
@units_option
@keys_option
@click.option("--replace", is_flag=True, help="Write over files that are there and would change.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
@click.option("--all", "every", is_flag=True, help="All units of the course; then name no UNIT.")
@click.argument("names", metavar="UNIT [DIR]", nargs=-1)
def handouts(
    names: tuple[str, ...], keys: Path | None, *, replace: bool, every: bool, as_json: bool
) -> None:
    """Write what you print and project for UNIT into DIR/UNIT (DIR is ./handouts if not given).

    A lesson plan for 45, 60 and 90 minutes, slides to edit, the learner's sheet with its texts, an
    answer sheet with reasons, and a background page: each as HTML and PDF, slides as PPTX and HTML.
    The plan's words are in the unit's teach.md, where you can change them. In a course's folder
    its own units and keys are taken.
    """
    keys = course_keys(keys)
    units, folder = _asked(names, every=every)
    from secondsource_grading.handouts import write_handouts  # noqa: PLC0415 - slow to import

    told = []
    for unit in units:
        done = write_handouts(unit, folder, keys, replace=replace)
        told.append(
            {"folder": str(done.folder), "written": done.written, "unchanged": done.unchanged}
        )
        if not as_json:
            for name in sorted((*done.written, *done.unchanged)):
                tell_file(done.folder / name, changed=name in done.written)
    if as_json:
        click.echo(json.dumps(told if every else told[0]))


def _asked(names: tuple[str, ...], *, every: bool) -> tuple[Sequence[str], Path]:
    """Return the units to make handouts of, and the folder to write them to."""
    first = [] if every else names[:1]
    rest = names[len(first) :]
    if not (first or every) or len(rest) > 1:
        msg = "name one UNIT and, if you like, a folder; or --all and, if you like, a folder"
        raise click.UsageError(msg)
    folder = Path(rest[0]) if rest else Path("handouts")
    if not every:
        return first, folder
    from secondsource.units import unit_names  # noqa: PLC0415 - slow to import

    return unit_names(), folder
