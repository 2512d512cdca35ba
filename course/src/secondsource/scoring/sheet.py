"""`sheet` is graded by hand, where it is graded: the key holds what a grader looks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from markupsafe import Markup
from pydantic import Field

from secondsource.errors import ResponseError
from secondsource.families.html import line
from secondsource.families.sheet import SheetItem, SheetValue
from secondsource.scoring.base import Evidence, Note, require
from secondsource.scoring.by_hand import ByHandKey

__all__ = ["SheetKey"]


class SheetKey(ByHandKey[SheetItem]):
    """Rows as one might fill them in, and for each line of the rubric what earns its points.

    Most sheets are the learner's own, so that rows and evidence may be left out.
    """

    feedback: Mapping[str, Note] = {}
    evidence: tuple[Evidence, ...] = ()
    rationale: Note = "A sheet of one's own: a person reads it."
    answer: Annotated[tuple[Any, ...], Field(max_length=8)] = ()

    def verify(self, item: SheetItem) -> None:
        """The rows fit the sheet, and every line of the rubric has its note."""
        super().verify(item)
        try:
            given, of = item.progress(item.parse(list(self.answer)))
        except ResponseError as error:
            require(condition=False, item=item.id, problem=f"answer: {error}")
        else:
            whole = not self.answer or given == of
            require(whole, item.id, f"answer has {given} complete rows; expected {of}, or none")

    def model_html(self, item: SheetItem, full: SheetValue) -> Markup:
        """Return the rows as a table, each field as Markdown."""
        return item.rows_html([{c: line(text) for c, text in row.items()} for row in full])

    def full(self, item: SheetItem) -> SheetValue:
        """Return the rows of the key; none where it has none."""
        return item.parse(list(self.answer))
