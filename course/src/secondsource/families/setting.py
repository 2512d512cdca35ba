"""`setting`: a small table to explore; the answer is a setting of its lists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, model_validator

from secondsource.families.base import (
    Identifier,
    Item,
    Option,
    OptionGroup,
    Part,
    Progress,
    Text,
    pages,
    unique,
)
from secondsource.families.html import fill, line
from secondsource.families.marks import Marks
from secondsource.families.parsing import named_values, one_of

__all__ = ["Cell", "Filter", "Setting", "SettingItem", "SettingValue"]

Setting: TypeAlias = dict[str, str | None]
"""For each list of the explorer the id of the option chosen; None where it filters nothing."""

ALL = "all"
"""The word for a list that filters nothing."""

SettingValue: TypeAlias = dict[str, Setting]
"""The setting handed in for the id of each thing asked."""


class Filter(BaseModel):
    """One list of the explorer."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Identifier
    text: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=30)]


class Cell(BaseModel):
    """How many cases of one kind there are (`n`), and how many of them have the sign (`k`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    of: tuple[str, ...]
    """An option's id for each list, in the order of the lists."""
    k: Annotated[int, Field(ge=0)]
    n: Annotated[int, Field(ge=1)]


class SettingItem(Item):
    """Set lists, watch the count, hand settings in. A response maps what is asked to a setting."""

    task: ClassVar[str] = "Set the lists and watch the count. Then hand in a setting for each line."
    paper_task: ClassVar[str] = (
        "Choose from each column, and add up the rows of the table that fit. Write down a choice "
        "and its count for each line."
    )
    counted: ClassVar[str] = "settings"

    family: Literal["setting"]
    sign: Text
    """What is counted, after *3 of 10*: `letters have the words`."""
    filters: Annotated[tuple[Filter, ...], Field(min_length=1, max_length=5)]
    cells: Annotated[tuple[Cell, ...], Field(min_length=2, max_length=400)]
    asks: Annotated[tuple[Option, ...], Field(min_length=1, max_length=4)]

    @model_validator(mode="after")
    def _sound(self) -> SettingItem:
        unique([f.id for f in self.filters], f"item {self.id}: filter id")
        unique([a.id for a in self.asks], f"item {self.id}: ask id")
        lists = [[o.id for o in f.options] for f in self.filters]
        for ids in lists:
            unique(ids, f"item {self.id}: option id")
        for cell in self.cells:
            fits = len(cell.of) == len(lists) and all(
                name in ids for name, ids in zip(cell.of, lists, strict=False)
            )
            if not fits or cell.k > cell.n:
                msg = (
                    f"item {self.id}: cell {list(cell.of)} with k {cell.k} and n {cell.n}; "
                    "expected an option of each filter, in their order, and k up to n"
                )
                raise ValueError(msg)
        unique([" / ".join(c.of) for c in self.cells], f"item {self.id}: cell")
        return self

    def parse(self, raw: Any) -> SettingValue:
        """Return the settings handed in, in the order of what is asked."""
        given = named_values(raw, [a.id for a in self.asks], "a setting for each line")
        read = {a.id: self._setting(given.get(a.id), a.id) for a in self.asks}
        return {name: setting for name, setting in read.items() if setting is not None}

    def _setting(self, raw: Any, what: str) -> Setting | None:
        if raw is None:
            return None
        given = named_values(raw, [f.id for f in self.filters], f"for {what} a choice in each list")
        return {
            f.id: one_of(given.get(f.id), [o.id for o in f.options], f"{what}, {f.id}")
            for f in self.filters
        }

    def counts_of(self, setting: Setting) -> tuple[int, int]:
        """Return how many cases of a setting have the sign, and how many cases it has."""
        wanted = [setting[f.id] for f in self.filters]
        kept = [
            cell
            for cell in self.cells
            if all(w in (None, name) for w, name in zip(wanted, cell.of, strict=True))
        ]
        return sum(c.k for c in kept), sum(c.n for c in kept)

    def settings(self) -> Iterator[Setting]:
        """Return every setting there is, the one that filters nothing first."""
        names = [f.id for f in self.filters]
        for chosen in product(*((None, *(o.id for o in f.options)) for f in self.filters)):
            yield dict(zip(names, chosen, strict=True))

    def said(self, setting: Setting) -> str:
        """Return a setting and its count in words."""
        k, n = self.counts_of(setting)
        named = [
            f"{f.text}: {next((o.text for o in f.options if o.id == setting[f.id]), ALL)}"
            for f in self.filters
        ]
        return f"{'; '.join(named)}. {k} of {n} {self.sign}"

    def progress(self, value: SettingValue) -> Progress:
        """Count the settings handed in."""
        return Progress(len(value), len(self.asks))

    def parts(self) -> tuple[Part, ...]:
        """Return what is asked."""
        return tuple(Part(a.id, a.text) for a in self.asks)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return none: a setting is found, not picked."""
        return ()

    @property
    def holds_material(self) -> bool:
        """Whether the item stands for itself: it brings its table."""
        return self.self_contained is not False

    def wording(self, value: SettingValue) -> str:
        """Return the settings in one line."""
        return " / ".join(self.said(setting) for setting in value.values())

    def page_data(self) -> dict[str, Any]:
        """Return lists, cells and what is asked beside what every item has."""
        lists = [
            {
                "id": f.id,
                "text": f.text,
                "options": [{"id": o.id, "text": o.text} for o in f.options],
            }
            for f in self.filters
        ]
        return {
            **super().page_data(),
            "sign": self.sign,
            "filters": lists,
            "cells": [[list(c.of), c.k, c.n] for c in self.cells],
            "asks": pages(self.asks),
        }

    def answer_html(self, value: SettingValue, marks: Marks) -> Markup:
        """Return the lists with their options, and the settings handed in with their counts."""
        lists = [(f.text, ", ".join(o.text for o in f.options)) for f in self.filters]
        handed = [
            (a.text, self.said(value[a.id]) if a.id in value else "no setting", marks.html(a.id))
            for a in self.asks
        ]
        return fill("setting", lists=lists, handed=handed, sign=line(self.sign))

    def paper_html(self) -> Markup:
        """Return every count in a table, and room to write a setting for each thing asked."""
        options = {(f.id, o.id): o.text for f in self.filters for o in f.options}
        rows = [
            ([options[f.id, name] for f, name in zip(self.filters, c.of, strict=True)], c.k, c.n)
            for c in self.cells
        ]
        return fill(
            "setting_paper",
            lists=[f.text for f in self.filters],
            sign=self.sign,
            rows=rows,
            asks=[a.text for a in self.asks],
        )
