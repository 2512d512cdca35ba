"""The pictures of the lessons. matplotlib is loaded when the first one is drawn, not before.

Which pictures there are is written in `__init__.pyi`.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
