"""`teach.md`, a unit's teaching plan: its minutes, and what a teacher says and projects.

The head says which part of a lesson takes how long and which exercises belong to it; below it
each part has a heading and the teacher's own words. What stands there in a quotation (`>`) is a
slide. A teacher changes the file with any editor; nothing in Python knows what a lesson is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from secondsource import paths
from secondsource.errors import ContentError
from secondsource.families import Item
from secondsource.families.base import NOT_PROSE
from secondsource.file_cache import FileCache
from secondsource.units import Unit
from secondsource.yaml_files import parse_yaml, read_utf8, validate
from secondsource_grading import content

__all__ = ["PARTS", "Part", "Question", "Step", "TeachingPlan", "loosely", "read_plan"]

PARTS: Mapping[str, str] = {
    "hook": "Hook",
    "reading": "Reading",
    "solved": "Solved case",
    "pairs": "In pairs",
    "alone": "Alone",
    "talk": "Talk",
    "exit": "Exit ticket",
    "homework": "Homework",
}
"""The parts of a lesson by the word that a plan uses, with the heading that each has."""

OPTIONAL = frozenset({"reading"})
"""Parts that a unit may lack."""

WHO, BEFORE = "Who is who", "Before the lesson"
"""Headings of two more sections: people and bodies in the texts, and what to prepare."""

_HEAD = re.compile(r"---\n(?P<head>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_SECTION = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_QUESTION = re.compile(r"^### +(.+?) *$", re.MULTILINE)
_SLIDE = re.compile(r"(?:^>.*(?:\n|$))+", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One part of a lesson with its minutes and the ids of its exercises."""

    part: str
    minutes: int
    items: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """What a teacher says in one part (`notes`) and what is projected (`slides`), as Markdown."""

    title: str
    notes: str
    slides: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question for the talk, and what to expect when it is asked."""

    text: str
    expect: str


@dataclass(frozen=True)
class TeachingPlan:
    """A unit's plan.

    `plans` has the steps by the length of the lesson in minutes. `on_paper` says what a print has
    in place of words of the lesson that are about the notebook; `shown_on_paper` are calls, as a
    lesson has them, for what a learner otherwise gets by running code.
    """

    file: Path
    aim: str
    plans: Mapping[int, tuple[Step, ...]]
    parts: Mapping[str, Part]
    questions: tuple[Question, ...]
    before: str
    who: str
    on_paper: Mapping[str, str]
    shown_on_paper: tuple[str, ...]

    def paper_words(self, text: str) -> str:
        """Return a text of the lesson or an item with `on_paper` put into it."""
        for old, new in self.on_paper.items():
            text = loosely(old).sub(partial(_verbatim, new), text)
        return text

    def paper_item(self, item: Item) -> Item:
        """Return the item with `on_paper` put into all of its own texts."""
        found: Item = self._worded(item, frozenset({*NOT_PROSE, *item.quoted, "material"}))
        return found

    def _worded(self, value: Any, kept: frozenset[str]) -> Any:
        if isinstance(value, str):
            return self.paper_words(value)
        if isinstance(value, tuple):
            return tuple(self._worded(one, kept) for one in value)
        if isinstance(value, BaseModel):
            names = type(value).model_fields.keys() - kept
            new = {name: self._worded(getattr(value, name), kept) for name in names}
            return value.model_copy(update=new)
        return value


def _verbatim(words: str, _found: object) -> str:
    """Return words to put in, in which no backslash has a meaning."""
    return words


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid")

    unit: str
    aim: Annotated[str, Field(min_length=10, max_length=300)]
    plans: Mapping[int, list[str]]
    on_paper: Mapping[str, str] = {}
    shown_on_paper: tuple[str, ...] = ()

    @field_validator("plans")
    @classmethod
    def _adds_up(cls, plans: Mapping[int, list[str]]) -> Mapping[int, list[str]]:
        for length, lines in plans.items():
            total = sum(step.minutes for step in map(_step, lines))
            if total != length:
                msg = f"the plan for {length} minutes adds up to {total}; change a step's minutes"
                raise ValueError(msg)
        if not plans:
            msg = "there is no plan; write one under its number of minutes, such as `45:`"
            raise ValueError(msg)
        return plans


def _step(line: str) -> Step:
    """Read a line such as `pairs 10 om-session-twice om-weighs`; `ValueError` where it is none."""
    part, *rest = line.split()
    minutes, *items = rest or [""]
    if part not in PARTS or not minutes.isdigit() or not int(minutes):
        msg = (
            f"{line!r} is no step; write a part ({', '.join(PARTS)}), its minutes, and the ids of "
            "exercises, as in `pairs 10 om-session-twice`"
        )
        raise ValueError(msg)
    return Step(part, int(minutes), tuple(items))


_plans: FileCache[TeachingPlan] = FileCache()


def read_plan(unit: Unit) -> TeachingPlan:
    """Return the plan of a unit, read again where its file has changed.

    Raises `ContentError` where it is missing, or names what is not right in it.
    """
    file = content.lesson(unit.name).with_name("teach.md")
    if not file.is_file():
        msg = (
            f"{file}: unit {unit.name} has no teaching plan; write one there, after the example "
            "in the instructor's guide under “Your own words”"
        )
        raise ContentError(msg)
    lesson = content.lesson(unit.name)
    items = paths.units() / unit.name / "items.yaml"
    return _plans.get([file, lesson, items], lambda: _read(file, unit))


def _read(file: Path, unit: Unit) -> TeachingPlan:
    head, body = _split(file)
    if head.unit != unit.name:
        msg = f"{file}: unit is {head.unit!r}; expected {unit.name!r}, the folder's name"
        raise ContentError(msg)
    pieces = _SECTION.split(body)[1:]
    sections = dict(zip(pieces[::2], map(str.strip, pieces[1::2]), strict=True))
    plans = {n: tuple(map(_step, lines)) for n, lines in sorted(head.plans.items())}
    problems = [*_strange(plans, sections, unit), *_lacking(plans, sections)]
    problems += _outdated(head.on_paper, unit)
    if problems:
        raise ContentError("\n".join(f"{file}: {problem}" for problem in problems))
    talk, *asked = _QUESTION.split(sections[PARTS["talk"]])
    questions = zip(asked[::2], map(str.strip, asked[1::2]), strict=True)
    return TeachingPlan(
        file,
        head.aim,
        plans,
        {
            word: _part(heading, talk if word == "talk" else sections[heading])
            for word, heading in _in_order(plans)
            if heading in sections
        },
        tuple(Question(text, expect) for text, expect in questions),
        sections.get(BEFORE, ""),
        sections.get(WHO, ""),
        head.on_paper,
        head.shown_on_paper,
    )


def _in_order(plans: Mapping[int, tuple[Step, ...]]) -> list[tuple[str, str]]:
    """Return the parts as the longest plan has them, and where it leaves one out, as `PARTS`."""
    used = [step.part for step in plans[max(plans)]]
    return sorted(PARTS.items(), key=lambda part: used.index(part[0]) if part[0] in used else 99)


def _split(file: Path) -> tuple[_Head, str]:
    found = _HEAD.fullmatch(read_utf8(file).replace("\r\n", "\n"))
    if not found:
        msg = f"{file}: expected a head between two lines of ---, and the parts of the lesson"
        raise ContentError(msg)
    return validate(_Head, parse_yaml(found["head"], file), file), found["body"]


def _strange(
    plans: Mapping[int, tuple[Step, ...]], sections: Mapping[str, str], unit: Unit
) -> Iterator[str]:
    """Give what the file names and nobody knows: exercises and headings."""
    known = {item.id for item in unit.items}
    for length, steps in plans.items():
        for item in (i for step in steps for i in step.items if i not in known):
            yield (
                f"the plan for {length} minutes names exercise {item}, which unit {unit.name} "
                f"does not have; it has {', '.join(sorted(known))}"
            )
    headings = {*PARTS.values(), WHO, BEFORE}
    for heading in sections:
        if heading not in headings:
            yield f"“## {heading}” is no part of a plan; there are {', '.join(sorted(headings))}"


def _lacking(plans: Mapping[int, tuple[Step, ...]], sections: Mapping[str, str]) -> Iterator[str]:
    """Give the parts that have no section though they need one."""
    used = {step.part for steps in plans.values() for step in steps}
    for word, heading in PARTS.items():
        if not sections.get(heading) and (word in used or word not in OPTIONAL):
            yield f"there is nothing under “## {heading}”; write what happens in this part"


def _outdated(on_paper: Mapping[str, str], unit: Unit) -> Iterator[str]:
    """Give the words that paper replaces and that neither lesson nor items say any more."""
    file = content.lesson(unit.name)
    lesson = file.read_text("utf-8") if file.is_file() else ""
    said = [lesson, *(text for item in unit.items for text in item.own_texts())]
    for words in on_paper:
        pattern = loosely(words)
        if not any(pattern.search(text) for text in said):
            yield (
                f"on_paper replaces “{words}”, which neither the lesson nor an item says; "
                "write it as it stands there, or take it out"
            )


def loosely(words: str) -> re.Pattern[str]:
    """Return what finds these words wherever a line breaks between them."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def _part(title: str, text: str) -> Part:
    slides = tuple(
        "\n".join(line.removeprefix(">").removeprefix(" ") for line in found.splitlines()).strip()
        for found in _SLIDE.findall(text)
    )
    return Part(title, _SLIDE.sub("", text).strip(), slides)
