"""A unit from a draft or a data package: lesson, items and keys, whole or not at all."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secondsource.packs.pack import Pack, load_pack
from secondsource_grading.authoring.unfinished import unfinished
from secondsource_grading.authoring.unit_checks import read_unit
from secondsource_grading.authoring.workload import workload
from secondsource_grading.drafting import candidates
from secondsource_grading.drafting.data_pack import accepted, make_data_pack
from secondsource_grading.drafting.lesson_text import lesson_text
from secondsource_grading.drafting.making import comparing, figures, marking, speech
from secondsource_grading.drafting.making.base import Accepted, Made, Source
from secondsource_grading.drafting.making.settle import settled
from secondsource_grading.drafting.making.skeletons import skeletons
from secondsource_grading.drafting.source import DraftError

__all__ = ["NewUnit", "make_unit"]

UNIT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FAMILIES = 6
"""Families of exercise that a unit has at least, with skeletons where too few follow."""
SKELETONS = 2
"""Skeletons that a unit gets in any case: on a silence, and on what carries a claim."""
LONGEST = 50

MAKERS = (
    speech.speakers,
    speech.chains,
    comparing.coverage,
    marking.shared,
    figures.weekdays,
    figures.sums,
    figures.amounts,
    marking.listed,
    comparing.growing,
    marking.silent,
)
"""What makes items whose key follows, in the order in which a lesson asks them."""

HEAD = "# Made by `secondsource-teach new-unit`. It is yours now: edit it as you like."


@dataclass(frozen=True)
class NewUnit:
    """A unit that was made: its files, its items, what is still to write, and what fell out."""

    files: tuple[Path, ...]
    items: tuple[Made, ...]
    todo: tuple[str, ...]
    fell: tuple[str, ...]


def make_unit(
    name: str, pack: str, target: Path, *, computed: bool = False, replace: bool = False
) -> NewUnit:
    """Make the unit `name` in `target`, with `units`, `keys` and `packs` in it.

    `pack` is a draft's folder, whose data package is made first, or the name of a data package.
    With `computed` only items whose key follows are made. Raises `DraftError`, and writes nothing
    of the unit, where a file of it is there (unless `replace`) or it can't be made.
    """
    if not UNIT.fullmatch(name):
        msg = f"{name!r} is no name for a unit; write small letters, digits and hyphens: 50-bridge"
        raise DraftError(msg)
    final = _places(target, name)
    there = [f for f in final if f.exists()]
    if there and not replace:
        msg = (
            f"{there[0]}: is there already, and was not touched; give the unit another name, or "
            "--replace to lose what is written there"
        )
        raise DraftError(msg)
    draft = Path(pack)
    wanted: Accepted = None
    if (draft / candidates.FILE).is_file():
        pack = make_data_pack(draft, target / "packs", replace=replace).name
        wanted = accepted(draft)
    with _packs(target / "packs"):
        opened = load_pack(pack)
        made, fell = _items(Source(opened, wanted), _prefix(name), computed=computed)
        if not made:
            msg = f"{pack}: nothing in it gives an item; accept more of the candidates"
            raise DraftError(msg)
        todo = _write(name, opened, made, target)
    return NewUnit(tuple(final), tuple(made), tuple(todo), tuple(fell))


def _places(target: Path, name: str) -> list[Path]:
    unit = target / "units" / name
    return [unit / "items.yaml", unit / "lesson.md", target / "keys" / f"{name}.yaml"]


@contextmanager
def _packs(folder: Path) -> Iterator[None]:
    """Let data packages in `folder` be found meanwhile."""
    before = {n: os.environ.get(n) for n in ("SECONDSOURCE_PACKS", "SECONDSOURCE_UNITS")}
    os.environ["SECONDSOURCE_PACKS"] = str(folder.resolve())
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _prefix(name: str) -> str:
    return re.sub(r"^\d+-", "", name)[:20].strip("-")


def _items(source: Source, prefix: str, *, computed: bool) -> tuple[list[Made], list[str]]:
    found = [made for maker in MAKERS for made in maker(source)]
    kept, fell = settled([_named(made, prefix) for made in found])
    if not computed:
        families = {made.family for made in kept}
        begun = []
        for number, made in enumerate(skeletons(source)):
            if number < SKELETONS or len(families) < FAMILIES:
                begun.append(_named(made, prefix))
                families.add(made.family)
        right, wrong = settled(begun)
        kept, fell = [*kept, *right], [*fell, *wrong]
    return kept, fell


def _named(made: Made, prefix: str) -> Made:
    """Return an item under an id that no other unit has."""
    name = f"{prefix}-{made.item['id']}"
    return Made({**made.item, "id": name}, {**made.key, "item": name}, made.fixed)


def _write(name: str, pack: Pack, made: Sequence[Made], target: Path) -> list[str]:
    """Write the unit beside its place, read it as the check does, and put it there; its TODOs."""
    target.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".new-unit-", dir=target))
    try:
        os.environ["SECONDSOURCE_UNITS"] = str((building / "units").resolve())
        minutes = LONGEST
        for _ in range(2):
            _fill(building, name, pack, made, minutes)
            files = read_unit(name, building / "keys")
            if files.problems or not (files.keyring and files.lesson):
                raise DraftError("\n".join(files.problems))
            takes = workload(files.lesson, files.keyring, pack).minutes
            minutes = max(5, 5 * math.ceil(takes / 5))
        todo = [
            line.replace(str(building.resolve()), str(target))
            for line in unfinished(name, pack.name, building / "keys")
        ]
        for place, made_ in zip(_places(target, name), _places(building, name), strict=True):
            place.parent.mkdir(parents=True, exist_ok=True)
            made_.replace(place)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return todo


def _fill(folder: Path, name: str, pack: Pack, made: Sequence[Made], minutes: int) -> None:
    items, lesson, keys = _places(folder, name)
    items.parent.mkdir(parents=True, exist_ok=True)
    keys.parent.mkdir(parents=True, exist_ok=True)
    title = f"A story in {len(pack.table('document').rows)} texts"
    about = {"unit": name, "title": title, "minutes": minutes, "pack": pack.name}
    own = _own_story(name)
    listed = [*(m.item for m in made), own.item]
    items.write_text(_yaml(about, "items", listed), "utf-8", newline="\n")
    keys.write_text(_yaml({"unit": name}, "keys", [*(m.key for m in made), own.key]), "utf-8")
    ids = [str(m.item["id"]) for m in made]
    text = lesson_text(about, pack, ids, str(own.item["id"]))
    lesson.write_text(text, "utf-8", newline="\n")


def _own_story(name: str) -> Made:
    item = f"{_prefix(name)}-own-story"
    return Made(
        {
            "id": item,
            "family": "sheet",
            "title": "My claim sheet",
            "points": 1,
            "graded": False,
            "prompt": "Take one claim from an article that you chose yourself, and fill in a row.",
            "least": 1,
            "most": 3,
        },
        {
            "item": item,
            "evidence": [{"check": "total", "args": [1], "equals": 1}],
            "rationale": "Every row counts that is filled in, because the article is your choice.",
        },
    )


def _yaml(about: Mapping[str, Any], name: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """Return YAML an author can edit: a field a line, and the entries of a list a line each."""
    lines = [HEAD, *(f"{key}: {_json(value)}" for key, value in about.items()), f"{name}:"]
    for entry in entries:
        for number, (key, value) in enumerate(entry.items()):
            lead = "  - " if number == 0 else "    "
            lines += [
                f"{lead}{line}" if n == 0 else f"    {line}"
                for n, line in enumerate(_field(key, value))
            ]
    return "\n".join(lines) + "\n"


def _field(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield f"{key}:"
        for name, inner in value.items():
            for line in _field(_json(name) if not UNIT.fullmatch(name) else name, inner):
                yield f"  {line}"
    elif isinstance(value, list) and value and all(isinstance(v, (Mapping, list)) for v in value):
        yield f"{key}:"
        yield from (f"  - {_json(v)}" for v in value)
    else:
        yield f"{key}: {_json(value)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
