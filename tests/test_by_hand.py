"""Texts and sheets, which a person grades, and instruments that score: both doors, one course."""

from __future__ import annotations

import json

import pytest
from helpers import batches, notebooks
from helpers.classroom import LAB, UNIT, Classroom
from helpers.samples import NOTE
from ruamel.yaml import YAML

from secondsource.families.sheet import COLUMNS

EVIL = "<script>alert(1)</script> <img src=x onerror=alert(1)> $\\frac{1}{2}$"
ROW = {name: f"my {name}" for name in COLUMNS}

ITEMS = [
    {
        "id": "essay",
        "family": "text",
        "points": 4,
        "prompt": "What would you ask?",
        "words": [5, 40],
        "rubric": [{"text": "a question", "points": 3}, {"text": "a reason", "points": 1}],
    },
    {
        "id": "sheet",
        "family": "sheet",
        "points": 2,
        "prompt": "One row, please.",
        "rubric": [{"text": "the row is whole", "points": 2}],
    },
]
SETTING = {"most": {"row": "wall"}, "few": {"row": "brook"}}
LOOKS = {"start": 50, "looks": [{"look": "guard", "chance": 80}, {"look": "radio", "chance": 80}]}
INSTRUMENTS = [
    {
        "id": "setting",
        "family": "setting",
        "points": 2,
        "prompt": "Find two settings.",
        "sign": "crates are full",
        "filters": [{"id": "row", "text": "Row", "options": [
            {"id": "wall", "text": "by the wall"}, {"id": "brook", "text": "by the brook"},
        ]}],
        "cells": [{"of": ["wall"], "k": 9, "n": 10}, {"of": ["brook"], "k": 1, "n": 12}],
        "asks": [{"id": "most", "text": "Most are full."}, {"id": "few", "text": "Few are."}],
    },
    {
        "id": "looks",
        "family": "budget",
        "points": 2,
        "prompt": "Was there a thief?",
        "proposition": "A thief was there.",
        "budget": 2,
        "sources": [
            {"id": name, "text": f"The {name}", "shows": {"id": f"{name}-shows", "text": shows}}
            for name, shows in {
                "guard": "A stranger came.", "radio": "It was windy.", "gate": "It was shut.",
                "book": "Cider costs more.",
            }.items()
        ],
    },
]  # fmt: skip
KEYS = [
    {
        "item": "essay",
        "samples": {"none": "Sample none.", "half": "Sample half.", "full": "Sample full."},
        "evidence": ["claim:A09"],
        "rationale": NOTE,
        "feedback": {"k1": "Names what to look at.", "k2": "Says what would follow."},
    },
    {"item": "sheet", "answer": [ROW], "feedback": {"k1": "All six fields."}},
    {
        "item": "setting",
        "answer": {"most": {"low": 0.7, "least": 10}, "few": {"high": 0.3, "least": 10}},
        "evidence": ["claim:A09"],
        "rationale": NOTE,
        "feedback": {"most": "By the wall.", "few": "By the brook."},
    },
    {
        "item": "looks",
        "answer": {"guard": "up", "radio": "none", "gate": "down", "book": "none"},
        "evidence": ["claim:A09"],
        "rationale": NOTE,
        "feedback": {name: f"So the {name}." for name in ("guard", "radio", "gate", "book")},
    },
]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course with one text and one sheet, released, and two students' answers graded."""
    from secondsource_grading.authoring.build import build_unit

    root = tmp_path_factory.mktemp("by-hand")
    content = {"items": ITEMS + INSTRUMENTS, "keys": KEYS}
    files = {"items": root / "units" / UNIT / "items.yaml", "keys": root / "keys" / f"{UNIT}.yaml"}
    for name, file in files.items():
        file.parent.mkdir(parents=True)
        with file.open("w", encoding="utf-8") as out:
            YAML().dump({"unit": UNIT, name: content[name]}, out)
    lesson = (LAB / "units" / UNIT / "lesson.md").read_text("utf-8").partition("# The closed")[0]
    cells = "".join(f'\n```{{code-cell}}\nask("{i["id"]}")\n```\n' for i in content["items"])
    (files["items"].with_name("lesson.md")).write_text(lesson + cells, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(root / "units"))
        course = Classroom(root / "course")
        (course.root / "exchange").mkdir(parents=True, mode=0o777)
        course.write_config(root / "keys")
        built = json.loads(build_unit(UNIT))
        notebooks.write(course.root / "source" / UNIT / f"{UNIT}.ipynb", built)
        assert course.generate()["success"]
        told = {"setting": SETTING, "looks": LOOKS}
        course.answer("ann", {"essay": f"Who saw it?\n{EVIL}", "sheet": [ROW], **told})
        course.answer("bob", {})
        half = {"setting": {"most": SETTING["few"], "few": SETTING["few"]}, "looks": {"start": 101}}
        course.answer("eve", {"essay": ["no text"], "sheet": [{"claim": "begun"}], **half})
        for student in ("ann", "bob", "eve"):
            assert course.autograde(student)["success"]
        yield course


def test_the_released_cell_still_asks(released):
    """nbgrader takes solutions out at release; an `ask` cell is none, whatever it is called."""
    notebook = json.loads(released.released.read_text("utf-8"))
    for item in ITEMS:
        cell = notebooks.cell(notebook, item["id"])
        assert "".join(cell["source"]) == f'ask("{item["id"]}")'
        assert not cell["metadata"]["editable"]


def test_what_a_person_grades_waits_for_one(released):
    """So does a blank where no answer at all was found, and a text that is none."""
    for item in ITEMS:
        ann, bob = (released.grades(student)[item["id"]] for student in ("ann", "bob"))
        assert (ann["auto_score"], ann["needs_manual_grade"]) == (None, True)
        assert (bob["auto_score"], bob["needs_manual_grade"]) == (None, True)
    eve = released.grades("eve")
    assert (eve["essay"]["auto_score"], eve["essay"]["needs_manual_grade"]) == (None, True)
    assert (eve["sheet"]["auto_score"], eve["sheet"]["needs_manual_grade"]) == (None, True)


def test_the_grader_sees_prompt_rubric_samples_and_the_words(released):
    notebook = released.autograded("ann")
    shown = json.dumps(notebooks.cell(notebook, "essay")["outputs"])
    for words in ("What would you ask?", "Who saw it?", "a question", "3 points", "Sample half."):
        assert words in shown
    assert "<script>alert" not in shown
    assert "<img" not in shown
    row = json.dumps(notebooks.cell(notebook, "sheet")["outputs"])
    assert "my claim" in row
    assert "What would settle it" in row


def test_a_persons_points_stay_when_graded_again(released):
    released.set_grade("ann", "essay", manual_score=3)
    released.set_comment("ann", "essay", "Ask for the date.")
    assert released.autograde("ann")["success"]
    assert released.grades("ann")["essay"]["manual_score"] == 3
    assert released.comment("ann", "essay") == "Ask for the date."


def test_a_text_that_a_person_has_read_is_not_graded_again(released, tmp_path):
    """Its points are the person's alone: the notebook shows 0, and the gradebook has none."""
    twin = released.copy_to(tmp_path / "twin")
    for name in ("essay", "sheet"):
        twin.set_grade("ann", name, manual_score=2)
    result = twin.autograde("ann", force=False)
    assert "grading it again" not in result["log"]
    grades = twin.grades("ann")
    assert not any(grades[name]["needs_manual_grade"] for name in ("essay", "sheet"))


def test_instruments_score_alike_at_both_doors(released, tmp_path):
    """A setting and a path of looks: what nbgrader wrote, the batch command writes too."""
    expected = {
        "ann": {"setting": 2, "looks": 1},
        "bob": {"setting": 0, "looks": 0},
        "eve": {"setting": 1, "looks": 0},
    }
    twin = released.copy_to(tmp_path / "twin")
    (twin.root / "gradebook.db").unlink()
    assert twin.generate()["success"]
    assert not batches.grade(twin, processes=1).failed
    for student, points in expected.items():
        for course in (released, twin):
            found = course.points(student)
            assert {name: found[name] for name in points} == points
    page = json.dumps(notebooks.cell(released.autograded("ann"), "looks")["outputs"])
    assert "1 of 2 looks told you something" in page
    assert "So the gate." in page
    refused = json.dumps(notebooks.cell(released.autograded("eve"), "looks")["outputs"])
    assert "the first chance is 101" in refused
