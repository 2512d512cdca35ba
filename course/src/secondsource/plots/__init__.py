"""The pictures of the lessons. matplotlib is loaded when the first one is drawn, not before.

Which pictures there are is written in `__init__.pyi`. Where there is no matplotlib, as in a
browser's notebook, those that were drawn before are shown.
"""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import Any

import lazy_loader

_drawn, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    if name in __all__ and find_spec("matplotlib") is None:
        from secondsource.plots.prepared import prepared  # noqa: PLC0415 - in a browser only

        return partial(prepared, name)
    return _drawn(name)
