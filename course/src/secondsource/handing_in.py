"""The last cell of a unit: what is answered, what is missing, and all responses once more."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from secondsource.responses import Response
from secondsource.session import current

__all__ = ["hand_in"]


def hand_in() -> None:
    """Show which exercises of the unit are answered, partly answered or missing, as it changes.

    Where the page cannot write the notebook, the output also carries every
    response the kernel knows. Does nothing while nbgrader runs the notebook.
    """
    session = current()
    if os.environ.get("NBGRADER_EXECUTION") or os.environ.get("NBGRADER_VALIDATING"):
        return
    from IPython.display import display  # noqa: PLC0415 - keeps `import secondsource` light

    from secondsource.recording.outputs import all_bundle, waiting  # noqa: PLC0415
    from secondsource.widgets.summary import HandIn  # noqa: PLC0415

    name = session.unit.name
    widget = HandIn(session.unit)
    display(widget)
    first = waiting("This list") if session.page_keeps else all_bundle(name, session.responses)
    handle = display(first, raw=True, display_id=True)

    def keep(responses: Mapping[str, Response]) -> None:
        handle.update(all_bundle(name, responses), raw=True)

    def hosted(_change: Mapping[str, Any]) -> None:
        keep(session.responses)

    session.listen(keep)
    widget.observe(hosted, "host")
