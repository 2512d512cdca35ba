"""The course's notebooks in the browser: JupyterLite under `lab/`, beside the pages.

JupyterLite's own command puts the program together. Python is the one that *Check* uses; its list
of packages is ours and names only wheels of this site, so nothing is asked of another one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path

import secondsource
from secondsource import paths
from secondsource.plots import prepared
from secondsource.self_study import GROUP
from secondsource.site.write import Check, Lab, Lesson
from secondsource_grading.site import closure, fetched, parts, pins, programs, wheels
from secondsource_grading.site.fetched import UnavailableError
from secondsource_grading.site.lab_pages import finish
from secondsource_grading.site.pictures import pictures

__all__ = ["LabError", "keys_wheel", "lab"]

PLACE = "lab"
HERE = Path(__file__).resolve().parent
APPS = ("notebooks", "tree")
KERNEL = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = ("anywidget", "@jupyter-widgets/jupyterlab-manager", KERNEL)
"""What JupyterLite is extended by, the kernel last. Others that are installed need a server."""

OWN = ("ipykernel", "piplite", "pyodide_kernel")
"""Packages that come with the kernel, as wheels."""

FIRST = ("micropip", "piplite", "ipykernel", "pyodide-kernel", "comm", "jedi", "ipython")
"""What the kernel would look for elsewhere, were it not loaded before."""

ROOTS = ("secondsource", "ipython", "jedi", "comm")
"""What is bundled, with all that these need."""

STUDY = "secondsource-grading"
"""What self-study has besides: of the instructor's package what *Check* needs, and all keys."""

STUDY_VARIABLE = "SECONDSOURCE_STUDY"
"""What tells the course that this is self-study."""

CORE = "pydantic-core"
"""The one package with compiled code: *Check* has it already."""


class LabError(UnavailableError):
    """The notebooks can't be put into the site; the message says why, and what would help."""


def lab(
    *, name: str, study: bool = False, cache: Path | None = None
) -> Callable[[Path, Check, Sequence[Lesson]], Lab]:
    """Return what writes `lab/` into the folder of a site that has *Check*.

    `name` is the site's, under which browsers keep its notebooks. With `study` these have all keys.
    Raises `LabError` where JupyterLite, or what its kernel needs, is not there in the pinned
    versions.
    """
    found = _found(cache)

    def write(root: Path, check: Check, lessons: Sequence[Lesson]) -> Lab:
        target = root / PLACE
        with tempfile.TemporaryDirectory() as temporary:
            _program(Path(temporary), target, found, lessons, _settings(name, check, study=study))
        _packages(root, found, check, lessons, study=study)
        finish(target)
        return Lab(f"{PLACE}/notebooks/index.html", storage(name), _digest(target))

    return write


@dataclass(frozen=True)
class _Found:
    """What is there already."""

    extensions: Sequence[Path]
    pyodide: Path
    wheels: Sequence[Path]
    """Those that the kernel begins with."""
    node: str


def _found(cache: Path | None) -> _Found:
    for package in ("jupyterlite-core", "jupyterlite-pyodide-kernel"):
        _pinned(package)
    extensions = [_extension(name) for name in EXTENSIONS]
    try:
        wheels.needed(ROOTS)
        ready = [fetched.micropip(cache), *_kernels(extensions[-1])]
        return _Found(extensions, fetched.fetch(cache).pyodide, ready, fetched.node())
    except UnavailableError as error:
        raise LabError(str(error)) from error


def storage(name: str) -> str:
    """Return the name of the browser's database with the notebooks, which no move changes."""
    return f"secondsource:{name}:lab"


def _pinned(package: str) -> None:
    try:
        found = version(package)
    except PackageNotFoundError:
        found = "missing"
    if found != pins.LITE:
        msg = (
            f"{package} is {found}, and this site is built with {pins.LITE}; "
            f"`pip install jupyterlite-core=={pins.LITE} jupyterlite-pyodide-kernel=={pins.LITE}`"
        )
        raise LabError(msg)


def _extension(name: str) -> Path:
    for folder in jupyter_path("labextensions"):
        if (Path(folder) / name / "package.json").is_file():
            return Path(folder) / name
    msg = f"the extension {name} of JupyterLab is not installed"
    raise LabError(msg)


def _settings(name: str, check: Check, *, study: bool) -> dict[str, Any]:
    """What JupyterLite is told; addresses are relative to `lab/`."""
    alone = {"env": {"HOME": "/home/pyodide", STUDY_VARIABLE: "1"}} if study else {}
    kernel = {
        "pyodideUrl": f"./../{check.python}pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "lockFileURL": "python/pyodide-lock.json",
            "stdLibURL": "python/python_stdlib.zip",
            "packages": [*FIRST, "secondsource", *([STUDY] if study else [])],
            **alone,
        },
    }
    return {
        "appName": "Second Source",
        "appUrl": "./tree",
        "contentsStorageName": storage(name),
        "contentsStorageDrivers": ["asyncStorage"],
        "settingsStorageName": f"{storage(name)}:settings",
        "workspacesStorageName": f"{storage(name)}:workspaces",
        "exposeAppInBrowser": True,
        # The site has a service worker already, and no lesson reads a file.
        "disabledExtensions": ["@jupyterlite/application-extension:service-worker-manager"],
        "settingsOverrides": {"@jupyterlab/apputils-extension:themes": {"adaptive-theme": True}},
        "litePluginSettings": {f"{KERNEL}:kernel": kernel},
    }


def _program(
    draft: Path,
    target: Path,
    found: _Found,
    lessons: Sequence[Lesson],
    settings: Mapping[str, Any],
) -> None:
    """Let JupyterLite's command write the program, its extensions and the notebooks."""
    build = {
        "apps": APPS,
        "contents": ["files"],
        "federated_extensions": [str(folder) for folder in found.extensions],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_libarchive": True,
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": str(target.absolute()),
    }
    _json(draft / "jupyter_lite_config.json", {"LiteBuildConfig": build})
    whole = {"jupyter-lite-schema-version": 0, "jupyter-config-data": settings}
    _json(draft / "jupyter-lite.json", whole)
    (draft / "files").mkdir()
    for lesson in lessons:
        _json(draft / "files" / f"{lesson.unit.name}.ipynb", lesson.notebook)
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    _run(command, draft, "JupyterLite could not be built")


def _json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _kernels(extension: Path) -> list[Path]:
    folder = extension / "static" / "pypi"
    return [next(iter(sorted(folder.glob(f"{name}-*.whl")))) for name in OWN]


def _packages(
    root: Path, found: _Found, check: Check, lessons: Sequence[Lesson], *, study: bool
) -> None:
    """Write the standard library, the wheels and the list of them, and try them."""
    python = root / PLACE / "python"
    python.mkdir()
    shutil.copyfile(found.pyodide / "python_stdlib.zip", python / "python_stdlib.zip")
    lock = json.loads((found.pyodide / fetched.LOCK).read_text("utf-8"))
    made = [
        wheels.wheel_of(name, _course(lessons, study=study) if name == "secondsource" else None)
        for name in wheels.needed(ROOTS)
        if name != CORE
    ]
    made += [keys_wheel(lessons)] if study else []
    packages = {}
    for wheel in (*made, *map(wheels.ready, found.wheels)):
        (python / wheel.file).write_bytes(wheel.raw)
        packages[wheel.name] = wheel.entry()
    place = Path("../..") / check.core
    packages[CORE] = wheels.ready(python / place).entry(place.as_posix())
    _list(python, lock, packages)
    _try(found.node, root / check.python, python, lessons)
    _list(python, lock, packages)


def _list(python: Path, lock: Mapping[str, Any], packages: Mapping[str, dict[str, Any]]) -> None:
    for entry in packages.values():
        raw = (python / entry["file_name"]).read_bytes()
        entry["sha256"] = hashlib.sha256(raw).hexdigest()
    _json(python / fetched.LOCK, {**lock, "packages": packages})


def _try(node: str, interpreter: Path, python: Path, lessons: Sequence[Lesson]) -> None:
    """Start what a kernel starts, and have what it uses compiled."""
    units = ",".join(lesson.unit.name for lesson in lessons)
    command = [node, str(HERE / "lab.mjs"), str(interpreter), str(python), units]
    _run(command, python, "the notebooks' Python could not be made ready")


def _run(command: Sequence[str], folder: Path, what: str) -> None:
    try:
        programs.run(command, what, folder)
    except UnavailableError as error:
        raise LabError(str(error)) from error


def keys_wheel(lessons: Sequence[Lesson]) -> wheels.Wheel:
    """Return a wheel of what *Check* needs of the instructor's package, with the units' keys."""
    top = "secondsource_grading"
    found: dict[str, bytes | Path] = {
        place: file
        for place, file in closure.ours(study=True).items()
        if place.startswith(f"{top}/")
    }
    for lesson in lessons:
        files = parts.unit_files(lesson.unit, study=True)
        found |= {place: raw for place, raw in files.items() if place.startswith(f"{top}/")}
    points = {GROUP: f"self-study = {top}.check:check"}
    return wheels.made(STUDY, version("secondsource"), found, points, depends=("secondsource",))


def _course(lessons: Sequence[Lesson], *, study: bool) -> dict[str, bytes | Path]:
    """The learner's package with the units' exercises, what learners have of the data, pictures.

    In self-study it is all of the data, as keys cite tables that only an instructor has.
    """
    root = Path(str(secondsource.__file__)).resolve().parent
    found: dict[str, bytes | Path] = {
        f"secondsource/{file.relative_to(root).as_posix()}": file
        for file in root.rglob("*")
        if file.is_file() and file.suffix not in (".pyc", ".so")
    }
    for lesson in lessons:
        found |= parts.unit_files(lesson.unit, study=False)
    for pack in {lesson.unit.pack for lesson in lessons}:
        found |= parts.pack_files(pack, study=study)
    found["secondsource/_units/glossary.yaml"] = paths.units() / "glossary.yaml"
    found[f"secondsource/plots/{prepared.FILE}"] = pictures(lessons)
    return found


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]
