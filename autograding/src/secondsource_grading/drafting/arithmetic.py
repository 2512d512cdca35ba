"""Simple arithmetic in a text: whether shares, sums, rates and changes come out as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from secondsource_grading.drafting.numbers import Quantity, quantities
from secondsource_grading.drafting.texts import Found, Sentence, Text
from secondsource_grading.drafting.word_lists import units

__all__ = ["arithmetic"]

_OF_FIRST = re.compile(r"\b[Oo]f (?:the |its |all |about |some )?$")
_OF = re.compile(
    r"(?:\s+[a-z]+){0,3}?\s+(?:out of|of|in)\s+(?:the |its |all |about |every |some )*"
    r"(?:[\w-]+['’]s? )?"
)
_TOTAL = re.compile(
    r"\b(?:in total|a total of|in all|altogether|all told|together|combined|sum of|adding up to"
    r"|making|total)\b",
    re.IGNORECASE,
)
_TIMES = (
    (re.compile(r"\b(?:doubled|twice as)\b"), 2),
    (re.compile(r"\btripled\b"), 3),
    (re.compile(r"\bhalved\b"), 0.5),
)
_FROM = re.compile(r"\bfrom\s+(?:about |some )?$")
_TO = re.compile(r"\bto\s+(?:about |some )?$")
_CHANGE = re.compile(
    r"\b(?:drop|fall|rise|increase|decrease|decline|cut|jump|gain|loss|growth|change)"
    r"\s+of\s+(?:about |some |nearly |almost )?\d"
)
NEAR = 40
"""Characters before a number in which the words stand that say what it is."""
MOST = 30
"""Amounts in a sentence; more are a table."""
_LEAST_PARTS = 2
ROUNDING = 1.0
"""Percentage points by which a rounded share may be off."""
EXACT = 0.02
"""The share of an amount by which a sum or a product may be off, since texts round."""
_DAYS = {"day": 1.0, "week": 7.0, "hour": 1 / 24, "month": 30.4, "year": 365.25}


def arithmetic(text: Text) -> Iterator[Found]:
    """Yield each calculation that a sentence, or two that follow each other, invite."""
    previous: Sentence | None = None
    for sentence in text.sentences:
        here = quantities(sentence)
        near = previous if previous and previous.paragraph == sentence.paragraph else None
        before = quantities(near) if near else []
        found = [*_checks(sentence, here, [])] or [*_checks(sentence, here, before)]
        yield from found[:1]
        previous = sentence


def _checks(
    sentence: Sentence, here: Sequence[Quantity], before: Sequence[Quantity]
) -> Iterator[Found]:
    known = [*before, *here]
    if not here or not _LEAST_PARTS <= len(known) <= MOST:
        return
    yield from _changes(sentence, here, known)
    yield from _shares(sentence, here, known)
    yield from _products(sentence, here, known)
    yield from _sums(sentence, here, known)


def _shares(
    sentence: Sentence, here: Sequence[Quantity], known: Sequence[Quantity]
) -> Iterator[Found]:
    """Find a part, its whole and a percentage: in one sentence, or the percentage in the next."""
    counted = [q for q in known if q.unit != "percent"]
    for first, second in pairwise(counted):
        if (first in here) != (second in here):
            continue
        text = sentence.text if first in here else ""
        part, whole = (first, second) if first.amount < second.amount else (second, first)
        if not part.amount or part.per != whole.per or not _is_share(text, part, whole):
            continue
        for percent in (q for q in known if q.unit == "percent"):
            right = 100 * part.amount / whole.amount
            agrees = abs(right - percent.amount) <= ROUNDING
            sum_ = f"{part.amount:,.10g} of {whole.amount:,.10g} is {right:.1f} percent"
            yield _found(sentence, sum_, f"{percent.amount:.3g} percent", right, agrees=agrees)


def _is_share(text: str, part: Quantity, whole: Quantity) -> bool:
    """Return whether a sentence says *40 of 160*, or *Of 160 ..., 40 ...*."""
    if part.start < whole.start:
        return bool(_OF.fullmatch(text[part.end : whole.start]))
    return bool(_OF_FIRST.search(text[max(0, whole.start - NEAR) : whole.start]))


def _changes(
    sentence: Sentence, here: Sequence[Quantity], known: Sequence[Quantity]
) -> Iterator[Found]:
    for first, last in pairwise(here):
        if not first.amount or not _is_change(sentence.text, first, last):
            continue
        told = f"from {first.amount:,.10g} to {last.amount:,.10g}"
        right = 100 * (last.amount - first.amount) / first.amount
        if first.unit != "percent":
            for percent in (q for q in known if q.unit == "percent"):
                agrees = abs(abs(right) - percent.amount) <= ROUNDING
                sum_ = f"{told} is a change of {right:+.1f} percent"
                yield _found(sentence, sum_, f"{percent.amount:.3g} percent", right, agrees=agrees)
        for pattern, factor in _TIMES:
            word = pattern.search(sentence.text)
            if word:
                ratio = last.amount / first.amount
                agrees = abs(ratio - factor) <= EXACT * 10 * factor
                sum_ = f"{told} is {ratio:.2f} times as much"
                yield _found(sentence, sum_, f"“{word[0]}”", ratio, agrees=agrees)


def _is_change(text: str, first: Quantity, last: Quantity) -> bool:
    """Return whether a sentence says *from 80 to 60*, or *80 then and 60 now, a fall of ...*."""
    lead, between, after = (
        text[max(0, first.start - NEAR) : first.start],
        text[first.end : last.start],
        text[last.end :],
    )
    if _FROM.search(lead):
        return bool(_TO.search(between))
    alike = first.same_kind(last) and first.unit != "percent"
    return alike and bool(_CHANGE.search(after)) and not re.search(r"[.;:]", between)


def _products(
    sentence: Sentence, here: Sequence[Quantity], known: Sequence[Quantity]
) -> Iterator[Found]:
    """Find a rate, a time and the amount that the two should give."""
    for rate in (q for q in known if q.per in _DAYS):
        for time in (q for q in known if q.unit in _DAYS and not q.per):
            for result in known:
                if result in (rate, time) or result.per or result.unit == "percent":
                    continue
                if result.unit in units() or (rate not in here and result not in here):
                    continue
                alike = rate.unit == result.unit and (
                    bool(rate.unit) or bool(set(rate.nouns) & set(result.nouns)) or not result.nouns
                )
                if not alike or result.amount <= rate.amount:
                    continue
                right = rate.amount * time.amount * _DAYS[time.unit] / _DAYS[rate.per]
                agrees = abs(right - result.amount) <= EXACT * right
                sum_ = (
                    f"{rate.amount:,.10g} a {rate.per} for {time.amount:,.10g} {time.unit}s is "
                    f"{right:,.10g}"
                )
                yield _found(sentence, sum_, f"{result.amount:,.10g}", right, agrees=agrees)


def _sums(
    sentence: Sentence, here: Sequence[Quantity], known: Sequence[Quantity]
) -> Iterator[Found]:
    cue = _TOTAL.search(sentence.text)
    if not cue:
        return
    nearest = min(here, key=lambda q: min(abs(q.start - cue.end()), abs(cue.start() - q.end)))
    if nearest.unit == "percent" or nearest.per:
        return
    parts = [q for q in known if q is not nearest and _adds(q, nearest)]
    kind = set(nearest.nouns) or (set(parts[-1].nouns) if parts else set())
    parts = [q for q in parts if not kind or kind & set(q.nouns) or not q.nouns]
    if len(parts) < _LEAST_PARTS or max(q.amount for q in parts) >= nearest.amount:
        return
    right = sum(q.amount for q in parts)
    told = " + ".join(f"{q.amount:,.10g}" for q in parts)
    agrees = abs(right - nearest.amount) <= EXACT * 0.1 * right
    yield _found(
        sentence, f"{told} is {right:,.10g}", f"{nearest.amount:,.10g}", right, agrees=agrees
    )


def _adds(part: Quantity, whole: Quantity) -> bool:
    return part.unit == whole.unit and part.per == whole.per and bool(part.amount)


def _found(sentence: Sentence, sum_: str, told: str, right: float, *, agrees: bool) -> Found:
    verdict = "as the text says" if agrees else f"the text says {told}"
    facts: dict[str, str | float] = {"right": right, "wrong": "no" if agrees else "yes"}
    return Found("arithmetic", sentence.place(), f"{sum_}; {verdict}", facts=facts)
