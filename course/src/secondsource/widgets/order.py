"""`order` on the page: a list to be put in order, and a place for what is open."""

from __future__ import annotations

from typing import Any

from secondsource.families import OrderItem
from secondsource.markdown import plain_text, to_html
from secondsource.widgets.data import family_data


@family_data.register
def _(item: OrderItem) -> dict[str, Any]:
    return {
        "events": [
            {"id": e.id, "html": to_html(e.text, inline=True), "text": plain_text(e.text)}
            for e in item.events
        ]
    }
