"""Writes the items of a unit for one school system, and tells what stays behind and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secondsource.errors import ContentError
from secondsource.families import Item
from secondsource.files import replacing
from secondsource.packs.pack import load_pack
from secondsource.scoring import Key
from secondsource_grading.item_export.moodle_xml import moodle_xml
from secondsource_grading.item_export.qti12 import qti12
from secondsource_grading.item_export.qti21 import qti21
from secondsource_grading.item_export.questions import Amount, Body, Question
from secondsource_grading.item_export.rules import refused, worst_difference
from secondsource_grading.item_export.translate import NotPortable, translate
from secondsource_grading.keys import load_keys

__all__ = ["Exported", "Left", "export_items"]

WRITERS: dict[str, tuple[str, Callable[[str, str, Sequence[Question]], bytes]]] = {
    "moodle": (".xml", moodle_xml),
    "canvas": (".zip", qti12),
    "blackboard": (".zip", qti21),
}
"""How a system's file ends, and what makes it."""


@dataclass(frozen=True)
class Left:
    """An item that stays in the notebook: its id, its title, its family, and why."""

    item: str
    title: str
    family: str
    reason: str


@dataclass(frozen=True)
class Exported:
    """What was written: the file, the items in it, what is other in them, and what stayed."""

    file: str
    items: tuple[str, ...]
    other: dict[str, str]
    """By item what a teacher has to know of it: points that differ, a unit that is given."""
    left: tuple[Left, ...]


def export_items(
    unit_name: str,
    system: str,
    target: Path | None = None,
    *,
    keys: Path | None = None,
    other_points: bool = False,
) -> Exported:
    """Write the items of a unit, with their keys, to `target` for `system`.

    An item leaves only where the system gives every answer the points that we give. With
    `other_points` those leave too whose partly right answers earn others there; each is told
    with the largest difference. `ContentError` where nothing can leave, and then nothing is
    written.
    """
    keyring = load_keys(unit_name, keys)
    pack = load_pack(keyring.unit.pack)
    questions: list[Question] = []
    other: dict[str, str] = {}
    left: list[Left] = []
    for item in keyring.unit.items:
        _, key = keyring[item.id]
        try:
            question = translate(item, key, pack)
            told = _told(system, item, key, question.body, other_points=other_points)
        except NotPortable as reason:
            left.append(Left(item.id, item.title or item.id, item.family, str(reason)))
            continue
        questions.append(question)
        if told:
            other[item.id] = told
    ending, write = WRITERS[system]
    file = target or Path(f"{unit_name}-{system}{ending}")
    if not questions:
        msg = f"{unit_name}: no item of it can leave for {system}; nothing was written"
        raise ContentError(msg)
    with replacing(file) as temporary:
        temporary.write_bytes(write(unit_name, keyring.unit.title, questions))
    return Exported(str(file), tuple(q.id for q in questions), other, tuple(left))


def _told(system: str, item: Item, key: Key[Any], body: Body, *, other_points: bool) -> str:
    """Return what a teacher has to know of an item that leaves; `NotPortable` where it stays."""
    reason = refused(system, body)
    if reason:
        raise NotPortable(reason)
    differs = worst_difference(system, item, key, body)
    if differs is not None and not other_points:
        msg = f"a partly right answer has other points there: {differs.words}"
        raise NotPortable(msg)
    told = [f"a partly right answer has other points there: {differs.words}"] if differs else []
    if isinstance(body, Amount):
        told.append(f"the unit is given with the question ({body.unit})")
    return "; ".join(told)
