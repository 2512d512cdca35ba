"""Our own prose, measured: reading level, bare probability words, short sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pyphen

from secondsource.families import Item
from secondsource.markdown import paragraphs
from secondsource.packs.editions import Edition, plain
from secondsource.packs.pack import Pack, load_pack
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.lessons import FACTS, Shown

__all__ = [
    "HARDEST",
    "Level",
    "bare_hedges",
    "before_references",
    "count_words",
    "edition_texts",
    "item_texts",
    "judge",
    "key_texts",
    "level",
    "own_words",
    "passages",
    "short_share",
    "shown_texts",
    "syllables",
]

HARDEST = 9.0
"""The US school grade that our own prose must not exceed."""

SHORTEST = 4
"""Words; a shorter piece is a label and no sentence."""

SHORT = 8
"""Words; too many sentences of no more than these make prose that is chopped."""

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’.-][^\W\d_]+)*(?!\w)")
_ANY_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)\]*]*\s+(?=[\"“‘(\[*]*[A-Z0-9¶])")
_ENDED = re.compile(r"[.!?…:][\"”’)\]*]*\s*$")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^aeiouylscgxz]es)$")


@dataclass(frozen=True)
class Level:
    """How hard some prose is: Flesch-Kincaid `grade`, and on how many `words` it rests."""

    grade: float
    words: int


def level(pieces: Iterable[str]) -> Level:
    """The Flesch-Kincaid grade of `pieces`, each of which ends a sentence.

    0.39 words/sentences + 11.8 syllables/words - 15.59, after Kincaid, Fishburne, Rogers and
    Chissom 1975 (Naval Technical Training Command, Research Branch Report 8-75). Pieces of
    fewer than four words are labels and are left out, as they would make any text look easy.

    The library textstat has this formula too, but counts syllables with a dictionary that NLTK
    fetches from the web when it is first used, so a check could not run without a connection.
    """
    sentences = [
        w for p in pieces for s in _SENTENCE_END.split(p) if len(w := _words(s)) >= SHORTEST
    ]
    words = [w for s in sentences for w in s]
    if not words:
        return Level(0.0, 0)
    beats = sum(syllables(w) for w in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * beats / len(words) - 15.59
    return Level(grade, len(words))


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """About how many syllables an English word has, at least 1.

    Places to hyphenate are too few (none in *area*), groups of vowels miss some as well (two
    in *evaluate* run together), so the larger count is taken.
    """
    parts = [p for p in re.split(r"['’.-]", word.lower()) if _VOWELS.search(p)]
    return sum(max(_hyphenated(p), _sounded(p)) for p in parts) or 1


def _hyphenated(word: str) -> int:
    return len(_dictionary().positions(word)) + 1


def _sounded(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    return max(1, groups - bool(groups > 1 and _SILENT.search(word)))


@cache
def _dictionary() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US")


def passages(markdown: str) -> list[str]:
    """Return each paragraph, list item and table cell of Markdown as plain text.

    Front matter, headings and code are left out.
    """
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    return [p for p in paragraphs(body) if p]


def before_references(markdown: str) -> str:
    """A document without its list of references: titles are not our prose."""
    return re.split(r"^#+ References\b", markdown, maxsplit=1, flags=re.MULTILINE)[0]


def edition_texts(edition: Edition) -> list[str]:
    """The paragraphs of a reading edition without the marks of its claims and without headings."""
    return [plain(b) for n, b in edition.blocks.items() if n not in edition.headings]


def item_texts(item: Item, *, quoted: bool = False) -> list[str]:
    """Return what a learner reads of an item in our own words.

    `quoted` adds what is read in somebody else's words, such as a text to be marked.
    """
    return item.own_texts() + (item.quoted_texts() if quoted else [])


def key_texts(keyring: Keyring, item_id: str) -> list[str]:
    """The rationale and all feedback of an item's key."""
    data = keyring.keys[item_id].model_dump(include={"rationale", "feedback", "readings"})
    return list(_strings(data))


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _strings(value)


_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|\*{1,2}[^*]{1,80}\*{1,2}|`[^`]*`")

_HEDGE = re.compile(
    r"(?<!how )(?<!more )(?<!less )(?<!most )(?<!least )\b(?:almost (?:certain|surely)(?:ly)?|"
    r"(?:(?:very|highly|quite|fairly) )?(?:un)?likely|(?:highly )?(?:im)?probabl[ey]|"
    r"(?:about|roughly) even|almost no chance)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\W{0,3}[^()]{0,40}\([^()]*\d[^()]*(?:%|per ?cent)[^()]*\)")


def own_words(text: str) -> str:
    """`text` without what stands in quotation marks, in emphasis or as code: mentions, not uses."""
    return _QUOTED.sub(" … ", text)


def bare_hedges(texts: Iterable[str]) -> Iterator[str]:
    """Each probability word of ours that has no range in brackets after it, with its surroundings.

    A comparison (*more likely*) and a question (*how likely*) state no chance and need none.
    """
    for text in texts:
        for block in re.split(r"\n\s*\n", text):
            plain = " ".join(own_words(block).split())
            for match in _HEDGE.finditer(plain):
                if not _RANGE.match(plain, match.end()):
                    yield plain[max(0, match.start() - 30) : match.end() + 30].strip()


def judge(where: str, texts: Sequence[str]) -> tuple[float, list[str]]:
    """Return the grade of some Markdown, and what is wrong with it; `where` says whose it is."""
    grade = level(p for t in texts for p in passages(t)).grade
    problems = [
        f"{where}: a probability word without its range in brackets: … {w} …"
        for w in bare_hedges(texts)
    ]
    if grade > HARDEST:
        problems.insert(
            0, f"{where}: reads at grade {grade:.1f}, above {HARDEST:g}; shorten its sentences"
        )
    return grade, problems


def count_words(text: str) -> int:
    """Return how many words, and numbers, a piece of Markdown has."""
    return len(_ANY_WORD.findall(text))


def short_share(texts: Iterable[str]) -> float:
    """Return the share, 0..1, of sentences with eight words or fewer.

    Labels, such as the head of a table's column, are no sentences: they have fewer than four words
    or no mark at their end.
    """
    counts = [
        n
        for text in texts
        for piece in passages(text)
        for sentence in _SENTENCE_END.split(piece)
        if (n := len(_words(sentence))) >= SHORTEST and _ENDED.search(sentence)
    ]
    return sum(n <= SHORT for n in counts) / len(counts) if counts else 0.0


def shown_texts(call: Shown, pack: Pack) -> Iterator[str]:
    """Give the texts one call puts on the page; of a table's rows the columns that are read."""
    pack = load_pack(call.options.get("pack", pack))
    for edition, numbers in () if call.options.get("seen") else call.passages(pack):
        yield from map(edition.block, numbers)
    for table, row_id in call.told(pack):
        yield table.says(table.by_id[row_id])
    if call.is_text or call.name == FACTS:
        return
    table, ids = call.rows(pack)
    for row in map(table.row, ids):
        yield " ".join(row[c] for c in table.about.read)


def _words(text: str) -> list[str]:
    return [str(w) for w in _WORD.findall(text)]
