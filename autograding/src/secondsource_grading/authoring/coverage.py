"""Which of a pack's claims, omissions, silences and discrepancies the course makes use of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from secondsource.packs.pack import Pack
from secondsource.scoring.evidence import TABLES
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.lessons import Lesson, Shown

__all__ = ["NEEDED", "Coverage", "coverage", "uses"]

NEEDED: Mapping[str, float] = {
    "claim": 0.95,
    "omission": 1.0,
    "silence": 1.0,
    "discrepancy": 1.0,
}
"""The share of each table's rows that an exercise or a reading note must use."""


@dataclass(frozen=True)
class Coverage:
    """One table's rows: how many there are, which a key cites, which only a lesson shows."""

    kind: str
    rows: tuple[str, ...]
    cited: frozenset[str]
    shown: frozenset[str]

    @property
    def table(self) -> str:
        """The table's name."""
        return TABLES[self.kind]

    @property
    def unused(self) -> list[str]:
        """The ids that nothing uses."""
        return [r for r in self.rows if r not in self.cited | self.shown]

    @property
    def share(self) -> float:
        """Rows used, in 0..1."""
        return 1 - len(self.unused) / len(self.rows) if self.rows else 1.0

    @property
    def enough(self) -> bool:
        """Whether the share reaches what is needed."""
        return self.share >= NEEDED[self.kind]


def coverage(pack: Pack, units: Iterable[tuple[Keyring, Lesson]]) -> list[Coverage]:
    """Coverage of each kind of row by the units that read from `pack`."""
    cited: set[str] = set()
    shown: set[str] = set()
    for ring, lesson in units:
        if ring.unit.pack == pack.name:
            cited |= {e for k in ring.keys.values() for e in k.evidence if isinstance(e, str)}
            shown |= set(uses(lesson, pack))
    found = []
    for kind in NEEDED:
        rows = tuple(dict.fromkeys(r["id"] for r in pack.table(TABLES[kind]).rows))
        found.append(Coverage(kind, rows, _ids(kind, cited), _ids(kind, shown)))
    return found


def uses(lesson: Lesson, pack: Pack) -> Iterator[str]:
    """References to the rows a lesson treats: by a reading that is shown, by name, or by note."""
    for call in lesson.shown:
        if call.options.get("pack", pack.name) == pack.name:
            yield from (f"claim:{c}" for c in _claims(call, pack))
    text = "\n".join(lesson.prose)
    for kind in NEEDED:
        for row in pack.table(TABLES[kind]).rows:
            if re.search(rf"(?<!\w){row['id']}(?!\w)", text):
                yield f"{kind}:{row['id']}"
    yield from lesson.covers


def _claims(call: Shown, pack: Pack) -> Iterator[str]:
    """The claims whose words one call puts on the page."""
    if call.name == "claims":
        yield from call.args or [r["id"] for r in pack.table("claims").rows]
    if call.name == "reading":
        edition = pack.edition(call.args[0])
        paragraphs = call.options.get("paragraphs")
        for claim, paragraph in edition.anchors.items() if edition else ():
            if paragraphs is None or paragraph in paragraphs:
                yield claim


def _ids(kind: str, references: Iterable[str]) -> frozenset[str]:
    return frozenset(r.partition(":")[2] for r in references if r.startswith(f"{kind}:"))
