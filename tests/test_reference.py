"""The page of what a lesson calls: its examples run, and it leaves no call out."""

from __future__ import annotations

import doctest

import pytest

import secondsource
from secondsource import lesson


@pytest.fixture
def _no_unit(monkeypatch):
    """No unit is begun before the examples, and none is afterwards."""
    monkeypatch.setattr(lesson, "_sessions", {})
    monkeypatch.setattr(lesson, "_current", [])


@pytest.mark.usefixtures("_no_unit")
def test_its_examples_give_what_it_says(root, capsys):
    page = root / "course" / "reference.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert tried > 20
    assert failed == 0, capsys.readouterr().out


def test_it_names_every_call(root):
    text = (root / "course" / "reference.md").read_text("utf-8")
    calls = [*secondsource.__all__, *(f"plots.{name}" for name in secondsource.plots.__all__)]
    missing = [name for name in calls if f"`{name}" not in text]
    assert missing == []
