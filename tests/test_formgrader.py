"""nbgrader's formgrader: a real server with our configuration, its pages and its actions."""

from __future__ import annotations

import json

import pytest
from helpers import notebooks
from helpers.classroom import FULL, HALF, LAB, UNIT
from helpers.pages import Page, could_run
from helpers.server import serving
from test_nbgrader import essay, evil

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def course(prepared, tmp_path_factory):
    """A course where some have handed in and nothing has been graded yet."""
    course = prepared.copy_to(tmp_path_factory.mktemp("formgrader") / "course")
    course.answer("amy", HALF)
    course.submit("amy", essay(notebooks.read(course.submission("amy")), "My *own* words."))
    course.answer("bob", FULL)
    course.submit("eve", evil(notebooks.read(course.released)))
    course.submit("zed", "no notebook")
    course.marker = course.root / "ran.txt"
    return course


@pytest.fixture(scope="module")
def server(course):
    with serving(course, course.root.parent / "home") as server:
        for student in ("amy", "bob", "eve", "zed"):
            result = server.api("POST", f"submission/{UNIT}/{student}/autograde")
            assert result["success"], result["log"]
        yield server


def submission_id(server, student):
    listed = server.api("GET", f"submitted_notebooks/{UNIT}/{UNIT}")
    return next(s["id"] for s in listed if s["student"] == student)


def grade_of(server, student, name):
    grades = server.api("GET", f"grades?submission_id={submission_id(server, student)}")
    return next(g for g in grades if g["name"] == name)


def submission_page(server, student):
    return server.page(f"submissions/{submission_id(server, student)}/")


def test_strangers_are_kept_out(server):
    from dataclasses import replace

    stranger = replace(server, token="wrong")  # noqa: S106 - that is the point
    status, _ = stranger.request("POST", f"api/submission/{UNIT}/amy/autograde")
    assert status == 403
    assert "lab-pick" not in stranger.request("GET", "api/assignments")[1]


@pytest.mark.parametrize(
    "path",
    [
        "manage_assignments",
        f"manage_submissions/{UNIT}",
        "gradebook",
        f"gradebook/{UNIT}",
        f"gradebook/{UNIT}/{UNIT}",
        "manage_students",
        "manage_students/amy",
        f"manage_students/amy/{UNIT}",
    ],
)
def test_its_list_pages_open(server, path):
    assert "nbgrader" in server.page(path).lower()


def test_it_lists_the_assignment_and_its_submissions(server):
    (assignment,) = server.api("GET", "assignments")
    assert assignment["name"] == UNIT
    assert assignment["num_submissions"] == 4
    assert assignment["max_score"] == 12.5
    students = {s["student"]: s for s in server.api("GET", f"submissions/{UNIT}")}
    assert students["bob"]["score"] == 8.5
    assert all(s["autograded"] for s in students.values())


def test_its_autograde_button_grades_as_the_command_does(server, course):
    """Through the formgrader's own endpoint, with the course's configuration file."""
    assert course.points("amy") == pytest.approx(
        {
            "lab-pick": 0.6667,
            "lab-grid": 1.5,
            "lab-pair": 1,
            "lab-amount": 0.5,
            "lab-essay": None,
        },
        abs=1e-4,
    )
    assert sum(course.points("zed").values()) == 0
    assert server.api("GET", f"submission/{UNIT}/zed")["needs_manual_grade"]


def test_a_submission_shows_the_learners_answer_the_verdict_and_the_key(server):
    """All a grader needs to judge an answer stands on the page, and no code had to run for it."""
    page = submission_page(server, "amy")
    assert "☑ It is a holiday." in page
    assert "☑ The owners fell out." in page
    assert "0.67 of 2 points" in page
    assert "Kept-secret-pick" in page
    assert "My <em>own</em> words." in page


def test_a_refused_file_tells_the_grader_why(server):
    page = submission_page(server, "zed")
    assert "refused: it is not JSON" in page


def test_nothing_a_learner_wrote_runs_in_the_formgrader(server):
    """The page has scripts of its own; none of them, no handler and no link is the learner's."""
    page = submission_page(server, "eve")
    assert "<script>alert(1)</script>" in Page(page).text
    assert could_run(page) == []


def test_what_a_grader_sets_survives_grading_again(server):
    """Score, extra credit and comment go in over the formgrader's interface and stay."""
    pick, essay_grade = (grade_of(server, "amy", n) for n in ("lab-pick", "lab-essay"))
    assert pick["auto_score"] == pytest.approx(0.6667)
    assert essay_grade["needs_manual_grade"]
    server.api("PUT", f"grade/{pick['id']}", {"manual_score": 1.5, "extra_credit": 0.25})
    server.api("PUT", f"grade/{essay_grade['id']}", {"manual_score": 3})
    (comment,) = server.api("GET", f"comments?submission_id={submission_id(server, 'amy')}")
    server.api("PUT", f"comment/{comment['id']}", {"manual_comment": "Ask for the date."})
    result = server.api("POST", f"submission/{UNIT}/amy/autograde")
    assert result["success"], result
    again = grade_of(server, "amy", "lab-pick")
    assert (again["manual_score"], again["extra_credit"]) == (1.5, 0.25)
    assert again["needs_manual_grade"]
    assert grade_of(server, "amy", "lab-essay")["manual_score"] == 3
    (comment,) = server.api("GET", f"comments?submission_id={submission_id(server, 'amy')}")
    assert comment["manual_comment"] == "Ask for the date."


def test_its_feedback_button_writes_our_page(server, course):
    result = server.api("POST", f"assignment/{UNIT}/bob/generate_feedback")
    assert result["success"], result
    page = course.page("bob")
    assert "8.5" in page
    assert "✓ right" in page
    assert "Kept-secret" not in page
    assert "<script" not in page


def test_its_generate_button_releases_without_trial_answers(server, course):
    source = course.root / "source" / UNIT / f"{UNIT}.ipynb"
    tried = notebooks.answered(json.loads(source.read_text("utf-8")), HALF, t=notebooks.NOON + 9)
    notebooks.write(source, tried)
    result = server.api("POST", f"assignment/{UNIT}/assign")
    assert result["success"], result
    text = course.released.read_text("utf-8")
    assert "responses" not in text
    assert "Kept-secret" not in text


def test_a_broken_autograded_notebook_is_named_and_the_others_are_shown(server, course):
    file = course.root / "autograded" / "bob" / UNIT / f"{UNIT}.ipynb"
    whole = file.read_bytes()
    try:
        file.chmod(0o644)
        file.write_bytes(whole[:5000])
        status, page = server.request("GET", f"submissions/{submission_id(server, 'bob')}/")
        assert "Kept-secret-pick" in submission_page(server, "amy")
    finally:
        file.write_bytes(whole)
    assert status == 500
    said = Page(page).text
    assert f"{file}: no page can be made of it (NotJSONError" in said
    assert f"nbgrader autograde {UNIT} --student bob --force" in said


@pytest.mark.usefixtures("server")
def test_the_users_own_jupyter_set_up_is_not_touched(course):
    """What the server wrote stays in the home made for it; the lab's files are as they were."""
    assert (course.root.parent / "home" / "runtime_dir").is_dir()
    assert not list(LAB.rglob("*.ipynb"))
