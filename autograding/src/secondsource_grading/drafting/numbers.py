"""Numbers with their units, as amounts that can be compared and added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from secondsource_grading.drafting.dates import date_ranges
from secondsource_grading.drafting.texts import Found, Place, Sentence, Text
from secondsource_grading.drafting.word_lists import any_of, units, word_list

__all__ = ["Quantity", "numbers", "quantities"]

_TEENS = ("thir", "four", "fif", "six", "seven", "eigh", "nine")
_ONES = [
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *(f"{start}teen" for start in _TEENS),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {
    **{word: n for n, word in enumerate(_ONES, start=2)},
    **{word: n * 10 for n, word in enumerate(_TENS, start=2)},
    "a dozen": 12,
    "a hundred": 100,
    "a thousand": 1000,
}
_DIGITS = ["one", *_ONES[:8]]
_FRACTIONS = {
    "half": 50.0,
    "a third": 100 / 3,
    "one third": 100 / 3,
    "one-third": 100 / 3,
    "two thirds": 200 / 3,
    "two-thirds": 200 / 3,
    "a quarter": 25.0,
    "three quarters": 75.0,
    "a fifth": 20.0,
    "a tenth": 10.0,
}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_NUMBER = re.compile(
    r"(?<![\w.,:/-])(?P<currency>[$€£¥])?"
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d:/]|,\d)"
    rf"|(?P<compound>(?:{'|'.join(_TENS)})-(?:{'|'.join(_DIGITS)}))"
    rf"|(?P<word>{any_of(_WORDS)})\b)"
    rf"(?:\s+(?P<scale>{'|'.join(_SCALES)})\b)?(?P<percent>\s?%|\s+per\s?cent\b)?",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"(?<![\w-])(?P<share>{any_of(_FRACTIONS)})\s+(?:of|the)\b(?!\s+a\b)", re.IGNORECASE
)
_RATE = re.compile(
    r"\b(?:(?:a|an|per|each|every)\s+(second|minute|hour|day|night|week|month|year|person|head|litre|km)"
    r"|(hourly|daily|weekly|monthly|yearly|annually))\b"
)
_RATE_WORDS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
}
_ORDINARY_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NOUN = re.compile(
    r"-?\s*(?:more |other |new |of (?:the |its |all )?)?"
    r"([a-z][a-z-]+)(?![’'])\b(?:\s+([a-z][a-z-]+))?"
)
_CLOCK = re.compile(r"\s*(?:a\.?m\.?|p\.?m\.?|o’clock|o'clock)\b", re.IGNORECASE)
NEAR = 40
"""Characters after a number in which *a day* or *per week* belongs to it."""


@dataclass(frozen=True)
class Quantity:
    """An amount and what it is one of: a known `unit`, a currency, `percent`, or `nouns`.

    `per` is the time or thing of a rate, such as `day`; empty where it is none.
    """

    amount: float
    unit: str
    nouns: tuple[str, ...]
    noun: str
    per: str
    start: int
    end: int
    place: Place

    @property
    def said(self) -> str:
        """The amount with its unit, in words."""
        rate = f" a {self.per}" if self.per else ""
        return f"{self.amount:,.10g} {self.noun or self.unit}{rate}"

    def same_kind(self, other: Quantity) -> bool:
        """Return whether two amounts count the same, as far as their words say."""
        if self.per != other.per:
            return False
        if self.unit or other.unit:
            return self.unit == other.unit
        return bool(set(self.nouns) & set(other.nouns))


def numbers(text: Text) -> Iterator[Found]:
    """Yield each number that has a unit or names what it counts."""
    for sentence in text.sentences:
        for quantity in quantities(sentence):
            if quantity.unit or quantity.nouns:
                facts: dict[str, str | float] = {
                    "amount": quantity.amount,
                    "unit": quantity.unit or quantity.noun,
                    "per": quantity.per,
                }
                yield Found("number", quantity.place, f"{quantity.said}", facts=facts)


def quantities(sentence: Sentence) -> list[Quantity]:
    """Return the amounts of a sentence in order; no dates, years, clock times or ordinals."""
    taken = date_ranges(sentence.text)
    found = [_quantity(m, sentence) for m in _NUMBER.finditer(sentence.text) if _free(m, taken)]
    for match in _FRACTION.finditer(sentence.text):
        share = _FRACTIONS[" ".join(match["share"].casefold().split())]
        place = sentence.place(*match.span("share"))
        found.append(Quantity(share, "percent", (), "", "", *match.span("share"), place))
    return sorted((q for q in found if q), key=lambda q: q.start)


def _free(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return not any(s < match.end() and match.start() < e for s, e in taken)


def _quantity(match: re.Match[str], sentence: Sentence) -> Quantity | None:
    text, end = sentence.text, match.end()
    rest = text[end:]
    amount = _amount(match)
    if match["percent"]:
        return Quantity(amount, "percent", (), "", "", *match.span(), sentence.place(*match.span()))
    if _CLOCK.match(rest) or re.match(r"(?:st|nd|rd|th)\b", rest) or re.match(r"\w", rest):
        unit, length = _unit(rest)
        if not unit or _CLOCK.match(rest):
            return None
    unit, length = _unit(rest)
    bare = not (unit or match["currency"] or match["scale"])
    if bare and match["digits"] and _ORDINARY_YEAR.fullmatch(match["digits"]):
        return None
    nouns = () if unit or match["currency"] else _nouns(rest)
    named = _NOUN.match(rest) if nouns else None
    noun = str(named[1]) if named else rest[:length].strip(" -")
    if length:
        end += length
    near = _RATE.search(text, end, end + NEAR)
    per = ""
    if near and not re.search(r"[.;,]|\d|\band\b", text[end : near.start()]):
        per = near[1] or _RATE_WORDS[near[2]]
    stop = near.end() if per and near else end
    if nouns and not per:
        stop = end + (_noun_end(rest))
    place = sentence.place(match.start(), stop)
    return Quantity(amount, match["currency"] or unit, nouns, noun, per, match.start(), end, place)


def _amount(match: re.Match[str]) -> float:
    if match["digits"]:
        value = float(match["digits"].replace(",", ""))
    elif match["compound"]:
        tens, ones = match["compound"].casefold().split("-")
        value = float(_WORDS[tens] + _DIGITS.index(ones) + 1)
    else:
        value = float(_WORDS[" ".join(match["word"].casefold().split())])
    return value * (_SCALES[match["scale"].casefold()] if match["scale"] else 1)


def _unit(rest: str) -> tuple[str, int]:
    """Return the known unit at the start of `rest`, and its length with the space before it."""
    match = re.match(rf"[\s-]*({any_of(units())})(?![\w-])", rest)
    return (units()[" ".join(match[1].split())].name, match.end()) if match else ("", 0)


def _nouns(rest: str) -> tuple[str, ...]:
    match = _NOUN.match(rest)
    stop = {*word_list("stop_words").words, "percent", "times", "minus", "plus"}
    if not match or match[1] in stop:
        return ()
    return tuple(_singular(n) for n in (match[1], match[2]) if n and n not in stop)


def _noun_end(rest: str) -> int:
    match = _NOUN.match(rest)
    return match.end(1) if match else 0


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
