"""What a unit asks of a learner: words on the page, decisions, and minutes by the course's formula.

Only the core counts. What stands under a heading that begins with *More* may be left out by a
learner, and a text that is folded because an earlier unit showed it (`seen=`) is not read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from secondsource.families import Item
from secondsource.packs.pack import Pack
from secondsource.scoring import Key
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.lessons import Lesson, parse_cell, read_source
from secondsource_grading.authoring.readability import count_words, item_texts, shown_texts

__all__ = ["Workload", "decisions", "workload"]

WORDS_A_MINUTE = 150
SIMPLE_SECONDS = 15
CONSIDERED_SECONDS = 45
TEXT_MINUTES = 6


@dataclass(frozen=True)
class Workload:
    """A unit's core: `words` to read, decisions of two kinds, and `texts` to write."""

    words: int
    considered: int
    """One of several answers, or a number: something to think about as a whole."""
    simple: int
    """A row, a tick, a mark or an arrow."""
    texts: int

    @property
    def decisions(self) -> int:
        """Decisions of both kinds."""
        return self.considered + self.simple

    @property
    def minutes(self) -> float:
        """150 words a minute, 15 s a simple decision, 45 s a considered one, 6 min a text."""
        seconds = SIMPLE_SECONDS * self.simple + CONSIDERED_SECONDS * self.considered
        return self.words / WORDS_A_MINUTE + seconds / 60 + TEXT_MINUTES * self.texts


def workload(lesson: Lesson, ring: Keyring, pack: Pack) -> Workload:
    """Return what the core of a unit asks, from its lesson as it stands in the file."""
    words = considered = simple = texts = 0
    for kind, cell in _core(lesson):
        if kind == "markdown":
            words += count_words(cell)
            continue
        code = parse_cell(cell, lesson.file)
        words += sum(count_words(t) for call in code.shown() for t in shown_texts(call, pack))
        for item in (i for i in ring.unit.items if f'ask("{i.id}")' in cell):
            words += sum(map(count_words, item_texts(item, quoted=True)))
            texts += item.by_hand and item.counts
            more = decisions(item, ring.keys[item.id])
            considered, simple = considered + more[0], simple + more[1]
    return Workload(words, considered, simple, texts)


def decisions(item: Item, key: Key[Any]) -> tuple[int, int]:
    """Return how many considered and how many simple decisions a right answer takes."""
    if item.by_hand:
        return 0, 0
    value = item.parse(key.full(item)) if not item.contested else item.blank()
    groups = item.option_groups()
    if groups:
        picks = item.picks(value)
        single = sum(not (g.several or g.repeated) for g in groups)
        ticks = sum(len(picks[g.name]) for g in groups if g.several)
        return single, ticks + sum(g.repeated for g in groups)
    if isinstance(value, list):
        return 0, len(item.wording(value).split(" … ")) if hasattr(item, "tokens") else len(value)
    progress = item.progress(value)
    return (0, progress.of) if progress.of > 1 else (1, 0)


def _core(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Give kind and source of each cell of the core."""
    optional = False
    for cell in read_source(lesson.file).cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("## "):
                    optional = line.startswith("## More")
        if not optional:
            yield cell.cell_type, cell.source
