"""Nothing that tells an answer is in what a learner gets or can reach."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from helpers import notebooks
from helpers.classroom import Classroom

from secondsource.units import unit_names
from secondsource_grading.content import keys
from secondsource_grading.keys import load_keys

SHORTEST = 25
"""Characters from which a text of a key is looked for; shorter ones may be anyone's words."""


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


def texts(node):
    """Every text of some length within a key."""
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, (list, tuple)):
        return [t for inner in node for t in texts(inner)]
    return [flat(node)] if isinstance(node, str) and len(flat(node)) >= SHORTEST else []


@pytest.fixture(scope="module")
def released(root, tmp_path_factory):
    """Every unit as nbgrader releases it, by name."""
    course = Classroom(tmp_path_factory.mktemp("leaks") / "course")
    (course.root / "exchange").mkdir(parents=True)
    course.write_config(None)
    found = {}
    for unit in unit_names():
        course.assignment = unit
        built = notebooks.read(root / "notebooks" / unit / f"{unit}.ipynb")
        notebooks.write(course.root / "source" / unit / f"{unit}.ipynb", built)
        result = course.generate()
        assert result["success"], result["log"][-3000:]
        found[unit] = course.released.parent
    return found


@pytest.mark.parametrize("unit", unit_names())
@pytest.mark.parametrize("where", ["built", "released"])
def test_no_text_of_a_key_is_in_a_notebook(root, released, unit, where):
    """No rationale, no feedback, no trap, no model answer; not even the name of the key's file."""
    folder = released[unit] if where == "released" else root / "notebooks" / unit
    files = [f for f in folder.rglob("*") if f.is_file()]
    assert [f.suffix for f in files] == [".ipynb"]
    notebook = notebooks.read(files[0])
    raw = files[0].read_text("utf-8")
    shown = flat(" ".join(notebooks.sources(notebook)) + json.dumps(notebook["metadata"]))
    keyring = load_keys(unit)
    leaks = []
    for item_id, key in keyring.keys.items():
        data = key.model_dump(mode="json", exclude={"item", "evidence"})
        own = {flat(t) for t in texts(keyring.unit.item(item_id).model_dump(mode="json"))}
        leaks += [(item_id, t) for t in texts(data) if t in shown and t not in own]
    assert leaks == []
    assert "secondsource_grading" not in raw
    assert f"{unit}.yaml" not in raw
    assert not re.search(r'(rationale|feedback|judgement|evidence)(\\?"|\'|)\s*:\s*[\[{"]', raw)


@pytest.mark.parametrize("unit", unit_names())
def test_no_answer_is_in_a_notebook(released, unit):
    """No notebook holds responses, outputs, or an item's expected value in any spelling of ours."""
    notebook = notebooks.read(released[unit] / f"{unit}.ipynb")
    text = json.dumps(notebook)
    assert set(notebook["metadata"]["secondsource"]) <= {"schema", "unit", "items"}
    keyring = load_keys(unit)
    for item in keyring.unit.items:
        if item.by_hand or item.contested:
            continue
        full = keyring.keys[item.id].full(item)
        if isinstance(full, (dict, list)) and len(full) > 1:
            assert json.dumps(full) not in text
            assert json.dumps(full) not in text.replace('\\"', '"')
        cell = notebooks.cell(notebook, item.id)
        assert set(cell["metadata"]) <= {"nbgrader", "deletable", "editable", "jupyter"}
        assert cell["outputs"] == []


def test_every_text_of_a_key_would_be_found(released):
    """The search above can fail: a rationale pasted into a lesson is caught."""
    unit = unit_names()[-1]
    keyring = load_keys(unit)
    key = next(iter(keyring.keys.values()))
    pasted = flat(f"Some prose. {key.rationale} More prose.")
    assert [t for t in texts(key.model_dump(mode="json")) if t in pasted]
    assert released[unit].is_dir()


def test_items_tell_no_answer():
    """Item files, which the learner's wheel holds, have no field that could carry one."""
    for unit in unit_names():
        for item in load_keys(unit).unit.items:
            names = set(item.model_dump())
            assert not names & {"answer", "key", "feedback", "rationale", "correct", "solution"}


def test_key_files_are_outside_the_learners_package(root):
    assert keys() == root / "autograding" / "keys"
    assert not list((root / "course").rglob("keys"))


GUARD = """
import importlib, pkgutil, sys

class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "secondsource_grading":
            raise AssertionError(f"{name} was imported")

sys.meta_path.insert(0, Wall())
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.instance()
import secondsource
for module in pkgutil.walk_packages(secondsource.__path__, "secondsource."):
    importlib.import_module(module.name)
from secondsource import ask, hand_in, start
from secondsource.units import load_unit, unit_names
for unit in unit_names():
    start(unit)
    for item in load_unit(unit).items:
        if not item.by_hand:
            ask(item.id)
    hand_in()
assert not [m for m in sys.modules if m.startswith("secondsource_grading")]
print("through")
"""


def test_the_learners_package_never_reaches_for_the_grading_side():
    """Every module imported and every exercise shown, behind a wall: nothing asks for a key."""
    run = subprocess.run([sys.executable, "-c", GUARD], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.endswith("through\n")
