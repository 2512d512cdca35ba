"""What a unit asks of a learner: words on the page, decisions, and minutes by the course's formula.

What stands under a heading that begins with *More* may be left out by a learner, and a text that is
folded because an earlier unit showed it (`seen=`) is not read again. The rest is the core, but for
a section that asks items of the test before and after the course: it is taken at another sitting,
so it is counted for itself.

A paragraph or row that the core shows in full counts once as words to read. Where an exercise
shows it again, as a place to be cited, it takes time to look at, so it counts for the minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from secondsource.families import Item
from secondsource.packs.editions import plain
from secondsource.packs.pack import Pack
from secondsource.scoring import Key
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.lessons import Lesson, parse_cell, read_source
from secondsource_grading.authoring.readability import count_words, shown_texts

__all__ = ["Workload", "decisions", "workload"]

WORDS_A_MINUTE = 150
SIMPLE_SECONDS = 15
CONSIDERED_SECONDS = 45
TEXT_MINUTES = 6


@dataclass(frozen=True)
class Workload:
    """One sitting: `words` to read, decisions of two kinds, and `texts` to write."""

    words: int
    """Words on the page; those of a text that is shown twice, once."""
    considered: int
    """One of several answers, or a number: something to think about as a whole."""
    simple: int
    """A row, a tick, a mark or an arrow."""
    texts: int
    again: int = 0
    """Words of the texts and rows that an exercise shows once more."""

    @property
    def decisions(self) -> int:
        """Decisions of both kinds."""
        return self.considered + self.simple

    @property
    def minutes(self) -> float:
        """150 words a minute, 15 s a simple decision, 45 s a considered one, 6 min a text."""
        seconds = SIMPLE_SECONDS * self.simple + CONSIDERED_SECONDS * self.considered
        words = self.words + self.again
        return words / WORDS_A_MINUTE + seconds / 60 + TEXT_MINUTES * self.texts

    @property
    def told(self) -> str:
        """The figures as `check` prints them."""
        return f"{self.words} words, {self.decisions} decisions, {self.minutes:.0f} minutes"


def workload(lesson: Lesson, keyring: Keyring, pack: Pack, *, test: bool = False) -> Workload:
    """Return what the core of a unit asks, from its lesson as it stands in the file.

    `test` returns what the test before or after the course asks, where the unit holds one.
    """
    words = again = considered = simple = texts = 0
    shown = ""
    for kind, cell in _sitting(lesson, keyring, test=test):
        if kind == "markdown":
            words += count_words(cell)
            continue
        code = parse_cell(cell, lesson.file)
        told = [t for call in code.shown() for t in shown_texts(call, pack)]
        words += sum(map(count_words, told))
        shown += "".join(map(_bare, told))
        for item in _asked(cell, keyring):
            for text in item.own_texts():
                words += count_words(text)
            for text in item.quoted_texts():
                if _bare(text) in shown:
                    again += count_words(text)
                else:
                    words += count_words(text)
            texts += item.by_hand and item.counts
            more = decisions(item, keyring.keys[item.id])
            considered, simple = considered + more[0], simple + more[1]
    return Workload(words, considered, simple, texts, again)


def _asked(cell: str, keyring: Keyring) -> Iterator[Item]:
    return (i for i in keyring.unit.items if f'ask("{i.id}")' in cell)


def _bare(text: str) -> str:
    """A text without the marks of its claims, its spaces and its line ends, to be found again."""
    return "".join(plain(text).split())


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


def _sitting(lesson: Lesson, keyring: Keyring, *, test: bool) -> Iterator[tuple[str, str]]:
    """Give kind and source of each cell of the core, or of the sections that are the test."""
    for heading, cells in _sections(lesson):
        asked = [i for kind, cell in cells if kind == "code" for i in _asked(cell, keyring)]
        if any(i.test for i in asked) == test and not heading.startswith("## More"):
            yield from cells


def _sections(lesson: Lesson) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the cells under each heading of the second level, and before the first one."""
    found: list[tuple[str, list[tuple[str, str]]]] = [("", [])]
    for cell in read_source(lesson.file).cells:
        if cell.cell_type == "markdown":
            headings = [line for line in cell.source.splitlines() if line.startswith("## ")]
            if headings:
                found.append((headings[-1], []))
        found[-1][1].append((cell.cell_type, cell.source))
    return found
