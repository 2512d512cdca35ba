"""Wheels of both packages, and an environment that has them and no checkout."""

from __future__ import annotations

import runpy
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

OURS = ("secondsource", "__editable__", "_secondsource", "_virtualenv", "distutils-precedence")
"""How the entries of an environment begin that would lead back to the checkout."""

SCRIPT = """\
#!{python}
import sys
from importlib.metadata import entry_points

(found,) = entry_points(group="console_scripts", name="{name}")
sys.exit(found.load()())
"""


def build(package: str, folder: Path, *arguments: str) -> Path:
    """Build the wheel of `course` or `autograding` into `folder`, without network."""
    command = [sys.executable, "-m", "build", "--no-isolation", *arguments]
    done = subprocess.run(
        [*command, "--outdir", folder, package],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def hook(package: str) -> dict[str, Any]:
    """What the build hook of `course` or `autograding` defines, by name."""
    return runpy.run_path(str(ROOT / package / "hatch_build.py"))


def contents(wheel: Path) -> dict[str, bytes]:
    """Every file in a wheel, by name."""
    with zipfile.ZipFile(wheel) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def bare(folder: Path, *wheels: Path) -> Path:
    """Make an environment that has the wheels and our dependencies; returns its Python.

    The dependencies are links to what this environment has, one by one: its own `.pth` files and
    editable installs, which lead to the checkout, are left out.
    """
    venv.create(folder / "venv", symlinks=True)
    site = next((folder / "venv" / "lib").glob("python3*/site-packages"))
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(site)
    for place in map(Path, sys.path):
        for entry in place.iterdir() if place.name in ("site-packages", "dist-packages") else ():
            target = site / entry.name
            if not entry.name.startswith(OURS) and entry.suffix != ".pth" and not target.exists():
                target.symlink_to(entry)
    for name in ("share", "etc"):  # kernels and extensions of Jupyter
        if (Path(sys.prefix) / name).is_dir():
            (folder / "venv" / name).symlink_to(Path(sys.prefix) / name)
    python = folder / "venv" / "bin" / "python"
    for name in ("secondsource-teach", "alembic"):
        script = python.with_name(name)
        script.write_text(SCRIPT.format(python=python, name=name), "utf-8")
        script.chmod(0o755)
    return python
