"""One learner alone: notebooks in a folder of their own, opened in JupyterLab, with *Check*."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from secondsource.errors import ContentError
from secondsource.files import replacing
from secondsource.home import home_html, standings
from secondsource.units import unit_names
from secondsource_grading.authoring.build import build_unit
from secondsource_grading.check import check

__all__ = ["lab_command", "open_lab", "own_notebooks", "study_environment", "write_home"]

HOME = "home.ipynb"
"""The start page over all units, beside the units' folders."""

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}

SETTINGS = Path(__file__).resolve().parent / "study_settings"
"""JupyterLab's settings for a lone learner: nbgrader's tools and the news box are off.

A teacher's tool such as *Create Assignment* could change the cells that are locked.
"""


def own_notebooks(source: Path | None, target: Path) -> Path:
    """Write the notebooks that are missing in `target`: copies of those of `source`, or built ones.

    Built ones have the words for self-study, which name no teacher and nothing to hand in. One
    that is there stays as it is: it holds the learner's answers. Each names the Python that runs
    it, because JupyterLab would write that in at once and call the notebook unsaved. Returns the
    first unit's notebook, relative to `target`; `ContentError` where there is none.
    """
    if target.exists() and not target.is_dir():
        msg = f"{target}: is a file; name a folder for your notebooks with --to"
        raise ContentError(msg)
    for place, read in _sources(source):
        own = target / place
        if not own.exists():
            book = nbformat.reads(read(), as_version=nbformat.NO_CONVERT)
            book.metadata["language_info"] = _language()
            # One that was interrupted must not pass for the learner's notebook.
            with replacing(own) as temporary:
                nbformat.write(book, temporary)
    notebooks = sorted(target.glob("*/*.ipynb"))
    if not notebooks:
        msg = f"{source}: holds no notebooks; build them with `secondsource-teach build`"
        raise ContentError(msg)
    return notebooks[0].relative_to(target)


def _sources(source: Path | None) -> list[tuple[str, Callable[[], str]]]:
    """Return each notebook's place in a learner's folder, and what gives its text."""
    built = sorted(source.glob("*/*.ipynb")) if source else []
    if built:
        return [(f"{f.parent.name}/{f.name}", partial(f.read_text, "utf-8")) for f in built]
    return [
        (f"{unit}/{unit}.ipynb", partial(build_unit, unit, reader="self-study"))
        for unit in unit_names()
    ]


def write_home(folder: Path) -> Path:
    """Write the start page over all units into `folder`, as it is now; its name there.

    It is a notebook whose one cell calls `home()`, with what that shows put in already, so that
    it can be read before anything runs. It holds no answers and is written anew each time.
    """
    found = standings(folder, _earned)
    shown = {"text/html": str(home_html(found)), "text/plain": "Run this cell to see the units."}
    cell = new_code_cell("from secondsource import home\n\nhome()", id="home")
    cell.outputs = [new_output("display_data", shown)]
    book = new_notebook(cells=[cell], metadata={"kernelspec": KERNEL, "language_info": _language()})
    with replacing(folder / HOME) as temporary:
        nbformat.write(book, temporary)
    return Path(HOME)


def _language() -> dict[str, Any]:
    """What the kernel says of its language, word for word as JupyterLab writes it down."""
    from ipykernel.ipkernel import IPythonKernel  # noqa: PLC0415 - a third of a second

    return dict(IPythonKernel.language_info)


def _earned(unit: str, item_id: str, value: Any) -> float:
    return check(unit, item_id, value, "first").share


def lab_command(
    folder: Path, first: Path, *, browser: bool, port: int | None, root: bool
) -> list[str]:
    """The command that starts JupyterLab in `folder` with the notebook `first` open."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.absolute()}"]
    command.append(f"--LabApp.default_url=/lab/tree/{first.as_posix()}")
    command += [] if browser else ["--no-browser"]
    command += [] if port is None else [f"--port={port}"]
    command += ["--allow-root"] if root else []
    return command


def study_environment() -> dict[str, str]:
    """The variables that set a Jupyter server up for self-study.

    Settings of the learner's own, in the folders Jupyter looks in anyway, stay in force.
    """
    named = os.environ.get("JUPYTER_CONFIG_PATH")
    folders = os.pathsep.join([str(SETTINGS), *([named] if named else [])])
    return {"SECONDSOURCE_STUDY": "1", "JUPYTER_CONFIG_PATH": folders}


def open_lab(
    folder: Path, first: Path, *, browser: bool = True, port: int | None = None, root: bool = False
) -> int:
    """Run JupyterLab until the learner ends it; its exit status.

    In this study mode an exercise can be checked at once. `root` lets it run as
    the system's administrator; otherwise `ContentError` says that it will not.
    """
    if not root and hasattr(os, "geteuid") and os.geteuid() == 0:
        msg = (
            "JupyterLab does not run as root: use another account, or add --allow-root "
            "(with make: make study ARGS=--allow-root)"
        )
        raise ContentError(msg)
    environment = {**os.environ, **study_environment()}
    command = lab_command(folder, first, browser=browser, port=port, root=root)
    lab = subprocess.Popen(command, env=environment, cwd=folder)  # noqa: S603 - our own command
    # Ctrl-C is JupyterLab's: it asks, and only then ends.
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    end = signal.signal(signal.SIGTERM, lambda *_: lab.terminate())
    try:
        return lab.wait()
    finally:
        signal.signal(signal.SIGINT, interrupt)
        signal.signal(signal.SIGTERM, end)
