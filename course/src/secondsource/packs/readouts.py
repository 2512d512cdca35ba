"""Counts and shares of call readouts, and how sure a share can be. Nothing here draws.

The question behind every figure: does the readout carry the formula that says the other
side asked for the call? One call has up to four published versions, so the counting rule
matters: *one Chinese version per call, with its opening sentence visible*, unless asked otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from secondsource.packs.pack import DEFAULT, Row, Table, load_pack

__all__ = [
    "BREAK",
    "Share",
    "count_readouts",
    "day",
    "select_readouts",
    "share_of",
    "share_readouts",
    "shares_by",
    "wilson",
]

BREAK = date(2020, 3, 23)
"""Where the custom seems to change. Chosen after seeing the data, so its sharpness is in doubt."""

_Z95 = 1.959963984540054
_COUNTED = ("yes", "no")


@dataclass(frozen=True)
class Share:
    """`k` of `n` calls in a group carry the formula; `low` and `high` bound the share (0..1)."""

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


def select_readouts(  # noqa: PLR0913 - each is a column one can filter by
    *,
    language: str | None = None,
    formula: str | None = None,
    call_type: str | None = None,
    country: str | None = None,
    counterpart: str | None = None,
    leader: str | None = None,
    query_kind: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    one_per_call: bool = True,
    pack: str = DEFAULT,
) -> list[Row]:
    """The readout rows that fit every filter, oldest first.

    `since` and `until` are included. With `one_per_call` there is one row for each call,
    in `language` (Chinese where none is given), with a visible opening; without it
    every version that fits counts, and no language means all. `ValueError` where a filter's
    value is in no row, or a date is none.
    """
    wanted = {
        "language": language or ("zh" if one_per_call else None),
        "call_type": call_type,
        "country": country,
        "counterpart": counterpart,
        "leader": leader,
        "query_kind": query_kind,
    }
    table = load_pack(pack).table("readout_phrases")
    _refuse_unknown(table, {**wanted, "formula": formula})
    first, last = day(since), day(until)
    kept: list[Row] = []
    calls: set[str] = set()
    for row in sorted(table.rows, key=_order):
        if any(value is not None and row[column] != value for column, value in wanted.items()):
            continue
        when = date.fromisoformat(row["date"])
        if (first and when < first) or (last and when > last):
            continue
        if one_per_call:
            if row["opening_shown"] != "yes" or row["call"] in calls:
                continue
            calls.add(row["call"])
        kept.append(row)
    return [row for row in kept if formula in (None, row["formula"])]


def count_readouts(**filters: str | date | bool | None) -> int:
    """How many calls (or versions) fit the filters of `select_readouts`."""
    return len(select_readouts(**filters))  # type: ignore[arg-type]


def share_readouts(**filters: str | date | bool | None) -> float:
    """The share, 0..1, of calls with the formula among those where it can be told.

    `ValueError` where no call fits the filters.
    """
    found = share_of(select_readouts(**{**filters, "formula": None}))  # type: ignore[arg-type]
    if not found.n:
        msg = f"no readout fits {filters}; a share of nothing is not defined"
        raise ValueError(msg)
    return found.share


def share_of(rows: Iterable[Row], label: str = "all") -> Share:
    """The share of rows with the formula, among those where it can be told."""
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
        msg = f'"{text}" is no date; write it as 2020-03-23'
        raise ValueError(msg) from error


def _refuse_unknown(table: Table, wanted: Mapping[str, str | None]) -> None:
    for column, value in wanted.items():
        known = {row[column] for row in table.rows}
        if value is not None and value not in known:
            msg = f'no readout has {column} "{value}"; there are {", ".join(sorted(known))}'
            raise ValueError(msg)


def _order(row: Row) -> tuple[str, str, str]:
    return row["date"], row["call"], row["id"]
