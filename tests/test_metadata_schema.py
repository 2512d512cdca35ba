"""nbgrader's check of a cell's metadata says what it says without our part in it."""

from __future__ import annotations

import jsonschema
import pytest
from nbgrader.nbgraderformat import common
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

from secondsource_grading.plugin.metadata_schema import check_schema_once

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
