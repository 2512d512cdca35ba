"""Items on dates, sums and units: what a calendar and a calculator decide."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from secondsource_grading.drafting.candidates import Candidate
from secondsource_grading.drafting.making.base import Made, Source, slug

__all__ = ["amounts", "sums", "weekdays"]

DAYS = tuple(calendar.day_name)
_TOLD = re.compile(r"the text says ([\d.,]+)")
_SAME = re.compile(r"^.+? is ([\d.,e+]+) (.+?): (.+) is the same amount$")
_TO_DAY = re.compile(r"^([\d.,]+) (.+)$")


def weekdays(source: Source) -> Iterator[Made]:
    """Ask for the weekday of a date; first of one that a text gets wrong."""
    dated = [c for c in source.of("weekday", "date") if c.facts.get("date") and "given" in c.facts]
    dated.sort(key=lambda c: c.facts["wrong"] != "yes")
    for candidate in dated[:1]:
        name = source.name(source.sentence(candidate.where))
        iso, right = str(candidate.facts["date"]), str(candidate.facts["right"])
        given = str(candidate.facts["given"])
        yield Made(
            {
                "id": "which-day-was-it",
                "family": "choice",
                "title": "Which day was it?",
                "points": 1,
                "prompt": f"Look up the date in {name} in a calendar of that year. Which day of "
                "the week was it?",
                "options": [{"id": d.casefold(), "text": d} for d in DAYS],
                "why": "A weekday beside a date can be checked in a minute, and few writers do it.",
            },
            {
                "item": "which-day-was-it",
                "answer": right.casefold(),
                "evidence": [
                    *source.evidence(candidate.where),
                    {"check": "weekday", "args": [iso], "equals": right},
                ],
                "rationale": f"By the calendar {iso} was a {right}; {name} says {given}.",
                "feedback": {d.casefold(): _day_note(d, iso, right, given, name) for d in DAYS},
            },
            fixed=True,
        )


def sums(source: Source) -> Iterator[Made]:
    """Ask for the result of a sum, a share or a change; first of one that a text gets wrong."""
    done = sorted(source.of("arithmetic"), key=lambda c: c.facts["wrong"] != "yes")
    for candidate in done[:2]:
        unit = _unit(candidate)
        name = source.name(source.sentence(candidate.where))
        item = f"do-the-sum-{name.replace(' ¶', '-').replace('.', '-').casefold()}"
        right = abs(float(candidate.facts["right"]))
        told = _TOLD.search(candidate.says)
        sum_ = candidate.says.partition(";")[0]
        traps = []
        if told and (amount := float(told[1].replace(",", ""))) != right:
            traps = [
                {
                    "amount": amount,
                    "unit": unit,
                    "text": f"This is what {name} says. Its own other numbers give another result.",
                }
            ]
        yield Made(
            {
                "id": item,
                "family": "number",
                "title": "Do the sum yourself",
                "points": 1,
                "prompt": f"One number in {name} follows from other numbers that stand there or "
                "before it. Work it out yourself, without a sign, and choose what it is a "
                "number of.",
                "label": "Your result",
                "units": [
                    {"id": "percent", "text": "percent"},
                    {"id": "times", "text": "times as much"},
                    {"id": "things", "text": "of the things that are counted"},
                ],
                "why": "A number that follows from others is the easiest thing in a text to check.",
            },
            {
                "item": item,
                "answer": {
                    "amount": round(right, 4),
                    "unit": unit,
                    "tolerance": round(0.011 * right, 4),
                },
                "evidence": source.evidence(candidate.where),
                "rationale": f"The numbers of the text give this: {sum_}.",
                "feedback": {
                    "right": f"It comes out so: {sum_}.",
                    "unit": "The amount is right. Look once more at what the number counts.",
                    "magnitude": "The digits are right, so count the noughts again.",
                    "wrong": f"Take the numbers one by one: {sum_}.",
                    "traps": traps,
                },
            },
            fixed=True,
        )


def amounts(source: Source) -> Iterator[Made]:
    """Ask to turn an amount into the unit in which another text gives it."""
    for candidate in source.of("other-unit")[:1]:
        found = _SAME.match(candidate.says)
        other = _TO_DAY.match(found[3]) if found else None
        here = _TO_DAY.match(candidate.says)
        if not found or not other or not here:
            continue
        own_unit, unit = here[2].partition(" is ")[0], other[2]
        mine, theirs = (
            source.name(source.sentence(p)) for p in (candidate.where, candidate.also[0])
        )
        told = f"{here[0].partition(' is ')[0]} are {found[1]} {unit}, which {theirs} rounds"
        units = {slug(unit): unit, slug(own_unit): own_unit, "hours": "hours"}
        yield Made(
            {
                "id": "the-same-in-another-unit",
                "family": "number",
                "title": "The same in another unit",
                "points": 1,
                "prompt": f"{mine} and {theirs} each give an amount of the same thing, in two "
                f"units. Turn the one in {mine} into the unit of {theirs}, to one decimal.",
                "label": "The amount",
                "units": [{"id": i, "text": t} for i, t in units.items()],
                "why": "Two numbers that look different can be one, and then they are no "
                "contradiction.",
            },
            {
                "item": "the-same-in-another-unit",
                "answer": {
                    "amount": float(found[1].replace(",", "")),
                    "unit": slug(unit),
                    "tolerance": round(0.03 * float(found[1].replace(",", "")), 3),
                },
                "evidence": source.evidence(candidate.where, candidate.also[0]),
                "rationale": f"By the usual factor {told}.",
                "feedback": {
                    "right": f"So the two texts agree, because {told}.",
                    "unit": f"The amount is right, and the unit of {theirs} is {unit}.",
                    "magnitude": "The digits are right, so count the noughts again.",
                    "wrong": f"With the usual factor {told}.",
                },
            },
            fixed=True,
        )


def _day_note(day: str, iso: str, right: str, given: str, name: str) -> str:
    if day == right:
        return f"The calendar of {iso[:4]} has a {right} on {iso}."
    if day == given:
        return f"{name} says so, but the calendar has a {right} on {iso}."
    weekday = date.fromisoformat(iso).weekday()
    off = min((DAYS.index(day) - weekday) % 7, (weekday - DAYS.index(day)) % 7)
    days = "a day" if off == 1 else f"{off} days"
    return f"{day} is {days} away from the {right} that the calendar has on {iso}."


def _unit(candidate: Candidate) -> str:
    sum_ = candidate.says.partition(";")[0]
    if "percent" in sum_:
        return "percent"
    return "times" if "times" in sum_ else "things"
