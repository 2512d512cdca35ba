"""The kinds of exercise: for each family one item model, one response form, one static picture.

Nothing here knows an answer. Widgets (`secondsource.widgets`) show these items,
scorers (`secondsource_grading.scoring`) score their responses.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from secondsource.families.base import Item, Mark, Marks, Option, Part
from secondsource.families.matrix import MatrixItem
from secondsource.families.number import NumberItem
from secondsource.families.select import SelectItem
from secondsource.families.two_tier import TwoTierItem

__all__ = [
    "AnyItem",
    "Item",
    "Mark",
    "Marks",
    "MatrixItem",
    "NumberItem",
    "Option",
    "Part",
    "SelectItem",
    "TwoTierItem",
]

AnyItem = Annotated[
    MatrixItem | NumberItem | SelectItem | TwoTierItem, Field(discriminator="family")
]
