"""A file in YAML is read in the same way on every machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel
from ruamel.yaml import main

from secondsource.errors import ContentError
from secondsource.yaml_files import parse_yaml, read_yaml, validate


def test_a_reader_in_c_that_a_machine_may_have_is_not_taken(tmp_path, monkeypatch):
    """ruamel.yaml takes it where it is installed, and it refuses what our keys are full of."""

    class ReaderInC:
        def __init__(self, _stream):
            raise AssertionError

    monkeypatch.setattr(main, "CParser", ReaderInC)
    file = tmp_path / "a.yaml"
    file.write_text("evidence: [claim:K02, check:total]\n", "utf-8")
    assert read_yaml(file) == {"evidence": ["claim:K02", "check:total"]}


def test_json_is_read_as_the_yaml_that_it_is(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text('{"a": [1, null, "x"]}', "utf-8")
    assert read_yaml(file) == {"a": [1, None, "x"]}
    file.write_text("{a: [1, null, x]}", "utf-8")
    assert read_yaml(file) == {"a": [1, None, "x"]}
    file.write_text('{"a": 1, "a": 2}', "utf-8")
    with pytest.raises(ContentError, match="duplicate key"):
        read_yaml(file)


def test_what_one_reader_changes_no_other_one_sees():
    """A text that was read before is not read again; each gets a copy."""
    first = parse_yaml("days: [1, 2]\nsince: 2026-03-01\n", Path("a.yaml"))
    expected = {"days": [1, 2], "since": first["since"]}
    assert first == expected
    first["days"].append(3)
    assert parse_yaml("days: [1, 2]\nsince: 2026-03-01\n", Path("b.yaml")) == expected


def test_the_file_that_is_named_is_the_one_that_is_wrong():
    """Also where another file holds the same mistake."""
    for name in ("a.yaml", "b.yaml"):
        with pytest.raises(ContentError, match=name):
            parse_yaml("a: [1", Path(name))


class Place(BaseModel, extra="forbid"):
    title: str
    points: int
    hint: str = ""


def test_a_misspelt_field_is_one_fault():
    """It is too many under its name, and under the right name it is missing."""
    with pytest.raises(ContentError) as said:
        validate(Place, {"title": "a", "pionts": 2, "colour": "red"}, Path("a.yaml"))
    assert str(said.value).splitlines()[1:] == [
        "  pionts: is not known here; write `points` (found 2)",
        "  colour: is not known here; take it out, or mend its name (found 'red')",
    ]
    with pytest.raises(ContentError, match="points: is required; write it"):
        validate(Place, {"title": "a"}, Path("a.yaml"))
