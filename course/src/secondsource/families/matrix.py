"""`matrix`: one column for each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from markupsafe import Markup
from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, Option, OptionGroup, Part, Progress, pages, unique
from secondsource.families.html import fill
from secondsource.families.marks import Marks
from secondsource.families.parsing import describe, one_of

__all__ = ["MatrixItem", "MatrixValue"]

MatrixValue: TypeAlias = dict[str, str]
"""The id of the column picked in each row, by the id of the row."""


class MatrixItem(Item):
    """Pick one column in each row. A response is `{row id: column id}`, rows may be missing."""

    task: ClassVar[str] = "Pick one answer in each row."
    counted: ClassVar[str] = "rows"

    family: Literal["matrix"]
    row_header: str = ""
    rows: Annotated[tuple[Option, ...], Field(min_length=2, max_length=16)]
    columns: Annotated[tuple[Option, ...], Field(min_length=2, max_length=6)]

    @model_validator(mode="after")
    def _ids(self) -> MatrixItem:
        unique([o.id for o in self.rows], f"item {self.id}: row id")
        unique([o.id for o in self.columns], f"item {self.id}: column id")
        return self

    def parse(self, raw: Any) -> MatrixValue:
        """Return the rows answered, in the item's order."""
        if raw is None:
            return {}
        rows, columns = [r.id for r in self.rows], [c.id for c in self.columns]
        if not isinstance(raw, dict) or len(raw) > len(rows):
            msg = f"expected at most {len(rows)} rows with a column each, found {describe(raw)}"
            raise ResponseError(msg)
        strange = [r for r in raw if r not in rows]
        if strange:
            msg = f"unknown row {describe(strange[0])}; the item has {', '.join(rows)}"
            raise ResponseError(msg)
        picks = {r: one_of(raw.get(r), columns, f"row {r}") for r in rows}
        return {r: c for r, c in picks.items() if c is not None}

    def progress(self, value: MatrixValue) -> Progress:
        """Count as many answers as there are rows."""
        return Progress(len(value), len(self.rows))

    def parts(self) -> tuple[Part, ...]:
        """Return every row."""
        return tuple(Part(r.id, r.text) for r in self.rows)

    def option_groups(self) -> tuple[OptionGroup, ...]:
        """Return a group for each row; all have the columns as their options."""
        return tuple(
            OptionGroup(r.id, r.text, self.columns, repeated=True, part=r.id) for r in self.rows
        )

    def picks(self, value: MatrixValue) -> dict[str, list[str]]:
        """Return the column picked in each row."""
        return {r.id: [value[r.id]] if r.id in value else [] for r in self.rows}

    def from_picks(self, picks: Mapping[str, Sequence[str]]) -> MatrixValue:
        """Return the first column picked in each row."""
        return {r.id: picks[r.id][0] for r in self.rows if picks.get(r.id)}

    def page_data(self) -> dict[str, Any]:
        """Return rows and columns beside what every item has."""
        return {
            **super().page_data(),
            "row_header": self.row_header,
            "rows": pages(self.rows),
            "columns": pages(self.columns),
        }

    def answer_html(self, value: MatrixValue, marks: Marks) -> Markup:
        """Return the grid as a table, with the pick of each row."""
        rows = [
            (
                row.referred,
                ["◉" if value.get(row.id) == column.id else "○" for column in self.columns],
                marks.html(row.id),
            )
            for row in self.rows
        ]
        columns = [c.text for c in self.columns]
        return fill("matrix", row_header=self.row_header, columns=columns, rows=rows)
