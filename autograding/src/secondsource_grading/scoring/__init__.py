"""One scorer a family: item x key x response -> verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from secondsource_grading.scoring.base import Check, Evidence, Key, Verdict, score
from secondsource_grading.scoring.bayes import BayesKey
from secondsource_grading.scoring.choice import ChoiceKey
from secondsource_grading.scoring.contested import ContestedKey
from secondsource_grading.scoring.graph import GraphKey
from secondsource_grading.scoring.matrix import MatrixKey
from secondsource_grading.scoring.number import NumberKey
from secondsource_grading.scoring.order import OrderKey
from secondsource_grading.scoring.probability import ProbabilityKey
from secondsource_grading.scoring.select import SelectKey
from secondsource_grading.scoring.spans import SpansKey
from secondsource_grading.scoring.text import TextKey
from secondsource_grading.scoring.two_tier import TwoTierKey

__all__ = ["KEYS", "Check", "ContestedKey", "Evidence", "Key", "Verdict", "score"]

KEYS: Mapping[str, type[Key[Any]]] = {
    "bayes": BayesKey,
    "choice": ChoiceKey,
    "graph": GraphKey,
    "matrix": MatrixKey,
    "number": NumberKey,
    "order": OrderKey,
    "probability": ProbabilityKey,
    "select": SelectKey,
    "spans": SpansKey,
    "text": TextKey,
    "two-tier": TwoTierKey,
}
"""The form of the key of each family."""
