"""Words that close or open a question, judge, or look into a head; and words that grow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondsource_grading.drafting.speech import quoted_ranges
from secondsource_grading.drafting.texts import Found, Place, Sentence, Text
from secondsource_grading.drafting.word_lists import (
    Ladder,
    any_of,
    content_words,
    ladders,
    word_list,
)

__all__ = ["absences", "growing", "listed_words"]

RULES = {
    "vague_sources": ("vague-source", "a speaker whom nobody could ask"),
    "hedges": ("hedge", "keeps open how sure the text is"),
    "boosters": ("booster", "closes a question instead of answering it"),
    "mental_states": ("mental-state", "what goes on inside a person; who could know it?"),
    "loaded_words": ("loaded-word", "judges while it describes"),
}
"""The rule and the reason of each list; of two finds that overlap the earlier list's counts."""

ALIKE = 0.5
"""The share of the shorter sentence's content words from which two sentences tell one thing."""

LEAST = 3
"""Content words that two sentences share at least where they tell one thing."""

_SOURCE = re.compile(
    r"\b(?:a|an|one|another)\s+(?:[a-z-]+\s+){0,2}?(?:source|insider)\b(?!\s+of)", re.IGNORECASE
)
_THINKING = "believe|believed|say|said|fear|feared|claim|claimed|expect|agree|suspect|think|warn"
_MONTH = re.compile(r"May\b(?!be)|MAY\b")
_NOT_MEANT = re.compile(r"\bcould(?=\s+not\b)|\bcould(?=n[’'])")
_FIRST = re.compile(r"\b(?:I|[Ww]e)(?:\s+(?:have|had|never|always|also))?\s+$")
"""Who tells of their own mind can know it."""


def listed_words(text: Text) -> Iterator[Found]:
    """Yield each word of the lists of hedges, boosters, vague sources, loaded and inner words."""
    for sentence in text.sentences:
        paragraph = text.paragraphs[sentence.paragraph - 1]
        quoted = quoted_ranges(paragraph)
        taken: list[tuple[int, int]] = []
        for name, (rule, reason) in RULES.items():
            for match in _matches(name, sentence.text):
                own = rule == "mental-state" and _FIRST.search(sentence.text[: match.start()])
                if own or any(match.start() < e and s < match.end() for s, e in taken):
                    continue
                taken.append(match.span())
                place = sentence.place(*match.span())
                inside = any(s <= place.start < e for s, e in quoted)
                says = f"{reason}{'; in a quotation, so the speaker’s word' * inside}"
                yield Found(rule, place, f"{says} (list {name}: {_source(name)})")


def absences(text: Text) -> Iterator[Found]:
    """Yield sentences that conclude something from what was not said, seen or done."""
    cue, drawn = word_list("absences").pattern, word_list("conclusions").pattern
    for number, sentence in enumerate(text.sentences):
        silent = cue.search(sentence.text)
        if not silent:
            continue
        here = drawn.search(sentence.text)
        if here:
            says = f"“{silent[0]}” is an absence, and “{here[0]}” marks what is drawn from it"
            yield Found("from-absence", sentence.place(), says)
            continue
        after = _next(text, number)
        then = drawn.search(after.text) if after else None
        if after and then and then.start() < len("And therefore it "):
            says = f"“{silent[0]}” is an absence; the next sentence draws from it: “{then[0]}”"
            yield Found("from-absence", sentence.place(), says, (after.place(),))


def growing(text: Text) -> Iterator[Found]:
    """Yield words that get stronger from paragraph to paragraph, and hedges that get lost."""
    for ladder in ladders():
        steps = _climb(text, ladder)
        if len(steps) > 1:
            told = " → ".join(f"“{p.words}” (¶{p.paragraph})" for p in steps)
            yield Found("growing", steps[0], f"the words grow: {told}", tuple(steps[1:]))
    yield from _lost_hedges(text)


def _lost_hedges(text: Text) -> Iterator[Found]:
    hedge, gone = word_list("hedges").pattern, set[Sentence]()
    for at, first in enumerate(text.sentences):
        if not hedge.search(_plain(first.text)):
            continue
        for second in text.sentences[at + 1 :]:
            if second.paragraph == first.paragraph or second in gone or second.text.endswith("?"):
                continue
            if not hedge.search(_plain(second.text)) and _alike(first.text, second.text):
                gone.add(second)
                says = (
                    f"a hedge in ¶{first.paragraph} is gone in ¶{second.paragraph}, where the same "
                    "is told as a fact"
                )
                yield Found("growing", first.place(), says, (second.place(),))
                break


def _alike(first: str, second: str) -> bool:
    hedges = content_words(" ".join(word_list("hedges").words))
    one, other = content_words(first) - hedges, content_words(second) - hedges
    shared = len(one & other)
    return shared >= LEAST and shared >= ALIKE * min(len(one), len(other))


def _climb(text: Text, ladder: Ladder) -> list[Place]:
    """Return the first place of each stronger step, each in a later paragraph than the last."""
    pattern = re.compile(rf"\b(?:{any_of(ladder.words)})\b", re.IGNORECASE)
    steps: list[tuple[int, Place, str]] = []
    for sentence in text.sentences:
        for match in pattern.finditer(sentence.text):
            rank = ladder.words.index(" ".join(match[0].casefold().split()))
            if not steps:
                steps.append((rank, sentence.place(*match.span()), sentence.text))
                continue
            last, place, words = steps[-1]
            later = sentence.paragraph > place.paragraph
            near = not ladder.share or _share(words, sentence.text, ladder)
            if rank > last and later and near:
                steps.append((rank, sentence.place(*match.span()), sentence.text))
            elif len(steps) == 1 and rank < last:
                steps = [(rank, sentence.place(*match.span()), sentence.text)]
    return [place for _, place, _ in steps]


def _share(first: str, second: str, ladder: Ladder) -> bool:
    own = content_words(" ".join(ladder.words))
    return len((content_words(first) & content_words(second)) - own) > 1


def _matches(name: str, sentence: str) -> Iterator[re.Match[str]]:
    plain = _plain(sentence)
    yield from word_list(name).pattern.finditer(plain)
    if name == "vague_sources":
        yield from _SOURCE.finditer(plain)
        speakers = any_of(word_list("vague_speakers").words)
        verbs = f"{any_of(word_list('reporting_verbs').words)}|{_THINKING}"
        kind = r"(?:(?:some|many|most|several|other|local|senior|government|unnamed)\s+)?"
        yield from re.finditer(
            rf"(?:(?<=according to ){kind}(?:{speakers})\b(?! (?:of|at|in|from)\b)"
            rf"|\b(?<!the ){kind}(?:{speakers})(?=\s+(?:{verbs})\b))",
            plain,
            re.IGNORECASE,
        )


def _plain(sentence: str) -> str:
    """Return a sentence in which the month of May, and *could not*, are blanked."""
    plain = _NOT_MEANT.sub("     ", sentence)
    return _MONTH.sub(lambda m: m[0] if m.start() == 0 else "   ", plain)


def _source(name: str) -> str:
    return word_list(name).source.partition(":")[0].partition(".")[0]


def _next(text: Text, number: int) -> Sentence | None:
    after = text.sentences[number + 1] if number + 1 < len(text.sentences) else None
    return after if after and after.paragraph == text.sentences[number].paragraph else None
