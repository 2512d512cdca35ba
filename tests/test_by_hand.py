"""Texts and sheets: recorded like any answer, graded by a person."""

from __future__ import annotations

import json

import pytest
from helpers import notebooks
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
KEYS = [
    {
        "item": "essay",
        "samples": {"none": "Sample none.", "half": "Sample half.", "full": "Sample full."},
        "evidence": ["claim:A09"],
        "rationale": NOTE,
        "feedback": {"k1": "Names what to look at.", "k2": "Says what would follow."},
    },
    {"item": "sheet", "answer": [ROW], "feedback": {"k1": "All six fields."}},
]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course with one text and one sheet, released, and two students' answers graded."""
    from secondsource_grading.authoring.build import build_unit

    root = tmp_path_factory.mktemp("by-hand")
    content = {"items": ITEMS, "keys": KEYS}
    files = {"items": root / "units" / UNIT / "items.yaml", "keys": root / "keys" / f"{UNIT}.yaml"}
    for name, file in files.items():
        file.parent.mkdir(parents=True)
        with file.open("w", encoding="utf-8") as out:
            YAML().dump({"unit": UNIT, name: content[name]}, out)
    lesson = (LAB / "units" / UNIT / "lesson.md").read_text("utf-8").partition("# The closed")[0]
    cells = "".join(f'\n```{{code-cell}}\nask("{i["id"]}")\n```\n' for i in ITEMS)
    (files["items"].with_name("lesson.md")).write_text(lesson + cells, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(root / "units"))
        course = Classroom(root / "course")
        (course.root / "exchange").mkdir(parents=True, mode=0o777)
        course.write_config(root / "keys")
        built = json.loads(build_unit(UNIT))
        notebooks.write(course.root / "source" / UNIT / f"{UNIT}.ipynb", built)
        assert course.generate()["success"]
        course.answer("ann", {"essay": f"Who saw it?\n{EVIL}", "sheet": [ROW]})
        course.answer("bob", {})
        course.answer("eve", {"essay": ["no text"], "sheet": [{"claim": "begun"}]})
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
    """So does a blank where no answer at all was found; a wrong form is refused."""
    for item in ITEMS:
        ann, bob = (released.grades(student)[item["id"]] for student in ("ann", "bob"))
        assert (ann["auto_score"], ann["needs_manual_grade"]) == (None, True)
        assert (bob["auto_score"], bob["needs_manual_grade"]) == (None, True)
    eve = released.grades("eve")
    assert (eve["essay"]["auto_score"], eve["essay"]["needs_manual_grade"]) == (0, True)
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
