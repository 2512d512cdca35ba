"""One module a family: its key, its score, what a report counts, how an invented learner answers.

All of it is pure: item, key and response in, verdict or count out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from secondsource.scoring.argument import ArgumentKey
from secondsource.scoring.base import Check, Evidence, Key, Verdict, score
from secondsource.scoring.bayes import BayesKey
from secondsource.scoring.budget import BudgetKey
from secondsource.scoring.calibration import CalibrationKey
from secondsource.scoring.choice import ChoiceKey
from secondsource.scoring.cite import CiteKey
from secondsource.scoring.contested import ContestedKey
from secondsource.scoring.graph import GraphKey
from secondsource.scoring.matrix import MatrixKey
from secondsource.scoring.number import NumberKey
from secondsource.scoring.order import OrderKey
from secondsource.scoring.pairs import PairsKey
from secondsource.scoring.probability import ProbabilityKey
from secondsource.scoring.select import SelectKey
from secondsource.scoring.setting import SettingKey
from secondsource.scoring.sheet import SheetKey
from secondsource.scoring.spans import SpansKey
from secondsource.scoring.text import TextKey
from secondsource.scoring.two_tier import TwoTierKey

__all__ = ["KEYS", "Check", "ContestedKey", "Evidence", "Key", "Verdict", "score"]

KEYS: Mapping[str, type[Key[Any]]] = {
    "argument": ArgumentKey,
    "cite": CiteKey,
    "pairs": PairsKey,
    "sheet": SheetKey,
    "bayes": BayesKey,
    "budget": BudgetKey,
    "calibration": CalibrationKey,
    "choice": ChoiceKey,
    "graph": GraphKey,
    "matrix": MatrixKey,
    "number": NumberKey,
    "order": OrderKey,
    "probability": ProbabilityKey,
    "select": SelectKey,
    "setting": SettingKey,
    "spans": SpansKey,
    "text": TextKey,
    "two-tier": TwoTierKey,
}
"""The one register of families on the scoring side: the form of the key of each."""
