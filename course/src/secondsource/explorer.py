"""`calls_explorer`: filter the calls and watch the share, its interval and the picture change."""

from __future__ import annotations

import os

import ipywidgets as w

from secondsource import figures
from secondsource.packs import DEFAULT, load_pack
from secondsource.plots import base_rate
from secondsource.showing import page
from secondsource.views import LANGUAGES, readouts_table

__all__ = ["calls_explorer"]

ALL = "all"

WIDE = 40
"""Percentage points; an interval wider than that tells next to nothing."""


WIDE = 40
"""Percentage points; an interval wider than that tells next to nothing."""

_HEADLESS = "NBGRADER_EXECUTION"


def calls_explorer(*, pack: str = DEFAULT) -> w.VBox | None:
    """Controls for years, country, language and kind of call, with what they leave.

    Every control is a labelled drop-down list, so that arrow keys and a screen reader
    work. While nbgrader executes a notebook nothing is shown.
    """
    if os.environ.get(_HEADLESS):
        return None
    rows = load_pack(pack).table("readout_phrases").rows
    years = sorted({row["date"][:4] for row in rows})
    countries = sorted({row["country"] for row in rows})
    found = {row["language"] for row in rows}
    languages = [(f"{LANGUAGES[k]} versions", k) for k in LANGUAGES if k in found]

    def choice(label: str, options: list[str] | list[tuple[str, str]], value: str) -> w.Dropdown:
        return w.Dropdown(
            description=label,
            options=options,
            value=value,
            style={"description_width": "5.5rem"},
            layout={"width": "19rem", "max_width": "100%"},
        )

    first = choice("From year", years, years[0])
    last = choice("To year", years, years[-1])
    country = choice("Country", [("all countries", ALL), *((c, c) for c in countries)], ALL)
    language = choice("Language", languages, "zh")
    call_type = choice(
        "Call", [("phone and video", ALL), ("phone", "phone"), ("video", "video")], ALL
    )
    controls = (first, last, country, language, call_type)
    words, shown, listed = w.HTML(), w.HTML(), w.HTML()

    def redraw(_: object = None) -> None:
        filters = {
            "since": f"{first.value}-01-01",
            "until": f"{last.value}-12-31",
            "country": None if country.value == ALL else country.value,
            "language": language.value,
            "call_type": None if call_type.value == ALL else call_type.value,
        }
        words.value = _words(filters, pack)
        chosen = figures.select_readouts(**filters, pack=pack)
        shown.value = base_rate("year", **filters, pack=pack).html if chosen else ""
        listed.value = readouts_table(chosen).html if chosen else ""

    for control in controls:
        control.observe(redraw, "value")
    redraw()
    grid = w.Box(controls, layout={"flex_flow": "row wrap"})
    return w.VBox([grid, words, shown, listed])


def _words(filters: dict[str, str | None], pack: str) -> str:
    """The result as a sentence, in a region that a screen reader announces."""
    if (filters["since"] or "") > (filters["until"] or ""):
        said = "The first year is after the last one. Choose an earlier first year."
    else:
        rows = figures.select_readouts(**filters, pack=pack)  # type: ignore[arg-type]
        share = figures.share_of(rows)
        said = _sentence(share) if share.n else "No call fits. Choose fewer filters."
    return page(f'<p role="status" style="margin:.3rem 0">{said}</p>')


def _sentence(share: figures.Share) -> str:
    low, high = figures.percent(share.low), figures.percent(share.high)
    calls = "call" if share.n == 1 else "calls"
    few = " With so few calls this says very little." if high - low > WIDE else ""
    return (
        f"<strong>{share.k} of {share.n} {calls}</strong> have the formula: "
        f"{figures.percent(share.share)} %. If these calls were a fair sample, the true share "
        f"would lie between {low} % and {high} % (95 % interval).{few}"
    )
