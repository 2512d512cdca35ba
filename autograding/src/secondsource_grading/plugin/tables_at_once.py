"""nbgrader's look for the tables of a gradebook: all names at once, and not table by table.

nbgrader opens the gradebook six times for each submission, and asks the database each time
for every table of its own whether it is there.
"""

from __future__ import annotations

from typing import Any

from nbgrader.api import Base
from sqlalchemy import Engine, inspect

__all__ = ["look_for_tables_at_once"]


def look_for_tables_at_once() -> None:
    """Let nbgrader make tables only where one is missing; a second time changes nothing."""
    original = getattr(Base.metadata.create_all, "of_sqlalchemy", Base.metadata.create_all)

    def create_all(bind: Engine, **kw: Any) -> None:
        if not set(Base.metadata.tables) <= set(inspect(bind).get_table_names()):
            original(bind=bind, **kw)

    create_all.of_sqlalchemy = original  # type: ignore[attr-defined]
    Base.metadata.create_all = create_all
