"""`graph` on the page: pick from and to, see the arrows."""

from __future__ import annotations

from typing import Any

from secondsource.families import GraphItem
from secondsource.markdown import plain_text
from secondsource.widgets.data import family_data


@family_data.register
def _(item: GraphItem) -> dict[str, Any]:
    return {
        "relation": item.relation,
        "nodes": [{"id": n.id, "text": plain_text(n.text)} for n in item.nodes],
    }
