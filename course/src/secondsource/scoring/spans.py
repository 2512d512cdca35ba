"""Score of `spans`: token F1 against the best of the accepted markings."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from secondsource.errors import ContentError
from secondsource.families import Mark
from secondsource.families.spans import SpansItem, SpansValue
from secondsource.scoring.base import Key, Note, require
from secondsource.scoring.set_score import above_everything, f1

__all__ = ["SpansKey"]

FULL = 0.8
"""The F1 from which a marking counts as full: where a phrase ends is a matter of taste."""

MOST = 0.6
"""The most that marking everything may reach; above, the text asks for too much of itself."""


class SpanNotes(BaseModel):
    """Feedback for each phrase to mark, for phrases often marked needlessly, and for the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    phrases: Mapping[str, Note]
    traps: Mapping[str, Note] = Field(default_factory=dict)
    extra: Note


class SpansKey(Key[SpansItem]):
    """The accepted markings, each a list of phrases of the text.

    A phrase that stands more than once is named with its number: `very#2`.
    """

    answer: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1)]
    feedback: SpanNotes

    def verify(self, item: SpansItem) -> None:
        """Every phrase stands in the text once, and every phrase to mark has feedback."""
        phrases = {p for marking in self.answer for p in marking}
        for phrase in phrases | set(self.feedback.traps):
            locate(item, phrase)
        require(
            set(self.feedback.phrases) == phrases,
            item.id,
            f"feedback.phrases must be given for exactly {sorted(phrases)}",
        )
        reach = max(f1(set(range(len(item.tokens))), m) for m in self._markings(item))
        require(
            reach <= MOST,
            item.id,
            f"marking everything reaches F1 {reach:.2f}, more than {MOST}; give more of the text",
        )

    def full(self, item: SpansItem) -> SpansValue:
        """Return the first accepted marking."""
        return sorted(self._markings(item)[0])

    def share(self, item: SpansItem, value: SpansValue) -> tuple[float, str]:
        """Return token F1 of the best accepted marking: full from 0.8, 0 for marking all."""
        everything, picked = set(range(len(item.tokens))), set(value)
        scored = [(above_everything(picked, m, everything, FULL), m) for m in self._markings(item)]
        share, best = max(scored, key=lambda s: s[0])
        hits = len(picked & best)
        beside = len(picked - best)
        more = f", and {beside} beside them" if beside else ""
        return share, f"You marked {hits} of {len(best)} {item.by}s{more}."

    def counted(self, item: SpansItem) -> str:  # noqa: ARG002
        """Return how what is right becomes points."""
        return "Marks beside the right ones cost: marking everything earns nothing."

    def marks(self, item: SpansItem, value: SpansValue) -> dict[str, Mark]:
        """Return a sign for every marked or missed token, and the notes on the phrases."""
        picked = set(value)
        best = max(self._markings(item), key=lambda m: f1(picked, m))
        marks = {f"t{n}": Mark("right" if n in best else "wrong") for n in sorted(picked)}
        marks |= {f"t{n}": Mark("missed") for n in sorted(best - picked)}
        for number, (phrase, note) in enumerate(self.feedback.phrases.items()):
            tokens = locate(item, phrase)
            if tokens <= best:
                sign = "right" if tokens & picked else "missed"
                marks[f"phrase-{number}"] = Mark(sign, note, label=_shown(phrase))  # type: ignore[arg-type]
        for number, (phrase, note) in enumerate(self.feedback.traps.items()):
            if locate(item, phrase) & picked:
                marks[f"trap-{number}"] = Mark("wrong", note, label=_shown(phrase))
        if picked - best:
            marks["extra"] = Mark("plain", self.feedback.extra, label="Other marks")
        return marks

    def strategies(self, item: SpansItem) -> dict[str, SpansValue]:
        """Return everything, and the first tokens."""
        count = len(item.tokens)
        return {"all": list(range(count)), "first": list(range(max(1, count // 5)))}

    def guess(self, item: SpansItem, rng: Random) -> SpansValue:
        """Return each token with a chance of one in four."""
        return [n for n in range(len(item.tokens)) if rng.random() < 0.25]  # noqa: PLR2004

    def _markings(self, item: SpansItem) -> list[set[int]]:
        return [{n for p in marking for n in locate(item, p)} for marking in self.answer]


def locate(item: SpansItem, phrase: str) -> frozenset[int]:
    """The tokens of a phrase of the text; `ContentError` where it does not stand there once.

    The text is searched once for each phrase, and not for each learner.
    """
    if phrase not in item.located:
        item.located[phrase] = _search(item, phrase)
    return item.located[phrase]


def _search(item: SpansItem, phrase: str) -> frozenset[int]:
    words, _, number = phrase.partition("#")
    edges = {(t.paragraph, t.start) for t in item.tokens} | {
        (t.paragraph, t.end) for t in item.tokens
    }
    places = [
        (p, at)
        for p, text in enumerate(item.paragraphs)
        for at in _starts(text, words)
        if item.by == "sentence" or {(p, at), (p, at + len(words))} <= edges
    ]
    wanted = int(number) if number.isdigit() else 1
    if not places or wanted > len(places) or (len(places) > 1 and not number):
        msg = (
            f"key of item {item.id}: the phrase {phrase!r} stands {len(places)} times in the text; "
            "give its exact words, and #2 for the second of several"
        )
        raise ContentError(msg)
    paragraph, start = places[wanted - 1]
    end = start + len(words)
    return frozenset(
        n
        for n, t in enumerate(item.tokens)
        if t.paragraph == paragraph and t.start < end and start < t.end
    )


def _starts(text: str, words: str) -> SpansValue:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _shown(phrase: str) -> str:
    return f"“{phrase.partition('#')[0]}”"
