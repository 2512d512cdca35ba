"""`bayes` on the page: five chances, each a slider and a number, and a curve."""

from __future__ import annotations

from typing import Any

from secondsource.families import BayesItem
from secondsource.families.bayes import FIELDS
from secondsource.markdown import to_html
from secondsource.widgets.data import family_data


@family_data.register
def _(item: BayesItem) -> dict[str, Any]:
    return {
        "fields": dict(FIELDS),
        "statement_html": to_html(item.statement, inline=True),
        "evidence_html": to_html(item.evidence, inline=True),
        "what_if_html": to_html(item.what_if.text, inline=True),
        "what_if_false": item.what_if.if_false,
    }
