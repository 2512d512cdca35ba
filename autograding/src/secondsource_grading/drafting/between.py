"""What two documents share, and what only one of them tells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations

from secondsource_grading.drafting.numbers import Quantity, quantities
from secondsource_grading.drafting.shared_wording import passages, runs, words_with_places
from secondsource_grading.drafting.speech import quoted_ranges
from secondsource_grading.drafting.texts import Found, Place, Sentence, Text
from secondsource_grading.drafting.word_lists import content_words, units_by_name, word_list

__all__ = ["between", "have_something_in_common"]

LEAST = 7
"""Words of a shared passage; six can still be chance or a name with its office."""
OWN = 3
"""Words of a shared passage that are not in every text."""
NEAR = 0.5
"""The share of the shorter text's runs of three words from which two texts are near-duplicates."""
CLOSE = 0.03
"""The share by which two amounts may differ that are one, rounded in two units."""
TELLING = 10
"""An amount below this is the same in two texts too often by chance."""
RETOLD = 0.5
"""The share of a sentence's content words that another text has, if both tell the same."""

_NAME = re.compile(r"(?<![.!?“\"] )(?<![“\"‘])(?<!^)\b[A-ZÀ-Ž][\w’'-]+(?:\s+[A-ZÀ-Ž][\w’'-]+)*")


def between(texts: Sequence[Text], foreign: Sequence[Text] = ()) -> Iterator[Found]:
    """Yield what every pair of texts shares, and facts that one text alone tells.

    `foreign` texts are not in the language of the lists: only their wording is compared.
    """
    for first, second in combinations([*texts, *foreign], 2):
        yield from _near_duplicates(first, second)
        yield from _shared_wording(first, second)
    for first, second in combinations(texts, 2):
        yield from _units(first, second)
    for text in texts:
        others = [o for o in texts if o is not text and have_something_in_common(text, o)]
        if others:
            yield from _told_by_one(text, others)


def have_something_in_common(first: Text, second: Text) -> bool:
    """Return whether two texts share a name or more than a few words that are not in every text."""
    one, other = content_words(first.whole), content_words(second.whole)
    if _names(first) & _names(second):
        return True
    return len(one & other) >= 0.15 * min(len(one), len(other))


def _near_duplicates(first: Text, second: Text) -> Iterator[Found]:
    share = _likeness(first, second)
    if share >= NEAR and first.sentences and second.sentences:
        says = (
            f"{first.document} and {second.document} share {share:.0%} of the shorter text's runs "
            "of three words: they are versions of one text, and not two witnesses"
        )
        also = (second.sentences[0].place(),)
        yield Found("near-duplicate", first.sentences[0].place(), says, also)


def _likeness(first: Text, second: Text) -> float:
    one, other = (
        set(runs([w.text for w in words_with_places(t.whole)], 3)) for t in (first, second)
    )
    return len(one & other) / max(1, min(len(one), len(other)))


def _shared_wording(first: Text, second: Text) -> Iterator[Found]:
    mine, theirs = (list(words_with_places(t.whole)) for t in (first, second))
    stop = word_list("stop_words").words
    for start, end, at in passages([w.text for w in mine], [w.text for w in theirs], LEAST):
        if len({w.text for w in mine[start:end]} - set(stop)) < OWN:
            continue
        here = _place(first, mine[start].start, mine[end - 1].end)
        there = _place(second, theirs[at].start, theirs[at + end - start - 1].end)
        quoted = _is_quoted(first, here) and _is_quoted(second, there)
        why = "both quote them" if quoted else "one had them from the other, or both from a third"
        says = (
            f"{end - start} words in a row stand in {first.document} and {second.document}; {why}"
        )
        yield Found("shared-wording", here, says, (there,), {"words": end - start})


def _place(text: Text, start: int, end: int) -> Place:
    """Return the place of a range of the whole text, up to the end of its first paragraph."""
    begins = [0, *accumulate(len(p) + 1 for p in text.paragraphs)]
    number = bisect_right(begins, start)
    paragraph, offset = text.paragraphs[number - 1], begins[number - 1]
    last = min(end - offset, len(paragraph))
    words = paragraph[start - offset : last]
    return Place(text.document, number, start - offset, last, words)


def _is_quoted(text: Text, place: Place) -> bool:
    ranges = quoted_ranges(text.paragraphs[place.paragraph - 1])
    return any(s <= place.start and place.end <= e for s, e in ranges)


def _units(first: Text, second: Text) -> Iterator[Found]:
    """Yield one amount in two units, and one number with two units."""
    for one, mine in _all(first):
        for other, theirs in _all(second):
            found = _same_amount(one, other) or _same_number(one, other, mine, theirs)
            if found:
                yield Found(found[0], one.place, found[1], (other.place,))


def _same_amount(one: Quantity, other: Quantity) -> tuple[str, str] | None:
    known = units_by_name()
    a, b = known.get(one.unit), known.get(other.unit)
    if not a or not b or a.name == b.name or a.kind != b.kind or one.per != other.per:
        return None
    left, right = one.amount * a.factor, other.amount * b.factor
    if not left or abs(left - right) > CLOSE * max(left, right):
        return None
    exact = one.amount * a.factor / b.factor
    return "other-unit", f"{one.said} is {exact:.4g} {b.name}: {other.said} is the same amount"


def _same_number(
    one: Quantity, other: Quantity, mine: Sentence, theirs: Sentence
) -> tuple[str, str] | None:
    if one.amount != other.amount or one.amount < TELLING:
        return None
    units_ = one.unit, other.unit
    nouns = set(one.nouns) & set(other.nouns)
    differ = one.per != other.per if nouns else all(units_) and units_[0] != units_[1]
    if not differ and not (all(units_) and one.per != other.per):
        return None
    shared = content_words(mine.text) & content_words(theirs.text)
    if not shared:
        return None
    says = f"the same number with another unit: {one.said} here, {other.said} there"
    return "same-number-other-unit", says


def _all(text: Text) -> list[tuple[Quantity, Sentence]]:
    return [(q, s) for s in text.sentences for q in quantities(s)]


def _told_by_one(text: Text, others: Sequence[Text]) -> Iterator[Found]:
    """Yield sentences whose names or amounts stand in none of the other texts."""
    names = set().union(*(_names(o) for o in others))
    amounts = [q for o in others for q, _ in _all(o)]
    known = [content_words(s.text) for o in others for s in o.sentences]
    everything = frozenset().union(*known)
    seen: set[str] = set()
    for sentence in text.sentences:
        own = [n for n in sorted(_names_in(sentence) - names) if not set(n.split()) <= seen]
        seen.update(word for name in own for word in name.split())
        own = [n for n in own if not content_words(n) <= everything]
        told = [q.said for q in quantities(sentence) if _counts(q) and not _stands_in(q, amounts)]
        words = content_words(sentence.text)
        retold = max((len(words & k) for k in known), default=0) >= RETOLD * max(1, len(words))
        if (own or told) and not retold:
            absent = ", ".join(o.document for o in others)
            says = f"told by {text.document} and not by {absent}: {', '.join([*own, *told])}"
            yield Found("told-by-one", sentence.place(), says)


def _stands_in(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    return any(o.amount == quantity.amount or _same_amount(quantity, o) for o in others)


def _counts(quantity: Quantity) -> bool:
    return bool(quantity.unit or quantity.nouns)


def _names(text: Text) -> set[str]:
    return set().union(*(_names_in(s) for s in text.sentences)) if text.sentences else set()


def _names_in(sentence: Sentence) -> set[str]:
    found = {" ".join(m[0].split()) for m in _NAME.finditer(sentence.text)}
    return {n for n in found if not _CALENDAR.fullmatch(n)}


_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|I|The|A|An"
)
