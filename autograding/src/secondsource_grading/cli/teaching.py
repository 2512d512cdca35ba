"""Commands for a lesson in a classroom: handouts."""

from __future__ import annotations

import json
from pathlib import Path

import click

from secondsource_grading.cli.options import keys_option, units_option
from secondsource_grading.cli.printing import tell_file

__all__ = ["handouts"]


@click.command()
@units_option
@keys_option
@click.option("--replace", is_flag=True, help="Write over files that are there and would change.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
@click.argument("unit")
@click.argument(
    "folder", metavar="[DIR]", default=Path("handouts"), type=click.Path(path_type=Path)
)
def handouts(unit: str, folder: Path, keys: Path | None, *, replace: bool, as_json: bool) -> None:
    """Write what you print and project for UNIT into DIR/UNIT (DIR is ./handouts if not given).

    A lesson plan for 45, 60 and 90 minutes, slides to edit, the learner's sheet with its texts, an
    answer sheet with reasons, and a background page: each as HTML and PDF, slides as PPTX and HTML.
    The plan's words are in the unit's teach.md, where you can change them.
    """
    from secondsource_grading.handouts import write_handouts  # noqa: PLC0415 - slow to import

    done = write_handouts(unit, folder, keys, replace=replace)
    if as_json:
        told = {"folder": str(done.folder), "written": done.written, "unchanged": done.unchanged}
        click.echo(json.dumps(told))
        return
    for name in sorted((*done.written, *done.unchanged)):
        tell_file(done.folder / name, changed=name in done.written)
