"""Second Source: media-literacy exercises in Jupyter, the learner's side.

A lesson begins with `start("<unit>")`, shows exercises with `ask("<item>")`, and
ends with `hand_in()`. Names are loaded when first used, so importing is quick; which names
there are is written in `__init__.pyi`.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

__version__ = "0.1.0"
