"""`secondsource-teach site`: the course as web pages."""

from __future__ import annotations

from pathlib import Path

import click

from secondsource_grading.cli.options import units_option

__all__ = ["site"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("units", nargs=-1)
@click.option(
    "--self-study",
    "study",
    is_flag=True,
    help="With the keys of all items, for reading alone. Never give it to a class that you grade.",
)
@units_option
@click.option("--without-check", is_flag=True, help="Leave Check out; nothing is fetched then.")
@click.option(
    "--lab/--no-lab",
    default=True,
    show_default=True,
    help="Put the units' notebooks into the site too, with JupyterLite, to be run in the browser.",
)
@click.option(
    "--name",
    default="second-source",
    show_default=True,
    help="What browsers keep the answers under: give each site at one address its own.",
)
def site(  # noqa: PLR0913 - one parameter an option
    folder: Path,
    units: tuple[str, ...],
    *,
    study: bool,
    without_check: bool,
    lab: bool,
    name: str,
) -> None:
    """Write the course into FOLDER as web pages (UNITS only, if some are named).

    The pages need no server, no account and nothing installed: put them on any static host, or
    open index.html. For Check, Python for the browser is fetched once, through npm and pip; where
    that can't be, the site is built without it and this command says so. `pip install
    "secondsource-grading[lab]"` brings the versions that Check and the notebooks need.
    """
    from secondsource_grading.site.build import build_site  # noqa: PLC0415 - slow to import

    built = build_site(
        folder, units, study=study, check=not without_check, notebooks=lab, name=name
    )
    size = _megabytes(folder, built.files)
    kind = "class site, with no key of a graded item"
    if study:
        keys = "without Check, so with no key" if built.no_check else "with all keys"
        kind = f"self-study site, {keys}"
    click.echo(f"{folder / 'index.html'}: {kind}; {len(built.files)} files, {size:.1f} MB")
    if built.no_check and not without_check:
        click.echo(f"without Check: {built.no_check}", err=True)
    if lab and not without_check:
        if built.no_lab:
            click.echo(f"without notebooks in the browser: {built.no_lab}", err=True)
        else:
            own = [file for file in built.files if file.parts[0] == "lab"]
            click.echo(f"notebooks in the browser: lab/ is {_megabytes(folder, own):.1f} MB of it")


def _megabytes(folder: Path, files: list[Path]) -> float:
    return sum((folder / file).stat().st_size for file in files) / 1e6
