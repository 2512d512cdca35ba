"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

from secondsource import paths

__all__ = ["course_keys", "keys_option", "notebooks_option", "units_option"]


def _use_units(_ctx: click.Context, _option: click.Parameter, folder: Path | None) -> None:
    """Let this program read units from `folder` instead of the course's.

    A folder without a unit is refused: what is made of no unit looks like what went well.
    """
    if folder is None:
        return
    if not any(folder.glob("*/items.yaml")):
        within = sorted({file.parent.parent for file in folder.glob("*/*/items.yaml")})
        remedy = f"name {within[0]}" if within else "name the folder that has one folder a unit"
        msg = f"{folder} has no unit, a folder with an items.yaml; {remedy}"
        raise click.BadParameter(msg)
    paths.use_units(folder)


units_option = click.option(
    "--units",
    "units_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    callback=_use_units,
    expose_value=False,
    help="Folder with units of your own, if not the course's.",
)

keys_option = click.option(
    "--keys",
    default=None,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with keys of your own, if not the course's.",
)

notebooks_option = click.option(
    "--notebooks",
    default=None,
    type=click.Path(path_type=Path),
    help="Where the built notebooks are: ./notebooks, or those that came with this package.",
)


def course_keys(keys: Path | None) -> Path | None:
    """Return `keys`, or without them the folder that the course in the working folder sets.

    That course's own units are read from then on, as all commands on a course do. Where the
    working folder is no course, or units were named, nothing changes.
    """
    if keys or paths.own_units() or not Path("nbgrader_config.py").is_file():
        return keys
    from secondsource_grading.cli.grading import configured  # noqa: PLC0415 - slow to import

    return configured(Path())[0]
