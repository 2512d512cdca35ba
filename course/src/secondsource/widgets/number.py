"""`number` on the page: a field and its unit."""

from __future__ import annotations

from typing import Any

from secondsource.families import NumberItem
from secondsource.widgets.data import family_data, options_data


@family_data.register
def _(item: NumberItem) -> dict[str, Any]:
    data = {"label": item.label, "units": options_data(item.units)}
    alone = {"task": "Type a number. Use a point for decimals."}
    return {**data, **(alone if len(item.units) == 1 else {})}
