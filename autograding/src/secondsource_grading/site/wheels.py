"""Wheels for the browser's Python, made from what is installed here: nothing is fetched for them.

A notebook in the browser then runs the same versions as the class. Each library that the course
needs has a pure form; where a compiled one is installed beside it, it is left out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from secondsource_grading.site import pins
from secondsource_grading.site.fetched import UnavailableError
from secondsource_grading.site.parts import zipped

__all__ = ["Wheel", "made", "needed", "ready", "wheel_of"]

NOT_HERE = frozenset(
    {
        "jupyterlab",  # the programs that a lesson is opened in: in a browser it is JupyterLite
        "notebook",
        "widgetsnbextension",
        "matplotlib",  # in a browser pictures come drawn; numpy, which it needs, is in no registry
        "networkx",  # only pictures use it
    }
)
"""What a dependency names and a notebook in a browser has no use for."""

_ENVIRONMENT = {
    "extra": "",
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "python_full_version": f"{pins.PYTHON}.2",
    "python_version": pins.PYTHON,
    "sys_platform": "emscripten",
}
"""What requirements are read for."""

_LEFT_OUT = re.compile(
    r"^\.\.|^/|\.(so|pyd|pyc|pyi|pth)$|__pycache__|(^|/)tests?/|py\.typed$"
    r"|\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|uv_[^/]*)$"
    r"|^(pydantic/(v1/|mypy)|markdown_it/(cli|port)|anywidget/nbextension|IPython/(core|lib)/tests)"
)


@dataclass(frozen=True)
class Wheel:
    """A wheel, as a list of packages for Pyodide has it."""

    name: str
    version: str
    raw: bytes
    imports: tuple[str, ...]
    depends: tuple[str, ...]

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl"

    def entry(self, place: str | None = None) -> dict[str, Any]:
        """Return its lines in the list, but for the hash; `place` is the file's from there."""
        return {
            "name": self.name,
            "version": self.version,
            "file_name": place or self.file,
            "install_dir": "site",
            "package_type": "package",
            "imports": list(self.imports),
            "depends": list(self.depends),
            "unvendored_tests": False,
        }


def needed(names: Iterable[str]) -> list[str]:
    """Return these distributions and all that they need in a browser, each once, by name.

    Raises `UnavailableError` where one of them is not installed.
    """
    found: dict[str, None] = {}
    waiting: list[str] = [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += _requirements(name)
    return sorted(found)


def _requirements(name: str) -> list[str]:
    listed = [Requirement(line) for line in _installed(name).requires or ()]
    wanted = [r for r in listed if r.marker is None or r.marker.evaluate(_ENVIRONMENT)]
    return sorted({canonicalize_name(r.name) for r in wanted} - NOT_HERE)


def _installed(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError:
        msg = f"the package {name} is not installed, and a notebook in the browser needs it"
        raise UnavailableError(msg) from None


def wheel_of(name: str, more: Mapping[str, bytes | Path] | None = None) -> Wheel:
    """Return a wheel of the installed distribution `name`, with the files `more` by their place.

    `more` stands in for the code of a package that is installed for editing, as its own list of
    files has none.
    """
    installed = _installed(name)
    found: dict[str, bytes | Path] = {
        str(file): Path(str(file.locate()))
        for file in installed.files or ()
        if _LEFT_OUT.search(str(file)) is None
    }
    found |= more or {}
    tops = {Path(place).parts[0].removesuffix(".py") for place in found if place.endswith(".py")}
    lists = [place for place in found if place.endswith(".dist-info/METADATA")]
    if not lists or not tops:
        msg = f"the package {name} is installed in a way that no wheel can be made from"
        raise UnavailableError(msg)
    record = lists[0].replace("METADATA", "RECORD")
    found[record] = "".join(f"{place},,\n" for place in sorted([*found, record])).encode()
    depends = tuple(_requirements(name))
    return Wheel(
        canonicalize_name(name), installed.version, zipped(found), tuple(sorted(tops)), depends
    )


def made(
    name: str,
    number: str,
    files: Mapping[str, bytes | Path],
    points: Mapping[str, str],
    *,
    depends: tuple[str, ...],
) -> Wheel:
    """Return a wheel of these files by their place, as `name` in version `number`.

    `points` has for each group of entry points its lines. What `depends` names is not looked up.
    """
    about = f"{name.replace('-', '_')}-{number}.dist-info"
    texts = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: Second Source\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        "entry_points.txt": "".join(f"[{group}]\n{lines}\n" for group, lines in points.items()),
    }
    found = dict(files) | {f"{about}/{file}": text.encode() for file, text in texts.items()}
    record = f"{about}/RECORD"
    found[record] = "".join(f"{place},,\n" for place in sorted([*found, record])).encode()
    tops = tuple(sorted({place.split("/")[0] for place in files}))
    return Wheel(name, number, zipped(found), tops, depends)


def ready(file: Path) -> Wheel:
    """Return a wheel that is a file already; what it needs is not looked up."""
    name, number, *_ = file.name.split("-")
    with zipfile.ZipFile(file) as archive:
        tops = {p.split("/")[0] for p in archive.namelist() if ".dist-info/" not in p}
    imports = tuple(sorted(top.removesuffix(".py") for top in tops))
    return Wheel(canonicalize_name(name), number, file.read_bytes(), imports, ())
