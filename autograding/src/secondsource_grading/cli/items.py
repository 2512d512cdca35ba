"""The command export-items: a unit's questions for the question bank of a school's system."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from secondsource_grading.cli.options import course_keys, keys_option, units_option
from secondsource_grading.cli.printing import console

__all__ = ["export_items"]


@click.command("export-items")
@click.argument("unit")
@click.option(
    "--to", "system", required=True, type=click.Choice(["moodle", "canvas", "blackboard"])
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; UNIT-moodle.xml, UNIT-canvas.zip or UNIT-blackboard.zip if not given.",
)
@click.option(
    "--other-points",
    is_flag=True,
    help="Also items whose partly right answers earn other points there; each is named.",
)
@units_option
@keys_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def export_items(  # noqa: PLR0913 - one parameter an option
    unit: str,
    system: str,
    out: Path | None,
    keys: Path | None,
    *,
    other_points: bool,
    as_json: bool,
) -> None:
    """Write the items of UNIT, with their keys, for a school system's question bank.

    Moodle gets Moodle XML, Canvas a QTI 1.2 package, Blackboard a QTI 2.1 package. An item leaves
    only where the system has such a question and gives each answer the points that it earns here;
    every other item is listed with the reason, and stays in the notebook. The texts and rows that
    an item is about stand in its question.

    The file has the keys in it: it is for you, not for learners. Look at each question once after
    the import. In a course's folder its own units and keys are taken.
    """
    keys = course_keys(keys)
    from secondsource_grading import item_export  # noqa: PLC0415 - slow to import

    done = item_export.export_items(unit, system, out, keys=keys, other_points=other_points)
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    everything = len(done.items) + len(done.left)
    lines = [
        f"{len(done.items)} of {everything} items are in {done.file}, with their keys",
        *(f"  {item}: {what}" for item, what in done.other.items()),
        *(["these stay in the notebook:"] if done.left else []),
        *(f"  {one.item} ({one.family}): {one.reason}" for one in done.left),
    ]
    for line in lines:
        console().print(line, markup=False, highlight=False, soft_wrap=True)
