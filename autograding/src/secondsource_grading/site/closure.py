"""Which code the browser's Python needs: what *Check* imports, found by importing it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import files, packages_distributions
from pathlib import Path

import secondsource

__all__ = ["libraries", "ours"]

CLASS = ("secondsource.site.browser", "secondsource.views", "secondsource.views.coverage")
"""What is called in the browser: *Check*, cells, and the one view whose code a reader changes."""

STUDY = "secondsource_grading.check"
"""What checks graded items with their keys. The site of a class has neither it nor them."""

_PROBE = """
import importlib, json, sys
for name in sys.argv[1:]: importlib.import_module(name)
import secondsource.yaml_files, secondsource.templating
found = {n: getattr(m, "__file__", None) for n, m in sys.modules.items()}
print(json.dumps({n: f for n, f in found.items() if f}))
"""

_DATA = (".j2", ".pyi", ".css")
"""Files beside the code that it reads."""

_LEFT_OUT = re.compile(
    r"^pydantic/(v1/|mypy|_hypothesis)|^ruamel/yaml/.*\.(pyi|so|pyd)$|\.so$|\.pyd$|\.pyc$"
    r"|^markdown_it/(cli|port)|/tests?/|py\.typed$|\.pyi$|\.(md|yaml|yml|toml|txt|rst)$|LICENSE|^[^/]+\.dist-info/|__pycache__|^\.\."
)


def ours(*, study: bool) -> dict[str, Path]:
    """Return our own files by their place in `site-packages`."""
    names = _imported(study=study)
    found: dict[str, Path] = {}
    roots = {
        "secondsource": Path(str(secondsource.__file__)).resolve().parent,
        "secondsource_grading": Path(__file__).resolve().parents[1],
    }
    for package, root in roots.items():
        for name, file in names.items():
            if name.split(".")[0] == package:
                for one in (file, *_beside(file)):
                    found[f"{package}/{one.relative_to(root).as_posix()}"] = one
    return found


def _beside(file: Path) -> Iterator[Path]:
    """Templates and the like of a package whose `__init__` is imported."""
    if file.name != "__init__.py":
        return
    for folder in (file.parent, file.parent / "templates"):
        yield from (f for f in sorted(folder.glob("*")) if f.suffix in _DATA)


def libraries(*, study: bool) -> dict[str, Path]:
    """Return the files of the libraries that are imported, by their place in `site-packages`.

    They are the installed ones, so page and class run the same versions. Compiled parts are left
    out: each of these libraries has a pure form of them, but for pydantic's, which is fetched.
    """
    tops = {n.split(".")[0] for n in _imported(study=study)}
    known = packages_distributions()
    skipped = {"secondsource", "secondsource_grading", "pydantic_core"}
    distributions = {d for top in tops - skipped for d in known.get(top, ())}
    distributions -= {"secondsource", "secondsource-grading", "setuptools"}
    found: dict[str, Path] = {}
    for name in sorted(distributions):
        found |= _files(name, tops)
    return found


def _files(distribution: str, tops: set[str]) -> dict[str, Path]:
    return {
        str(file): Path(str(file.locate()))
        for file in files(distribution) or ()
        if _LEFT_OUT.search(str(file)) is None
        and Path(str(file)).parts[0].removesuffix(".py") in tops
    }


@cache
def _imported(*, study: bool) -> dict[str, Path]:
    """Return the file of each module that is there once what is called was imported."""
    names = [*CLASS, STUDY] if study else [*CLASS]
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", _PROBE, *names], capture_output=True, text=True, check=True
    )
    return {name: Path(file) for name, file in json.loads(done.stdout).items()}
