"""What a cell of a lesson shows, for a page on which nothing runs."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from secondsource import plots, views
from secondsource.packs import readouts
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
        return Markup(VIEWS[function.id](*args, **{"pack": pack, **options}).body)
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return Markup()
    if function.value.id != "plots":
        return Markup()
    args, options = _given(call)
    if function.attr not in OWN_DATA:
        options = {"pack": pack, **options}
    return Markup(getattr(plots, function.attr)(*args, **options).body)


def _given(call: ast.Call) -> tuple[list[Any], dict[str, Any]]:
    args = [ast.literal_eval(a) for a in call.args]
    return args, {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg}


def calls_table(pack: Pack) -> Markup:
    """Return the counts that the explorer of calls shows, as one table to add up by hand.

    One line for each country, language, kind of call and year: how many calls have the phrase,
    and how many lack it.
    """
    home = pack.table("readout")
    own = readouts.series_of(home).language
    languages = [own, *sorted({row["language"] for row in home.rows} - {own})]
    counted: Counter[tuple[tuple[str, ...], str]] = Counter()
    for language in languages:
        for row in readouts.select_readouts(language=language, pack=pack):
            word = home.about.word("language", language)
            line = (word, row["country"], row["call_type"], row["date"][:4])
            counted[line, row["formula"]] += 1
    order = {home.about.word("language", k): n for n, k in enumerate(languages)}
    lines = sorted({line for line, _ in counted}, key=lambda line: (order[line[0]], *line[1:]))
    columns = ("Language", "Country", "Calls", "Year", "with the phrase", "without it")
    cells = [(*line, str(counted[line, "yes"]), str(counted[line, "no"])) for line in lines]
    counts = table("The calls, counted", [Column(c) for c in columns], cells)
    return render("secondsource_grading.handouts", "calls.html.j2", counts=counts)
