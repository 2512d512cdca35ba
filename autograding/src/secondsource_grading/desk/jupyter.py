"""Whether exercises will show in this installation's JupyterLab, and whether cells will run."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_core.paths import jupyter_config_path, jupyter_path

from secondsource_grading.desk.findings import Finding, right, wrong

__all__ = ["check_jupyter"]

KERNEL = "python3"
"""The kernel that the notebooks name."""

EXTENSIONS = {"anywidget": "anywidget", "@jupyter-widgets/jupyterlab-manager": "jupyterlab-widgets"}
"""The parts of JupyterLab that show an exercise, and the package that brings each."""

SAME_VERSION = frozenset({"anywidget"})
"""Those that must have the version of their package: page and kernel talk to each other."""

PATIENCE = 60
"""Seconds for another Python to start."""


def check_jupyter() -> Iterator[Finding]:
    """Look for the widgets' parts of JupyterLab, and for the kernel that notebooks name."""
    problems = [p for name in EXTENSIONS for p in _extension(name)]
    yield from problems
    if not problems:
        yield right("widgets", f"JupyterLab shows them, anywidget {version('anywidget')}")
    yield _kernel()


def _extension(name: str) -> Iterator[Finding]:
    package = EXTENSIONS[name]
    install = f"pip install --force-reinstall {package}"
    try:
        have = version(package)
    except PackageNotFoundError:
        return  # told with the versions
    folder = next((f for p in jupyter_path("labextensions") if (f := Path(p, name)).is_dir()), None)
    if folder is None:
        what = f"JupyterLab has no extension {name}, so that exercises show nothing"
        yield wrong("widgets", what, f"{install}=={have}")
        return
    shown = _json(folder / "package.json").get("version")
    if name in SAME_VERSION and shown != have:
        what = (
            f"{folder} is of version {shown}, and the kernel has {have}; the two don't understand "
            "each other, so that exercises may show nothing"
        )
        theirs = sys.prefix not in str(folder)
        mend = f"rm -r {shlex.quote(str(folder))}" if theirs else f"{install}=={have}"
        yield wrong("widgets", what, mend)
    if _is_disabled(name):
        what = f"JupyterLab's extension {name} is switched off, so that exercises show nothing"
        yield wrong("widgets", what, f"jupyter labextension enable {name}")


def _is_disabled(name: str) -> bool:
    """Return whether a configuration of JupyterLab switches an extension off, or a part of it."""
    for folder in jupyter_config_path():
        found = _json(Path(folder, "labconfig", "page_config.json")).get("disabledExtensions", {})
        named = [n for n in found if not isinstance(found, dict) or found[n]]
        if any(str(n).partition(":")[0] == name for n in named):
            return True
    return False


def _kernel() -> Finding:
    install = f"{shlex.quote(sys.executable)} -m ipykernel install --sys-prefix"
    try:
        spec = KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        what = f"Jupyter has no kernel {KERNEL}, which the notebooks name, so that no cell runs"
        return wrong("kernel", what, install)
    program = shutil.which(spec.argv[0]) if spec.argv else None
    told = f"{KERNEL} in {spec.resource_dir}"
    if program is None:
        what = f"{told} starts {spec.argv[:1]}, which is not there, so that no cell runs"
        return wrong("kernel", what, install)
    if Path(program) != Path(sys.executable) and not _has_secondsource(program):
        what = f"{told} starts {program}, which cannot import secondsource"
        return wrong("kernel", what, install)
    return right("kernel", f"{told} can import secondsource")


def _has_secondsource(program: str) -> bool:
    code = "import importlib.util as u; raise SystemExit(u.find_spec('secondsource') is None)"
    try:
        done = subprocess.run(  # noqa: S603 - the kernel's own program
            [program, "-c", code], capture_output=True, check=False, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
