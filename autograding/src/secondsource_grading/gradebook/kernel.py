"""The kernel that the gradebook names for released notebooks: one that no machine has.

nbgrader keeps the kernel of an instructor's notebook in the gradebook and gives it to
each submission before it runs one. Our configuration runs none. But where that
configuration is missing, misspelt or broken, nbgrader grades in its own fashion and
would run a learner's code. With this name in the gradebook it ends with "No such
kernel", a status of 1 and no grade.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from secondsource_grading.gradebook.tables import NOTEBOOK

__all__ = ["NOT_CONFIGURED", "hold_kernels"]

NOT_CONFIGURED: Mapping[str, str] = {
    "name": "secondsource-not-configured",
    "display_name": "nbgrader_config.py does not set up Second Source",
    "language": "python",
}
"""What stands in the place of a kernel. Nobody may install one of this name."""


def hold_kernels(connection: Connection, assignment_id: str) -> None:
    """Name the kernel that nobody has for every notebook of an assignment released before.

    Reads first, so that a gradebook that has it already is not written to.
    """
    wanted = json.dumps(NOT_CONFIGURED)
    mine = NOTEBOOK.c.assignment_id == assignment_id
    found = connection.scalars(select(NOTEBOOK.c.kernelspec).where(mine)).all()
    if any(kernel != wanted for kernel in found):
        connection.execute(update(NOTEBOOK).where(mine).values(kernelspec=wanted))
