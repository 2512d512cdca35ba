"""The kinds of exercise: one module a family for what it is, what it takes and how it shows.

Beside each module lies the page's code of the same name. Nothing here knows an answer:
`secondsource.scoring` has one module of the same name for the key and the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import Field

from secondsource.families.argument import ArgumentItem
from secondsource.families.base import Item, Option, OptionGroup, Part, Progress
from secondsource.families.bayes import BayesItem
from secondsource.families.budget import BudgetItem
from secondsource.families.calibration import CalibrationItem
from secondsource.families.choice import ChoiceItem
from secondsource.families.cite import CiteItem
from secondsource.families.graph import GraphItem
from secondsource.families.marks import Mark, Marks
from secondsource.families.matrix import MatrixItem
from secondsource.families.number import NumberItem
from secondsource.families.order import OrderItem
from secondsource.families.pairs import PairsItem
from secondsource.families.probability import ProbabilityItem
from secondsource.families.select import SelectItem
from secondsource.families.setting import SettingItem
from secondsource.families.sheet import SheetItem
from secondsource.families.spans import SpansItem
from secondsource.families.text import TextItem
from secondsource.families.two_tier import TwoTierItem

__all__ = [
    "FAMILIES",
    "AnyItem",
    "Item",
    "Mark",
    "Marks",
    "Option",
    "OptionGroup",
    "Part",
    "Progress",
]

FAMILIES: Mapping[str, type[Item]] = {
    "argument": ArgumentItem,
    "cite": CiteItem,
    "pairs": PairsItem,
    "sheet": SheetItem,
    "bayes": BayesItem,
    "budget": BudgetItem,
    "calibration": CalibrationItem,
    "choice": ChoiceItem,
    "graph": GraphItem,
    "matrix": MatrixItem,
    "number": NumberItem,
    "order": OrderItem,
    "probability": ProbabilityItem,
    "select": SelectItem,
    "setting": SettingItem,
    "spans": SpansItem,
    "text": TextItem,
    "two-tier": TwoTierItem,
}
"""The one register of families on the learner's side, by the name that `items.yaml` uses."""

if TYPE_CHECKING:
    AnyItem: TypeAlias = Item
else:
    AnyItem = Annotated[reduce(or_, FAMILIES.values()), Field(discriminator="family")]
"""An item of any family, told apart by its field `family`: what pydantic reads."""
