"""A broken autograded notebook costs one student's page, with a sentence, and nobody else's."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from helpers import notebooks
from helpers.classroom import FULL, LAB, UNIT

from secondsource.recording.responses import KEY
from secondsource_grading.batch import Options, grade_assignment
from secondsource_grading.cli import main


def changed(change):
    def spoil(file):
        notebook = notebooks.read(file)
        change(notebook)
        return json.dumps(notebook).encode()

    return spoil


def has_a_cell_twice(notebook):
    cell = notebooks.cell(notebook, "lab-pick")
    notebook["cells"].append({**cell, "id": "again"})


BROKEN = {
    "cut": lambda file: file.read_bytes()[:9000],
    "empty": lambda _: b"",
    "words": lambda _: b"no notebook",
    "latin": lambda file: file.read_bytes() + "ä".encode("latin-1"),
    "deep": lambda _: b"[" * 100_000,
    "list": lambda _: b"[]",
    "cells": lambda _: b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "twice": changed(has_a_cell_twice),
    "other": changed(lambda notebook: notebook["metadata"][KEY].update(unit="99-none")),
    "answers": changed(lambda notebook: notebook["metadata"][KEY].update(responses=[1])),
}


@pytest.fixture(scope="module")
def spoilt(prepared, tmp_path_factory):
    """A class of which all but the last have a broken autograded notebook."""
    course = prepared.copy_to(tmp_path_factory.mktemp("spoilt") / "course")
    for student in (*BROKEN, "zoe"):
        course.answer(student, FULL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        grade_assignment(course.root, UNIT, Options(processes=1))
    for student, spoil in BROKEN.items():
        file = place(course, student)
        file.chmod(0o644)
        file.write_bytes(spoil(file))
    return course


def place(course, student):
    return course.root / "autograded" / student / UNIT / f"{UNIT}.ipynb"


@pytest.fixture
def own(spoilt, tmp_path, lab_units):  # noqa: ARG001 - the lab's units must be in place
    return spoilt.copy_to(tmp_path / "course")


def check_told(own, said):
    assert "Traceback" not in said
    for student in BROKEN:
        told = f"{place(own, student)}: no page can be made of it ("
        assert said.count(told) == 1
        assert f"`nbgrader autograde {UNIT} --student {student} --force` mends it" in said
    assert [page.parts[-3] for page in own.root.glob("feedback/*/*/*.html")] == ["zoe"]


def test_nbgraders_command_names_each_and_goes_on(own):
    old = own.root / "feedback" / "cut" / UNIT / f"{UNIT}.html"
    old.parent.mkdir(parents=True)
    old.write_text("a page of before", "utf-8")
    result = own.feedback()
    assert not result["success"]
    check_told(own, result["log"])


def test_ours_does_the_same_and_ends_with_an_error(own, monkeypatch):
    monkeypatch.chdir(own.root)
    done = CliRunner().invoke(main, ["feedback", UNIT])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    check_told(own, done.stderr)
    assert "pages made for 1 students" in done.stdout


def test_the_command_that_is_named_mends_it(own):
    for student in ("cut", "other"):
        assert own.autograde(student)["success"]
        assert own.feedback(student)["success"]
        assert "8.5" in own.page(student)
