"""A preview in words, as a table by item, and as a CSV file by student."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from secondsource.files import replace_text
from secondsource_grading.export.safe_cell import safe_cell
from secondsource_grading.regrade.effects import ItemEffect, Preview

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["item_table", "lines", "write_csv"]

SHOWN = 10
"""Students that are named on the terminal."""

COLUMNS = ("student", "item", "before", "after", "kept", "total before", "total after")


def item_table(found: Preview) -> Table:
    """Return what a regrade does to each item: how many students, and points in brackets."""
    from rich.table import Table  # noqa: PLC0415 - slow to import

    table = Table(title=f"{found.assignment}: {found.graded} submissions")
    table.add_column("item")
    table.add_column("what was changed")
    for heading in ("gain", "lose", "keep", "by hand"):
        table.add_column(heading, justify="right")
    for item in found.items:
        table.add_row(*_row(item))
    return table


def _row(item: ItemEffect) -> tuple[str, ...]:
    gain = f"{item.up} (+{round(item.gained, 2):g})" if item.up else "0"
    lose = f"{item.down} (-{round(item.lost, 2):g})" if item.down else "0"
    why = item.why or "scored otherwise than before"
    return item.item, why, gain, lose, str(item.kept), str(item.by_hand)


def lines(found: Preview) -> Iterator[str]:
    """Yield what a teacher should know besides the table, a sentence a line."""
    yield from found.notes
    for item, what in found.asks.items():
        took = f"; {found.takes[item]} students have points on it" if item in found.takes else ""
        yield f"{item} is not regraded, a person is asked: {what}{took}"
    if not found.students:
        yield "nobody's points would change"
    else:
        same = len(found.students) - found.up - found.down
        kept = f", {same} keep theirs" if same else ""
        yield f"{found.up} students gain in all, {found.down} lose{kept}"
    largest = sorted(found.students, key=lambda s: (-abs(s.after - s.before), s.student))
    for effect in largest[:SHOWN]:
        yield f"  {effect.student}: {round(effect.before, 2):g} -> {round(effect.after, 2):g}"
    if len(largest) > SHOWN:
        yield f"  and {len(largest) - SHOWN} more; --csv FILE lists all"
    for student, why in found.left.items():
        yield f"  {student} {why}"


def write_csv(found: Preview, file: Path) -> None:
    """Write a row for every student and item whose points change, whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for effect in found.students:
        for change in effect.changes:
            row = (effect.student, change.item, change.before, change.after, change.kept)
            writer.writerow(map(safe_cell, (*row, effect.before, effect.after)))
    replace_text(file, text.getvalue())
