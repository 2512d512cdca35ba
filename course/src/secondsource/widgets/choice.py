"""`choice` on the page: radio buttons."""

from __future__ import annotations

from typing import Any

from secondsource.families import ChoiceItem
from secondsource.widgets.data import family_data, options_data


@family_data.register
def _(item: ChoiceItem) -> dict[str, Any]:
    return {"options": options_data(item.options)}
