"""What the instructor's wheel holds besides code: all that teaching takes, answers too.

The wheel gets the keys, each unit's lesson, teaching plan and built notebook, the whole data
packages and the course's documents, so that whoever installs both wheels needs no checkout. An
editable install gets nothing: it reads the checkout.
"""

# ruff: noqa: INP001 - hatchling loads this file by its path

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "secondsource_grading"


class ContentHook(BuildHookInterface[Any]):
    """Add the instructor's content to the package, from the folders beside this one."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Collect the files; raises where the checkout is not whole."""
        root = Path(self.root)
        if version == "editable" or (root / "src" / PACKAGE / "_keys").is_dir():
            return  # a source distribution already holds what a checkout had
        inside = PACKAGE if self.target_name == "wheel" else f"src/{PACKAGE}"
        files = {
            **units(root.parent),
            **short_course(root.parent),
            **packs(root.parent / "datasets"),
        }
        course = root.parent / "course"
        documents = [*course.glob("*.md"), course / "course.yaml"]
        files |= {f"_documents/{f.name}": f for f in documents}
        build_data["force_include"].update(
            {str(file): f"{inside}/{place}" for place, file in files.items()}
        )


def units(checkout: Path) -> dict[str, Path]:
    """Every unit's keys, lesson, teaching plan and built notebook, by their place in the package.

    Raises `FileNotFoundError` where a unit lacks one of them.
    """
    found: dict[str, Path] = {}
    for items in sorted((checkout / "course" / "units").glob("*/items.yaml")):
        unit = items.parent.name
        notebook = f"{unit}/{unit}.ipynb"
        found[f"_keys/{unit}.yaml"] = checkout / "autograding" / "keys" / f"{unit}.yaml"
        found[f"_lessons/{unit}/lesson.md"] = items.with_name("lesson.md")
        found[f"_lessons/{unit}/teach.md"] = items.with_name("teach.md")
        found[f"_notebooks/{notebook}"] = checkout / "notebooks" / notebook
    missing = sorted(str(file) for file in found.values() if not file.is_file())
    if missing or not found:
        lacks = ", ".join(missing) or "a unit in course/units"
        msg = f"{checkout}: lacks {lacks}; build the wheel in a whole checkout, after `make build`"
        raise FileNotFoundError(msg)
    return found


def short_course(checkout: Path) -> dict[str, Path]:
    """The short course's units, plans, keys and built notebooks, by their place in the package.

    Raises `FileNotFoundError` where a unit lacks its plan, its keys or its notebook.
    """
    course = checkout / "short-course"
    found = {}
    for items in sorted(course.glob("units/*/items.yaml")):
        unit = items.parent.name
        needed = [items.with_name(name) for name in ("lesson.md", "teach.md")]
        needed.append(course / "keys" / f"{unit}.yaml")
        needed.append(course / "notebooks" / unit / f"{unit}.ipynb")
        practice = items.with_name("practice.yaml")
        for file in [items, *needed, *([practice] if practice.is_file() else [])]:
            if not file.is_file():
                msg = f"{file} is missing; build the wheel in a whole checkout, after `make build`"
                raise FileNotFoundError(msg)
            found[f"_short_course/{file.relative_to(course).as_posix()}"] = file
    return found


def packs(datasets: Path) -> dict[str, Path]:
    """Every data package's descriptor and what it lists, by its place in the package."""
    found: dict[str, Path] = {}
    for package in sorted(datasets.glob("*/datapackage.json")):
        listed = [r["path"] for r in json.loads(package.read_text("utf-8"))["resources"]]
        for path in ["datapackage.json", *listed]:
            found[f"_packs/{package.parent.name}/{path}"] = package.parent / path
    if not found:
        msg = f"{datasets}: no data package; build the wheel in a whole checkout"
        raise FileNotFoundError(msg)
    return found
