"""What a data package says about itself for this kit, beyond the Frictionless standard.

It stands under `"secondsource"` in `datapackage.json`: for the package, for a table's schema
(the same in every package that has the table) and for a table in one package. What each
property means to an author is in `datasets/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from secondsource.errors import PackError

__all__ = ["About", "Assumptions", "ColumnView", "Durations", "PackAbout", "Series", "read_about"]

KEY = "secondsource"
"""Where the properties stand in a descriptor."""

_COLUMN = re.compile(r"\{(\w+)\}")

_Model = TypeVar("_Model", bound="_Properties")


class _Properties(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnView(_Properties):
    """One column of the table that a lesson shows.

    `parts` are texts in which `{column}` stands for a cell; a part is left out where one of its
    cells is blank, and `blank` stands where nothing is left. `addresses` and `references`
    name the column whose addresses, or references such as `record:R040`, follow as links.
    """

    heading: str
    parts: tuple[str, ...] = ()
    join: str = ""
    blank: str = ""
    layout: Literal["", "main", "wide", "tight", "source"] = ""
    addresses: str = ""
    references: str = ""
    language: str = ""
    unlinked: Mapping[str, str] = {}


class Series(_Properties):
    """What is known of a table that counts how often something is said over time.

    `break_at` is the day on which the custom seems to change, None where there is none.
    """

    language: str
    break_at: date | None = Field(default=None, alias="break")
    break_note: str = ""
    day: date | None = None
    day_note: str = ""


class Assumptions(_Properties):
    """Chances to try for one piece of evidence: label, percent if true, percent if false."""

    legend: str
    note: str
    lines: tuple[tuple[str, float, float], ...]


class Durations(_Properties):
    """Which columns of a table hold two dates, and what a picture of the days between says."""

    who: str
    start: str
    start_what: str
    end: str
    end_what: str
    done: str
    sources: tuple[str, ...]
    title: str
    caption: str
    over: str
    open: str
    headings: tuple[str, str, str, str, str, str, str, str]


class About(_Properties):
    """What the kit has to know about one table; every property may be missing.

    `says` is the text that tells in words what a row is about, `row` the text by which a
    reference names a row, both with `{column}` for a cell. `withheld` are the ids of rows that are
    not part of the student's package, because each tells how an open question ended.
    """

    reference: str = ""
    call: str = ""
    row: str = ""
    says: str = ""
    read: tuple[str, ...] = ()
    address: str = ""
    separator: str = " "
    words: Mapping[str, Mapping[str, str]] = {}
    caption: str = ""
    sort: str = ""
    columns: tuple[ColumnView, ...] = ()
    series: Series | None = None
    assumptions: Assumptions | None = None
    durations: Durations | None = None
    withheld: tuple[str, ...] = ()

    def word(self, column: str, value: str) -> str:
        """Return what a reader is shown for a value, which is the value if nothing is said."""
        return self.words.get(column, {}).get(value, value)

    def fill(self, text: str, row: Mapping[str, str]) -> str:
        """Return `text` with cells put in for `{column}`."""
        return _COLUMN.sub(lambda m: self.word(m[1], row[m[1]]), text)

    def fill_known(self, text: str, row: Mapping[str, str]) -> str:
        """Return `text` with cells put in, or nothing where one of them is blank."""
        known = all(row[column] for column in _COLUMN.findall(text))
        return self.fill(text, row) if known else ""

    def addresses(self, row: Mapping[str, str]) -> list[str]:
        """Return the web addresses of a row, in their order."""
        return [u for u in row.get(self.address, "").split() if u.startswith("http")]

    def named(self) -> set[str]:
        """Return every column that the properties speak of."""
        texts = [self.row, self.says, *(p for c in self.columns for p in c.parts)]
        plain = [self.address, self.sort, *self.read, *self.words]
        for view in self.columns:
            plain += [view.addresses, view.references, view.language, *view.unlinked]
        if self.durations:
            d = self.durations
            plain += [d.who, d.start, d.start_what, d.end, d.end_what, d.done, *d.sources]
        return {c for t in texts for c in _COLUMN.findall(t)} | set(filter(None, plain))


class PackAbout(_Properties):
    """What the kit has to know about a whole package.

    `covered` gives for a reference word the share, 0..1, of rows that the course must use.
    """

    default: bool = False
    invented: bool = False
    covered: Mapping[str, float] = {}


def read_about(model: type[_Model], where: str, *blocks: Any) -> _Model:
    """Return the properties of several blocks together, a later one over an earlier one.

    Raises `PackError`, which names the property, where one is unknown or not as it must be.
    """
    given: dict[str, Any] = {}
    for block in blocks:
        given |= block if isinstance(block, dict) else {KEY: block} if block is not None else {}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        place = ".".join(str(p) for p in wrong["loc"])
        msg = (
            f"{where}, {KEY}, {place}: {wrong['msg']} (found {str(wrong['input'])[:60]!r}); the "
            "properties are listed in datasets/README.md"
        )
        raise PackError(msg) from error
