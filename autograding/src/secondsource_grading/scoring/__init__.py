"""One scorer a family: item x key x response -> verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from secondsource_grading.scoring.base import Check, Evidence, Key, Verdict, score
from secondsource_grading.scoring.matrix import MatrixKey
from secondsource_grading.scoring.number import NumberKey
from secondsource_grading.scoring.select import SelectKey
from secondsource_grading.scoring.two_tier import TwoTierKey

__all__ = ["KEYS", "Check", "Evidence", "Key", "Verdict", "score"]

KEYS: Mapping[str, type[Key[Any]]] = {
    "matrix": MatrixKey,
    "number": NumberKey,
    "select": SelectKey,
    "two-tier": TwoTierKey,
}
"""The form of the key of each family."""
