"""A unit's items, read from `items.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from secondsource import paths
from secondsource.errors import ContentError
from secondsource.families import AnyItem, Item
from secondsource.packs.pack import default_pack, pack_names

__all__ = ["Unit", "asked", "load_unit", "read_items", "read_yaml", "unit_names"]

RESERVED = frozenset({"start", "hand-in"})
"""Names of the cells that every unit's notebook has besides its items."""

_ASK = re.compile(r'ask\("([^"]+)"\)')

_ITEM: TypeAdapter[Item] = TypeAdapter(AnyItem)


@dataclass(frozen=True)
class Unit:
    """One lesson's items, in the order of the file."""

    name: str
    items: tuple[Item, ...]
    pack: str

    def item(self, item_id: str) -> Item:
        """The item of that id; `ContentError` where there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        known = ", ".join(i.id for i in self.items)
        msg = f'unit {self.name} has no item "{item_id}"; it has {known}'
        raise ContentError(msg)


def asked(source: str) -> str | None:
    """The id of the item that a code cell asks; None where the cell is no `ask` cell."""
    match = _ASK.fullmatch(source.strip())
    return match.group(1) if match else None


def unit_names(folder: Path | None = None) -> list[str]:
    """The names of all units, in teaching order."""
    root = folder or paths.units()
    return sorted(p.parent.name for p in root.glob("*/items.yaml"))


@cache
def load_unit(name: str) -> Unit:
    """The unit of that name; `ContentError` where it is missing or its items are not right."""
    file = paths.units() / name / "items.yaml"
    if not file.is_file():
        msg = f'there is no unit "{name}"; known units: {", ".join(unit_names()) or "none"}'
        raise ContentError(msg)
    return read_items(file)


def read_yaml(file: Path) -> Any:
    """The content of a YAML file; `ContentError` with file and line where it is not YAML."""
    try:
        return YAML(typ="safe").load(file.read_text("utf-8"))
    except YAMLError as error:
        msg = f"{file}: not valid YAML: {error}"
        raise ContentError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{file}: not UTF-8 text (byte {error.start}); save it as UTF-8"
        raise ContentError(msg) from error


def read_items(file: Path) -> Unit:
    """Read and check one `items.yaml`; `ContentError` names the item, field and remedy."""
    data = read_yaml(file)
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        msg = f"{file}: expected `unit:` and a list under `items:`"
        raise ContentError(msg)
    name = data.get("unit")
    if name != file.parent.name:
        msg = f"{file}: unit is {name!r}; expected {file.parent.name!r}, the folder's name"
        raise ContentError(msg)
    items: list[Item] = []
    for number, raw in enumerate(data["items"], start=1):
        label = raw.get("id", f"number {number}") if isinstance(raw, dict) else f"number {number}"
        try:
            items.append(_ITEM.validate_python(raw))
        except ValidationError as error:
            raise ContentError(_explain(file, label, error)) from error
    ids = [i.id for i in items]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        msg = f"{file}: item id {', '.join(twice)} is used twice; ids are for ever, give a new one"
        raise ContentError(msg)
    taken = sorted(RESERVED & set(ids))
    if taken:
        msg = f"{file}: item id {', '.join(taken)} is the name of another cell; give another one"
        raise ContentError(msg)
    return Unit(name, tuple(items), _pack(file, data))


def _pack(file: Path, data: dict[str, Any]) -> str:
    """The pack that the file names, or the default one where it names none."""
    if "pack" not in data:
        return default_pack()
    known = pack_names()
    if data["pack"] not in known:
        msg = f"{file}: pack is {data['pack']!r}; expected one of {', '.join(known) or '(none)'}"
        raise ContentError(msg)
    return str(data["pack"])


def _explain(file: Path, label: str, error: ValidationError) -> str:
    lines = [
        f"  {'.'.join(str(p) for p in e['loc'])}: {e['msg']} (found {str(e['input'])[:60]!r})"
        for e in error.errors(include_url=False)
    ]
    return f"{file}: item {label} is not right:\n" + "\n".join(lines)
