"""`probability` on the page: a slider, a number and the word for it."""

from __future__ import annotations

from typing import Any

from secondsource.families import ProbabilityItem
from secondsource.families.probability import WORDS
from secondsource.markdown import to_html
from secondsource.widgets.data import family_data


@family_data.register
def _(item: ProbabilityItem) -> dict[str, Any]:
    return {
        "proposition_html": to_html(item.proposition, inline=True),
        "words": [[bound, words] for bound, words in WORDS],
    }
