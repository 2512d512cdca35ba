"""`two-tier` on the page: an answer, then its reason."""

from __future__ import annotations

from typing import Any

from secondsource.families import TwoTierItem
from secondsource.markdown import to_html
from secondsource.widgets.data import family_data, options_data


@family_data.register
def _(item: TwoTierItem) -> dict[str, Any]:
    return {
        "options": options_data(item.options),
        "reason_prompt_html": to_html(item.reason_prompt, inline=True),
        "reasons": options_data(item.reasons),
    }
