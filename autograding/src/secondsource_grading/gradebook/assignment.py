"""An assignment's notebooks in the gradebook, and whether a released notebook belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

from sqlalchemy import select, union_all
from sqlalchemy.engine import Connection

from secondsource.units import asked
from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.rows import NotebookCells
from secondsource_grading.gradebook.tables import (
    ASSIGNMENT,
    CELL,
    GRADE_CELL,
    NOTEBOOK,
    SOURCE_CELL,
    STUDENT,
    TASK_CELL,
)
from secondsource_grading.grading.cells import asked_item, flags
from secondsource_grading.grading.rebuild import Master

__all__ = [
    "assignment_names",
    "check_names",
    "check_release",
    "no_such_assignment",
    "read_notebooks",
]

SHOWN = 5
"""Cells that a message names."""


def no_such_assignment(name: str, there: Iterable[str]) -> str:
    """Return in words that the gradebook has no assignment of that name, and which it has."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    found = sorted(there)
    near = get_close_matches(name, found, n=1)
    hint = f"; did you mean {near[0]!r}? It has " if near else "; it has "
    return f"the gradebook has no assignment {name!r}{hint}{', '.join(found) or 'none'}"


def assignment_names(connection: Connection) -> list[str]:
    """Return the names of the gradebook's assignments, in order."""
    return [*connection.scalars(select(ASSIGNMENT.c.name).order_by(ASSIGNMENT.c.name))]


def check_names(connection: Connection, assignment: str, student: str) -> None:
    """Raise `GradebookError` where the gradebook has no such assignment or student."""
    names = assignment_names(connection)
    if assignment not in names:
        raise GradebookError(no_such_assignment(assignment, names))
    if connection.scalar(select(STUDENT.c.id).where(STUDENT.c.id == student)) is None:
        msg = f"the gradebook has no student {student!a}"
        raise GradebookError(msg)


def read_notebooks(connection: Connection, assignment_id: str) -> dict[str, NotebookCells]:
    """Return the notebooks of an assignment by name, each with its cells, in order of names."""
    worth = union_all(*(select(t.c.id, t.c.max_score) for t in (GRADE_CELL, TASK_CELL))).subquery()
    rows = connection.execute(
        select(NOTEBOOK.c.id, NOTEBOOK.c.name, CELL.c.id.label("cell"))
        .add_columns(CELL.c.name.label("cell_name"), CELL.c.type, worth.c.max_score)
        .select_from(
            NOTEBOOK.outerjoin(CELL, CELL.c.notebook_id == NOTEBOOK.c.id).outerjoin(
                worth, worth.c.id == CELL.c.id
            )
        )
        .where(NOTEBOOK.c.assignment_id == assignment_id)
        .order_by(NOTEBOOK.c.name, CELL.c.name)
    )
    found: dict[str, NotebookCells] = {}
    for row in rows:
        notebook = found.setdefault(row.name, NotebookCells(row.id, {}, {}, {}, {}))
        kinds = {
            "GradeCell": notebook.grades,
            "TaskCell": notebook.tasks,
            "SolutionCell": notebook.solutions,
        }
        if row.type in kinds:
            kinds[row.type][row.cell_name] = row.cell
        if row.max_score is not None:
            notebook.points[row.cell_name] = _points(row.name, row.cell_name, row.max_score)
    sources = connection.execute(
        select(NOTEBOOK.c.name, SOURCE_CELL.c.name.label("cell_name"), SOURCE_CELL.c.source)
        .join_from(NOTEBOOK, SOURCE_CELL, SOURCE_CELL.c.notebook_id == NOTEBOOK.c.id)
        .where(NOTEBOOK.c.assignment_id == assignment_id)
    )
    for row in sources:
        if item := asked(row.source or ""):
            found[row.name].asked[row.cell_name] = item
    return found


def _points(notebook: str, cell: str, worth: object) -> float:
    """Return what a cell is worth; `GradebookError` where that is no number of points."""
    try:
        points = float(str(worth))
    except ValueError:
        points = -1.0
    if not 0 <= points < inf:
        msg = (
            f"{notebook}: the gradebook says that the cell {cell} is worth {str(worth)[:40]!r}, "
            "which is no number of points; `nbgrader generate_assignment --force` writes it anew. "
            "Nothing was graded"
        )
        raise GradebookError(msg)
    return points


def check_release(
    assignment: str, notebooks: Mapping[str, NotebookCells], masters: Mapping[str, Master]
) -> None:
    """Raise `GradebookError` where a released notebook and the gradebook contradict each other.

    A cell of it that the gradebook lacks, or that is there twice, would leave grades without
    a place of their own; one that asks another item, or is worth other points, would be graded
    by the one or the other. A cell only the gradebook has waits for a person.
    """
    for name, master in masters.items():
        if said := _lacking(notebooks[name], master) or _different(notebooks[name], master):
            msg = (
                f"{assignment}: the released notebook {name} {said}; "
                f"`nbgrader generate_assignment {assignment} --force` brings both up to date. "
                "Nothing was graded"
            )
            raise GradebookError(msg)


def _lacking(cells: NotebookCells, master: Master) -> str:
    """Return which graded cells the gradebook lacks, or nothing."""
    grades, solutions, tasks = master.gradebook_cells
    lacking = sorted(
        {*grades} - cells.grades.keys()
        | {*solutions} - cells.solutions.keys()
        | {*tasks} - cells.tasks.keys()
    )
    if not lacking:
        return ""
    more = f" and {len(lacking) - SHOWN} more" if len(lacking) > SHOWN else ""
    return (
        f"has the cells {', '.join(lacking[:SHOWN])}{more}, which the gradebook does not have, so "
        "their grades have no place"
    )


def _different(cells: NotebookCells, master: Master) -> str:
    """Return what the release says otherwise than the gradebook, or nothing."""
    seen: set[str] = set()
    for cell in master.copy()["cells"]:
        marks = flags(cell)
        name = marks.get("grade_id")
        if not name:
            continue
        if name in seen:
            return f"has the cell {name} twice"
        seen.add(name)
        was, now = cells.asked.get(name), asked_item(cell)
        if was and was != now:
            return f"has the cell {name}, which asks {now or 'nothing'} and was to ask {was}"
        worth = cells.points.get(name)
        if worth is not None and _worth(marks) not in (None, worth):
            return (
                f"says that the cell {name} is worth {_worth(marks):g} points, "
                f"and the gradebook says {worth:g}"
            )
    return ""


def _worth(marks: Mapping[str, object]) -> float | None:
    """Return the points that a released cell names, or None where it names none."""
    points = marks.get("points")
    return float(points) if isinstance(points, (int, float)) else None
