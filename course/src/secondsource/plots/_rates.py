"""How often a readout carries the phrase in question: the counts and what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from secondsource.packs.about import Series
from secondsource.packs.days import written
from secondsource.packs.files import Row
from secondsource.packs.pack import Pack, Table, load_pack
from secondsource.packs.readouts import (
    ReadoutFilter,
    Share,
    choose,
    percent,
    series_of,
    share_of,
    shares_by,
)
from secondsource.plots._picture import PHONE, Picture, blank_figure, picture
from secondsource.plots._rates_drawn import draw_names, draw_years, draw_years_down

__all__ = ["Rates", "base_rate", "sharing"]

FEW = 3
"""Countries with fewer calls are shown together."""

OTHERS = "other countries"


@dataclass(frozen=True)
class Rates:
    """What was counted: the rows that count, the share of each group, and of all together.

    `whole` is None where groups overlap: versions of one call in several languages are no
    separate calls, so there is no sum over them.
    """

    by: str
    wanted: ReadoutFilter
    table: Table
    rows: Sequence[Row]
    groups: Sequence[Share]
    whole: Share | None

    @property
    def series(self) -> Series:
        """What the pack says of the series."""
        return series_of(self.table)

    @property
    def halves(self) -> tuple[Share, Share] | None:
        """The shares before and after the break, or None where the pack names none."""
        at = self.series.break_at
        if at is None:
            return None
        before = [r for r in self.rows if date.fromisoformat(r["date"]) < at]
        after = [r for r in self.rows if date.fromisoformat(r["date"]) >= at]
        return share_of(before), share_of(after)

    def language(self) -> str:
        """The language in whose versions calls are counted, in words."""
        return self.table.about.word("language", self.wanted.language or self.series.language)


def base_rate(by: str = "year", *, pack: str | Pack | None = None, **filters: Any) -> Picture:
    """The share of calls with the phrase, by year, language, country or call type.

    Dots are shares, the lines through them 95 % Wilson intervals, numbers say how many of how many
    calls. Filters are those of `readouts`. One version a call counts, in the pack's own language,
    with its opening visible; with `language`, versions in that one; by language, one version
    a call in each. `ValueError` for another `by`.
    """
    found = sharing(by, ReadoutFilter(**filters), pack=pack)
    what = f"Readouts with the phrase, by {by.replace('_', ' ')}"
    chosen = ", ".join(found.table.about.word(c, v) for c, v in found.wanted.columns().items())
    title = f"{what}\nonly {chosen}" if chosen else what
    high = 1.3 + 0.4 * len(found.groups)
    figure, narrow = blank_figure(5.2, 3.8 if by == "year" else high), blank_figure(PHONE, high)
    if by == "year":
        draw_years(figure.add_subplot(), title, found.groups, found.series, found.halves)
        draw_years_down(narrow.add_subplot(), title, found.groups, found.series, found.halves)
    else:
        for one in (figure, narrow):
            draw_names(one.add_subplot(), title, found.groups)
    return picture(
        figure,
        f"{what}{f', only {chosen}' if chosen else ''}. A dot for each share, a line through it "
        f"for its 95 % interval. {_spoken(found.groups)}.{_together(found.whole)}",
        _caption(found),
        (by.replace("_", " "), "with the phrase", "calls", "share", "95 % from", "to"),
        [_numbers(s) for s in (*found.groups, *([found.whole] if found.whole else []))],
        narrow=narrow,
    )


def sharing(
    by: str, wanted: ReadoutFilter | None = None, *, pack: str | Pack | None = None
) -> Rates:
    """Return the rows that count, and the shares of their groups; `pack` is the lesson's if None.

    `ValueError` where `by` is no way of grouping them.
    """
    wanted = wanted or ReadoutFilter()
    table = load_pack(pack).table("readout")
    ways = _ways(table)
    if by not in ways:
        msg = f'by is "{by}"; expected one of {", ".join(ways)}'
        raise ValueError(msg)
    languages: list[str | None] = [wanted.language]
    if by == "language" and not wanted.language:
        languages = [*sorted({row["language"] for row in table.rows})]
    rows: list[Row] = []
    for language in languages:
        rows += choose(replace(wanted, language=language), pack=pack)
    rows = [row for row in rows if row["formula"] != "unknown"]
    group = ways[by]
    if by == "country":
        calls = Counter(row["country"] for row in rows)
        groups = shares_by(rows, lambda r: r["country"] if calls[r["country"]] >= FEW else OTHERS)
    else:
        groups = shares_by(rows, group)
    if by != "year":
        groups.sort(key=lambda s: (s.label == OTHERS, -s.n, s.label))
    whole = None if by == "language" else share_of(rows)
    return Rates(by, wanted, table, rows, groups, whole)


def _ways(table: Table) -> dict[str, Callable[[Row], str]]:
    return {
        "year": lambda r: r["date"][:4],
        "language": lambda r: table.about.word("language", r["language"]),
        "country": lambda r: r["country"],
        "call_type": lambda r: r["call_type"],
    }


def _caption(found: Rates) -> str:
    told = (
        "Each language's versions are counted on their own."
        if found.by == "language" and not found.wanted.language
        else f"One {found.language()} version a call is counted, where its opening can be seen."
    )
    parts = [
        "A dot is the share of calls that have the phrase.",
        "The line through it is a 95 % interval (Wilson): shares that would still fit this count.",
        "Few calls make a long line.",
        told,
        "Where a call has two versions in one language, the first one in the table counts.",
    ]
    if found.by == "year":
        parts += _of_the_break(found)
    if found.by == "country":
        parts.append(f"Countries with fewer than {FEW} calls stand together.")
    parts.append("Readouts found by search, not a random sample.")
    return f"{_together(found.whole)} {' '.join(parts)}".strip()


def _of_the_break(found: Rates) -> list[str]:
    at, halves = found.series.break_at, found.halves
    if at is None or halves is None:
        return []
    before, after = halves
    days = [date.fromisoformat(row["date"]) for row in found.rows]
    sides = {day < at for day in days if day.year == at.year}
    both = f"; {at.year} has calls on both sides" if len(sides) > 1 else ""
    return [
        "The grey dashes are the shares of whole stretches of time, with their 95 % intervals "
        f"in brackets: {before.words()} before {written(at)}; {after.words()} from then on "
        f"(shaded){both}. {found.series.break_note}".strip()
    ]


def _spoken(groups: Sequence[Share]) -> str:
    return "; ".join(f"{s.label}: {s.k} of {s.n}" for s in groups) or "No calls fit"


def _together(whole: Share | None) -> str:
    return f" All together: {whole.words()}." if whole else ""


def _numbers(share: Share) -> tuple[str, ...]:
    shown = f"{percent(share.share)} %" if share.n else "none"
    return (
        share.label,
        str(share.k),
        str(share.n),
        shown,
        f"{percent(share.low)} %",
        f"{percent(share.high)} %",
    )
