"""Which of a pack's claims, omissions, silences and discrepancies the course makes use of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from secondsource.packs.pack import Pack
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.lessons import FACTS, Lesson, Shown

__all__ = ["Coverage", "coverage", "uses"]


@dataclass(frozen=True)
class Coverage:
    """One table's rows: how many there are, which a key cites, which only a lesson shows.

    `kind` is the word of its references, `needed` the share, 0..1, that the course must use.
    """

    kind: str
    table: str
    needed: float
    rows: tuple[str, ...]
    cited: frozenset[str]
    shown: frozenset[str]

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
        return self.share >= self.needed


def coverage(pack: Pack, units: Iterable[tuple[Keyring, Lesson]]) -> list[Coverage]:
    """Return how the units that read from `pack` use what it says they must (`covered`)."""
    cited: set[str] = set()
    shown: set[str] = set()
    for ring, lesson in units:
        if ring.unit.pack == pack.name:
            cited |= {e for k in ring.keys.values() for e in k.evidence if isinstance(e, str)}
            shown |= set(uses(lesson, pack))
    found = []
    for kind, needed in pack.about.covered.items():
        table = pack.table(kind)
        rows = tuple(table.by_id)
        found.append(Coverage(kind, table.name, needed, rows, _ids(kind, cited), _ids(kind, shown)))
    return found


def uses(lesson: Lesson, pack: Pack) -> Iterator[str]:
    """References to the rows a lesson treats: by a call that shows them, by name, or by note."""
    for call in lesson.shown:
        if call.options.get("pack", pack.name) == pack.name:
            yield from _by(call, pack)
    text = "\n".join(lesson.prose)
    for kind in pack.about.covered:
        for row_id in pack.table(kind).by_id:
            if re.search(rf"(?<!\w){re.escape(row_id)}(?!\w)", text):
                yield f"{kind}:{row_id}"
    yield from lesson.covers


def _by(call: Shown, pack: Pack) -> Iterator[str]:
    """References to the rows whose words one call puts on the page."""
    for edition, paragraphs in call.passages(pack):
        for claim, paragraph in edition.anchors.items():
            if paragraph in paragraphs:
                yield f"claim:{claim}"
    for table, row_id in call.told(pack):
        yield f"{table.about.reference}:{row_id}"
    if call.is_text or call.name == FACTS:
        return
    table, ids = call.rows(pack)
    for row_id in ids:
        yield f"{table.about.reference}:{row_id}"


def _ids(kind: str, references: Iterable[str]) -> frozenset[str]:
    return frozenset(r.partition(":")[2] for r in references if r.startswith(f"{kind}:"))
