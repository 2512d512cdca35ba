"""The kinds of exercise: for each family one item model, one response form, one static picture.

Nothing here knows an answer. Widgets (`secondsource.widgets`) show these items,
scorers (`secondsource.scoring`) score their responses.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from secondsource.families.base import Item, Mark, Marks, Option, Part
from secondsource.families.bayes import BayesItem
from secondsource.families.choice import ChoiceItem
from secondsource.families.graph import GraphItem
from secondsource.families.matrix import MatrixItem
from secondsource.families.number import NumberItem
from secondsource.families.order import OrderItem
from secondsource.families.probability import ProbabilityItem
from secondsource.families.select import SelectItem
from secondsource.families.spans import SpansItem
from secondsource.families.text import TextItem
from secondsource.families.two_tier import TwoTierItem

__all__ = [
    "AnyItem",
    "BayesItem",
    "ChoiceItem",
    "GraphItem",
    "Item",
    "Mark",
    "Marks",
    "MatrixItem",
    "NumberItem",
    "Option",
    "OrderItem",
    "Part",
    "ProbabilityItem",
    "SelectItem",
    "SpansItem",
    "TextItem",
    "TwoTierItem",
]

AnyItem = Annotated[
    BayesItem
    | ChoiceItem
    | GraphItem
    | MatrixItem
    | NumberItem
    | OrderItem
    | ProbabilityItem
    | SelectItem
    | SpansItem
    | TextItem
    | TwoTierItem,
    Field(discriminator="family"),
]
