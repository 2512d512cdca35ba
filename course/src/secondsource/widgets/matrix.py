"""`matrix` on the page: a table of radio buttons, or one row below the other where it is narrow."""

from __future__ import annotations

from typing import Any

from secondsource.families import MatrixItem
from secondsource.widgets.data import family_data, options_data


@family_data.register
def _(item: MatrixItem) -> dict[str, Any]:
    return {
        "row_header": item.row_header,
        "rows": options_data(item.rows),
        "columns": options_data(item.columns),
    }
