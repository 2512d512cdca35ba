"""What a cell of a lesson shows, for a page on which nothing runs."""

from __future__ import annotations

import ast
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from secondsource import plots, views
from secondsource.packs import readouts
from secondsource.packs.files import Row
from secondsource.packs.pack import Pack
from secondsource.templating import render
from secondsource.views.compare import compare
from secondsource.views.coverage import coverage_bar
from secondsource.views.html import Column, table
from secondsource.views.reading import article, reading
from secondsource.views.tables import cases, claims, events, facts
from secondsource.views.tables import readouts as readout_rows
from secondsource.views.tables import rows as pack_rows
from secondsource_grading.authoring.lessons import CodeCell

__all__ = ["calls_table", "drawn"]

VIEWS: Mapping[str, Callable[..., Any]] = {
    "article": article,
    "cases": cases,
    "claims": claims,
    "compare": compare,
    "coverage_bar": coverage_bar,
    "events": events,
    "facts": facts,
    "reading": reading,
    "readouts": readout_rows,
    "rows": pack_rows,
}
"""The calls of a lesson that show text of a pack (`secondsource.views.READ`)."""

EXPLORER = "calls_explorer"
OWN_DATA = frozenset({"provenance", "calibration"})
"""Pictures that are drawn from what the call itself gives, and take no pack."""

assert set(VIEWS) == set(views.READ)  # noqa: S101 - a new call has to be put on paper too


def drawn(cell: CodeCell, pack: Pack) -> Markup:
    """Return what the cell shows as HTML; nothing for code that only calculates.

    `PackError` where it names a row, a text or a table that is not there.
    """
    out = [_shown(call, pack) for call in ast.walk(cell.tree) if isinstance(call, ast.Call)]
    return Markup("\n").join(filter(None, out))


def _shown(call: ast.Call, pack: Pack) -> Markup:
    function = call.func
    if isinstance(function, ast.Name) and function.id == EXPLORER:
        return calls_table(pack)
    if isinstance(function, ast.Name) and function.id in VIEWS:
        args, options = _given(call)
        if "told" in options and not any(options["told"].values()):
            return Markup()  # an exercise in code: the learner is to say who tells what
        body: Markup = VIEWS[function.id](*args, **{"pack": pack, **options}).body
        return body
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return Markup()
    if function.value.id != "plots":
        return Markup()
    args, options = _given(call)
    if function.attr not in OWN_DATA:
        options = {"pack": pack, **options}
    picture = getattr(plots, function.attr)(*args, **options)
    return render(
        "secondsource_grading.handouts",
        "picture.html.j2",
        png=b64encode(picture.png).decode(),
        narrow=b64encode(picture.svg(narrow=True).encode()).decode() if picture.narrow else "",
        picture=picture,
    )


def _given(call: ast.Call) -> tuple[list[Any], dict[str, Any]]:
    args = [ast.literal_eval(a) for a in call.args]
    return args, {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg}


def calls_table(pack: Pack) -> Markup:
    """Return the counts that the explorer of calls shows, as tables to add up by hand.

    A table for each language has a line for each country and kind of call: for each year how many
    calls have the phrase, of how many.
    """
    home = pack.table("readout")
    own = readouts.series_of(home).language
    languages = [own, *sorted({row["language"] for row in home.rows} - {own})]
    columns = [
        Column("Country"),
        Column("Calls"),
        Column("With the phrase, year by year", "main"),
    ]
    tables = [
        table(f"{home.about.word('language', language)} versions", columns, lines)
        for language in languages
        if (lines := _counted(readouts.select_readouts(language=language, pack=pack)))
    ]
    return render("secondsource_grading.handouts", "calls.html.j2", tables=tables)


def _counted(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Return for each country and kind of call the years, each as `2017: 1 of 3`."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["country"], row["call_type"]), []).append(row)
    lines = []
    for (country, kind), found in sorted(groups.items()):
        years = readouts.shares_by(found, lambda row: row["date"][:4])
        told = "; ".join(f"{s.label}: {s.k} of {s.n}" for s in years if s.n)
        if told:
            lines.append((country, kind, told))
    return lines
