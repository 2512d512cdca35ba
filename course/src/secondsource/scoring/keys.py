"""A file of keys, read and held against its unit: one key for each item, no item without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from secondsource.errors import ContentError
from secondsource.families import Item
from secondsource.scoring import KEYS, ContestedKey, Key
from secondsource.units import Unit, read_yaml

__all__ = ["Keyring", "read_keys"]


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


def read_keys(file: Path, unit: Unit) -> Keyring:
    """Read one key file and hold it against the unit's items."""
    data = read_yaml(file)
    if not isinstance(data, dict) or not isinstance(data.get("keys"), list):
        msg = f"{file}: expected `unit:` and a list under `keys:`"
        raise ContentError(msg)
    if data.get("unit") != unit.name:
        msg = f"{file}: unit is {data.get('unit')!r}; expected {unit.name!r}"
        raise ContentError(msg)
    keys: dict[str, Key[Any]] = {}
    for number, raw in enumerate(data["keys"], start=1):
        key = _read_key(file, number, raw, unit)
        if key.item in keys:
            msg = f"{file}: item {key.item} has two keys; keep one"
            raise ContentError(msg)
        keys[key.item] = key
    missing = [i.id for i in unit.items if i.id not in keys]
    if missing:
        msg = f"{file}: no key for item {', '.join(missing)}; every item needs one"
        raise ContentError(msg)
    return Keyring(unit, keys)


def _read_key(file: Path, number: int, raw: Any, unit: Unit) -> Key[Any]:
    if not isinstance(raw, dict) or not isinstance(raw.get("item"), str):
        msg = f"{file}: key number {number} names no item; start it with `item: <id>`"
        raise ContentError(msg)
    name = raw["item"]
    if name not in {i.id for i in unit.items}:
        msg = (
            f"{file}: key for unknown item {name}; unit {unit.name} has "
            f"{', '.join(i.id for i in unit.items)}"
        )
        raise ContentError(msg)
    item = unit.item(name)
    try:
        model = ContestedKey if item.contested else KEYS[item.family]
        key = model.model_validate(raw)
        key.verify(item)
    except ValidationError as error:
        lines = [
            f"  {'.'.join(str(p) for p in e['loc'])}: {e['msg']} (found {str(e['input'])[:60]!r})"
            for e in error.errors(include_url=False)
        ]
        msg = f"{file}: key of item {name} is not right:\n" + "\n".join(lines)
        raise ContentError(msg) from error
    except ContentError as error:
        msg = f"{file}: {error}"
        raise ContentError(msg) from error
    return key
