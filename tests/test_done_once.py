"""What nbgrader does for each cell and submission, and this kit once: the result is the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import jsonschema
import pytest
from nbgrader.api import Base, Gradebook
from nbgrader.nbgraderformat import common
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

from secondsource_grading.plugin.metadata_schema import check_schema_once
from secondsource_grading.plugin.tables_at_once import look_for_tables_at_once

GOOD = {
    "schema_version": 3, "grade": True, "solution": False, "locked": True, "task": False,
    "grade_id": "a", "points": 2, "cell_type": "code",
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"grade": 1},
        {"points": "2"},
        {"points": -1, "grade_id": 3},
        {"grade_id": "a b"},
        {"x": 1},
    ],
)
def test_a_cell_is_refused_for_the_same_reason(change, monkeypatch):
    monkeypatch.setattr(common, "jsonschema", jsonschema)
    schema = MetadataValidatorV3().schema
    said = []
    for again in (False, True):
        if again:
            check_schema_once()
        try:
            common.jsonschema.validate({**GOOD, **change}, schema)
        except jsonschema.ValidationError as error:
            said.append(str(error))
        else:
            said.append("")
    assert said[0] == said[1]
    assert bool(said[0]) == bool(change)


def test_a_schema_that_is_none_is_refused(monkeypatch):
    monkeypatch.setattr(common, "jsonschema", jsonschema)
    check_schema_once()
    with pytest.raises(jsonschema.SchemaError):
        common.jsonschema.validate({}, {"type": "nothing"})


def test_a_table_that_is_missing_is_made(tmp_path, monkeypatch):
    """In a new gradebook all are, and in one that lost a table that one is, in the same process."""
    monkeypatch.setattr(Base.metadata, "create_all", Base.metadata.create_all)
    look_for_tables_at_once()
    look_for_tables_at_once()
    file = tmp_path / "gradebook.db"
    for lost in ("", "comment", "grade", "source_cell"):
        with closing(sqlite3.connect(file)) as database:
            if lost:
                database.execute(f"DROP TABLE {lost}")
        Gradebook(f"sqlite:///{file}", "lab").close()
        with closing(sqlite3.connect(file)) as database:
            there = {n for (n,) in database.execute("SELECT name FROM sqlite_master")}
        assert set(Base.metadata.tables) <= there
