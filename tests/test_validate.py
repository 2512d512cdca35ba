"""nbgrader's *Validate* button on a released notebook: it tells a student the truth."""

from __future__ import annotations

import json
import shutil

import pytest
from helpers import notebooks
from helpers.classroom import FULL, UNIT

from secondsource import hand_in
from secondsource import lesson as session
from secondsource.errors import SessionError
from secondsource.recording.outputs import bundle
from secondsource.recording.responses import Response
from secondsource.units import load_unit

WHOLE = {**FULL, "lab-open": "town"}


@pytest.fixture
def started(lab_units, tmp_path, monkeypatch, prepared):
    """The lab unit begun in this process, as nbgrader's validator would run it in a folder."""
    assert lab_units.is_dir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(session, "_sessions", {})
    monkeypatch.setattr(session, "_current", [])
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    session.start(UNIT)
    file = tmp_path / f"{UNIT}.ipynb"
    shutil.copy(prepared.released, file)
    return file


def failed(item_ids=tuple(WHOLE)):
    """What each item says that does not pass."""
    said = {}
    for item_id in item_ids:
        try:
            session.ask(item_id)
        except SessionError as error:
            said[item_id] = str(error)
    return said


@pytest.mark.usefixtures("started")
def test_an_untouched_notebook_names_every_item():
    assert failed() == {i: f"{i}: not answered" for i in WHOLE}


def test_a_whole_notebook_passes(started):
    notebooks.write(started, notebooks.answered(notebooks.read(started), WHOLE))
    assert failed() == {}
    hand_in()


def test_a_half_answer_says_how_much_is_there(started):
    half = {**WHOLE, "lab-grid": {"rain": "baker"}, "lab-pair": {"answer": "open"}}
    notebooks.write(started, notebooks.answered(notebooks.read(started), half))
    assert failed() == {
        "lab-grid": "lab-grid: 1 of 3 rows answered",
        "lab-pair": "lab-pair: 1 of 2 parts answered",
    }


def test_a_misfit_is_named_and_not_taken_for_an_answer(started):
    notebooks.write(started, notebooks.answered(notebooks.read(started), {**WHOLE, "lab-pick": 7}))
    (message,) = failed().values()
    assert message.startswith("lab-pick: the stored answer does not fit")


def test_answers_in_outputs_count(started):
    """As VS Code keeps them."""
    notebook = notebooks.answered(
        notebooks.read(started), {k: v for k, v in WHOLE.items() if k != "lab-pick"}
    )
    item = load_unit(UNIT).item("lab-pick")
    data = bundle(item, UNIT, Response(FULL["lab-pick"], notebooks.NOON))
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    notebooks.cell(notebook, "lab-pick")["outputs"] = [output]
    notebooks.write(started, notebook)
    assert failed() == {}


def test_without_a_saved_notebook_it_says_so(started):
    started.unlink()
    assert "no saved notebook" in failed(["lab-pick"])["lab-pick"]


def test_a_renamed_notebook_is_found_and_two_are_told_apart(started):
    notebooks.write(started, notebooks.answered(notebooks.read(started), WHOLE))
    started.rename(started.with_name("my copy.ipynb"))
    assert failed() == {}
    shutil.copy(started.with_name("my copy.ipynb"), started)
    old = notebooks.read(started)
    del old["metadata"]["secondsource"]["responses"]["lab-pick"]
    notebooks.write(started, old)
    assert failed() == {"lab-pick": f"lab-pick: not answered ({UNIT}.ipynb)"}


@pytest.mark.parametrize("damage", ["{", "[]", "\ufeff{}"])
def test_another_file_that_is_damaged_is_passed_over(started, damage):
    notebooks.write(started, notebooks.answered(notebooks.read(started), WHOLE))
    started.with_name("other.ipynb").write_text(damage, "utf-8")
    assert failed() == {}


@pytest.mark.slow  # nbgrader's command and a kernel
def test_nbgraders_validator_says_what_is_missing(started, monkeypatch):
    """The real thing, with a kernel: what is not answered fails and is named, the rest passes."""
    from nbgrader.validator import Validator

    monkeypatch.delenv("NBGRADER_VALIDATING")
    monkeypatch.delenv("NBGRADER_EXECUTION")
    most = {k: v for k, v in WHOLE.items() if k != "lab-pair"}
    notebooks.write(started, notebooks.answered(notebooks.read(started), most))
    result = Validator().validate(str(started))
    # An untouched text fails too: nbgrader sees that nothing was written.
    assert [f["source"] for f in result["failed"]] == ['ask("lab-pair")', "YOUR ANSWER HERE"]
    assert "lab-pair: not answered" in result["failed"][0]["raw_error"]
    assert json.dumps(result).count("Traceback") == 0
    whole = notebooks.answered(notebooks.read(started), WHOLE)
    notebooks.cell(whole, "lab-essay")["source"] = "Who locked the door?"
    notebooks.write(started, whole)
    assert Validator().validate(str(started)) == {}
