"""Filling grades into the cells of a table, and saying what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from secondsource_grading.export.errors import ExportError
from secondsource_grading.export.scores import Scores, written
from secondsource_grading.export.sheet import Sheet, where
from secondsource_grading.export.system import System

__all__ = ["Filled", "fill", "find_column"]


@dataclass
class Filled:
    """What became of one column: students by what was done, and what to know besides."""

    graded: list[str] = field(default_factory=list)
    not_handed_in: list[str] = field(default_factory=list)
    not_graded_yet: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def find_column(system: System, sheet: Sheet, name: str, *, exact: bool) -> int | None:
    """Return the column called `name`, with `exact` letter for letter, or None.

    Raises `ExportError` where two are called so, or the system takes no grades in it.
    """
    heads = sheet.heading
    found = [i for i, h in enumerate(heads) if h == name or h.strip() == name.strip()]
    if not found and not exact:
        found = [i for i, h in enumerate(heads) if system.is_column(h, name)]
    if not found:
        return None
    if len(found) > 1:
        msg = (
            f"{where(sheet, 0)}: {len(found)} columns are called {name!r}: "
            f"{', '.join(repr(heads[i]) for i in found)}; name one of them whole with --column, "
            f"or rename one in {system.name}"
        )
        raise ExportError(msg)
    if why := system.locked(sheet, found[0]):
        msg = (
            f"{where(sheet, 0, found[0])}: {system.name} takes no grades there: {why}; "
            "name another column with --column"
        )
        raise ExportError(msg)
    return found[0]


def fill(
    system: System, sheet: Sheet, column: int, rows: Mapping[str, int], scores: Scores
) -> Filled:
    """Put each student's points into their row, and nothing where there are none.

    Raises `ExportError` where a number is more than the system takes.
    """
    done = Filled()
    mark = sheet.decimal_mark if system.any_decimal_mark else "."
    emptied = []
    for student, row in rows.items():
        before = sheet.cell(row, column).strip()
        points = scores.points.get(student)
        text = written(points, system.places, mark)
        if before.casefold() in system.kept or system.row_locked(sheet, row):
            done.kept[student] = before
            continue
        _check_most(system, sheet, (row, column), text)
        sheet.put(row, column, text)
        _sort(done, scores, student)
        if before not in ("", "-") and not text:
            emptied.append(f"{student} ({before})")
    _note(done, system, sheet, column, scores)
    if emptied:
        done.notes.append(
            f"these had something in {sheet.heading[column]!r} and have no points here, "
            f"so the cell is blank now: {', '.join(emptied)}"
        )
    return done


def _sort(done: Filled, scores: Scores, student: str) -> None:
    if student not in scores.points:
        done.not_handed_in.append(student)
    elif scores.points[student] is None:
        done.not_graded_yet.append(student)
    else:
        done.graded.append(student)


def _check_most(system: System, sheet: Sheet, place: tuple[int, int], text: str) -> None:
    most = system.most(sheet, *place)
    if text and most is not None and Decimal(text.replace(",", ".")) > most:
        msg = (
            f"{where(sheet, *place)}: {text} points are more than the {most} that {system.name} "
            f"takes there; let the column in {system.name} be worth more, and download it again"
        )
        raise ExportError(msg)


def _note(done: Filled, system: System, sheet: Sheet, column: int, scores: Scores) -> None:
    theirs = system.out_of(sheet, column)
    if theirs is not None and theirs != Decimal(written(scores.out_of, system.places)):
        done.notes.append(
            f"{sheet.heading[column]!r} is worth {theirs} in {system.name} and "
            f"{written(scores.out_of, system.places)} in the gradebook; points are not rescaled"
        )
    usual = system.usual_most
    high = [s for s in done.graded if usual is not None and (scores.points[s] or 0) > usual]
    if high:
        done.notes.append(
            f"more than {usual} points, so {system.name} refuses the whole import unless the "
            f"site's setting gradepointmax is higher: {', '.join(high)}"
        )
    again = [student for student in scores.again if student in done.graded]
    if again:
        done.notes.append(
            "points are written, and the formgrader asks for a second look at: " + ", ".join(again)
        )
    for student, why in scores.refused.items():
        done.notes.append(f"{student}: the submission was refused: {why}")
