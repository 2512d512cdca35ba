"""Commands with which to see it all work: demo, study and try."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from secondsource_grading.cli.options import keys_option, units_option
from secondsource_grading.cli.printing import console

__all__ = ["demo", "study", "try_item"]


@click.command()
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
    run_demo(target, students=students, seed=seed, units=units, console=console())


@click.command()
@click.option("--to", "target", default=Path("study"), type=click.Path(path_type=Path))
@click.option(
    "--notebooks",
    default=None,
    type=click.Path(path_type=Path),
    help="Where built notebooks are; without it they are built from the lessons, for self-study.",
)
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

    own_notebooks(notebooks, target)
    first = write_home(target)
    console().print(
        f"Your notebooks are in {target}; your answers are kept in them.", soft_wrap=True
    )
    sys.exit(open_lab(target, first, browser=not no_browser, port=port, root=allow_root))


@click.command("try")
@units_option
@keys_option
@click.option("--no-browser", is_flag=True, help="Only print the address; open it yourself.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.argument("item")
def try_item(item: str, keys: Path | None, *, no_browser: bool, port: int) -> None:
    """Show ITEM in the browser: as a learner meets it, and with its key and what answers score.

    While it runs, the pages follow the item's files: save one, and the item is shown anew. What is
    wrong with a file is told there, and the last good pages stay. Ctrl+C ends it.
    """
    from secondsource_grading.site.live import serving  # noqa: PLC0415 - slow to import
    from secondsource_grading.site.one_item import find_item  # noqa: PLC0415

    files = find_item(item, keys)
    with serving(files, port) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        click.echo(f"{item} of unit {files.unit}: {address} (Ctrl+C ends it)")
        if not no_browser:
            click.launch(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo()
