"""What all widgets have in common: one line to the page, which brings the page's code once."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import uuid4

import anywidget
import ipywidgets
import traitlets

from secondsource.widgets.esm import loader, page_code

__all__ = ["Line", "PageWidget", "line", "put"]


class Line(ipywidgets.Widget):  # type: ignore[misc]
    """What all widgets of a kernel share: the code that draws them, and a way for messages.

    It is of Jupyter's own kind of widget. Those of anywidget hear nothing more of the kernel if
    their code took longer than two seconds to load, as it may on a busy machine.
    """

    code = traitlets.Unicode().tag(sync=True)
    version = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        """Bring all code of the page."""
        code = page_code()
        super().__init__(code=code, version=sha256(code.encode()).hexdigest()[:16])


_lines: list[Line] = []


def line() -> Line:
    """Return this kernel's line, made when first asked for, or anew after it was closed."""
    if not _lines or _lines[0].comm is None:
        _lines[:] = [Line()]
    return _lines[0]


class PageWidget(anywidget.AnyWidget):  # type: ignore[misc]
    """A widget that the shared code draws. `address` is what messages to it are marked with."""

    _esm = traitlets.Unicode().tag(sync=True)
    line = traitlets.Unicode().tag(sync=True)
    address = traitlets.Unicode().tag(sync=True)

    def __init__(self, drawer: str, **traits: Any) -> None:
        """Let `drawer` of the page's code draw it."""
        self._line = line()
        super().__init__(
            _esm=loader(drawer), line=self._line.model_id, address=uuid4().hex, **traits
        )

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message to this widget in every page that shows it."""
        self._line.send({**message, "to": self.address})


def put(widget: PageWidget) -> None:
    """Put a widget on the page, with what draws it and nothing else.

    What a terminal, an export, a print or a page without a kernel shows stands in an output of its
    own. `display(widget)` would put its name as an object beside it, and they would show that too.
    """
    from IPython.display import display  # noqa: PLC0415 - keeps `import secondsource` light

    found = widget._repr_mimebundle_()
    data, metadata = found if isinstance(found, tuple) else (found or {}, {})
    drawn = {kind: shown for kind, shown in data.items() if kind != "text/plain"}
    display(drawn, metadata=metadata, raw=True)
