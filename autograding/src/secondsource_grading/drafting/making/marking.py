"""Items in which a learner marks words or sentences of a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secondsource_grading.drafting.candidates import Where
from secondsource_grading.drafting.making.base import Made, Source

__all__ = ["listed", "shared", "silent"]

LEAST = 40
"""Words below which there is too little to look through."""

WORDS = 70
"""Words that the text of an item should have, so that marking everything does not pay."""


@dataclass(frozen=True)
class _Words:
    title: str
    prompt: str
    why: str
    extra: str
    """Feedback for marks beside the right ones."""


@dataclass(frozen=True)
class _Kind:
    rule: str
    note: str
    words: _Words


KINDS = (
    _Kind(
        "hedge",
        "leaves open whether it is so, or how much of it",
        _Words(
            "Where the text holds back",
            "Mark each word, or group of words, by which the text says less than that it is so.",
            "A careful word is part of the claim, and whoever hands the claim on has to keep it.",
            "These words say what happened, and take nothing back.",
        ),
    ),
    _Kind(
        "mental-state",
        "is known only to the person, so ask how the text can know it",
        _Words(
            "Inside a person",
            "Mark each word that tells what a person wanted, felt or thought inside.",
            "What somebody did can be seen. What they wanted has to be told by them.",
            "This could be seen or heard by somebody else.",
        ),
    ),
    _Kind(
        "vague-source",
        "names no one, so nobody can be asked",
        _Words(
            "Speakers whom nobody could ask",
            "Mark the words for each source whom a reader could not find and ask.",
            "A source without a name may be right, but nobody can check it.",
            "This is no source, or one that could be found and asked.",
        ),
    ),
)


def listed(source: Source) -> Iterator[Made]:
    """Make at most two items on words of the lists, each in the text that has most of them."""
    made = 0
    for kind in KINDS:
        found = source.of(kind.rule)
        count = Counter(c.where.document for c in found)
        if not count or made == 2:  # noqa: PLR2004 - items of one kind
            continue
        document = count.most_common(1)[0][0]
        here = [c for c in found if c.where.document == document]
        numbers = source.paragraphs(document, {c.where.paragraph for c in here}, WORDS)
        places = [c.where for c in here if c.where.paragraph in numbers]
        if sum(len(source.texts[document].paragraphs[n - 1].split()) for n in numbers) < LEAST:
            continue
        item = _marks(source, f"mark-{kind.rule}", numbers, places, "word")
        notes = {p: f"“{p.partition('#')[0]}” {kind.note}." for p in item[1]}
        made += 1
        yield _made(kind.words, item, notes, source.evidence(*places))


def shared(source: Source) -> Iterator[Made]:
    """Make an item on the words in a row that another text has too."""
    for candidate in source.of("shared-wording")[:1]:
        document, other = candidate.where.document, candidate.also[0].document
        numbers = source.paragraphs(document, {candidate.where.paragraph}, WORDS, 3)
        places = [
            c.where
            for c in source.found
            if c.rule == "shared-wording"
            and (c.where.document, c.also[0].document) == (document, other)
            and c.where.paragraph in numbers
        ]
        item = _marks(source, "mark-shared-words", numbers, places, "word")
        there = source.name(source.sentence(candidate.also[0]))
        notes = dict.fromkeys(item[1], f"These words stand in {there} too, in the same order.")
        words = _Words(
            "Word for word",
            f"Read text {other} beside this one. Mark the longest runs of words, seven or more, "
            f"that stand in text {other} in the same order.",
            "Texts that share a long run of words share a source, or one has it from the other.",
            f"Text {other} may tell the same here, but it does so in other words.",
        )
        yield _made(words, item, notes, source.evidence(*places, candidate.also[0]))


def silent(source: Source) -> Iterator[Made]:
    """Make an item on the sentences that say what an absence means."""
    count = Counter(c.where.document for c in source.of("from-absence"))
    for document, _ in count.most_common(1):
        drawn = [
            c.also[0] if c.also else c.where
            for c in source.found
            if c.rule == "from-absence" and c.where.document == document
        ]
        numbers = source.paragraphs(document, {p.paragraph for p in drawn}, WORDS)
        places = [p for p in drawn if p.paragraph in numbers]
        item = _marks(source, "mark-what-silence-means", numbers, places, "sentence")
        notes = dict.fromkeys(
            item[1], "The sentence draws something from what was not said or not done."
        )
        words = _Words(
            "What the silence is said to mean",
            "Mark each sentence in which the text concludes something from what was not said, "
            "not seen or not done.",
            "To see such a step is one half; the other is to ask what else could explain it.",
            "This sentence tells of something, or of a silence, and draws nothing from a silence.",
        )
        yield _made(words, item, notes, source.evidence(*places))


_Item = tuple[str, dict[str, None], str, list[str], str]
"""Its id, the phrases to mark, where it is from, the paragraphs, and what is marked."""


def _marks(
    source: Source, name: str, numbers: Sequence[int], places: Sequence[Where], by: str
) -> _Item:
    document = places[0].document
    text = source.texts[document].paragraphs
    paragraphs = [text[n - 1] for n in numbers]
    phrases: dict[str, None] = {}
    for place in places:
        words = place.words if by == "word" else source.sentence(place).text
        at = numbers.index(place.paragraph)
        start = place.start if by == "word" else source.sentence(place).start
        before = sum(p.count(words) for p in paragraphs[:at])
        before += text[place.paragraph - 1].count(words, 0, start)
        several = sum(p.count(words) for p in paragraphs) > 1
        phrases[f"{words}#{before + 1}" if several else words] = None
    shown = ", ".join(f"¶{n}" for n in numbers)
    return name, phrases, f"Text {document}, {shown}", paragraphs, by


def _made(words: _Words, item: _Item, notes: dict[str, str], evidence: list[str]) -> Made:
    name, phrases, about, paragraphs, by = item
    return Made(
        {
            "id": name,
            "family": "spans",
            "title": words.title,
            "points": 2,
            "prompt": words.prompt,
            "by": by,
            "source": about,
            "paragraphs": paragraphs,
            "why": words.why,
        },
        {
            "item": name,
            "answer": [list(phrases)],
            "evidence": evidence,
            "rationale": f"Places to be marked in this part of the text: {len(phrases)}.",
            "feedback": {"phrases": notes, "extra": words.extra},
        },
    )
