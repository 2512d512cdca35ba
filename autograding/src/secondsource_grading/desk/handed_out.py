"""What a learner gets of a teacher's own unit beside its notebook: items and texts, no key."""

from __future__ import annotations

from pathlib import Path

from secondsource.packs.finding import pack_names
from secondsource.paths import HANDED_OUT, packs
from secondsource.units import load_unit
from secondsource_grading.site.parts import pack_files, unit_files

__all__ = ["hand_out"]


def hand_out(unit: str, folder: Path) -> None:
    """Write a unit's items, and a learner's part of its own data package, into `folder`.

    A data package of the kit is left out, because every learner has it.
    """
    opened = load_unit(unit)
    own = opened.pack not in pack_names(packs())
    files = unit_files(opened, study=False)
    files |= pack_files(opened.pack, study=False) if own else {}
    for place, raw in files.items():
        kind, _, rest = place.removeprefix("secondsource/_").partition("/")
        file = folder / HANDED_OUT / kind / rest
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
