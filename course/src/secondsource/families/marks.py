"""Judgements on the parts of a response, and how feedback shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from markupsafe import Markup

from secondsource.families.html import fill

__all__ = ["SIGNS", "Mark", "Marks", "Sign"]

Sign = Literal["right", "wrong", "missed", "plain"]
"""How a part of a response was judged; *missed* is a right option not chosen."""

SIGNS: Mapping[str, str] = {"right": "✓ right", "wrong": "✗ not right", "missed": "○ missed"}
"""The words beside a judged part; *plain* has none."""


@dataclass(frozen=True)
class Mark:
    """The judgement on one part of a response, as feedback shows it.

    `note` and `label` are Markdown written by the item's author; raw HTML in them is shown as text.
    """

    sign: Sign = "plain"
    note: str = ""
    label: str = ""
    """What the mark is about, where it doesn't stand beside it."""

    def html(self) -> Markup:
        """Return the mark as HTML: a word beside the sign, because colour alone is not seen by all.

        Empty for a plain mark without a note.
        """
        return _mark_html(self.sign, self.note)


@dataclass(frozen=True)
class Marks:
    """The marks of one response, by the ids of the parts they judge (`Item.parts`)."""

    by_part: Mapping[str, Mark] = field(default_factory=dict)

    def html(self, part: str) -> Markup:
        """Return the mark of one part as HTML, empty where there is none."""
        mark = self.by_part.get(part)
        return mark.html() if mark else Markup()

    def sign(self, part: str) -> Sign:
        """Return how one part was judged; *plain* where it was not."""
        mark = self.by_part.get(part)
        return mark.sign if mark else "plain"

    def labelled(self) -> Markup:
        """Return all marks that name what they are about, as a list; empty where there are none."""
        named = [(m.label, m.html()) for m in self.by_part.values() if m.label]
        return fill("labelled", marks=named) if named else Markup()


@lru_cache(maxsize=4096)
def _mark_html(sign: Sign, note: str) -> Markup:
    """A mark as HTML; a class gets the same notes over and over."""
    word = SIGNS.get(sign, "")
    if not word and not note:
        return Markup()
    return Markup(" ") + fill("mark", sign=sign, word=word, note=note)
