"""`calls_explorer`: filter the calls and watch the share, its interval and the picture change."""

from __future__ import annotations

import os
from typing import Any

import traitlets
from markupsafe import Markup

from secondsource.packs import readouts
from secondsource.packs.pack import Pack, load_pack
from secondsource.packs.readouts import ReadoutFilter
from secondsource.plots import base_rate
from secondsource.views.html import block, page
from secondsource.views.tables import readouts_table
from secondsource.widgets.base import PageWidget

__all__ = ["Explorer", "calls_explorer"]

ALL = ""
"""The choice that filters nothing."""

WIDE = 40
"""Percentage points; an interval wider than that tells next to nothing."""


def calls_explorer(*, pack: str | Pack | None = None) -> Explorer | None:
    """Lists for years, country, language and kind of call, with what they leave.

    `pack` is the lesson's if none is given. While nbgrader executes a notebook nothing is shown.
    """
    return None if os.environ.get("NBGRADER_EXECUTION") else Explorer(pack)


class Explorer(PageWidget):
    """The lists, and for what is `chosen` in them a sentence, a picture and the rows, as HTML.

    `controls` are `{"id", "label", "options": [[value, text], ...]}`; `chosen` maps ids to values.
    """

    controls = traitlets.List().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    picture = traitlets.Unicode().tag(sync=True)
    rows = traitlets.Unicode().tag(sync=True)

    def __init__(self, pack: str | Pack | None = None) -> None:
        """Show all calls of `pack`, counted by their version in the pack's own language."""
        self._pack = load_pack(pack)
        self._said = ""
        controls = _controls(self._pack)
        chosen = {c["id"]: c["options"][0][0] for c in controls}
        chosen["last"] = controls[1]["options"][-1][0]
        super().__init__("explorer", controls=controls, chosen=chosen)
        self.redraw()
        self.observe(lambda _: self.redraw(), "chosen")

    def __repr__(self) -> str:
        return f"<Explorer of calls: {self._said}>"

    def _repr_mimebundle_(self, **options: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what draws it, and what a print or an export shows instead: no lists."""
        found = super()._repr_mimebundle_(**options)
        data, metadata = found if isinstance(found, tuple) else (found or {}, {})
        still = {"text/html": self.words + self.picture, "text/plain": self._said}
        return {**data, **still}, metadata

    def redraw(self) -> None:
        """Count again for what is chosen. The sentence goes out first, as it is the quickest."""
        wanted = _filters(self.chosen)
        calls = readouts.choose(wanted, pack=self._pack)
        self._said = _sentence(wanted, readouts.share_of(calls))
        # One style serves the three parts.
        self.words = page(block(Markup("<p><strong>{}</strong></p>").format(self._said)))
        if calls:
            self.picture = base_rate("year", **wanted.chosen(), pack=self._pack).body
            listed = readouts_table(calls, pack=self._pack).body
            folded = Markup("<details><summary>The {} calls</summary>{}</details>")
            self.rows = folded.format(len(calls), listed)
        else:
            self.picture = self.rows = ""


def _controls(pack: Pack) -> list[dict[str, Any]]:
    table = pack.table("readout")
    rows = table.rows
    found = {column: sorted({row[column] for row in rows}) for column in ("country", "call_type")}
    years = [[y, y] for y in sorted({row["date"][:4] for row in rows})]
    own = readouts.series_of(table).language
    spoken = [own, *sorted({row["language"] for row in rows} - {own})]
    languages = [[k, f"{table.about.word('language', k)} versions"] for k in spoken]
    countries = [[ALL, "all countries"], *([c, c] for c in found["country"])]
    kinds = [[ALL, "of every kind"], *([c, c] for c in found["call_type"])]
    return [
        {"id": "first", "label": "From year", "options": years},
        {"id": "last", "label": "To year", "options": years},
        {"id": "country", "label": "Country", "options": countries},
        {"id": "language", "label": "Language", "options": languages},
        {"id": "call_type", "label": "Calls", "options": kinds},
    ]


def _filters(chosen: dict[str, str]) -> ReadoutFilter:
    return ReadoutFilter(
        since=f"{chosen['first']}-01-01",
        until=f"{chosen['last']}-12-31",
        country=chosen["country"] or None,
        language=chosen["language"],
        call_type=chosen["call_type"] or None,
    )


def _sentence(wanted: ReadoutFilter, share: readouts.Share) -> str:
    if str(wanted.since) > str(wanted.until):
        return "The first year is after the last one. Choose an earlier first year."
    if not share.n:
        return "No call fits. Choose fewer filters."
    low, high = readouts.percent(share.low), readouts.percent(share.high)
    calls = "call has" if share.n == 1 else "calls have"
    few = " With so few calls this says very little." if high - low > WIDE else ""
    told = (
        f"{share.k} of {share.n} {calls} the phrase: {readouts.percent(share.share)} %. If these "
        f"calls were a fair sample, the true share would lie between {low} % and {high} % "
        f"(95 % interval).{few}"
    )
    return told.replace(" %", "\u00a0%")  # a number and its sign stay on one line
