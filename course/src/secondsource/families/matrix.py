"""`matrix`: one column for each row."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from secondsource.errors import ResponseError
from secondsource.families.base import Item, Marks, Option, Part, describe, one_of, unique
from secondsource.markdown import to_html

__all__ = ["MatrixItem"]


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

    def parse(self, raw: Any) -> dict[str, str]:
        """The rows answered, in the item's order."""
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

    def progress(self, value: dict[str, str]) -> tuple[int, int]:
        """As many answers as rows."""
        return len(value), len(self.rows)

    def parts(self) -> tuple[Part, ...]:
        """Every row."""
        return tuple(Part(r.id, r.text) for r in self.rows)

    def answer_html(self, value: dict[str, str], marks: Marks) -> str:
        """The grid as a table, with the pick of each row."""
        head = "".join(f'<th scope="col">{to_html(c.text, inline=True)}</th>' for c in self.columns)
        lines = []
        for row in self.rows:
            cells = "".join(
                f"<td>{'◉' if value.get(row.id) == c.id else '○'}</td>" for c in self.columns
            )
            mark = marks.html(row.id)
            lines.append(
                f'<tr><th scope="row">{to_html(row.text, inline=True)}</th>{cells}'
                f"<td>{mark}</td></tr>"
            )
        return (
            f'<table class="ss-matrix"><thead><tr><th scope="col">{escape(self.row_header)}</th>'
            f"{head}<td></td></tr></thead><tbody>{''.join(lines)}</tbody></table>"
        )
