"""`select` on the page: boxes to tick."""

from __future__ import annotations

from typing import Any

from secondsource.families import SelectItem
from secondsource.widgets.data import family_data, options_data


@family_data.register
def _(item: SelectItem) -> dict[str, Any]:
    return {"options": options_data(item.options)}
