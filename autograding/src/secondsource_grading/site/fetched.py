"""What a site with *Check* is built from and no package of ours carries, fetched once and kept.

Each registry is asked through its own program, which knows where it is: npm for Pyodide, pip for
the compiled part of pydantic. Both files are held against the hashes in `pins`.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path

from secondsource.files import replacing
from secondsource_grading.site import pins

__all__ = ["Fetched", "UnavailableError", "fetch", "micropip", "node"]

UNSAID = "its program gave no reason; is there a network?"
"""npm says nothing where it can reach no registry."""

PATIENCE = 600
"""Seconds for a download."""

FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"


class UnavailableError(Exception):
    """*Check* can't be built here; the message says why, and what would help."""


@dataclass(frozen=True)
class Fetched:
    """The files, in folders of the user's cache."""

    pyodide: Path
    """The unpacked folder of the interpreter."""
    core: Path
    """The wheel."""


def fetch(cache: Path | None = None) -> Fetched:
    """Return what is needed, fetched where it is not there yet. Raises `UnavailableError`."""
    found = version("pydantic_core")
    if found != pins.CORE:
        msg = (
            f"the installed pydantic wants pydantic_core {found}, and the browser's is pinned at "
            f"{pins.CORE}; `pip install pydantic=={pins.PYDANTIC}` brings the one that fits"
        )
        raise UnavailableError(msg)
    folder = _folder(cache)
    archive = folder / f"pyodide-{pins.PYODIDE}.tgz"
    _have(archive, pins.PYODIDE_SHA256, _npm)
    tags = f"cp{pins.PYTHON.replace('.', '')}"
    core = folder / f"pydantic_core-{pins.CORE}-{tags}-{tags}-{pins.PLATFORM}.whl"
    _have(core, pins.CORE_SHA256, lambda to: _pip(to, f"pydantic_core=={pins.CORE}"))
    return Fetched(_unpacked(archive), core)


def micropip(cache: Path | None = None) -> Path:
    """Return the wheel with which a notebook's kernel begins, fetched where it is not there yet."""
    wheel = _folder(cache) / f"micropip-{pins.MICROPIP}-py3-none-any.whl"
    _have(wheel, pins.MICROPIP_SHA256, lambda to: _pip(to, f"micropip=={pins.MICROPIP}"))
    return wheel


def _folder(cache: Path | None) -> Path:
    return cache or user_cache_path("secondsource", appauthor=False) / "browser-python"


def node() -> str:
    """Return the program Node.js; `UnavailableError` where there is none."""
    found = shutil.which("node")
    if found is None:
        msg = "Node.js is missing, which makes Python's files ready for a browser; install node"
        raise UnavailableError(msg)
    return found


def _have(file: Path, digest: str, get: Callable[[Path], None]) -> None:
    """Make sure that `file` is there and is the pinned one, or get it with `get(folder)`."""
    if file.is_file() and _sha256(file) == digest:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as temporary:
        drafts = temporary.with_suffix(".folder")
        drafts.mkdir()
        try:
            get(drafts)
            got = next(iter(sorted(drafts.iterdir())), None)
            if got is None or _sha256(got) != digest:
                msg = f"{file.name}: what was fetched is not the pinned file; nothing is used of it"
                raise UnavailableError(msg)
            shutil.move(got, temporary)
        finally:
            shutil.rmtree(drafts, ignore_errors=True)


def _npm(folder: Path) -> None:
    program = shutil.which("npm")
    if program is None:
        msg = "npm is missing, which fetches the browser's Python; install npm"
        raise UnavailableError(msg)
    package = f"pyodide@{pins.PYODIDE}"
    _run([program, "pack", package, "--silent", "--pack-destination", str(folder)], package)


def _pip(folder: Path, package: str) -> None:
    asked = [
        *("download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest", str(folder)),
        *("--only-binary=:all:", "--implementation", "cp", "--python-version", pins.PYTHON),
        *("--abi", f"cp{pins.PYTHON.replace('.', '')}", "--platform", pins.PLATFORM),
        package,
    ]
    for python in _pythons():
        has = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)  # noqa: S603
        if has.returncode == 0:
            _run([python, "-m", "pip", *asked], package)
            return
    msg = f"pip is missing, which fetches {package} for the browser; install pip"
    raise UnavailableError(msg)


def _pythons() -> Iterator[str]:
    """This Python, and the one that its virtual environment was made from, which may have pip."""
    yield sys.executable
    base = getattr(sys, "_base_executable", "")
    if base and base != sys.executable:
        yield base


def _run(command: list[str], what: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        msg = f"{what} could not be fetched: {error}"
        raise UnavailableError(msg) from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or UNSAID).splitlines()[-1]
        msg = f"{what} could not be fetched: {last}"
        raise UnavailableError(msg)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _unpacked(archive: Path) -> Path:
    """Unpack the files that are needed, beside the archive, whole or not at all."""
    folder = archive.with_suffix("")
    if all((folder / name).is_file() for name in (*FILES, LOCK)):
        return folder
    folder.mkdir(exist_ok=True)
    with tarfile.open(archive) as packed:
        for name in (*FILES, LOCK):
            content = packed.extractfile(f"package/{name}")
            if content is None:
                msg = f"{archive}: lacks {name}"
                raise UnavailableError(msg)
            with replacing(folder / name) as temporary:
                temporary.write_bytes(content.read())
    return folder
