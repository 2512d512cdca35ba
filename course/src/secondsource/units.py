"""A unit's items, read from `items.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from secondsource import paths
from secondsource.errors import ContentError, PackError
from secondsource.families import AnyItem, Item
from secondsource.families.base import CHECK, FIND
from secondsource.file_cache import FileCache
from secondsource.markdown import escaped
from secondsource.packs import references
from secondsource.packs.finding import default_pack, pack_names
from secondsource.packs.pack import Pack, load_pack
from secondsource.yaml_files import read_yaml, validate

__all__ = ["Unit", "UnitFile", "asked", "load_unit", "read_items", "unit_names"]

RESERVED = frozenset({"start", "hand-in"})
"""Names of the cells that every unit's notebook has besides its items."""

_ASK = re.compile(r'ask\("([^"]+)"\)')


class UnitFile(BaseModel):
    """A unit's `items.yaml`: the questions a lesson asks, without their answers."""

    model_config = ConfigDict(extra="forbid", title="The items of a unit")

    unit: Annotated[str, Field(description="The name of the unit, which is its folder's.")]
    title: Annotated[str, Field(description="What the unit is called; as in its lesson.")] = ""
    minutes: Annotated[
        int, Field(ge=0, description="The minutes the lesson promises; 0 where it says none.")
    ] = 0
    pack: Annotated[
        str | None,
        Field(description="The data package whose rows the items' keys cite as evidence."),
    ] = None
    items: Annotated[
        list[AnyItem],
        Field(
            description="In the order in which `lesson.md` asks them: every list of a unit's "
            "exercises is in this order."
        ),
    ]

    @field_validator("pack")
    @classmethod
    def _known(cls, pack: str | None) -> str | None:
        known = pack_names()
        if pack is not None and pack not in known:
            msg = f"{pack!r} is no data package; expected one of {', '.join(known) or '(none)'}"
            raise ValueError(msg)
        return pack

    @field_validator("items")
    @classmethod
    def _distinct(cls, items: list[Item]) -> list[Item]:
        ids = [i.id for i in items]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            msg = f"item id {', '.join(twice)} is used twice; ids are for ever, give a new one"
            raise ValueError(msg)
        taken = sorted(RESERVED & set(ids))
        if taken:
            msg = f"item id {', '.join(taken)} is the name of another cell; give another one"
            raise ValueError(msg)
        return items


@dataclass(frozen=True)
class Unit:
    """One lesson's items, in the order of the file, which is that of the lesson."""

    name: str
    items: tuple[Item, ...]
    pack: str
    title: str = ""
    minutes: int = 0

    def item(self, item_id: str) -> Item:
        """The item of that id; `ContentError` where there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        known = ", ".join(i.id for i in self.items)
        msg = f'unit {self.name} has no item "{item_id}"; it has {known}'
        raise ContentError(msg)


_units: FileCache[Unit] = FileCache()
_checked = False


def asked(source: str) -> str | None:
    """The id of the item that a code cell asks; None where the cell is no `ask` cell."""
    match = _ASK.fullmatch(source.strip())
    return match.group(1) if match else None


def unit_names(folder: Path | None = None) -> list[str]:
    """The names of all units, in teaching order."""
    root = folder or paths.units()
    return sorted(p.parent.name for p in root.glob("*/items.yaml"))


def load_unit(name: str) -> Unit:
    """Return the unit of that name, read again where its file has changed.

    Raises `ContentError` where it is missing or its items are not right.
    """
    file = paths.units() / name / "items.yaml"
    if not file.is_file():
        msg = f'there is no unit "{name}"; known units: {", ".join(unit_names()) or "none"}'
        raise ContentError(msg)
    return _units.get([file], lambda: read_items(file))


def read_items(file: Path) -> Unit:
    """Read and check one `items.yaml`; `ContentError` names each item, field and remedy."""
    data = read_yaml(file)
    pack = data.get("pack") if isinstance(data, dict) else None
    looking = _looking(pack if isinstance(pack, str) else None)
    content = validate(UnitFile, data, file, entries="items", named_by="id", context=looking)
    if content.unit != file.parent.name:
        msg = f"{file}: unit is {content.unit!r}; expected {file.parent.name!r}, the folder's name"
        raise ContentError(msg)
    return Unit(
        content.unit,
        tuple(content.items),
        content.pack or default_pack(),
        content.title or content.unit,
        content.minutes,
    )


def take_references_as_checked() -> None:
    """Let no later reading of a unit look whether the material beside an item is there.

    For files that were read and checked when they were written, as those of a site are: looking
    reads the story's texts whole, which in a browser takes longer than the answer itself.
    """
    global _checked  # noqa: PLW0603 - said once, before any unit is read
    _checked = True


def with_words(data: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """Return the content of an `items.yaml` with each bare reference as the option it stands for.

    `file` is what messages name. Raises `ContentError` where the items would
    not stay the same.
    """
    named: dict[str, dict[str, str]] = {}
    looking = _looking(data.get("pack"))
    whole = dict(data)

    def option(reference: str) -> dict[str, str]:
        return named.setdefault(reference, looking[FIND](reference))

    def filled(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {k: filled(v, k) for k, v in value.items()}
        if isinstance(value, list) and key != "material":
            return [named.get(v, v) if isinstance(v, str) else filled(v, key) for v in value]
        return value

    read = {"entries": "items", "named_by": "id"}
    before = validate(UnitFile, whole, file, **read, context={**looking, FIND: option})
    made: dict[str, Any] = filled(whole)
    if before != validate(UnitFile, made, file, **read, context=looking):
        msg = f"{file}: with the words of its references in place, its items are others"
        raise ContentError(msg)
    return made


def _looking(pack_name: str | None) -> dict[str, Callable[[str], Any]]:
    """What looks up references in the unit's pack, which is read when the first one is met.

    It is asked for once a file: a unit refers to its pack some eighty times, and each question
    looks at all of the pack's files again.
    """

    @cache
    def pack() -> Pack:
        return load_pack(pack_name or default_pack())

    def found(reference: str, search: Callable[[Pack, str], Any]) -> Any:
        try:
            return search(pack(), reference)
        except PackError as error:
            raise ValueError(str(error)) from error

    def option(reference: str) -> dict[str, str]:
        passage = found(reference, references.find)
        text = escaped(passage.text)
        return {"id": passage.id, "text": text, "place": passage.place, "ref": passage.name}

    if _checked:
        return {FIND: option}
    return {FIND: option, CHECK: lambda reference: found(reference, references.find_all)}
