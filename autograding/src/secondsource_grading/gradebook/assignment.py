"""An assignment's notebooks in the gradebook, and whether a released notebook belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from sqlalchemy import select, union_all
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.rows import NotebookCells
from secondsource_grading.gradebook.tables import CELL, GRADE_CELL, NOTEBOOK, TASK_CELL
from secondsource_grading.grading.rebuild import Master

__all__ = ["check_release", "read_notebooks"]

SHOWN = 5
"""Cells that a message names."""


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
    """Raise `GradebookError` where a released notebook has a cell that the gradebook lacks.

    Its grades could not be written. A cell only the gradebook has waits for a person.
    """
    for name, master in masters.items():
        cells = notebooks[name]
        grades, solutions, tasks = master.gradebook_cells
        lacking = sorted(
            {*grades} - cells.grades.keys()
            | {*solutions} - cells.solutions.keys()
            | {*tasks} - cells.tasks.keys()
        )
        if lacking:
            more = f" and {len(lacking) - SHOWN} more" if len(lacking) > SHOWN else ""
            msg = (
                f"{assignment}: the released notebook {name} has the cells "
                f"{', '.join(lacking[:SHOWN])}{more}, which the gradebook does not have, so "
                "their grades have no place; "
                f"`nbgrader generate_assignment {assignment} --force` brings both up to date. "
                "Nothing was graded"
            )
            raise GradebookError(msg)
