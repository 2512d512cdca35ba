"""Submitted files: whatever they hold, reading never fails and loses no answer silently."""

from __future__ import annotations

import json
import os

import nbformat
import pytest
from helpers import notebooks
from helpers.examples import examples
from helpers.notebooks import NOON
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from secondsource.recording.outputs import MIME_ALL
from secondsource.recording.responses import KEY, MIME, Response
from secondsource_grading.grading.rebuild import Master, rebuild
from secondsource_grading.intake.submission import Submission, read_submission

UNIT = "90-lab"
ANSWERS = {"lab-pick": ["holiday"], "lab-amount": {"amount": 14, "unit": "days"}}


@pytest.fixture(scope="module")
def master(lab_notebook, tmp_path_factory):
    file = notebooks.write(tmp_path_factory.mktemp("master") / f"{UNIT}.ipynb", lab_notebook)
    return Master.read(file)


@pytest.fixture
def take(master, tmp_path):
    """Read a submission given as bytes, text or JSON."""

    def read(what, unit=UNIT):
        file = tmp_path / f"{UNIT}.ipynb"
        if isinstance(what, bytes):
            file.write_bytes(what)
        elif isinstance(what, str):
            file.write_text(what, "utf-8")
        else:
            notebooks.write(file, what)
        return read_submission(file, unit=unit, known=master.sources)

    return read


@pytest.fixture
def whole(lab_notebook):
    return notebooks.answered(lab_notebook, ANSWERS)


def values(submission: Submission):
    return {name: response.value for name, response in submission.responses.items()}


def storable(master, submission):
    """The notebook that would be graded, as nbgrader would write and read it again."""
    notebook = rebuild(master, submission)
    text = json.dumps(notebook, ensure_ascii=False, allow_nan=False)
    text.encode("utf-8")
    node = nbformat.from_dict(notebook)
    nbformat.validate(node)
    return json.loads(nbformat.writes(node))


def test_a_clean_notebook_has_answers_and_no_incident(take, whole):
    submission = take(whole)
    assert values(submission) == ANSWERS
    assert submission.incidents == []
    assert submission.added == []
    assert submission.refused is None


# Files that are no notebooks.


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (b"", "not JSON"),
        ("   \n", "not JSON"),
        ('{"cells": [', "line 1"),
        ("<html></html>", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b'{"cells": "\xc3\x28"}', "UTF-8"),
        (b"\x00" * 100, "not JSON"),
        ("[]", "no notebook"),
        ("null", "no notebook"),
        ('"a notebook"', "no notebook"),
        ("17", "no notebook"),
        ("[" * 100_000, "nested"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "nested"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(take, master, what, words):
    submission = take(what)
    assert words in submission.refused
    assert submission.incidents == [f"refused: {submission.refused}"]
    assert submission.responses == {}
    assert storable(master, submission)["metadata"][KEY]["refused"] == submission.refused


def test_a_byte_order_mark_is_no_reason_to_refuse(take, whole):
    """Some Windows editors put one in front."""
    submission = take(b"\xef\xbb\xbf" + json.dumps(whole).encode())
    assert submission.refused is None
    assert values(submission) == ANSWERS


def test_links_folders_and_devices_are_refused(tmp_path, master, whole):
    real = notebooks.write(tmp_path / "elsewhere" / "real.ipynb", whole)
    link, folder, pipe = (tmp_path / f"{n}.ipynb" for n in ("link", "folder", "pipe"))
    link.symlink_to(real)
    folder.mkdir()
    os.mkfifo(pipe)
    for file in (link, folder, pipe):
        assert "regular file" in read_submission(file, unit=UNIT, known=master.sources).refused


def test_a_missing_file_is_named(tmp_path, master):
    submission = read_submission(tmp_path / "gone.ipynb", unit=UNIT, known=master.sources)
    assert "gone.ipynb" in submission.refused


def test_a_file_that_cannot_be_opened_is_refused(tmp_path, master, whole, monkeypatch):
    """Permissions, a failing disk: the batch goes on."""

    def fail(*_args):
        raise PermissionError(13, "Permission denied")

    file = notebooks.write(tmp_path / "locked.ipynb", whole)
    monkeypatch.setattr("secondsource_grading.intake.notebook_file.read_plain", fail)
    submission = read_submission(file, unit=UNIT, known=master.sources)
    assert submission.refused == "it cannot be opened: Permission denied"


def test_a_file_too_large_is_refused_unread(take):
    submission = take(b'{"cells": "' + b"x" * (26 * 2**20) + b'"}')
    assert "26 MB" in submission.refused


# Notebooks of strange shape.


@pytest.mark.parametrize(
    "notebook",
    [
        {},
        {"cells": None},
        {"cells": {}},
        {"cells": []},
        {"cells": [None, 3, "x", [], {}]},
        {"cells": [{"cell_type": 1, "metadata": [], "source": {}}]},
        {"cells": [{"metadata": {"nbgrader": []}, "source": [1, None, "x"]}]},
        {"cells": [{"metadata": {"nbgrader": {"grade_id": ["lab-pick"]}}, "source": "x"}]},
        {"cells": [{"outputs": [None, {"data": []}, {"data": {MIME: []}}]}]},
        {"cells": [], "metadata": []},
        {"cells": [], "metadata": {KEY: []}},
        {"cells": [], "metadata": {KEY: {"responses": []}}},
        {"cells": [], "metadata": {KEY: {"unit": ["90-lab"]}}},
        {"cells": [], "metadata": {KEY: {"responses": {"lab-pick": ["holiday"]}}}},
        {"cells": [], "metadata": {KEY: {"responses": {"lab-pick": {"value": 1, "t": "now"}}}}},
        {"worksheets": [{"cells": [{}]}, None]},
        {"worksheets": [{"cells": 3}]},
    ],
)
def test_strange_shapes_are_read_as_far_as_they_go(take, master, notebook):
    submission = take(notebook)
    assert submission.refused is None
    assert all(set(r.value) == {"unread"} for r in submission.responses.values())
    names = [
        c["metadata"].get("nbgrader", {}).get("grade_id")
        for c in storable(master, submission)["cells"]
    ]
    assert {"lab-pick", "lab-grid", "lab-pair", "lab-amount", "lab-open", "lab-essay"} <= set(names)


def test_a_notebook_without_responses_is_a_blank_one(take, lab_notebook):
    submission = take(lab_notebook)
    assert submission.responses == {}
    assert submission.refused is None


def test_the_old_notebook_format_is_read(take, whole):
    """nbformat 3 has worksheets, and inputs in place of sources."""
    cells = [{**c, "input": c["source"]} if c["cell_type"] == "code" else c for c in whole["cells"]]
    for cell in cells:
        if "input" in cell:
            del cell["source"]
    old = {"nbformat": 3, "metadata": whole["metadata"], "worksheets": [{"cells": cells}]}
    submission = take(old)
    assert values(submission) == ANSWERS
    assert submission.added == []
    assert "format 3" in submission.incidents[0]


def test_no_more_than_some_thousand_cells_are_read(take, whole):
    whole["cells"] += [notebooks.plain_cell(f"note {n}") for n in range(6000)]
    submission = take(whole)
    assert values(submission) == ANSWERS
    assert len(submission.added) < 5001
    assert any("cells; only the first" in i for i in submission.incidents)


# Responses, and where they are.


def outputs(*bundles):
    return [{"output_type": "display_data", "metadata": {}, "data": b} for b in bundles]


def one(item_id, value, t=NOON, unit=UNIT):
    return {MIME: {"item": item_id, "unit": unit, "value": value, "t": t}}


def many(responses, unit=UNIT):
    entries = {n: {"value": v, "t": t} for n, (v, t) in responses.items()}
    return {MIME_ALL: {"schema": 1, "unit": unit, "responses": entries}}


def test_responses_only_in_outputs_are_recovered(take, lab_notebook):
    cell = notebooks.cell(lab_notebook := json.loads(json.dumps(lab_notebook)), "lab-pick")
    cell["outputs"] = outputs({"text/plain": "x"}, one("lab-pick", ["stock"]))
    submission = take(lab_notebook)
    assert values(submission) == {"lab-pick": ["stock"]}
    assert submission.incidents == ["recovered from cell outputs: lab-pick"]


def test_responses_only_in_the_hand_in_cell_are_recovered(take, lab_notebook):
    notebook = json.loads(json.dumps(lab_notebook))
    notebooks.cell(notebook, "hand-in")["outputs"] = outputs(
        many({"lab-pick": (["stock"], NOON), "lab-pair": ({"answer": "open"}, NOON)})
    )
    assert values(take(notebook)) == {"lab-pick": ["stock"], "lab-pair": {"answer": "open"}}


@pytest.mark.parametrize(
    ("later", "expected"), [(60, ["stock"]), (0, ["holiday"]), (-60, ["holiday"])]
)
def test_the_newest_answer_wins(take, whole, later, expected):
    """Newer in an output, it wins over the metadata; of one age, the metadata's does."""
    notebooks.cell(whole, "lab-pick")["outputs"] = outputs(one("lab-pick", ["stock"], NOON + later))
    submission = take(whole)
    assert values(submission)["lab-pick"] == expected
    assert bool(submission.incidents) == (later > 0)


def test_two_outputs_of_one_item_give_the_newer(take, lab_notebook):
    notebook = json.loads(json.dumps(lab_notebook))
    notebooks.cell(notebook, "lab-pick")["outputs"] = outputs(one("lab-pick", ["old"], NOON))
    notebooks.cell(notebook, "hand-in")["outputs"] = outputs(
        many({"lab-pick": (["new"], NOON + 1)})
    )
    assert values(take(notebook)) == {"lab-pick": ["new"]}


def test_the_notebook_of_another_unit_gives_nothing(take, whole):
    """A copied notebook is not mistaken for this unit's, in metadata or outputs."""
    whole["metadata"][KEY]["unit"] = "91-other"
    notebooks.cell(whole, "lab-pick")["outputs"] = outputs(
        one("lab-pick", ["stock"], unit="91-other"), many({"lab-pick": (["x"], 1)}, unit="91-other")
    )
    submission = take(whole)
    assert submission.responses == {}
    assert "91-other" in submission.incidents[0]


def test_outputs_of_another_unit_are_passed_over(take, whole):
    """A cell pasted from another unit's notebook does not answer this one's item."""
    notebooks.cell(whole, "lab-pick")["outputs"] = outputs(
        one("lab-pick", ["x"], NOON + 9, "91-other")
    )
    assert values(take(whole)) == ANSWERS


def test_another_schema_is_passed_over_and_named(take, whole):
    whole["metadata"][KEY]["schema"] = 99
    submission = take(whole)
    assert submission.responses == {}
    assert "99" in submission.incidents[0]


def test_ten_thousand_responses_are_passed_over(take, whole):
    whole["metadata"][KEY]["responses"] = {f"i{n}": {"value": n, "t": 1} for n in range(10_000)}
    submission = take(whole)
    assert submission.responses == {}
    assert "10000 responses" in submission.incidents[0]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ('["holi\\ud800day"]', "Unicode"),
        ("[NaN]", "NaN"),
        ('{"amount": Infinity}', "infinity"),
        ("[" * 500 + "]" * 500, "nested"),
        ('{"a":' * 300 + "1" + "}" * 300, "nested"),
    ],
)
def test_a_response_that_cannot_be_kept_is_named_and_never_scored(take, master, whole, raw, words):
    """It neither breaks the notebook it would be written to nor the other answers."""
    text = json.dumps(whole).replace('["holiday"]', raw)
    submission = take(text)
    assert values(submission)["lab-amount"] == ANSWERS["lab-amount"]
    assert set(values(submission)["lab-pick"]) == {"unread"}
    assert "lab-pick" in submission.incidents[0]
    assert words in submission.incidents[0]
    storable(master, submission)


def test_names_of_responses_may_be_anything(take, master, whole):
    text = json.dumps(whole).replace('"lab-pick": {"value"', '"\\ud800\\u0000": {"value"')
    submission = take(text)
    assert "lab-amount" in submission.responses
    storable(master, submission)


# Cells.


def test_deleted_cells_are_named_and_put_back(take, master, whole):
    whole["cells"] = [
        c
        for c in whole["cells"]
        if c["metadata"].get("nbgrader", {}).get("grade_id") not in ("lab-pick", "start")
    ]
    submission = take(whole)
    assert submission.incidents == ["missing cells, put back: lab-pick, start"]
    assert values(submission) == ANSWERS
    assert (
        "".join(notebooks.cell(storable(master, submission), "lab-pick")["source"])
        == 'ask("lab-pick")'
    )


def test_moved_cells_change_nothing(take, master, whole):
    whole["cells"].reverse()
    submission = take(whole)
    assert values(submission) == ANSWERS
    assert notebooks.sources(storable(master, submission)) == list(master.sources.values())


def test_duplicated_cells_are_named_and_their_text_is_kept(take, master, whole):
    twin = json.loads(json.dumps(notebooks.cell(whole, "lab-essay")))
    notebooks.cell(whole, "lab-essay")["source"] = "First thought."
    twin["source"] = ["Second ", "thought."]
    whole["cells"] += [twin, notebooks.cell(whole, "lab-pick")]
    submission = take(whole)
    assert "cell lab-essay occurs more than once" in submission.incidents
    assert "cell lab-pick occurs more than once" in submission.incidents
    graded = notebooks.sources(storable(master, submission))
    assert "First thought." in graded
    assert "Second thought." in graded
    assert graded.count('ask("lab-pick")') == 1


def test_retyped_cells_keep_type_and_text(take, master, whole):
    """A text cell turned into code is read as text; an `ask` cell turned into text asks again."""
    notebooks.cell(whole, "lab-essay").update(cell_type="code", source="My answer.", outputs=[])
    notebooks.cell(whole, "lab-pick").update(cell_type="markdown", source="I tick holiday.")
    submission = take(whole)
    graded = storable(master, submission)
    assert notebooks.cell(graded, "lab-essay")["cell_type"] == "markdown"
    assert "".join(notebooks.cell(graded, "lab-essay")["source"]) == "My answer."
    assert "".join(notebooks.cell(graded, "lab-pick")["source"]) == 'ask("lab-pick")'
    assert "I tick holiday." in notebooks.sources(graded)
    assert "changed cell lab-pick, put back" in graded["metadata"][KEY]["incidents"]


def test_changed_points_locks_and_ids_are_not_taken(take, master, whole):
    cell = notebooks.cell(whole, "lab-pick")
    cell["metadata"]["nbgrader"].update(points=99, locked=False, grade=False, solution=True)
    cell["metadata"]["tags"] = ["hide"]
    cell["id"] = "mine"
    whole["metadata"]["kernelspec"] = {"name": "evil", "display_name": "Evil"}
    graded = storable(master, take(whole))
    mine = next(c for c in master.copy()["cells"] if c["id"] == "lab-pick")
    assert notebooks.cell(graded, "lab-pick")["metadata"] == mine["metadata"]
    assert graded["metadata"]["kernelspec"]["name"] == "python3"


def test_a_changed_grade_id_leaves_the_text_with_the_learner(take, master, whole):
    """The cell counts as missing; what stood in it is kept as a note."""
    cell = notebooks.cell(whole, "lab-essay")
    cell["metadata"]["nbgrader"]["grade_id"] = "renamed"
    cell["source"] = "Written here."
    submission = take(whole)
    assert submission.incidents == ["missing cells, put back: lab-essay"]
    assert "Written here." in notebooks.sources(storable(master, submission))


def test_added_cells_keep_their_place_and_order(take, master, whole):
    at = whole["cells"].index(notebooks.cell(whole, "lab-grid")) + 1
    whole["cells"][at:at] = [
        notebooks.plain_cell("note one"),
        notebooks.plain_cell("1 + 1", "code"),
        notebooks.plain_cell("raw text", "raw"),
    ]
    whole["cells"].insert(0, notebooks.plain_cell("at the top"))
    sources = notebooks.sources(storable(master, take(whole)))
    assert sources[0] == "at the top"
    grid = sources.index('ask("lab-grid")')
    assert sources[grid + 1 : grid + 4] == ["note one", "1 + 1", "raw text"]


def test_a_changed_free_cell_is_kept_beside_the_instructors(take, master, whole):
    """What a learner tried in an open code cell is theirs to find again."""
    free = next(c for c in whole["cells"] if "weather" in "".join(c["source"]))
    free["source"] = "weather = []"
    sources = notebooks.sources(storable(master, take(whole)))
    assert "weather = []" in sources
    assert 'weather = ["rain", "wind", "snow"]\nweather' in sources


def test_a_notebook_without_cell_ids_is_no_stranger(take, master, whole):
    """nbformat 4.4 and older have none."""
    for cell in whole["cells"]:
        del cell["id"]
    whole["nbformat_minor"] = 4
    submission = take(whole)
    assert (submission.incidents, submission.added) == ([], [])
    storable(master, submission)


# Anything at all.

NAMES = st.sampled_from(
    [
        "cells", "metadata", "source", "outputs", "data", "nbgrader", "grade_id", "worksheets",
        "responses", "value", "t", "unit", "schema", "item", "input", "cell_type",
        KEY, MIME, MIME_ALL,
    ]
) | st.sampled_from(["lab-pick", "lab-essay", "\ud800", ""])  # fmt: skip

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
LOOSE = examples(
    150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(what=st.one_of(JSON, st.dictionaries(NAMES, JSON, max_size=5)))
@LOOSE
def test_any_json_is_read_or_refused(take, master, what):
    """No JSON file breaks reading, and what comes of it can be written."""
    storable(master, take(json.dumps(what)))


@given(what=st.binary(max_size=60))
@LOOSE
def test_any_bytes_are_read_or_refused(take, what):
    assert isinstance(take(what), Submission)


@given(
    spots=st.lists(
        st.tuples(st.integers(0, 10**6), JSON | st.sampled_from([[], {}, "x", 0])), max_size=6
    )
)
@LOOSE
def test_a_notebook_with_parts_replaced_is_read_or_refused(take, master, lab_notebook, spots):
    """Damage anywhere in a real notebook: the rest is still read, and the result can be written."""
    notebook = notebooks.answered(lab_notebook, ANSWERS)
    for number, junk in spots:
        places = list(_places(notebook))
        parent, key = places[number % len(places)]
        parent[key] = junk
        if not isinstance(notebook, dict):
            break
    storable(master, take(json.dumps(notebook)))


def _places(node):
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        yield node, key
        if isinstance(node[key], (dict, list)) and node[key]:
            yield from _places(node[key])


@given(raw=JSON)
@LOOSE
def test_any_value_of_a_response_is_taken_or_passed_over(raw):
    response = Response.from_json(raw)
    assert response is None or isinstance(response.t, float)
