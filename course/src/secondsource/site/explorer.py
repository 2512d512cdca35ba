"""What `calls_explorer` needs on a page, where no Python runs: the rows, and how they look."""

from __future__ import annotations

import re
from typing import Any

from secondsource.packs import readouts
from secondsource.packs.pack import Pack
from secondsource.plots.explorer import Explorer
from secondsource.views.tables import readouts_table

__all__ = ["explorer_data"]

_ROW = re.compile(r'<tr role="row">.*?</tr>', re.DOTALL)
_TABLE = re.compile(r"(<table [^>]*>).*?(<thead.*?</thead>)", re.DOTALL)


def explorer_data(pack: Pack) -> dict[str, Any]:
    """Return the lists, what is chosen at first, and each row with its columns and its HTML.

    `{"controls", "chosen", "rows": [[date, country, language, call_type, formula, html], ...],
    "table": [tag, head]}`. Of the versions of a call in one language the one that counts is in it,
    once.
    """
    widget = Explorer(pack)
    rows = []
    languages = next(c for c in widget.controls if c["id"] == "language")
    for language, _ in languages["options"]:
        rows += readouts.choose(readouts.ReadoutFilter(language=language), pack=pack)
    body = str(readouts_table(rows, pack=pack).body)
    found = _TABLE.search(body)
    lines = _ROW.findall(body[body.index("<tbody") :])
    columns = ("date", "country", "language", "call_type", "formula")
    return {
        "controls": widget.controls,
        "chosen": widget.chosen,
        "rows": [[*(row[c] for c in columns), html] for row, html in zip(rows, lines, strict=True)],
        "table": list(found.groups()) if found else [],
    }
