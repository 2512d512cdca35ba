"""How often a call's readout carries the formula that the other side asked for the call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from secondsource.packs.pack import DEFAULT, Row
from secondsource.packs.readouts import (
    BREAK,
    Share,
    percent,
    select_readouts,
    share_of,
    shares_by,
)
from secondsource.plots._picture import BLUE, GREY, INK, ORANGE, Picture, blank_figure, picture
from secondsource.views.tables import LANGUAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["base_rate", "sharing"]

FEW = 3
"""Countries with fewer calls are shown together."""

_NEAR_TOP = 0.9

OTHERS = "other countries"

DAY = date(2026, 2, 4)
"""The day of the two calls the articles speak of."""

_GROUPS: dict[str, Callable[[Row], str]] = {
    "year": lambda r: r["date"][:4],
    "language": lambda r: LANGUAGES.get(r["language"], r["language"]),
    "country": lambda r: r["country"],
    "call_type": lambda r: r["call_type"],
}


def base_rate(  # noqa: PLR0913 - each is a filter a lesson may set
    by: str = "year",
    *,
    country: str | None = None,
    language: str | None = None,
    since: str | None = None,
    until: str | None = None,
    call_type: str | None = None,
    pack: str = DEFAULT,
) -> Picture:
    """The share of calls with the formula, by year, language, country or call type.

    Dots are shares, the lines through them 95 % Wilson intervals, numbers say how many of how many
    calls. One Chinese version a call counts, with its opening visible; with `language`, versions in
    that one; by language, one version a call in each. `ValueError` for another `by`.
    """
    filters = {
        "country": country,
        "language": language,
        "since": since,
        "until": until,
        "call_type": call_type,
    }
    rows, groups = sharing(by, filters, pack=pack)
    # Versions of one call in several languages are no separate calls: no sum over them.
    whole = None if by == "language" else share_of(rows)
    figure = blank_figure(5.2, 3.8 if by == "year" else 1.3 + 0.4 * len(groups))
    axes = figure.add_subplot()
    (_years if by == "year" else _names)(axes, groups, rows)
    chosen = ", ".join(
        v for v in (country, LANGUAGES.get(language or "", language), call_type) if v
    )
    what = f"Readouts with the formula, by {by.replace('_', ' ')}"
    title = f"{what}\nonly {chosen}" if chosen else what
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold")
    return picture(
        figure,
        f"{what}{f', only {chosen}' if chosen else ''}. A dot for each share, a line through it "
        f"for its 95 % interval. {_spoken(groups)}.{_together(whole)}",
        _caption(by, language, rows, whole),
        (by.replace("_", " "), "with formula", "calls", "share", "95 % from", "to"),
        [_numbers(s) for s in (*groups, *([whole] if whole else []))],
    )


def sharing(
    by: str, filters: dict[str, str | None], *, pack: str = DEFAULT
) -> tuple[list[Row], list[Share]]:
    """The rows that count, and the shares of their groups."""
    if by not in _GROUPS:
        msg = f'by is "{by}"; expected one of {", ".join(_GROUPS)}'
        raise ValueError(msg)
    languages: list[str | None] = [filters.get("language")]
    if by == "language" and not filters.get("language"):
        every = select_readouts(one_per_call=False, pack=pack)
        languages = [*sorted({row["language"] for row in every})]
    rows: list[Row] = []
    for language in languages:
        chosen = {**filters, "language": language}
        rows += select_readouts(**chosen, pack=pack)  # type: ignore[arg-type]
    rows = [row for row in rows if row["formula"] != "unknown"]
    group = _GROUPS[by]
    if by == "country":
        calls = Counter(row["country"] for row in rows)
        groups = shares_by(rows, lambda r: r["country"] if calls[r["country"]] >= FEW else OTHERS)
    else:
        groups = shares_by(rows, group)
    if by != "year":
        groups.sort(key=lambda s: (s.label == OTHERS, -s.n, s.label))
    return rows, groups


def _years(axes: Axes, groups: Sequence[Share], rows: Sequence[Row]) -> None:
    """Years from left to right, with the two stretches before and after the break."""
    first, last = (int(groups[0].label), int(groups[-1].label)) if groups else (2013, 2026)
    split = BREAK.year + BREAK.timetuple().tm_yday / 366
    axes.axvspan(split, last + 1, color=GREY, alpha=0.13, linewidth=0)
    for share in groups:
        middle = int(share.label) + 0.5
        _point(axes, middle, share, upright=True)
        axes.annotate(
            f"{share.k}/{share.n}",
            (middle, share.share),
            xytext=(0, 8 if share.share < _NEAR_TOP else -16),
            textcoords="offset points",
            ha="center",
            fontsize=10,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.6},
            zorder=5,
        )
    for begin, end, part in _stretches(rows, first, last, split):
        axes.hlines(
            part.share, begin, end, color=GREY, linestyle=(0, (4, 3)), linewidth=1.2, zorder=1
        )
    if first <= DAY.year <= last:
        at = DAY.year + DAY.timetuple().tm_yday / 365
        axes.axvline(at, color=ORANGE, linewidth=1.3, linestyle="dotted")
        axes.text(at - 0.1, 1.1, "4 Feb 2026", ha="right", va="center", fontsize=10, color=ORANGE)
    if first <= BREAK.year <= last:
        axes.text(split + 0.1, 1.21, "from 23 Mar 2020", va="center", fontsize=10, color="#555555")
    axes.set_xlim(first, last + 1)
    axes.set_ylim(-0.04, 1.28)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"], fontsize=10)
    years = range(first, last + 1)
    axes.set_xticks([y + 0.5 for y in years], [f"'{y % 100:02d}" for y in years], fontsize=10)
    axes.set_ylabel("share with the formula", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)


def _names(axes: Axes, groups: Sequence[Share], _: Sequence[Row]) -> None:
    """Named groups from top to bottom."""
    for height, share in enumerate(reversed(groups)):
        _point(axes, height, share, upright=False)
        axes.text(1.03, height, f"{share.k} of {share.n}", va="center", fontsize=10, color=INK)
    axes.set_xlim(-0.02, 1.2)
    axes.set_ylim(-0.6, len(groups) - 0.4)
    axes.set_yticks(range(len(groups)), [s.label for s in reversed(groups)], fontsize=10)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"], fontsize=10)
    axes.set_xlabel("share with the formula", fontsize=10)
    axes.grid(axis="x", color=GREY, alpha=0.25, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def _point(axes: Axes, at: float, share: Share, *, upright: bool) -> None:
    span = axes.vlines if upright else axes.hlines
    span(at, share.low, share.high, color=BLUE, linewidth=2, alpha=0.55)
    x, y = (at, share.share) if upright else (share.share, at)
    axes.plot(x, y, "o", color=BLUE, markersize=7, markeredgecolor="white", zorder=4)


def _stretches(
    rows: Sequence[Row], first: int, last: int, split: float
) -> list[tuple[float, float, Share]]:
    before, after = _halves(rows)
    spans = ((first, min(split, last + 1), before), (max(split, first), last + 1, after))
    return [(b, e, s) for b, e, s in spans if s.n]


def _halves(rows: Sequence[Row]) -> tuple[Share, Share]:
    before = [r for r in rows if date.fromisoformat(r["date"]) < BREAK]
    after = [r for r in rows if date.fromisoformat(r["date"]) >= BREAK]
    return share_of(before), share_of(after)


def _caption(by: str, language: str | None, rows: Sequence[Row], whole: Share | None) -> str:
    told = (
        "Each language's versions are counted on their own."
        if by == "language" and not language
        else f"One {LANGUAGES.get(language or 'zh', language)} version a call is counted, where "
        "its opening can be seen."
    )
    parts = [
        "A dot is the share of calls that have the formula.",
        "The line through it is a 95 % interval (Wilson): shares that would still fit this count.",
        "Few calls make a long line.",
        told,
        "Of two versions of one call in one language, the first in the table counts.",
    ]
    if by == "year":
        before, after = _halves(rows)
        parts.append(
            "The grey dashes are the shares of whole stretches of time, with their 95 % intervals "
            f"in brackets: {before.words()} before 23 March 2020; {after.words()} from then on "
            "(shaded); 2020 has calls on both sides. That day was chosen after seeing the data, so "
            "the break may look sharper than it is."
        )
    if by == "country":
        parts.append(f"Countries with fewer than {FEW} calls stand together.")
    parts.append("Readouts found by search, not a random sample.")
    return f"{_together(whole)} {' '.join(parts)}".strip()


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
