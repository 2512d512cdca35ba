"""A whole class through nbgrader's own steps, with a configuration file as an instructor has it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import notebooks
from helpers.classroom import FULL, HALF, LAB, UNIT, environment
from helpers.pages import Page, could_run

from secondsource.recording.responses import KEY, MIME
from secondsource.scoring import score

pytestmark = pytest.mark.slow

SECRET = "Kept-secret"  # noqa: S105 - how each text of the lab's key begins
EVIL = [
    "<script>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    "[click](javascript:alert(1))",
    "<svg onload=alert(1)></svg>",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "</section></main><style>body{display:none}</style>",
]


@pytest.fixture(scope="module")
def graded(prepared, tmp_path_factory):
    """A class graded, and given feedback, where no kernel can start; some files are damaged."""
    import jupyter_client.provisioning

    course = prepared.copy_to(tmp_path_factory.mktemp("class") / "course")
    released = notebooks.read(course.released)
    course.answer("ann-full", FULL)
    course.answer("bea-half", HALF)
    course.submit("cem-blank", released)
    course.submit("dov-broken", '{"cells": [')
    course.submit("eva-binary", b"\xff\xfe\x00PK")
    course.submit("fin-list", "[1, 2, 3]")
    course.submit("gus-deep", '{"cells":' + "[" * 3000 + "]" * 3000 + "}")
    course.submit("hal-misfit", misfits(released))
    course.submit("ida-surrogates", surrogates(released))
    course.submit("jon-nested", nested(released))
    course.submit("kim-evil", evil(released))
    course.submit("lea-shuffled", shuffled(notebooks.answered(released, FULL)))
    course.submit("mia-forger", forged(notebooks.answered(released, HALF)))
    course.submit("ned-essay", essay(notebooks.answered(released, FULL), 'ask("lab-pick")'))
    course.answer("qi-open", {**FULL, "lab-open": "town"})
    course.submit("pat-essay", essay(notebooks.answered(released, FULL), "I *think* so."))
    course.answer("zoe-last", FULL)
    marker = course.root / "ran.txt"
    course.submit("oda-code", code(notebooks.answered(released, FULL), marker))

    def refuse(*_args, **_kw):
        msg = "a kernel was started"
        raise AssertionError(msg)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        patch.setattr(jupyter_client.provisioning.LocalProvisioner, "launch_kernel", refuse)
        course.result = course.autograde()
        course.feedback_result = course.feedback()
    return course


def misfits(released):
    return notebooks.answered(
        released,
        {
            "lab-pick": ["holiday", "moon"],
            "lab-grid": {"rain": float("nan")},
            "lab-pair": [None] * 100_000,
            "lab-amount": {"amount": 10**300, "unit": "days"},
            "lab-unknown": "x",
        },
    )


def surrogates(released):
    text = json.dumps(notebooks.answered(released, {"lab-pick": ["holiday"], "no\ud800": "\udfff"}))
    return text.replace('["holiday"]', '["holi\\ud800day"]')


def nested(released):
    """Nested as deep as a JSON reader still takes, deeper than what copies and writes it likes."""
    value = "[" * 800 + "]" * 800
    text = json.dumps(
        notebooks.answered(released, {"lab-pick": "HERE", "lab-pair": FULL["lab-pair"]})
    )
    return text.replace('"HERE"', value)


def essay(notebook, text):
    notebooks.cell(notebook, "lab-essay")["source"] = text
    return notebook


def evil(released):
    """Markup that runs in a browser, wherever a learner can write."""
    notebook = essay(notebooks.answered(released, FULL), "\n\n".join(EVIL))
    for text in EVIL:
        notebook["cells"].append(notebooks.plain_cell(text))
        notebook["cells"].append(notebooks.plain_cell(text, "code"))
        notebook["cells"].append(notebooks.plain_cell(text, "raw"))
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": EVIL[0]}}
    notebooks.cell(notebook, "lab-grid")["outputs"] = [output]
    notebook["metadata"]["title"] = EVIL[0]
    responses = notebook["metadata"][KEY]["responses"]
    responses["lab-pair"]["value"] = {"answer": EVIL[1], "reason": EVIL[1]}
    responses[EVIL[0]] = {"t": "never"}
    return notebook


def shuffled(notebook):
    cells = notebook["cells"]
    notebook["cells"] = [*cells[5:], *cells[3:], *cells[:1]]
    del notebook["cells"][2]
    return notebook


def forged(notebook):
    """Points, verdicts and outputs that would raise the score if any of them were believed."""
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("points"):
            cell["metadata"]["nbgrader"]["points"] = 1000
            cell["metadata"]["nbgrader"]["locked"] = False
            cell["metadata"][KEY] = {"points": 1000, "state": "scored"}
            cell["metadata"]["tags"] = ["skip-execution"]
            data = {"text/plain": "1000"}
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "data": data,
                    "metadata": {},
                    "execution_count": 1,
                }
            ]
    return notebook


def code(notebook, marker):
    line = f"open({str(marker)!r}, 'w').write('ran')"
    notebook["cells"].insert(0, notebooks.plain_cell(line, "code"))
    free = next(c for c in notebook["cells"] if "weather" in "".join(c["source"]))
    free["source"] = line
    notebooks.cell(notebook, "lab-pair")["source"] = line
    return notebook


def total(course, student):
    return sum(p for p in course.points(student).values() if p)


# Release.


def test_release_holds_no_trial_answer_and_no_output(prepared, lab_keyring):
    """What the instructor tried is not given out; items, points and locks are."""
    released = notebooks.read(prepared.released)
    ours = released["metadata"][KEY]
    assert (ours.pop("schema"), ours.pop("unit")) == (1, UNIT)
    assert set(ours.pop("items")) == {i.id for i in lab_keyring.unit.items}
    assert ours == {}
    for cell in released["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    pick = notebooks.cell(released, "lab-pick")
    assert "".join(pick["source"]) == 'ask("lab-pick")'
    marks = pick["metadata"]["nbgrader"]
    assert (marks["grade"], marks["locked"], marks["solution"]) == (True, True, False)
    assert marks["points"] == 2


def test_release_holds_nothing_of_the_key(prepared):
    text = prepared.released.read_text("utf-8")
    assert SECRET not in text
    assert "90-lab.yaml" not in text
    assert str(prepared.root) not in text


def test_a_source_with_outputs_of_answers_is_released_without_them(course, lab_notebook):
    """Recorded responses can stand in outputs and widget state too; neither goes out."""
    tried = notebooks.answered(lab_notebook, FULL)
    bundle = {MIME: {"item": "lab-pick", "unit": UNIT, "value": ["holiday"], "t": 1}}
    notebooks.cell(tried, "lab-pick")["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": bundle}
    ]
    tried["metadata"]["widgets"] = {"state": {"a": {"response": ["holiday"]}}}
    notebooks.write(course.root / "source" / UNIT / f"{UNIT}.ipynb", tried)
    assert course.generate()["success"]
    text = course.released.read_text("utf-8")
    assert "holiday" not in text
    assert "widgets" not in json.loads(text)["metadata"]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            lambda text: text.replace("item: lab-pair", "item: lab-pear"),
            ["lab-pear", "90-lab.yaml"],
        ),
        (lambda text: text[: text.index("  - item: lab-amount")], ["lab-amount", "no key"]),
    ],
)
def test_release_stops_where_keys_are_wrong(course, tmp_path, edit, words):
    """An item without its key is found before the class sees it, and what was released stays."""
    keys = tmp_path / "keys"
    keys.mkdir()
    text = (LAB / "keys" / f"{UNIT}.yaml").read_text("utf-8")
    (keys / f"{UNIT}.yaml").write_text(edit(text), "utf-8")
    course.write_config(keys)
    result = course.generate()
    assert not result["success"]
    for word in words:
        assert word in result["log"]


# Grading.


def test_damaged_files_do_not_stop_the_batch(graded):
    assert graded.result["success"], graded.result
    assert graded.feedback_result["success"], graded.feedback_result
    assert total(graded, "zoe-last") == 8.5


@pytest.mark.parametrize("student", ["ann-full", "bea-half", "cem-blank", "hal-misfit", "zoe-last"])
def test_scores_are_those_of_direct_scoring(graded, lab_keyring, student):
    """What stands in the gradebook is what the scorer says about the file's responses."""
    responses = notebooks.read(graded.submission(student))["metadata"][KEY].get("responses", {})
    points = graded.points(student)
    for item in (i for i in lab_keyring.unit.items if i.counts and not i.by_hand):
        raw = responses.get(item.id, {}).get("value")
        assert points[item.id] == score(*lab_keyring[item.id], raw).points


def test_scores_are_what_the_rules_give(graded):
    assert graded.points("ann-full") == {
        "lab-pick": 2,
        "lab-grid": 3,
        "lab-pair": 2.5,
        "lab-amount": 1,
        "lab-essay": 0,
    }
    assert graded.points("bea-half") == pytest.approx(
        {"lab-pick": 0.6667, "lab-grid": 1.5, "lab-pair": 1, "lab-amount": 0.5, "lab-essay": 0},
        abs=1e-4,
    )


@pytest.mark.parametrize("student", ["dov-broken", "eva-binary", "fin-list", "gus-deep"])
def test_a_refused_file_ends_with_nothing_and_its_reason(graded, student):
    """No points, a call for a person, and the reason where grader and learner look."""
    for grade in graded.grades(student).values():
        assert grade["auto_score"] == 0
        assert grade["needs_manual_grade"]
    marked = graded.autograded(student)
    assert marked["metadata"][KEY]["refused"]
    assert "refused" in json.dumps(notebooks.cell(marked, "start")["outputs"])
    assert "could not be graded" in graded.page(student)


def test_a_misfit_gets_nothing_and_is_looked_at_by_a_person(graded):
    grades = graded.grades("hal-misfit")
    for name in ("lab-pick", "lab-grid", "lab-pair", "lab-amount"):
        assert grades[name]["auto_score"] == 0
        assert grades[name]["needs_manual_grade"]
    assert "Not scored" in graded.page("hal-misfit")


def test_lone_surrogates_and_deep_nesting_end_as_graded_notebooks(graded):
    """Values that JSON can hold and files or copiers cannot are refused, alone."""
    assert graded.points("ida-surrogates")["lab-pick"] == 0
    graded.page("ida-surrogates").encode("utf-8")
    assert graded.points("jon-nested")["lab-pick"] == 0
    assert graded.autograded("jon-nested")["metadata"][KEY]["incidents"]


def test_a_shuffled_notebook_loses_nothing(graded):
    """Moved, repeated and deleted cells change no score."""
    assert total(graded, "lea-shuffled") == 8.5
    assert graded.autograded("lea-shuffled")["metadata"][KEY]["incidents"]
    ids = [
        c["metadata"].get("nbgrader", {}).get("grade_id")
        for c in graded.autograded("lea-shuffled")["cells"]
    ]
    for name in (*FULL, "lab-essay", "start", "hand-in"):
        assert ids.count(name) == 1


def test_forged_points_and_outputs_are_not_believed(graded):
    assert graded.points("mia-forger") == graded.points("bea-half")
    for name, grade in graded.grades("mia-forger").items():
        assert grade["max_score"] == graded.grades("ann-full")[name]["max_score"]
    assert "1000" not in graded.page("mia-forger")


def test_no_code_of_a_submission_runs(graded):
    """Neither in added cells nor in changed ones; what was changed is kept for a person to read."""
    assert not (graded.root / "ran.txt").exists()
    assert total(graded, "oda-code") == 8.5
    written = [s for s in notebooks.sources(graded.autograded("oda-code")) if "ran.txt" in s]
    assert len(written) >= 2
    assert graded.autograded("oda-code")["metadata"][KEY]["incidents"]


def test_a_written_answer_waits_for_a_person(graded):
    grade = graded.grades("pat-essay")["lab-essay"]
    assert grade["auto_score"] is None
    assert grade["needs_manual_grade"]
    assert "<em>think</em>" in graded.page("pat-essay")
    blank = graded.grades("ann-full")["lab-essay"]
    assert (blank["auto_score"], bool(blank["needs_manual_grade"])) == (0, False)


def test_a_written_answer_that_asks_an_item_is_still_a_text(graded):
    """`ask("...")` written into a text cell earns nothing of that item's points."""
    grade = graded.grades("ned-essay")["lab-essay"]
    assert grade["auto_score"] is None
    assert grade["needs_manual_grade"]
    assert "outputs" not in notebooks.cell(graded.autograded("ned-essay"), "lab-essay")
    assert total(graded, "ned-essay") == 8.5


def test_grading_leaves_a_valid_notebook(graded):
    import nbformat

    for folder in sorted((graded.root / "autograded").iterdir()):
        notebook = nbformat.read(folder / UNIT / f"{UNIT}.ipynb", as_version=4)
        nbformat.validate(notebook)
        ids = [c.id for c in notebook.cells]
        assert len(set(ids)) == len(ids), folder.name


def test_a_contested_item_gives_no_points(graded):
    """It is answered and shown, and has no place in the gradebook."""
    assert "lab-open" not in graded.points("qi-open")
    assert total(graded, "qi-open") == 8.5


# Feedback.


def test_nothing_a_learner_wrote_runs_in_feedback(graded):
    """Markup is shown as text, links that run are no links."""
    page = graded.page("kim-evil")
    assert could_run(page) == []
    shown = Page(page)
    assert "<script>alert(1)</script>" in shown.text
    assert not shown.tags & {"script", "iframe", "svg", "img", "object", "embed", "form"}
    assert shown.matched
    body = page[page.index("<body") :]
    assert body.count("<style") == 0


def test_feedback_loads_nothing_from_elsewhere(graded):
    page = Page(graded.page("ann-full"))
    assert not page.tags & {"script", "img", "link", "iframe"}


def page_in_stage(course, stage, values=HALF, student="bea"):
    course.answer(student, values)
    text = (course.root / "nbgrader_config.py").read_text("utf-8")
    (course.root / "nbgrader_config.py").write_text(
        f"{text}\nc.SecondSource.feedback = {stage!r}\n"
    )
    assert course.autograde()["success"]
    result = course.feedback()
    assert result["success"], result
    return course.page(student)


def test_feedback_in_stage_score_tells_points_only(course):
    page = page_in_stage(course, "score")
    assert SECRET not in page
    assert "0.67 of 2" in page
    assert "1.5 of 3" in page
    for told in ("✓", "✗", "○ missed", "Evidence", "<strong>Why", "that apply", "is not"):
        assert told not in page


def test_feedback_in_stage_parts_tells_which_picks_are_right(course):
    """Signs on the learner's own picks; not what was missed, and no word of the key."""
    page = page_in_stage(course, "parts")
    assert SECRET not in page
    assert "✓ right" in page
    assert "✗ not right" in page
    assert "missed" not in page[page.index("<body") :]


def test_feedback_in_stage_full_explains(course):
    page = page_in_stage(course, "full")
    for word in ("pick", "feud", "repair", "baker", "scope", "chair", "unit", "amount"):
        assert f"{SECRET}-{word}" in page
    assert "missed" in page
    assert "Evidence" in page


def test_feedback_on_a_contested_item_shows_the_readings_at_the_end(course):
    """Its own answer always, how careful readers differ in the last stage, points never."""
    values = {**HALF, "lab-open": "town"}
    page = page_in_stage(course, "parts", values)
    assert "◉ The town." in page
    assert f"{SECRET}-town" not in page
    page = page_in_stage(course, "full", values)
    assert f"{SECRET}-town" in page
    assert f"{SECRET}-owner" in page
    assert "of 1 points" not in page[page.index("Who closed the shop?") - 200 :][:400]


def test_the_stage_is_parts_unless_chosen(graded):
    assert SECRET not in graded.page("bea-half")
    assert "✗ not right" in graded.page("bea-half")


def test_an_unknown_stage_is_refused_with_the_choices(course):
    course.answer("bea", HALF)
    assert course.autograde()["success"]
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8") + "\nc.SecondSource.feedback = 'everything'\n")
    result = course.feedback()
    assert not result["success"]
    assert "everything" in result["log"]
    assert "parts" in result["log"]


# Again.


def test_grading_again_gives_the_same(course):
    course.answer("amy", HALF)
    course.submit("bob", "no notebook")
    assert course.autograde()["success"]
    first = {s: course.grades(s) for s in ("amy", "bob")}
    file = course.root / "autograded" / "amy" / UNIT / f"{UNIT}.ipynb"
    text = file.read_text("utf-8")
    assert course.autograde()["success"]
    assert {s: course.grades(s) for s in ("amy", "bob")} == first
    assert file.read_text("utf-8") == text


def test_what_a_person_graded_survives_grading_again(course):
    """Manual score, extra credit and comment stay; the grader is asked to look again."""
    course.answer("amy", HALF)
    notebook = essay(notebooks.read(course.submission("amy")), "Because.")
    course.submit("amy", notebook)
    assert course.autograde()["success"]
    course.set_grade("amy", "lab-pick", manual_score=1.75, extra_credit=0.5)
    course.set_grade("amy", "lab-essay", manual_score=3)
    course.set_comment("amy", "lab-essay", "Well argued <b>here</b>.")
    course.answer("amy", FULL)
    course.submit("amy", essay(notebooks.read(course.submission("amy")), "Because."))
    assert course.autograde()["success"]
    grades = course.grades("amy")
    assert grades["lab-pick"]["manual_score"] == 1.75
    assert grades["lab-pick"]["extra_credit"] == 0.5
    assert grades["lab-pick"]["auto_score"] == 2
    assert grades["lab-pick"]["needs_manual_grade"]
    assert grades["lab-essay"]["manual_score"] == 3
    assert course.comment("amy", "lab-essay") == "Well argued <b>here</b>."
    assert course.feedback()["success"]
    page = course.page("amy")
    assert "Well argued" in page
    assert "<b>here</b>" not in page
    assert "2.25 of 2" in page


def test_late_penalties_of_nbgrader_work(course):
    """The instructor's due date and nbgrader's own plug-in take points off; feedback says so."""
    config = course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text("utf-8") + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    )
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate="2026-03-01 12:00:00 UTC")
    for student, day in (("amy", "2026-03-02"), ("bob", "2026-02-28")):
        course.answer(student, FULL)
        stamp = course.submission(student).with_name("timestamp.txt")
        stamp.write_text(f"{day} 12:00:00 UTC", "utf-8")
    assert course.autograde()["success"]
    with course.gradebook() as gradebook:
        late = {
            s: gradebook.find_submission(UNIT, s).late_submission_penalty for s in ("amy", "bob")
        }
    assert late == {"amy": 8.5, "bob": 0}
    assert course.feedback()["success"]
    assert "8.5 off for handing in late" in course.page("amy")
    assert "off for handing in late" not in course.page("bob")


# What is not ours.


def with_code_test(course, notebook):
    notebook["cells"].insert(
        -2, notebooks.code_test_cell(f"open({str(course.root / 'ran.txt')!r}, 'w')")
    )
    notebooks.write(course.root / "source" / UNIT / f"{UNIT}.ipynb", notebook)
    assert course.generate()["success"]


def test_an_ordinary_code_test_is_not_run_and_pays_nothing(course, lab_notebook):
    """Its points wait for a person, and the notebook says why."""
    with_code_test(course, json.loads(json.dumps(lab_notebook)))
    course.answer("amy", FULL)
    result = course.autograde()
    assert result["success"]
    assert not (course.root / "ran.txt").exists()
    grade = course.grades("amy")["code-test"]
    assert grade["auto_score"] == 0
    assert grade["needs_manual_grade"]
    assert "grade it by hand" in json.dumps(notebooks.cell(course.autograded("amy"), "code-test"))


def test_a_notebook_of_the_instructors_own_is_graded_by_hand(course):
    """An ordinary nbgrader notebook in the same course: nothing runs, nothing is paid unseen."""
    cells = [
        notebooks.plain_cell("# Mine"),
        notebooks.manual_cell("mine-text"),
        notebooks.code_test_cell(f"open({str(course.root / 'ran.txt')!r}, 'w')", "mine-test"),
    ]
    own = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    course.assignment = "own"
    notebooks.write(course.root / "source" / "own" / "own.ipynb", own)
    assert course.generate()["success"]
    mine = notebooks.read(course.released)
    notebooks.cell(mine, "mine-text")["source"] = "My answer."
    course.submit("amy", mine)
    result = course.autograde()
    assert result["success"], result
    grades = course.grades("amy")
    assert (grades["mine-test"]["auto_score"], grades["mine-text"]["auto_score"]) == (0, None)
    assert all(g["needs_manual_grade"] for g in grades.values())
    assert not (course.root / "ran.txt").exists()
    assert course.feedback()["success"]
    assert "My answer." in course.page("amy")


def test_the_command_an_instructor_types_works(course):
    """`nbgrader autograde` in the course folder, with nothing but its configuration file."""
    course.answer("amy", HALF)
    course.submit("bob", "{")
    home = course.root.parent / "home"
    home.mkdir()
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "autograde", UNIT],
        cwd=course.root,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sum(course.points("amy").values()) == pytest.approx(3.6667, abs=1e-3)
    assert sum(course.points("bob").values()) == 0
    assert "not JSON" in done.stderr
