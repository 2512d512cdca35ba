"""What every family of exercise has in common."""

from __future__ import annotations

import json
import math
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from secondsource.families.html import fill
from secondsource.families.marks import Marks
from secondsource.families.options import (
    CHECK,
    FIND,
    NOT_PROSE,
    Identifier,
    Option,
    OptionGroup,
    Part,
    Place,
    Progress,
    Text,
    escape_free,
    options_in,
    pages,
    strings_in,
    unique,
)
from secondsource.markdown import to_html

__all__ = [
    "CHECK",
    "FIND",
    "NOT_PROSE",
    "Identifier",
    "Item",
    "Option",
    "OptionGroup",
    "Part",
    "Place",
    "Progress",
    "Text",
    "escape_free",
    "pages",
    "unique",
]


class Item(BaseModel):
    """One gradable question.

    `title` names the exercise in headings, lists and reports and gives nothing away.
    `points` is what a full answer is worth. `prompt` and `hint` are Markdown.

    Each family says in its own class what an answer is (`parse`), how it is shown where
    nothing runs (`answer_html`), what the page needs to draw it (`page_data`), and what
    there is to pick (`option_groups`). A *value* below is an answer as `parse` returns it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    task: ClassVar[str]
    """What to do, in one line, in the imperative."""

    paper_task: ClassVar[str] = ""
    """The same for a print, where it differs: what to do with a pen."""

    counted: ClassVar[str] = "parts"
    """What `progress` counts, in the plural."""

    by_hand: ClassVar[bool] = False
    """Whether a person gives the points; no program scores such an answer."""

    quoted: ClassVar[frozenset[str]] = frozenset()
    """The fields that hold somebody else's words; the rules on our own prose leave them out."""

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
    practice: bool = False
    """Whether it is for practice: never graded, and *Check* explains it at once, in class too."""
    test: bool = False
    """Whether it belongs to a test: then nothing checks it before it is handed in."""
    material: Annotated[tuple[str, ...], Field(max_length=12)] = ()
    """References to what opens beside the item: `A ¶26`, `B ¶3-5`, `R040`."""
    why: Annotated[str, Field(max_length=200)] = ""
    """One line of Markdown, shown below the explanation: why the item matters. Never before an
    answer is explained, because such a line often gives the answer away."""
    self_contained: bool | None = None
    """Whether everything that decides the item stands in the item itself. Where an author
    leaves it out, the family says so (`holds_material`)."""

    @abstractmethod
    def parse(self, raw: Any) -> Any:
        """Return the value of a response in its one canonical form.

        `raw` is whatever JSON a notebook held, so nothing about it is trusted; None is a
        blank. Raises `ResponseError` where it does not fit the item.
        """

    @abstractmethod
    def progress(self, value: Any) -> Progress:
        """Return how many of the item's answers are given, and how many there are."""

    @abstractmethod
    def parts(self) -> tuple[Part, ...]:
        """Return the pieces that get a mark, in the order a learner sees them."""

    def instruction(self, *, on_paper: bool = False) -> str:
        """Return the line that says what to do on the page, or with a pen where `on_paper`."""
        return (on_paper and self.paper_task) or self.task

    @abstractmethod
    def answer_html(self, value: Any, marks: Marks) -> Markup:
        """Return the value as HTML in which everything is escaped and nothing runs."""

    @abstractmethod
    def page_data(self) -> dict[str, Any]:
        """Return what the page needs to draw the item: plain JSON, texts as safe HTML.

        This is the part that all families have; each adds its own to it.
        """
        return {
            "id": self.id,
            "family": self.family,
            "title": self.title,
            "points": self.shown_points,
            "task": self.instruction(),
            "counted": self.counted,
            "prompt_html": str(to_html(self.prompt)),
            "hint_html": str(to_html(self.hint)) if self.hint else "",
            "practice": self.practice,
            "by_hand": self.by_hand,
            "test": self.test,
            "material": list(self.material),
        }

    @abstractmethod
    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return the places where a learner picks among given options; none is an answer too."""

    def picks(self, value: Any) -> Mapping[str, Sequence[str]]:
        """Return the ids of the options that `value` picks, by the name of their group."""
        return self._without_groups(value)

    def from_picks(self, picks: Mapping[str, Sequence[str]]) -> Any:
        """Return the value that picks these options: the reverse of `picks`."""
        return self._without_groups(picks) or None

    def wording(self, value: Any) -> str:
        """Return the value in one line of plain text, for lists of what was answered."""
        return json.dumps(value, ensure_ascii=False)

    def blank(self) -> Any:
        """Return the value of an untouched exercise."""
        return self.parse(None)

    def is_blank(self, value: Any) -> bool:
        """Return whether nothing at all was answered."""
        return self.progress(value).given == 0

    def static_html(
        self, value: Any, marks: Marks | None = None, *, below_the_question: bool = False
    ) -> Markup:
        """Return prompt and answer as one escaped, scriptless piece of HTML.

        Used where widgets cannot run: in the saved output of a cell, in feedback, in reports.
        What stands `below_the_question` on a page does not repeat it.
        """
        unanswered = marks is None and self.is_blank(value)
        answer = None if unanswered else self.answer_html(value, marks or Marks())
        prompt = "" if below_the_question else self.prompt
        return fill("item", id=self.id, prompt=prompt, answer=answer)

    def framed_html(self, answer: Markup) -> Markup:
        """Return the prompt and an answer that is HTML already."""
        return fill("item", id=self.id, prompt=self.prompt, answer=answer)

    def beside_paper_html(self, value: Any, marks: Marks) -> Markup:
        """Return an answer as HTML for somebody who has the print in hand (`paper_html`).

        It is what `answer_html` has, except where a print names something in another way.
        """
        return self.answer_html(value, marks)

    def question_html(self, value: Any = None) -> Markup:
        """Return prompt, task, everything there is to pick from and the answer, as static HTML.

        It is what a print, an export, a preview or a page without a kernel shows of the exercise.
        """
        blank = value is None or self.is_blank(value)
        answer = self.unanswered_html() if blank else self.answer_html(value, Marks())
        return fill(
            "question",
            id=self.id,
            title=self.title,
            prompt=self.prompt,
            task=self.instruction(),
            answer=answer,
        )

    def unanswered_html(self) -> Markup:
        """Return what an exercise that nobody answered shows where nothing runs.

        It may not show what a learner is to see only after an answer, as a print to be filled in
        has to (`paper_html`).
        """
        return self.answer_html(self.blank(), Marks())

    def to_fill_in(self) -> tuple[str, ...]:
        """Return what there is to fill in beside the options, a line of plain text each."""
        return ()

    def paper_html(self) -> Markup:
        """Return what there is to answer as static HTML to be filled in with a pen.

        It has room for an answer and shows none. Most families print what they show where
        nothing runs; one whose answer is written or drawn overrides this.
        """
        return self.answer_html(self.blank(), Marks())

    def question_text(self, value: Any = None) -> str:
        """Return the same as plain text, for a terminal: prompt, options with marks, answer."""
        value = self.blank() if value is None else value
        picks = self.picks(value)
        lines = [f"{self.title} ({self.id})" if self.title else self.id, escape_free(self.prompt)]
        for group in self.option_groups():
            lines += [escape_free(group.text)] if group.text else []
            picked = picks.get(group.name, ())
            lines += [
                f"  {'(x)' if o.id in picked else '( )'} {escape_free(o.text)}"
                for o in group.options
            ]
        lines += [f"  {escape_free(text)}" for text in self.to_fill_in()]
        blank = self.is_blank(value)
        lines.append("No answer yet." if blank else f"Your answer: {self.wording(value)}")
        return "\n".join(lines)

    def all_options(self) -> tuple[Option, ...]:
        """Return every option the item holds, whatever it is an option for."""
        return tuple(o for name in type(self).model_fields for o in options_in(getattr(self, name)))

    def own_texts(self) -> list[str]:
        """Return what a learner reads of the item in our own words.

        That is every text in its fields, but for those named in `quoted` and for options that
        have the words of the material.
        """
        own = self.model_dump(exclude={*self.quoted, "material"})
        return [text for text, ours in strings_in(own) if ours]

    def quoted_texts(self) -> list[str]:
        """Return what a learner reads in the words of the material: `quoted`, and such options."""
        own = self.model_dump(exclude={*self.quoted, "material"})
        quoted = self.model_dump(include=set(self.quoted))
        return [t for t, ours in strings_in(own) if not ours] + [t for t, _ in strings_in(quoted)]

    @property
    def holds_material(self) -> bool:
        """Whether what decides the item stands in it, so that its options alone say a lot.

        A reader without the lesson can then work on it honestly. By default it doesn't: an
        item asks about texts and rows that stand elsewhere.
        """
        return bool(self.self_contained)

    @property
    def counts(self) -> bool:
        """Whether the item has a place in the gradebook."""
        return self.graded and not self.contested and not self.practice

    @property
    def shown_points(self) -> float | None:
        """What the item is worth, as it is shown; None where it has no place in the gradebook."""
        if not self.counts:
            return None
        return self.points if self.points % 1 else int(self.points)

    def _without_groups(self, _value: Any) -> dict[str, Any]:
        if self.option_groups():
            msg = f"{type(self).__name__} has options to pick: give it `picks` and `from_picks`"
            raise NotImplementedError(msg)
        return {}

    @model_validator(mode="after")
    def _whole_points(self) -> Item:
        if not math.isclose(self.points * 2, round(self.points * 2)):
            msg = f"item {self.id}: points are {self.points}; use whole or half points"
            raise ValueError(msg)
        if self.practice and self.test:
            msg = f"item {self.id}: practice is checked at once, a test is not; keep one of the two"
            raise ValueError(msg)
        if self.practice and self.by_hand:
            msg = f"item {self.id}: nothing can check a written answer; write `graded: false`"
            raise ValueError(msg)
        return self

    @field_validator("material")
    @classmethod
    def _exists(cls, material: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        check: Callable[[str], None] | None = (info.context or {}).get(CHECK)
        if check is not None:
            for reference in material:
                check(reference)
        return material
