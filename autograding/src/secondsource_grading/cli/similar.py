"""The command similar: submissions with more wrong answers in common than chance explains."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from secondsource_grading.cli.grading import configured, tell_version
from secondsource_grading.cli.printing import console

__all__ = ["similar"]


@click.command()
@click.argument("unit")
@click.option(
    "--course", default=Path(), type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option("--keys", default=None, type=click.Path(path_type=Path, exists=True))
@click.option("--db", default=None, help="The gradebook's address, if not the course's own.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def similar(unit: str, course: Path, keys: Path | None, db: str | None, *, as_json: bool) -> None:
    """List pairs of submissions to UNIT that share more wrong answers than chance explains.

    Only items that both got wrong are compared, so that two good pages are not alike because they
    are right. A shared wrong answer weighs more the fewer gave it. Beside each pair stands how
    often a class in which everybody answers by themselves would have such a pair.

    It is a reason to look and to ask. It is no proof of anything, and changes no points.
    """
    from secondsource_grading.gradebook.reader import read_course  # noqa: PLC0415 - slow to import
    from secondsource_grading.similarity import alike, wrong_answers  # noqa: PLC0415
    from secondsource_grading.similarity.telling import MEANING, sentences  # noqa: PLC0415
    from secondsource_grading.similarity.wrong import asked_unit  # noqa: PLC0415

    folder = course.resolve()
    configured_keys, address, folder_of = configured(folder)
    course_read = read_course(folder, db or address, folder_of)
    tell_version(course_read.other_version)
    asked = asked_unit(course_read, unit)
    found = alike(wrong_answers(asked, keys or configured_keys))
    if as_json:
        click.echo(json.dumps(asdict(found) | {"meaning": MEANING}, ensure_ascii=False))
        return
    for line in sentences(found):
        console().print(_printable(line), markup=False, highlight=False, soft_wrap=True)


def _printable(line: str) -> str:
    return line if line.isprintable() else ascii(line)
