"""The pictures of the lessons. matplotlib is loaded when the first one is drawn, not before."""

from __future__ import annotations

from secondsource.plots._lags import removal_lags
from secondsource.plots._rates import base_rate

__all__ = ["base_rate", "removal_lags"]
