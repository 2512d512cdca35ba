"""The demonstration: an invented class through nbgrader's own commands, and what it leaves."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
from datetime import datetime
from random import Random

import nbformat
import pytest
from helpers.examples import examples
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from secondsource.errors import ContentError, SessionError
from secondsource.recording.responses import KEY, Response, record
from secondsource.scoring import score
from secondsource.scoring.attempt import chance
from secondsource_grading.demo import exchange, run
from secondsource_grading.demo.answering import answers
from secondsource_grading.demo.commands import Nbgrader
from secondsource_grading.demo.folder import MARKER, DemoError, DemoFolder, fresh
from secondsource_grading.demo.learners import Learner, invent_class
from secondsource_grading.demo.pipeline import Task, run_tasks
from secondsource_grading.keys import load_keys
from secondsource_grading.report import read_course

pytestmark = pytest.mark.slow

UNITS = ("03-not-there", "08-check-it")
STUDENTS = 6
SEED = 7


@pytest.fixture(scope="module")
def shown():
    """What the demonstration prints."""
    return io.StringIO()


@pytest.fixture(scope="module")
def demo(tmp_path_factory, shown):
    """One run with a small class, shared by the tests that only look at it."""
    folder = tmp_path_factory.mktemp("demo") / "here"
    console = Console(file=shown, width=100)
    run.run_demo(folder, students=STUDENTS, seed=SEED, units=UNITS, console=console)
    return DemoFolder(folder)


def notebook_files(demo):
    return sorted(demo.learners.glob("*/*/*.ipynb"))


def points(folder):
    return {
        (a.name, s.student, cell): grade.points
        for a in read_course(folder).assignments
        for s in a.submissions
        for cell, grade in s.grades.items()
    }


def test_everybody_is_graded_and_nobody_refused(demo):
    summary = json.loads(demo.summary.read_text("utf-8"))
    of_all = STUDENTS * len(UNITS)
    assert summary["students"] == STUDENTS
    assert summary["assignments"] == len(UNITS)
    assert (summary["submissions"], summary["refused"]) == (of_all, 0)
    # Who left everything blank waits for a person, as anybody does whose work may be lost.
    assert 0 < summary["graded"] <= of_all
    assert set(summary["mean score"]) == set(UNITS)
    assert all(0 < mean["share"] < 1 for mean in summary["mean score"].values())
    steps = summary["seconds"]["by step, two at a time"]
    assert {"generate_assignment", "answer", "autograde", "generate_feedback", "report"} <= set(
        steps
    )


def test_scores_are_those_of_the_saved_answers(demo):
    """From a learner's file to the gradebook nothing is lost or added."""
    found = points(demo.course)
    assert len(found) == STUDENTS * sum(i.counts for u in UNITS for i in load_keys(u).unit.items)
    for file in notebook_files(demo):
        unit, student = file.parent.name, file.parents[1].name
        responses = json.loads(file.read_text("utf-8"))["metadata"][KEY].get("responses", {})
        keyring = load_keys(unit)
        for item in (i for i in keyring.unit.items if i.counts):
            raw = responses.get(item.id, {}).get("value")
            verdict, given = score(item, keyring.keys[item.id], raw), found[unit, student, item.id]
            if given is None:
                assert item.by_hand
                assert verdict.state in ("by hand", "blank")
            else:
                assert given == pytest.approx(verdict.points)


def test_autograding_by_hand_gives_the_same_scores(demo):
    before = points(demo.course)
    result = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", UNITS[0], "--force"],
        cwd=demo.course,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    assert result.stderr.count("Autograding ") == STUDENTS
    assert points(demo.course) == before


def test_notebooks_are_saved_as_jupyterlab_saves_them(demo):
    files = notebook_files(demo)
    assert len(files) == STUDENTS * len(UNITS)
    for file in files:
        text = file.read_text("utf-8")
        raw = json.loads(text)
        nbformat.validate(nbformat.reads(text, as_version=4))
        assert text == json.dumps(raw, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        code = [c for c in raw["cells"] if c["cell_type"] == "code"]
        assert [c["execution_count"] for c in code] == list(range(1, len(code) + 1))
        for cell in code:
            if "".join(cell["source"]).startswith("ask("):
                data = cell["outputs"][0]["data"]
                assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/plain"}


def test_somebody_hands_in_an_untouched_notebook(demo):
    counts = [
        len(json.loads(f.read_text("utf-8"))["metadata"][KEY].get("responses", {}))
        for f in notebook_files(demo)
    ]
    assert counts.count(0) == len(UNITS)


def test_feedback_grades_and_logs_are_there(demo, shown):
    pages = list((demo.course / "feedback").glob("*/*/*.html"))
    assert len(pages) == STUDENTS * len(UNITS)
    assert all("Why" in page.read_text("utf-8") for page in pages)
    assert len(demo.grades.read_text("utf-8").splitlines()) == 1 + STUDENTS * len(UNITS)
    for step in ("generate_assignment", "release_assignment", "collect", "autograde"):
        log = (demo.logs / f"{step}-{UNITS[0]}.log").read_text("utf-8")
        assert log.startswith(f"$ nbgrader {step} {UNITS[0]}\n")
        assert "ERROR" not in log
    for place in (demo.report, demo.summary, demo.grades):
        assert str(place) in shown.getvalue()
    assert "of 12 submissions graded, 0 refused" in shown.getvalue()


def test_the_released_notebooks_hold_no_key(demo):
    for unit in UNITS:
        text = (demo.exchange / "second-source" / "outbound" / unit / f"{unit}.ipynb").read_text()
        assert "rationale" not in text
        assert all(key.rationale[:40] not in text for key in load_keys(unit).keys.values())


def test_the_report_says_that_the_learners_are_invented(demo):
    page = demo.report.read_text("utf-8")
    assert "These learners are invented:" in page
    assert "Provisional" in page
    assert "Discrimi&shy;nation" not in page  # no such column
    assert "Discrimination is not shown" in page


def test_nothing_names_this_machine(demo):
    """The course folder can be moved: its configuration finds itself."""
    assert str(demo.root) not in (demo.course / "nbgrader_config.py").read_text("utf-8")


def test_a_failing_command_shows_its_last_lines_and_its_log(tmp_path):
    (tmp_path / "logs").mkdir()
    with pytest.raises(DemoError, match="ended with status 1") as caught:
        Nbgrader(tmp_path, tmp_path / "logs")("generate_assignment", "nowhere", log="failed")
    assert "No notebooks were matched" in str(caught.value)
    assert str(tmp_path / "logs" / "failed.log") in str(caught.value)


def test_an_unknown_unit_stops_the_demo_before_anything_is_made(tmp_path):
    with pytest.raises(ContentError, match="no-such"):
        run.run_demo(tmp_path / "d", units=["no-such"], console=Console(file=io.StringIO()))
    assert not (tmp_path / "d").exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(DemoError, match="did not make"):
        fresh(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    with pytest.raises(DemoError, match="no folder"):
        fresh(tmp_path / "thesis.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_to_an_earlier_demonstration_is_refused(tmp_path):
    fresh(tmp_path / "first")
    (tmp_path / "link").symlink_to(tmp_path / "first")
    with pytest.raises(DemoError, match="no folder"):
        fresh(tmp_path / "link")
    assert (tmp_path / "first" / MARKER).is_file()


def test_a_rerun_starts_clean(tmp_path):
    folder = fresh(tmp_path / "demo")
    graded = folder.course / "autograded" / "learner-01"
    graded.mkdir(parents=True)
    (graded / "n.ipynb").write_text("{}")
    (graded / "n.ipynb").chmod(0o444)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    if sys.platform != "win32":
        (folder.root / "link").symlink_to(outside)
    fresh(folder.root)
    assert not (folder.course / "autograded").exists()
    assert (outside / "kept.txt").is_file()


def test_without_an_exchange_files_are_copied(tmp_path, monkeypatch):
    """On Windows nbgrader has no exchange; what is handed in stands where it is collected."""
    monkeypatch.setattr(exchange, "has_exchange", lambda: False)
    folder = fresh(tmp_path / "demo")
    released = folder.course / "release" / "u"
    released.mkdir(parents=True)
    (released / "u.ipynb").write_text("{}")
    learner = Learner(3, 0.0)
    (exchange.fetch(folder, "u", learner, None) / "u.ipynb").write_text("answered")
    exchange.submit(folder, "u", learner, None)
    handed_in = folder.course / "submitted" / "learner-03" / "u"
    assert (handed_in / "u.ipynb").read_text() == "answered"
    stamp = (handed_in / "timestamp.txt").read_text()
    assert datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S.%f UTC")  # noqa: DTZ007 - says UTC itself


@pytest.mark.parametrize("has_exchange", [True, False])
def test_every_step_waits_for_a_step_there_is(has_exchange, monkeypatch, tmp_path):
    monkeypatch.setattr(run, "has_exchange", lambda: has_exchange)
    demo = run._Demo(DemoFolder(tmp_path), UNITS, [Learner(1, 0)], 1, None, 0)
    tasks = run._tasks(demo)
    names = [t.name for t in tasks]
    assert len(set(names)) == len(names)
    for number, task in enumerate(tasks):
        assert set(task.after) <= set(names[:number])
    assert (f"collect {UNITS[0]}" in names) is has_exchange


class Watched:
    """Counts what a run tells."""

    def __init__(self):
        self.order, self.writing, self.most, self.lock = [], 0, 0, threading.Lock()

    def begun(self, task):
        with self.lock:
            self.order.append(task.name)
            self.writing += task.writes
            self.most = max(self.most, self.writing)

    def advanced(self, task):
        pass

    def ended(self, task, seconds):
        assert seconds >= 0
        with self.lock:
            self.writing -= task.writes


def test_one_task_at_a_time_writes_the_gradebook():
    watch, pause = Watched(), threading.Event()
    tasks = [
        Task(f"t{n}", "s", 1, lambda _: pause.wait(0.01), (f"t{n - 4}",) * (n > 3), n % 2 == 0)
        for n in range(12)
    ]
    run_tasks(tasks, at_once=3, watch=watch, stop=lambda: None)
    assert sorted(watch.order) == sorted(t.name for t in tasks)
    assert watch.most == 1
    for task in tasks:
        place = watch.order.index(task.name)
        assert all(watch.order.index(before) < place for before in task.after)


@pytest.mark.parametrize(("after", "words"), [(("gone",), "wait for gone"), (("b",), "cycle")])
def test_tasks_that_could_never_run_are_refused_before_any_is_begun(after, words):
    watch = Watched()
    tasks = [Task("a", "s", 1, lambda _: None), Task("b", "s", 1, lambda _: None, after)]
    with pytest.raises(ValueError, match=words):
        run_tasks(tasks, at_once=2, watch=watch, stop=lambda: None)
    assert watch.order == []


def test_after_an_error_nothing_more_begins():
    watch, stopped = Watched(), []

    def fail(_):
        msg = "no"
        raise DemoError(msg)

    tasks = [Task("bad", "s", 1, fail), Task("next", "s", 1, lambda _: None, ("bad",))]
    with pytest.raises(DemoError, match="no"):
        run_tasks(tasks, at_once=1, watch=watch, stop=lambda: stopped.append(True))
    assert (watch.order, stopped) == (["bad"], [True])


def test_a_class_is_the_same_for_the_same_seed():
    assert invent_class(30, 1) == invent_class(30, 1) != invent_class(30, 2)
    learners = invent_class(30, 1)
    assert len({x.id for x in learners}) == 30
    assert all(re.fullmatch(r"learner-\d\d", x.id) for x in learners)
    assert sorted(x.reaches for x in learners)[:5] == [0.0, 0.5, 0.5, 0.5, 1.0]


@examples(25)
@given(seed=st.integers(0, 10**6), ability=st.floats(-6, 6), unit=st.sampled_from(UNITS))
def test_every_answer_fits_its_item(seed, ability, unit):
    """No invented learner's answer is refused."""
    keyring = load_keys(unit)
    for item_id, value in answers(keyring, Learner(1, ability), seed).items():
        item, key = keyring[item_id]
        plain = json.loads(json.dumps(value))
        assert score(item, key, plain).state != "refused"
    assert answers(keyring, Learner(1, ability), seed) == answers(
        keyring, Learner(1, ability), seed
    )


@given(st.floats(-6, 6), st.floats(0.1, 4), st.floats(-4, 4))
def test_the_model_is_a_chance_and_grows_with_ability(ability, discrimination, difficulty):
    here = chance(ability, discrimination, difficulty)
    assert 0 < here < 1
    assert chance(ability + 0.5, discrimination, difficulty) > here
    assert chance(difficulty, discrimination, difficulty) == pytest.approx(0.5)


def test_able_learners_score_more():
    keyring = load_keys(UNITS[0])

    def mean(ability):
        verdicts = [
            score(*keyring[i], value).share
            for seed in range(20)
            for i, value in answers(keyring, Learner(1, ability), seed).items()
        ]
        return sum(verdicts) / len(verdicts)

    assert mean(-3) < mean(0) < mean(3)


def test_a_response_is_recorded_as_the_page_records_it():
    before = {
        "title": "T",
        KEY: {"schema": 1, "unit": "u", "responses": {"a": {"value": 1, "t": 5.0}}},
    }
    after = record(before, "u", "b", Response([2], 6.5))
    assert after["title"] == "T"
    assert after[KEY] == {
        "schema": 1,
        "unit": "u",
        "responses": {"a": {"value": 1, "t": 5.0}, "b": {"value": [2], "t": 6.5}},
    }
    assert "b" not in before[KEY]["responses"]
    assert record(after, "u", "a", Response(0, 4.0)) == after
    assert record(after, "u", "a", Response(0, 5.5))[KEY]["responses"]["a"]["value"] == 0
    assert record({KEY: [1]}, "u", "a", Response(1, 1.0))[KEY]["unread"] == [1]


@pytest.mark.parametrize("ours", [{"unit": "other"}, {"schema": 2}])
def test_a_response_is_not_recorded_over_another_units(ours):
    with pytest.raises(SessionError, match="expected unit u, schema 1"):
        record({KEY: ours}, "u", "a", Response(1, 1.0))


def test_saving_again_keeps_an_answer_whatever_its_characters(tmp_path, lab_notebook):
    from secondsource_grading.demo.saving import answer_notebook

    file = tmp_path / "n.ipynb"
    file.write_text(json.dumps(lab_notebook), "utf-8")
    answer_notebook(file, "90-lab", {"lab-pick": ["“ü”"]}, begun=0, rng=Random(1))  # noqa: S311
    assert "“ü”" in file.read_text("utf-8")


def test_the_environment_of_a_command_finds_alembic(tmp_path, monkeypatch):
    from secondsource_grading.demo.commands import _environment

    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    found = _environment(tmp_path)
    assert found["PATH"].split(os.pathsep)[0] == os.path.dirname(sys.executable)  # noqa: PTH120
    assert found["PYTHONPYCACHEPREFIX"] == str(tmp_path)
