"""The pictures of the lessons. matplotlib is loaded when the first one is drawn, not before."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = [
    "base_rate",
    "calibration",
    "overlap",
    "provenance",
    "removal_lags",
    "sensitivity",
    "timeline",
]

_HOME = {
    "base_rate": "_rates",
    "calibration": "_doubt",
    "overlap": "_overlap",
    "provenance": "_provenance",
    "removal_lags": "_lags",
    "sensitivity": "_doubt",
    "timeline": "_timeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
