"""A file of keys, read and held against its unit: one key for each item, no item without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema

from secondsource.errors import ContentError
from secondsource.families import Item
from secondsource.scoring import KEYS, ContestedKey, Key
from secondsource.units import Unit
from secondsource.yaml_files import explain, read_yaml, validate

__all__ = ["KeyFile", "Keyring", "key_schema", "read_keys"]


@dataclass(frozen=True, eq=False)
class Keyring:
    """A unit with the key of every one of its items."""

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


def read_keys(file: Path, unit: Unit) -> Keyring:
    """Read one key file and hold it against the unit's items.

    Raises one `ContentError` that names the file and everything that is wrong in it.
    """
    data = read_yaml(file)
    content = validate(KeyFile, data, file, entries="keys", named_by="item")
    if content.unit != unit.name:
        msg = f"{file}: unit is {content.unit!r}; expected {unit.name!r}"
        raise ContentError(msg)
    keys: dict[str, Key[Any]] = {}
    problems = list(_misplaced([entry.item for entry in content.keys], unit))
    for raw in data["keys"]:
        if raw["item"] not in keys and any(i.id == raw["item"] for i in unit.items):
            try:
                keys[raw["item"]] = _read_key(raw, unit.item(raw["item"]))
            except ContentError as error:
                problems.append(str(error))
    if problems:
        raise ContentError("\n".join(f"{file}: {problem}" for problem in problems))
    return Keyring(unit, keys)


def _misplaced(names: list[str], unit: Unit) -> Iterator[str]:
    """Give what is wrong with which items have keys, whatever the keys say."""
    known = [i.id for i in unit.items]
    for name in sorted(set(names)):
        if name not in known:
            yield f"key for unknown item {name}; unit {unit.name} has {', '.join(known)}"
        if names.count(name) > 1:
            yield f"item {name} has two keys; keep one"
    missing = [i for i in known if i not in names]
    if missing:
        yield f"no key for item {', '.join(missing)}; every item needs one"


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
