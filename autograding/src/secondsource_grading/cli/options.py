"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

from secondsource import paths

__all__ = ["keys_option", "notebooks_option", "units_option"]


def _use_units(_ctx: click.Context, _option: click.Parameter, folder: Path | None) -> None:
    """Let this program read units from `folder` instead of the course's."""
    if folder:
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
