"""What the student's wheel holds besides code: items and learner's data, nothing with answers.

Every resource of a data package says in its `audience` whom it is for. The wheel gets
`items.yaml` of each unit, the keys of its practice items and of no others, the package's
learner resources without the rows that are withheld, and a `datapackage.json` that lists only
these. An editable install gets nothing: it reads the checkout.
"""

# ruff: noqa: INP001 - hatchling loads this file by its path

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from ruamel.yaml import YAML

LEARNER = "learner"
KEY = "secondsource"
AUDIENCES = (LEARNER, "instructor")


class ContentHook(BuildHookInterface[Any]):
    """Add `_units` and `_packs` to the package, from the folders beside this one."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Collect the files; raises where the checkout is not whole."""
        root = Path(self.root)
        if version == "editable" or (root / "src" / "secondsource" / "_packs").is_dir():
            return  # a source distribution already holds what a checkout had
        self._drafts = Path(tempfile.mkdtemp(prefix="secondsource-build-"))
        inside = "secondsource" if self.target_name == "wheel" else "src/secondsource"
        files = {**items(root / "units"), **data(root.parent / "datasets", self._drafts)}
        build_data["force_include"].update(
            {str(file): f"{inside}/{place}" for place, file in files.items()}
        )

    def finalize(self, *_: object) -> None:
        """Remove the drafts."""
        if hasattr(self, "_drafts"):
            shutil.rmtree(self._drafts, ignore_errors=True)


def items(units: Path) -> dict[str, Path]:
    """The glossary, and each unit's items and keys for practice, by their place in the package.

    Raises `ValueError` where a file of practice keys has a key of any other item.
    """
    found = {f"_units/{file.parent.name}/{file.name}": file for file in units.glob("*/items.yaml")}
    for file in units.glob("*/practice.yaml"):
        for_practice(file)
        found[f"_units/{file.parent.name}/{file.name}"] = file
    glossary = units / "glossary.yaml"
    return {**found, "_units/glossary.yaml": glossary} if glossary.is_file() else found


def for_practice(file: Path) -> None:
    """Raise `ValueError` unless each key in `file` is that of a practice item of its unit."""
    read = YAML(typ="safe", pure=True).load
    listed = read(file.with_name("items.yaml"))["items"]
    practice = {item["id"] for item in listed if item.get("practice") is True}
    others = [key["item"] for key in read(file)["keys"] if key["item"] not in practice]
    if others:
        msg = f"{file}: key of {', '.join(others)}, which is not for practice; it may not ship"
        raise ValueError(msg)


def data(datasets: Path, drafts: Path) -> dict[str, Path]:
    """The learner's part of every data package, by its place; new descriptors go to `drafts`."""
    found: dict[str, Path] = {}
    for package in sorted(datasets.glob("*/datapackage.json")):
        name = package.parent.name
        descriptor = learners(package)
        for resource in descriptor["resources"]:
            file = package.parent / resource["path"]
            withheld = resource.get(KEY, {}).pop("withheld", None)
            if withheld:
                file = without(file, withheld, drafts / f"{name}-{file.name}")
            found[f"_packs/{name}/{resource['path']}"] = file
        draft = drafts / f"{name}.json"
        draft.write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n", "utf-8")
        found[f"_packs/{name}/datapackage.json"] = draft
    if not found:
        msg = f"{datasets}: no data package; build the wheel in a whole checkout"
        raise FileNotFoundError(msg)
    return found


def without(table: Path, withheld: list[str], draft: Path) -> Path:
    """Write a table without the rows of these ids to `draft`, and return it.

    Raises `ValueError` where the table has no row of one of the ids.
    """
    with table.open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    column = head.index("id")
    missing = sorted(set(withheld) - {row[column] for row in rows})
    if missing:
        msg = f"{table}: withheld is {', '.join(missing)}, but there is no such row"
        raise ValueError(msg)
    with draft.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerows([head, *(row for row in rows if row[column] not in withheld)])
    return draft


def learners(package: Path) -> dict[str, Any]:
    """A package's descriptor without the instructor's resources and keys into them."""
    descriptor: dict[str, Any] = json.loads(package.read_text("utf-8"))
    for resource in descriptor["resources"]:
        if resource.get("audience") not in AUDIENCES:
            msg = (
                f"{package}, resource {resource.get('name')}: audience is "
                f"{resource.get('audience')!r}; expected {' or '.join(AUDIENCES)}"
            )
            raise ValueError(msg)
    kept = [r for r in descriptor["resources"] if r["audience"] == LEARNER]
    names = {r["name"] for r in kept}
    for resource in kept:
        keys = resource.get("schema", {}).get("foreignKeys")
        if keys:
            resource["schema"]["foreignKeys"] = [
                k for k in keys if k["reference"]["resource"] in {*names, ""}
            ]
    return {**descriptor, "resources": kept}
