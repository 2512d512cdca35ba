"""The widget of one exercise. It shows and records; it knows no answer and scores nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from secondsource.families import Item
from secondsource.recording.responses import Response
from secondsource.widgets.base import PageWidget

__all__ = ["Check", "Exercise"]

Check = Callable[[Any, str], tuple[str, float, bool]]
"""Takes a value and a step, "first" or "full"; returns HTML, a share, and whether it explains."""


class Exercise(PageWidget):
    """One item on the page.

    `response` is `{"value": ..., "t": seconds}` or empty; page and kernel both
    write it, the newest wins. `origin` is the path of the notebook it was given
    in, as the page knows it. `host` is "kernel" where the page has no notebook
    within reach and the kernel has to keep the answer. `views` is in how many places
    pages show it now; a page closed without a word still counts.
    """

    item = traitlets.Dict().tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    response = traitlets.Dict().tag(sync=True)
    origin = traitlets.Unicode().tag(sync=True)
    host = traitlets.Unicode().tag(sync=True)
    study = traitlets.Bool(default_value=False).tag(sync=True)
    views = traitlets.Int(0)

    def __init__(
        self,
        item: Item,
        unit: str,
        known: Response | None = None,
        origin: str = "",
        check: Check | None = None,
    ) -> None:
        """Show `item`; `known` is what the kernel remembers, `check` says how far an answer is."""
        self._check = check
        self.shown = item
        super().__init__(
            "exercise",
            item=item.page_data(),
            unit=unit,
            response=known.to_json() if known else {},
            origin=origin,
            study=check is not None,
        )
        self.on_msg(self._message)

    @property
    def given(self) -> Response | None:
        """The response as recorded, not yet held against the item."""
        return Response.from_json(self.response)

    def acknowledge(self) -> None:
        """Tell the page that the kernel has put this answer into the cell's output."""
        if self.response:
            self.tell({"kind": "kept", "t": self.response["t"]})

    def _message(self, _widget: object, content: object, _buffers: object) -> None:
        if not isinstance(content, dict):
            return
        kind = content.get("kind")
        if kind in ("shown", "gone"):
            self.views = max(0, self.views + (1 if kind == "shown" else -1))
        elif kind == "check" and self._check:
            reply = _reply(self._check, content.get("value"), str(content.get("step", "first")))
            self.tell({**reply, "t": content.get("t")})


def _reply(check: Check, value: object, step: str) -> dict[str, Any]:
    try:
        html, share, explained = check(value, step)
    except Exception as error:  # noqa: BLE001 - the learner must see whatever went wrong
        return {"kind": "checked", "problem": f"The check failed: {error}"}
    return {"kind": "checked", "html": html, "share": share, "explained": explained}
