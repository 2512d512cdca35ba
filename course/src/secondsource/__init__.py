"""Second Source: media-literacy exercises in Jupyter, the learner's side.

A lesson begins with `start("<unit>")`, shows exercises with `ask("<item>")`, and
ends with `hand_in()`. Names are loaded when first used, so importing is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = [
    "ask",
    "attach",
    "calls_explorer",
    "cases",
    "claims",
    "events",
    "facts",
    "hand_in",
    "plots",
    "reading",
    "readouts",
    "start",
]

__version__ = "0.1.0"

_HOME = {
    "ask": "lesson",
    "attach": "packs.originals",
    "calls_explorer": "plots.explorer",
    "cases": "views.tables",
    "claims": "views.tables",
    "events": "views.tables",
    "facts": "views.tables",
    "hand_in": "lesson",
    "reading": "views.tables",
    "readouts": "views.tables",
    "start": "lesson",
}


def __getattr__(name: str) -> Any:
    if name == "plots":
        return import_module("secondsource.plots")
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"secondsource.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
