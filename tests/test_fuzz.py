"""Submissions nobody thought of: by property (hypothesis) and by coverage (atheris)."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

import nbformat
import pytest
from helpers import notebooks
from helpers.classroom import FULL, UNIT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondsource.recording.outputs import MIME_ALL
from secondsource.recording.responses import KEY, MIME
from secondsource_grading.grading.notebook import Assessment, grade_notebook
from secondsource_grading.grading.rebuild import Master, rebuild
from secondsource_grading.grading.safe_html import TAGS, safe_html
from secondsource_grading.intake.submission import read_submission

pytestmark = pytest.mark.slow

IDS = ["lab-pick", "lab-grid", "lab-pair", "lab-amount", "lab-open", "lab-essay"]
WORDS = [
    "holiday",
    "stock",
    "rain",
    "baker",
    "answer",
    "reason",
    "open",
    "scope",
    "amount",
    "unit",
    "days",
]
KEYS = [
    "cells", "metadata", "source", "outputs", "data", "nbgrader", "grade_id", "responses", "value",
    "t", "unit", "schema", "item", KEY, MIME, MIME_ALL,
]  # fmt: skip

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS)
    | st.text(st.characters(exclude_categories=()), max_size=8)
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=20,
)
entries = st.fixed_dictionaries({"value": values, "t": st.floats(0, 2e9) | scalars}) | values
answers = st.dictionaries(st.sampled_from(IDS) | st.text(max_size=6), entries, max_size=8)
json_ = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS + IDS), inner, max_size=5)
    ),
    max_leaves=25,
)
MUCH = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def master(lab_notebook, tmp_path_factory):
    file = notebooks.write(tmp_path_factory.mktemp("fuzz") / f"{UNIT}.ipynb", lab_notebook)
    return Master.read(file)


@pytest.fixture
def graded(master, lab_keyring, tmp_path):
    """What comes of a file: always a notebook that can be written, and points within bounds."""

    def grade(notebook):
        file = tmp_path / f"{UNIT}.ipynb"
        file.write_text(json.dumps(notebook), "utf-8")
        submission = read_submission(file, unit=UNIT, known=master.sources)
        made = rebuild(master, submission)
        result = grade_notebook(made, Assessment(master, lab_keyring), submission.responses)
        json.dumps(made, ensure_ascii=False, allow_nan=False).encode("utf-8")
        nbformat.validate(nbformat.from_dict(made))
        assert {g.name for g in result.grades} == {*IDS} - {"lab-open"}
        for grade_ in result.grades:
            assert (
                grade_.auto_score is None
                or 0 <= grade_.auto_score <= lab_keyring.unit.item(grade_.name).points
            )
        assert all(line.isprintable() for line in submission.incidents)
        return submission, made, {g.name: g.auto_score for g in result.grades}

    return grade


@given(responses=answers)
@MUCH
def test_any_answers_are_graded_within_bounds(graded, lab_notebook, responses):
    notebook = notebooks.answered(lab_notebook, {})
    notebook["metadata"][KEY]["responses"] = responses
    graded(notebook)


@given(bad=answers)
@MUCH
def test_a_bad_answer_costs_no_other_answer(graded, lab_notebook, bad):
    """Whatever stands beside them, good answers earn what they earn."""
    notebook = notebooks.answered(lab_notebook, FULL)
    good = notebook["metadata"][KEY]["responses"]
    notebook["metadata"][KEY]["responses"] = {
        **bad,
        "lab-pick": good["lab-pick"],
        "lab-pair": good["lab-pair"],
    }
    points = graded(notebook)[2]
    assert (points["lab-pick"], points["lab-pair"]) == (2, 2.5)


@given(
    junk=json_,
    where=st.integers(0, 40),
    how=st.sampled_from(["cell", "metadata", "outputs", "source", "nbgrader"]),
)
@MUCH
def test_damage_in_one_cell_costs_no_answer(graded, lab_notebook, junk, where, how):
    notebook = notebooks.answered(lab_notebook, FULL)
    number = where % len(notebook["cells"])
    cell = notebook["cells"][number]
    if how == "cell":
        notebook["cells"][number] = junk
    elif how == "nbgrader":
        cell["metadata"]["nbgrader"] = junk
    else:
        cell[how] = junk
    points = graded(notebook)[2]
    newer = MIME in json.dumps(junk) or MIME_ALL in json.dumps(junk)
    assert newer or sum(points[i] for i in FULL) == 8.5


@given(times=st.integers(1, 5), order=st.randoms(use_true_random=False))
@MUCH
def test_copied_and_moved_cells_change_no_score(graded, lab_notebook, times, order):
    notebook = notebooks.answered(lab_notebook, FULL)
    notebook["cells"] *= times
    order.shuffle(notebook["cells"])
    assert sum(graded(notebook)[2][i] for i in FULL) == 8.5


@given(
    text=st.text(st.characters(exclude_categories=("Cs",)), max_size=200)
    | st.text("[]()<>*_`!\\$&#;:/ \n-|~javscriptonerhf=\"'", max_size=120)
)
@MUCH
def test_any_text_becomes_harmless_html(text):
    from helpers.pages import Page

    page = Page(safe_html(text))
    assert page.tags <= TAGS | {"div"}
    assert page.scripts == []
    for _tag, attributes in page.elements:
        assert set(attributes) <= {"href", "title", "rel", "class", "start"}
        assert attributes.get("href", "https:").lower().startswith(("http:", "https:", "mailto:"))


@pytest.mark.skipif(
    find_spec("atheris") is None, reason="atheris has no wheel for this Python or system"
)
@pytest.mark.parametrize("target", ["responses", "archives", "pages"])
def test_a_bounded_run_guided_by_coverage_finds_nothing(root, tmp_path, target):
    """Five seconds of new inputs for reading, rebuilding, scoring, archives, folders and pages."""
    target = str(root / "tests" / "fuzz" / f"fuzz_{target}.py")
    bounds = ["-max_total_time=5", "-timeout=10", "-rss_limit_mb=2000"]
    done = subprocess.run(
        [sys.executable, target, *bounds, f"-artifact_prefix={tmp_path}/"],
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
    assert "Done" in done.stderr
