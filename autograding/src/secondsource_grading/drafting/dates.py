"""Dates, and whether the weekday that stands with one is the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from secondsource_grading.drafting.texts import Found, Sentence, Text

__all__ = ["MONTHS", "date_ranges", "dates"]

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = "|".join([*MONTHS, *(rf"{m[:3]}\." for m in MONTHS), "Sept\\.?"])
_DAY = "|".join(_DAYS)
_DATE = re.compile(
    rf"(?:(?P<before>{_DAY})(?:,? the|,)?\s+)?"
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m1>{_MONTH})(?:,?\s+(?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y2>\d{{4}}))?"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2}))\b"
    rf"(?:\s*(?:,|\()\s*(?:a\s+)?(?P<after>{_DAY})\)?)?"
)
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_TWELVE = 12


def dates(text: Text) -> Iterator[Found]:
    """Yield each date; where a weekday stands with it, whether that is the right one."""
    for sentence in text.sentences:
        for match in _DATE.finditer(sentence.text):
            yield _of(match, sentence, text.year)
        for match in _SLASHED.finditer(sentence.text):
            yield _slashed(match, sentence)


def date_ranges(text: str) -> list[tuple[int, int]]:
    """Return the ranges of a text that are dates, whose digits are no amounts."""
    return [m.span() for p in (_DATE, _SLASHED) for m in p.finditer(text)]


def _of(match: re.Match[str], sentence: Sentence, usual: int | None) -> Found:
    part = match.groupdict()
    place = sentence.place(*match.span())
    month = _month(part["m1"] or part["m2"] or part["m3"])
    day = int(part["d1"] or part["d2"] or part["d3"])
    written = part["y1"] or part["y2"] or part["y3"]
    year = int(written) if written else usual
    if year is None:
        return Found("date", place, "a date without a year, in a text that has no date")
    try:
        when = date(year, month, day)
    except ValueError:
        return Found("weekday", place, f"there is no such day in {year}", facts={"wrong": "yes"})
    given = part["before"] or part["after"]
    guess = "" if written else f" (the year {year} is that of the texts)"
    facts: dict[str, str | float] = {"date": when.isoformat()}
    right = _DAYS[when.weekday()]
    if given is None:
        return Found("date", place, f"{when.isoformat()}, a {right}{guess}", facts=facts)
    facts |= {"given": given, "right": right, "wrong": "no" if given == right else "yes"}
    verdict = "as it should be" if given == right else f"the text says {given}"
    rule = "date" if given == right else "weekday"
    return Found(rule, place, f"{when.isoformat()} was a {right}{guess}; {verdict}", facts=facts)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return [m[:3] for m in MONTHS].index(text[:3]) + 1


def _slashed(match: re.Match[str], sentence: Sentence) -> Found:
    first, second, year = map(int, match.groups())
    place = sentence.place(*match.span())
    if first == second or max(first, second) > _TWELVE:
        return Found("date", place, "a date in digits, which can be read in one way only")
    ways = f"{first} {MONTHS[second - 1]} or {second} {MONTHS[first - 1]} {year}"
    return Found("date", place, f"two days are possible: {ways}")
