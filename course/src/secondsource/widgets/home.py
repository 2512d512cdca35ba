"""The widget of the start page: it has the units counted anew whenever the page is seen again."""

from __future__ import annotations

from collections.abc import Callable

from secondsource.widgets.base import PageWidget

__all__ = ["Home"]


class Home(PageWidget):
    """Nothing to be seen: it tells the kernel when a learner comes back to the page."""

    def __init__(self, count: Callable[[], None]) -> None:
        """Call `count` each time the page is seen, and once more a moment later."""
        self._count = count
        super().__init__("home")
        self.on_msg(self._message)

    def _message(self, _widget: object, content: object, _buffers: object) -> None:
        if isinstance(content, dict) and content.get("kind") == "count":
            self._count()
