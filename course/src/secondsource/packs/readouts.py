"""Counts and shares of readouts, and how sure a share can be. Nothing here draws.

The question behind every figure: does the readout carry the phrase in question? One call has
up to four published versions, so the counting rule matters: *one version a call, in the
language the pack names, with its opening sentence visible*, unless asked otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from secondsource.errors import PackError
from secondsource.packs.about import Series
from secondsource.packs.files import Row
from secondsource.packs.pack import Pack, Table, load_pack

__all__ = [
    "ReadoutFilter",
    "Share",
    "choose",
    "count_readouts",
    "day",
    "select_readouts",
    "series_of",
    "share_of",
    "share_readouts",
    "shares_by",
    "wilson",
]

_Z95 = 1.959963984540054
_COUNTED = ("yes", "no")


@dataclass(frozen=True)
class Share:
    """`k` of `n` calls in a group carry the phrase; `low` and `high` bound the share (0..1)."""

    label: str
    k: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share, 0..1; not a number where the group is empty."""
        return self.k / self.n if self.n else math.nan

    def words(self) -> str:
        """The share as a sentence's part: `11 of 44, 25 % (15 to 39 %)`."""
        if not self.n:
            return "no calls"
        return (
            f"{self.k} of {self.n}, {percent(self.share)} % "
            f"({percent(self.low)} to {percent(self.high)} %)"
        )


def percent(share: float) -> int:
    """A share in whole percent, halves rounded up."""
    return math.floor(share * 100 + 0.5)


def wilson(k: int, n: int, z: float = _Z95) -> tuple[float, float]:
    """The Wilson score interval of a share of `k` in `n`, as two shares in 0..1.

    With the default `z` it is the 95 % interval. Formula: E. B. Wilson (1927), Probable inference,
    the law of succession, and statistical inference, Journal of the American Statistical
    Association 22, 209-212. Unlike the textbook interval it stays within 0..1 and serves small
    `n`. With `n` = 0 nothing is known: 0 to 1. Raises `ValueError` where `k` is not in 0..n.
    """
    if not 0 <= k <= n:
        msg = f"k is {k} and n is {n}; expected 0 <= k <= n"
        raise ValueError(msg)
    if n == 0:
        return 0.0, 1.0
    p = k / n
    spread = 1 + z * z / n
    middle = (p + z * z / (2 * n)) / spread
    half = z / spread * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if k == 0 else max(0.0, middle - half)
    high = 1.0 if k == n else min(1.0, middle + half)
    return low, high


@dataclass(frozen=True)
class ReadoutFilter:
    """Which readouts are wanted; what is None filters nothing.

    `since` and `until` are days, both included; every other field is a column of the table.
    `formula` is `yes`, `no` or `unknown`: whether a readout has the phrase.
    """

    language: str | None = None
    formula: str | None = None
    call_type: str | None = None
    country: str | None = None
    counterpart: str | None = None
    leader: str | None = None
    query_kind: str | None = None
    since: str | date | None = None
    until: str | date | None = None

    def chosen(self) -> dict[str, str | date]:
        """Return what is filtered by, in the order of the fields."""
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in found.items() if value is not None}

    def columns(self) -> dict[str, str]:
        """Return the columns that are filtered by and the value of each."""
        return {c: str(v) for c, v in self.chosen().items() if c not in ("since", "until")}

    def check(self, table: Table) -> None:
        """Raise `ValueError` where a value is in no row, or a date is none."""
        for column, value in self.columns().items():
            known = {row[column] for row in table.rows}
            if value not in known:
                there = ", ".join(sorted(known))
                msg = f'no readout has {column} "{value}"; there are {there}'
                raise ValueError(msg)
        day(self.since)
        day(self.until)

    def fits(self, row: Row) -> bool:
        """Return whether a row is wanted."""
        first, last = day(self.since), day(self.until)
        when = date.fromisoformat(row["date"])
        return not (
            any(row[column] != value for column, value in self.columns().items())
            or (first and when < first)
            or (last and when > last)
        )


def select_readouts(
    *, one_per_call: bool = True, pack: str | Pack | None = None, **filters: Any
) -> list[Row]:
    """Return the readout rows that fit every filter of `ReadoutFilter`, oldest first.

    With `one_per_call` there is one row for each call, in `language` (the pack's own where
    none is given), with a visible opening; without it every version that fits counts, and no
    language means all. `pack` is the lesson's if none is given. `ValueError` where a
    filter's value is in no row, or a date is none; `TypeError` for an unknown filter.
    """
    return choose(ReadoutFilter(**filters), one_per_call=one_per_call, pack=pack)


def choose(
    wanted: ReadoutFilter, *, one_per_call: bool = True, pack: str | Pack | None = None
) -> list[Row]:
    """Return the rows that `select_readouts` gives for filters that stand in one value."""
    table = load_pack(pack).table("readout")
    if one_per_call and wanted.language is None:
        wanted = replace(wanted, language=series_of(table).language)
    wanted.check(table)
    # Which version stands for a call must not depend on whether it has the phrase.
    versions = replace(wanted, formula=None)
    kept: list[Row] = []
    calls: set[str] = set()
    for row in sorted(table.rows, key=_order):
        if not versions.fits(row):
            continue
        if one_per_call:
            if row["opening_shown"] != "yes" or row["call"] in calls:
                continue
            calls.add(row["call"])
        kept.append(row)
    return [row for row in kept if wanted.formula in (None, row["formula"])]


def series_of(table: Table) -> Series:
    """Return what the pack says of the series; `PackError` where it says nothing."""
    if table.about.series is None:
        msg = (
            f"{table.file}: the package's descriptor gives no `series` for this table, so nothing "
            "can be counted over time; see datasets/README.md"
        )
        raise PackError(msg)
    return table.about.series


def count_readouts(**filters: Any) -> int:
    """Return how many calls (or versions) fit the filters of `select_readouts`."""
    return len(select_readouts(**filters))


def share_readouts(**filters: Any) -> float:
    """Return the share, 0..1, of calls with the phrase among those where it can be told.

    `ValueError` where no call fits the filters.
    """
    found = share_of(select_readouts(**{**filters, "formula": None}))
    if not found.n:
        msg = f"no readout fits {filters}; a share of nothing is not defined"
        raise ValueError(msg)
    return found.share


def share_of(rows: Iterable[Row], label: str = "all") -> Share:
    """Return the share of rows with the phrase, among those where it can be told."""
    told = [row["formula"] for row in rows if row["formula"] in _COUNTED]
    k, n = told.count("yes"), len(told)
    return Share(label, k, n, *wilson(k, n))


def shares_by(rows: Iterable[Row], group: Callable[[Row], str]) -> list[Share]:
    """One share for each group, in the order of the groups' labels."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(group(row), []).append(row)
    return [share_of(groups[label], label) for label in sorted(groups)]


def day(text: str | date | None) -> date | None:
    """A date from ISO text; `ValueError` where it is none."""
    if text is None or isinstance(text, date):
        return text
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        msg = f'"{text}" is no date; write it as 1999-12-31'
        raise ValueError(msg) from error


def _order(row: Row) -> tuple[str, str, str]:
    return row["date"], row["call"], row["id"]
