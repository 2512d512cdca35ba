"""A file in YAML is read in the same way on every machine."""

from __future__ import annotations

import pytest
from ruamel.yaml import main

from secondsource.errors import ContentError
from secondsource.yaml_files import read_yaml


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
