"""What every family of exercise has in common."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from secondsource.errors import ResponseError
from secondsource.markdown import to_html

__all__ = [
    "SIGNS",
    "Identifier",
    "Item",
    "Mark",
    "Marks",
    "Option",
    "Part",
    "Text",
    "describe",
    "finite",
    "one_of",
    "option_line",
    "unique",
]

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""Lower-case letters, digits and single hyphens: fits nbgrader's cell names as it stands."""

Text = Annotated[str, Field(min_length=1)]

Sign = Literal["right", "wrong", "missed", "plain"]
"""How a part of a response was judged; *missed* is a right option not chosen."""

SHOWN = 40
"""Characters of a found text that a message repeats."""

SIGNS: Mapping[str, str] = {"right": "✓ right", "wrong": "✗ not right", "missed": "○ missed"}


@dataclass(frozen=True)
class Mark:
    """The judgement on one part of a response, as feedback shows it.

    `note` is Markdown written by the item's author; it is rendered without raw HTML.
    """

    sign: Sign = "plain"
    note: str = ""
    label: str = ""
    """What the mark is about, where it doesn't stand beside it."""

    def html(self) -> str:
        """The mark as HTML: a word beside the sign, never colour alone."""
        word = SIGNS.get(self.sign)
        badge = f' <strong class="ss-{self.sign}">{word}</strong>' if word else ""
        note = f'<div class="ss-note">{to_html(self.note)}</div>' if self.note else ""
        return badge + note


@dataclass(frozen=True)
class Marks:
    """Marks by part id (`Item.parts`), and which single options count as right or wrong."""

    by_part: Mapping[str, Mark] = field(default_factory=dict)

    def html(self, part: str) -> str:
        """The mark of one part, or nothing where there is none."""
        mark = self.by_part.get(part)
        return mark.html() if mark else ""

    def sign(self, part: str) -> Sign:
        """How one part was judged; *plain* where it was not."""
        mark = self.by_part.get(part)
        return mark.sign if mark else "plain"

    def labelled(self) -> str:
        """All marks that name what they are about, as a list."""
        lines = (
            f"<li>{to_html(m.label, inline=True)}{m.html()}</li>"
            for m in self.by_part.values()
            if m.label
        )
        listed = "".join(lines)
        return f'<ul class="ss-options">{listed}</ul>' if listed else ""


class Option(BaseModel):
    """One thing a learner can pick. `text` is Markdown for one line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    text: Text


@dataclass(frozen=True)
class Part:
    """A piece of an item that gets its own mark and feedback."""

    id: str
    text: str


class Item(BaseModel):
    """One gradable question.

    `title` names the exercise in headings, lists and reports and gives nothing away.
    `points` is what a full answer is worth. `prompt` and `hint` are Markdown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: ClassVar[str]
    """What to do, in one line, in the imperative."""

    counted: ClassVar[str] = "parts"
    """What `progress` counts, in the plural."""

    recorded: ClassVar[bool] = True
    """Whether responses are recorded data; a text is written in its own cell instead."""

    id: Identifier
    family: str
    title: Annotated[str, Field(max_length=60)] = ""
    points: Annotated[float, Field(gt=0, le=20)]
    prompt: Text
    hint: str = ""
    graded: bool = True
    """Whether points are given; otherwise the item is asked and answered for its own sake."""
    contested: bool = False
    """Whether careful readers differ: then it is not graded, and the readings are shown."""

    @abstractmethod
    def parse(self, raw: Any) -> Any:
        """The response's value in its one canonical form.

        `raw` is whatever JSON a notebook held, so nothing about it is trusted.
        Raises `ResponseError` where it does not fit the item.
        """

    @abstractmethod
    def progress(self, value: Any) -> tuple[int, int]:
        """How many of the item's answers are given, and how many there are."""

    @abstractmethod
    def parts(self) -> tuple[Part, ...]:
        """The pieces that get a mark, in the order a learner sees them."""

    @abstractmethod
    def answer_html(self, value: Any, marks: Marks) -> str:
        """The value as static HTML; everything is escaped, nothing runs."""

    def blank(self) -> Any:
        """The canonical value of an untouched exercise."""
        return self.parse(None)

    def is_blank(self, value: Any) -> bool:
        """Whether nothing at all was answered."""
        return self.progress(value)[0] == 0

    def static_html(self, value: Any, marks: Marks | None = None) -> str:
        """Prompt and answer as one escaped, scriptless piece of HTML.

        Used where widgets cannot run: in the saved output of a cell, in feedback, in reports.
        """
        body = (
            "<p><em>No answer was recorded.</em></p>"
            if self.is_blank(value) and marks is None
            else self.answer_html(value, marks or Marks())
        )
        return (
            f'<section class="ss-static" data-item="{escape(self.id, quote=True)}">'
            f'<div class="ss-prompt">{to_html(self.prompt)}</div>{body}</section>'
        )

    @property
    def counts(self) -> bool:
        """Whether the item has a place in the gradebook."""
        return self.graded and not self.contested

    @model_validator(mode="after")
    def _whole_points(self) -> Item:
        if not math.isclose(self.points * 2, round(self.points * 2)):
            msg = f"item {self.id}: points are {self.points}; use whole or half points"
            raise ValueError(msg)
        return self


def unique(ids: Collection[str], what: str) -> None:
    """Raise `ValueError` where an id occurs twice among `what`."""
    twice = sorted({i for i in ids if list(ids).count(i) > 1})
    if twice:
        msg = f"{what} {', '.join(twice)} occurs twice; give each its own id"
        raise ValueError(msg)


def describe(raw: object) -> str:
    """What was found, short enough for a message whatever a notebook held."""
    if isinstance(raw, (list, tuple, dict)):
        kind = "an object" if isinstance(raw, dict) else "a list"
        return f"{kind} of {len(raw)} entries"
    if isinstance(raw, str) and len(raw) > SHOWN:
        return f"a text of {len(raw)} characters"
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) > 10**15:
        return "a very large whole number"
    return repr(raw)


def one_of(raw: object, ids: Collection[str], what: str) -> str | None:
    """`raw` if it is one of `ids`, None if it is None; otherwise `ResponseError`."""
    if raw is None:
        return None
    if not isinstance(raw, str) or raw not in ids:
        msg = f"{what} is {describe(raw)}; expected one of {', '.join(ids)}"
        raise ResponseError(msg)
    return raw


def option_line(glyph: str, text: str, mark: str) -> str:
    """One line of a static list: glyph, text and mark."""
    return f"<li>{escape(glyph)} {to_html(text, inline=True)}{mark}</li>"


def finite(raw: object, what: str, low: float, high: float) -> float | None:
    """`raw` as a float in low..high, None if it is None; otherwise `ResponseError`."""
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        msg = f"{what} is {describe(raw)}; expected a number"
        raise ResponseError(msg)
    if not (isinstance(raw, int) or math.isfinite(raw)) or not low <= raw <= high:
        msg = f"{what} is {describe(raw)}; expected a number from {low:g} to {high:g}"
        raise ResponseError(msg)
    return float(raw)
