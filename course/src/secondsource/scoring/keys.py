"""Files of keys, read and held against their unit: one key for each item, no item without one.

The keys of practice items stand in `practice.yaml` in the unit's folder and come with the lesson;
those of all other items stand where only an instructor has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema

from secondsource import paths
from secondsource.errors import ContentError
from secondsource.families import Item
from secondsource.scoring import KEYS, ContestedKey, Key
from secondsource.units import Unit
from secondsource.yaml_files import explain, read_yaml, validate

__all__ = ["PRACTICE", "KeyFile", "Keyring", "key_schema", "practice_keys", "read_keys"]

PRACTICE = "practice.yaml"
"""The file, in a unit's folder, with the keys of its practice items."""


@dataclass(frozen=True, eq=False)
class Keyring:
    """A unit with the keys of its items: all of them, or those of its practice items alone."""

    unit: Unit
    keys: Mapping[str, Key[Any]]

    def __getitem__(self, item_id: str) -> tuple[Item, Key[Any]]:
        """The item of that id and its key; `ContentError` where the unit has no such item."""
        return self.unit.item(item_id), self.keys[item_id]

    def __contains__(self, item_id: object) -> bool:
        return item_id in self.keys


class KeyEntry(BaseModel):
    """One key as it stands in the file. What else it needs depends on its item's family."""

    model_config = ConfigDict(extra="allow")

    item: Annotated[str, Field(description="The id of the item it is the key of.")]


class KeyFile(BaseModel):
    """A unit's file of keys: for each of its items the answer, the evidence and the feedback."""

    model_config = ConfigDict(extra="forbid", title="The keys of a unit")

    unit: Annotated[str, Field(description="The name of the unit, which is the file's.")]
    keys: Annotated[list[KeyEntry], Field(description="One for each item of the unit.")]


def practice_keys(unit: Unit, folder: Path | None = None) -> Keyring:
    """Return the keys of a unit's practice items, which come with the lesson.

    `folder` has the units, the course's own if none is given. Raises `ContentError` where there
    are practice items and no file, or where the file is not right.
    """
    file = (folder or paths.units()) / unit.name / PRACTICE
    if file.is_file():
        return read_keys(file, unit, practice=True)
    missing = [i.id for i in unit.items if i.practice]
    if missing:
        msg = f"{file}: is missing; write the key of practice item {', '.join(missing)} there"
        raise ContentError(msg)
    return Keyring(unit, {})


def read_keys(file: Path, unit: Unit, *, practice: bool = False) -> Keyring:
    """Read one key file and hold it against the unit's practice items, or against all others.

    Raises one `ContentError` that names the file and everything that is wrong in it. A key in
    the wrong file is an error: that of a practice item would not reach the learner, any
    other one must not.
    """
    data = read_yaml(file)
    content = validate(KeyFile, data, file, entries="keys", named_by="item")
    if content.unit != unit.name:
        msg = f"{file}: unit is {content.unit!r}; expected {unit.name!r}"
        raise ContentError(msg)
    keys: dict[str, Key[Any]] = {}
    problems = list(_misplaced([entry.item for entry in content.keys], unit, practice=practice))
    for raw in data["keys"]:
        if raw["item"] not in keys and any(i.id == raw["item"] for i in unit.items):
            try:
                keys[raw["item"]] = _read_key(raw, unit.item(raw["item"]))
            except ContentError as error:
                problems.append(str(error))
    if problems:
        raise ContentError("\n".join(f"{file}: {problem}" for problem in problems))
    return Keyring(unit, keys)


def _misplaced(names: list[str], unit: Unit, *, practice: bool) -> Iterator[str]:
    """Give what is wrong with which items have keys, whatever the keys say."""
    known = [i.id for i in unit.items]
    for name in sorted(set(names)):
        if name not in known:
            yield f"key for unknown item {name}; unit {unit.name} has {', '.join(known)}"
        if names.count(name) > 1:
            yield f"item {name} has two keys; keep one"
    for item in (i for i in unit.items if i.id in names and i.practice is not practice):
        yield _in_wrong_file(item)
    missing = [i.id for i in unit.items if i.practice is practice and i.id not in names]
    if missing:
        yield f"no key for item {', '.join(missing)}; every item needs one"


def _in_wrong_file(item: Item) -> str:
    if item.practice:
        return (
            f"key of practice item {item.id}; it has to come with the lesson, so move it to "
            f"{PRACTICE} in the unit's folder"
        )
    return (
        f"key of item {item.id}, which is not for practice; this file goes to learners, so move "
        "the key to the instructor's keys, or write `practice: true` in items.yaml"
    )


def _read_key(raw: Mapping[str, Any], item: Item) -> Key[Any]:
    model = ContestedKey if item.contested else KEYS[item.family]
    try:
        key = model.model_validate(raw)
        key.verify(item)
    except ValidationError as error:
        lines = explain(error, raw)
        msg = f"key of item {item.id} is not right:\n" + "\n".join(f"  {line}" for line in lines)
        raise ContentError(msg) from error
    return key


def key_schema() -> dict[str, Any]:
    """Return the JSON Schema of a key file, in which an entry may be the key of any family.

    An editor cannot know the family of the item, which stands in another file, so it offers the
    fields of all; `read_keys` is stricter.
    """
    forms: list[type[Key[Any]]] = list(dict.fromkeys([*KEYS.values(), ContestedKey]))
    references, shared = models_json_schema([(form, "validation") for form in forms])
    schema = KeyFile.model_json_schema()
    entries = [references[form, "validation"] for form in forms]
    schema["properties"]["keys"]["items"] = {"anyOf": entries}
    return schema | {"$defs": shared["$defs"]}
