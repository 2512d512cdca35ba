"""Score of `matrix`: the share of right rows, corrected for guessing."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from pydantic import BaseModel, ConfigDict

from secondsource.families import Mark
from secondsource.families.matrix import MatrixItem, MatrixValue
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, require

__all__ = ["MatrixKey"]


class GridNotes(BaseModel):
    """What decides each row, and why a reader might pick each column."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    rows: Mapping[str, Note]
    columns: Mapping[str, Note]


class MatrixKey(Key[MatrixItem]):
    """The column of every row."""

    answer: Mapping[str, str]
    feedback: GridNotes

    def verify(self, item: MatrixItem) -> None:
        """Every row has a column, and every row and column has feedback."""
        rows, columns = {r.id for r in item.rows}, {c.id for c in item.columns}
        require(set(self.answer) == rows, item.id, f"answer must name exactly {sorted(rows)}")
        strange = sorted(set(self.answer.values()) - columns)
        require(not strange, item.id, f"column {strange} is none of {sorted(columns)}")
        require(
            set(self.feedback.rows) == rows and set(self.feedback.columns) == columns,
            item.id,
            f"feedback must be given for rows {sorted(rows)} and columns {sorted(columns)}",
        )

    def full(self, item: MatrixItem) -> MatrixValue:
        """Return every row right."""
        return {r.id: self.answer[r.id] for r in item.rows}

    def share(self, item: MatrixItem, value: MatrixValue) -> tuple[float, str]:
        """Return max(0, (mean of hits - 1/k) / (1 - 1/k)) for k columns.

        The correction for guessing (formula scoring: Frary 1988, Educational
        Measurement 7(2)) is clamped after averaging. Clamped row by row it
        would do nothing: random answers would score 1/k.
        """
        hits = sum(value.get(row) == column for row, column in self.answer.items())
        chance = 1 / len(item.columns)
        share = (hits / len(item.rows) - chance) / (1 - chance)
        return max(0.0, share), f"You have {hits} of {len(item.rows)} rows right."

    def counted(self, item: MatrixItem) -> str:
        """Return how what is right becomes points."""
        return (
            "Rows count only beyond what guessing would get right, which is one in "
            f"{len(item.columns)}."
        )

    def marks(self, item: MatrixItem, value: MatrixValue) -> dict[str, Mark]:
        """Return a mark for every row, with the column expected where another was picked."""
        names = {c.id: c.text for c in item.columns}
        marks = {}
        for row in item.rows:
            picked, expected = value.get(row.id), self.answer[row.id]
            note = self.feedback.rows[row.id]
            if picked == expected:
                marks[row.id] = Mark("right", note)
            elif picked is None:
                marks[row.id] = Mark("missed", f"**{names[expected]}**: {note}")
            else:
                why = self.feedback.columns[picked]
                marks[row.id] = Mark(
                    "wrong", f"**{names[expected]}**: {note}\n\n*{names[picked]}*: {why}"
                )
        return marks

    def strategies(self, item: MatrixItem) -> dict[str, MatrixValue]:
        """Return one column for all rows, for each column."""
        return {f"all {c.id}": {r.id: c.id for r in item.rows} for c in item.columns}

    def invent(self, item: MatrixItem, attempt: Attempt) -> MatrixValue:
        """Return a column for each row, decided by itself; some rows are left out."""
        columns = [c.id for c in item.columns]
        return {
            row: attempt.pick(row, right, columns)
            for row, right in self.full(item).items()
            if not attempt.leaves_out()
        }

    def guess(self, item: MatrixItem, rng: Random) -> MatrixValue:
        """Return any column in each row."""
        return {r.id: rng.choice(item.columns).id for r in item.rows}
