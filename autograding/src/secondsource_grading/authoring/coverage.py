"""Which of a pack's claims, omissions, silences and discrepancies the course deals with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from secondsource.families import Item
from secondsource.packs.pack import Pack
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.lessons import Lesson

__all__ = ["Coverage", "coverage", "uses"]

_PARAGRAPH = re.compile(r"paragraph:([A-Za-z0-9]+)/(\d+)(/\d+)?")


@dataclass(frozen=True)
class Coverage:
    """One table's rows: how many there are, which an item deals with, which a note does.

    `kind` is the word of its references, `needed` the share, 0..1, that the course must use.
    """

    kind: str
    table: str
    needed: float
    rows: tuple[str, ...]
    cited: frozenset[str]
    noted: frozenset[str]

    @property
    def unused(self) -> list[str]:
        """The ids that nothing deals with."""
        return [r for r in self.rows if r not in self.cited | self.noted]

    @property
    def share(self) -> float:
        """Rows dealt with, in 0..1."""
        return 1 - len(self.unused) / len(self.rows) if self.rows else 1.0

    @property
    def enough(self) -> bool:
        """Whether the share reaches what is needed."""
        return self.share >= self.needed


def coverage(pack: Pack, units: Iterable[tuple[Keyring, Lesson]]) -> list[Coverage]:
    """Return how the units that read from `pack` use what it says they must (`covered`)."""
    cited: set[str] = set()
    noted: set[str] = set()
    for keyring, lesson in units:
        if keyring.unit.pack == pack.name:
            cited |= {e for k in keyring.keys.values() for e in k.evidence if isinstance(e, str)}
            cited |= {r for i in keyring.unit.items for r in _asked(i, pack)}
            noted |= set(uses(lesson, pack))
    found = []
    for kind, needed in pack.about.covered.items():
        table = pack.table(kind)
        rows = tuple(table.by_id)
        found.append(Coverage(kind, table.name, needed, rows, _ids(kind, cited), _ids(kind, noted)))
    return found


def uses(lesson: Lesson, pack: Pack) -> Iterator[str]:
    """References to the rows that a lesson's own words deal with.

    It names the row, or a cell's head says so (`+++ {"covers": [...]}`), or a bar shows which
    document tells the fact. That a paragraph or a table is shown is not enough: a reader may
    pass over what nobody speaks of.
    """
    for call in lesson.shown:
        if call.options.get("pack", pack.name) == pack.name:
            for table, row_id in call.told(pack):
                yield f"{table.about.reference}:{row_id}"
    text = "\n".join(lesson.prose)
    for kind in pack.about.covered:
        for row_id in pack.table(kind).by_id:
            if re.search(rf"(?<!\w){re.escape(row_id)}(?!\w)", text):
                yield f"{kind}:{row_id}"
    yield from lesson.covers


def _asked(item: Item, pack: Pack) -> Iterator[str]:
    """References to what an item has as a place, a row or a statement, and to the claims there.

    A sentence stands for the one claim of its paragraph; where a paragraph has several, the
    key has to say which of them the item deals with.
    """
    for place in (o.place for o in item.all_options() if o.place):
        yield place
        match = _PARAGRAPH.fullmatch(place)
        edition = pack.edition(match[1]) if match else None
        if match and edition:
            claims = [c for c, number in edition.anchors.items() if number == int(match[2])]
            if not match[3] or len(claims) == 1:
                yield from (f"claim:{claim}" for claim in claims)


def _ids(kind: str, references: Iterable[str]) -> frozenset[str]:
    return frozenset(r.partition(":")[2] for r in references if r.startswith(f"{kind}:"))
