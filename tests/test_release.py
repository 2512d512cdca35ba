"""A release and what grades it: gradebook, items and keys that changed after it was given out."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import notebooks
from helpers.batches import db_url, grade
from helpers.classroom import FULL, LAB, UNIT, environment
from helpers.comparing import files, rows
from helpers.examples import one_quick
from helpers.pages import Page
from pydantic import TypeAdapter
from pydantic_core import PydanticUndefined

from secondsource.errors import SecondSourceError
from secondsource.families import AnyItem
from secondsource.recording.responses import KEY
from secondsource_grading.batch import Options, grade_assignment
from secondsource_grading.cli import main
from secondsource_grading.grading.fingerprint import fingerprint
from secondsource_grading.report import read_course, write_report
from secondsource_grading.report.analysis import analyse

COMMANDS = ("nbgrader autograde", "secondsource-teach grade")

PICK = "    title: Rival reasons\n    points: {}\n"
"""Where the points of `lab-pick` stand in the lab's items."""


def run(course, command):
    """Run one of both commands as an instructor types it."""
    done = subprocess.run(
        [*command.split(), UNIT],
        cwd=course.root,
        env=environment(course.root.parent / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", one_quick(COMMANDS))
def test_a_released_cell_that_the_gradebook_lacks_is_told(course, command):
    """The release was edited after `generate_assignment`: a message, and nothing half written."""
    released = notebooks.read(course.released)
    twin = notebooks.cell(released, "lab-essay")
    twin = {**twin, "id": "twin", "metadata": {"nbgrader": {**twin["metadata"]["nbgrader"]}}}
    twin["metadata"]["nbgrader"]["grade_id"] = "lab-essay-2"
    released["cells"].append(twin)
    notebooks.write(course.released, released)
    course.answer("ann", FULL)
    status, said = run(course, command)
    assert status == 1
    assert "lab-essay-2" in said
    assert f"nbgrader generate_assignment {UNIT}" in said
    assert "Traceback" not in said
    assert not (course.root / "autograded").exists() or not any(
        (course.root / "autograded").iterdir()
    )
    with course.gradebook() as gradebook:
        assert gradebook.assignment_submissions(UNIT) == []


def refused_by_both(course):
    """Grade with both commands, in this process; what they said, where neither graded anything."""
    result = course.autograde()
    assert not result["success"]
    with pytest.raises(SecondSourceError) as told:
        grade_assignment(course.root, UNIT, Options())
    with course.gradebook() as gradebook:
        assert gradebook.find_assignment(UNIT).submissions == []
    assert not list(course.root.glob("autograded/*/*"))
    assert str(told.value) in result["error"]
    return str(told.value)


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"cells": 3, "nbformat": 4}', "\xff"])
def test_a_released_copy_that_nobody_can_read_is_told(course, text):
    course.answer("ann", FULL)
    course.released.chmod(0o644)
    course.released.write_text(text, "latin-1")
    said = refused_by_both(course)
    assert f"{UNIT}.ipynb" in said
    assert "generate_assignment" in said


def test_an_assignment_without_a_notebook_in_the_gradebook_is_told(course):
    """Its row is there and nothing else; everybody would have been graded with nothing."""
    course.answer("ann", FULL)
    with course.gradebook() as gradebook:
        gradebook.remove_notebook(UNIT, UNIT)
    assert "generate_assignment" in refused_by_both(course)


@pytest.mark.parametrize("what", ["file", "broken link"])
def test_what_is_in_the_place_of_the_autograded_folder_is_told(course, what):
    course.answer("ann", FULL)
    place = course.root / "autograded"
    place.write_text("x") if what == "file" else place.symlink_to("nowhere/at/all")
    assert "take away what is in its place" in refused_by_both(course)


@pytest.mark.parametrize("worth", ["-2", "9e999", "'many'"])
def test_points_that_are_none_are_told(course, worth):
    course.answer("ann", FULL)
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute(
            f"UPDATE grade_cells SET max_score = {worth} WHERE id IN "  # noqa: S608 - from above
            "(SELECT id FROM base_cell WHERE name = 'lab-pick')"
        )
    assert "lab-pick" in refused_by_both(course)


def _twice(cells):
    notebooks.cell({"cells": cells}, "lab-grid")["metadata"]["nbgrader"]["grade_id"] = "lab-pick"


def _asks_another(cells):
    notebooks.cell({"cells": cells}, "lab-grid")["source"] = 'ask("lab-pick")'


def _asks_nothing(cells):
    notebooks.cell({"cells": cells}, "lab-grid")["source"] = "print(1)"


def _worth_more(cells):
    notebooks.cell({"cells": cells}, "lab-grid")["metadata"]["nbgrader"]["points"] = 30


@pytest.mark.parametrize("edit", [_twice, _asks_another, _asks_nothing, _worth_more])
def test_a_release_that_was_edited_by_hand_is_told(course, edit):
    """One command believed the gradebook, the other one the release."""
    course.answer("ann", FULL)
    released = notebooks.read(course.released)
    edit(released["cells"])
    notebooks.write(course.released, released)
    said = refused_by_both(course)
    assert "lab-pick" in said if edit is _twice else "lab-grid" in said
    assert f"nbgrader generate_assignment {UNIT} --force" in said


@pytest.mark.parametrize("what", ["unit", "assignment", "page"])
def test_what_was_renamed_after_the_release_is_told(class_of_two, what):
    """A unit's folder, the assignment's folder in release/, the released notebook."""
    course = class_of_two
    if what == "unit":
        units = Path(os.environ["SECONDSOURCE_UNITS"])
        (units / UNIT).rename(units / "91-lab")
        (units.parent / "keys" / f"{UNIT}.yaml").rename(units.parent / "keys" / "91-lab.yaml")
    elif what == "assignment":
        course.released.parent.rename(course.released.parent.with_name("91-lab"))
    else:
        course.released.rename(course.released.with_name("91-lab.ipynb"))
    assert UNIT in refused_by_both(course)


def test_no_key_is_shown_of_a_unit_renamed_after_grading(class_of_two):
    course = class_of_two
    assert course.autograde()["success"]
    units = Path(os.environ["SECONDSOURCE_UNITS"])
    (units / UNIT).rename(units / "91-lab")
    result = course.feedback()
    assert not result["success"]
    assert UNIT in result["error"]
    assert not list(course.root.glob("feedback/**/*.html"))


def test_a_submission_taken_out_of_the_gradebook_is_graded_again(course):
    """What was noted of its state doesn't count without its grades."""
    course.answer("ann", FULL)
    assert grade(course).graded == 1
    with course.gradebook() as gradebook:
        gradebook.remove_submission(UNIT, "ann")
    assert grade(course).graded == 1
    assert sum(course.points("ann").values()) == 8.5


# Items that were changed after the release.


@pytest.fixture
def class_of_two(course, tmp_path, monkeypatch):
    """One answered all, one nothing; `edit` changes the unit or its keys after the release."""
    units, keys = tmp_path / "units", tmp_path / "keys"
    shutil.copytree(LAB / "units", units)
    shutil.copytree(LAB / "keys", keys)
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(units))
    course.write_config(keys, "\nc.SecondSource.feedback = 'score'\n")
    course.answer("ann", FULL)
    course.submit("bob", notebooks.read(course.released))

    def edit(old, new, file="items"):
        path = units / UNIT / "items.yaml" if file == "items" else keys / f"{UNIT}.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    course.edit = edit
    return course


def graded_by(course, command, caplog):
    """Grade with one of both commands, in this process; what it said."""
    if command == "nbgrader autograde":
        caplog.clear()
        result = course.autograde()
        assert result["success"], result
        return result["log"]
    said = []
    run = grade_assignment(course.root, UNIT, Options(force=True), notice=said.append)
    assert not run.failed
    assert run.changes == said
    return "\n".join(said)


def take_out(_course):
    """Take `lab-pick` out of the unit and its keys."""
    for file, following in (("items", "  - id: lab-grid"), ("keys", "  - item: lab-grid")):
        path = Path(os.environ["SECONDSOURCE_UNITS"]) / UNIT / "items.yaml"
        if file == "keys":
            path = Path(os.environ["SECONDSOURCE_UNITS"]).parent / "keys" / f"{UNIT}.yaml"
        text = path.read_text("utf-8")
        start = text.index("  - id: lab-pick" if file == "items" else "  - item: lab-pick")
        path.write_text(text[:start] + text[text.index(following) :], "utf-8")


def rename(course):
    course.edit("id: lab-pick", "id: lab-reasons")
    course.edit("item: lab-pick", "item: lab-reasons", "keys")


CHANGES = {
    "option": (lambda c: c.edit("It is a holiday.", "It is no holiday."), "options, rows or text"),
    "row": (lambda c: c.edit("id: holiday", "id: festival"), "options, rows or text"),
    "removed": (take_out, "does not have it any more"),
    "renamed": (rename, "lab-reasons has the same content"),
}


@pytest.mark.parametrize("command", one_quick(COMMANDS))
@pytest.mark.parametrize("change", [n for n in CHANGES if n != "row"])
def test_an_item_that_means_something_else_asks_a_person(class_of_two, command, change, caplog):
    """No points by themselves, whatever the key of today says; all other items are graded."""
    course = class_of_two
    edit, says = CHANGES[change]
    edit(course)
    said = graded_by(course, command, caplog)
    assert "lab-pick" in said
    assert says in said
    assert "a person is asked" in said
    assert f"generate_assignment {UNIT} --force" in said
    pick = course.grades("ann")["lab-pick"]
    assert (pick["auto_score"], bool(pick["needs_manual_grade"])) == (None, True)
    assert pick["max_score"] == 2
    # Who answered nothing gets no points; a person looks, as at any notebook without answers.
    pick = course.grades("bob")["lab-pick"]
    assert (pick["auto_score"], bool(pick["needs_manual_grade"])) == (0, True)
    others = {n: p for n, p in course.points("ann").items() if n != "lab-pick"}
    assert others == {"lab-grid": 3, "lab-pair": 2.5, "lab-amount": 1, "lab-essay": 0}
    shown = json.dumps(notebooks.cell(course.autograded("ann"), "lab-pick")["outputs"])
    assert says in shown
    assert "holiday" in shown
    assert "Kept-secret" not in shown
    assert course.feedback()["success"]
    page = course.page("ann")
    assert "a person looks at your answer" in page
    assert "Kept-secret" not in page
    # A person's points stand, and the next run asks to look again.
    course.set_grade("ann", "lab-pick", manual_score=1.5)
    graded_by(course, command, caplog)
    assert course.grades("ann")["lab-pick"]["manual_score"] == 1.5


@pytest.mark.parametrize("command", one_quick(COMMANDS))
def test_reworded_prompts_and_moved_items_are_graded(class_of_two, command, caplog):
    """What to do in other words, and another order in the file, change no answer's meaning."""
    course = class_of_two
    course.edit("Tick every reason", "Tick each reason")
    file = Path(os.environ["SECONDSOURCE_UNITS"]) / UNIT / "items.yaml"
    text = file.read_text("utf-8")
    start, end = text.index("  - id: lab-grid"), text.index("  - id: lab-pair")
    file.write_text(text[:start] + text[end:] + "\n" + text[start:end], "utf-8")
    said = graded_by(course, command, caplog)
    assert "lab-pick: its prompt, hint or title was reworded" in said
    assert "lab-grid" not in said
    assert sum(course.points("ann").values()) == 8.5


ADDED = """
  - id: lab-new
    family: choice
    title: Added later
    points: 5
    prompt: What was added later?
    options: [{id: one, text: One.}, {id: two, text: Two.}, {id: six, text: Six.}, {id: ten, text: Ten.}]
"""  # noqa: E501

ITS_KEY = """
  - item: lab-new
    answer: one
    evidence: ["claim:A09"]
    rationale: Kept-secret-new, it came later.
    feedback: {one: Kept-secret-one., two: Kept-secret-two., six: Kept-six., ten: Kept-ten.}
"""


@pytest.mark.parametrize("command", one_quick(COMMANDS))
def test_an_item_added_after_the_release_counts_nothing(class_of_two, command, caplog, tmp_path):
    """Nobody was asked it: no points and no maximum of it, in feedback, report and regrade."""
    course = class_of_two
    units = Path(os.environ["SECONDSOURCE_UNITS"])
    for file, more in (
        (units / UNIT / "items.yaml", ADDED),
        (units.parent / f"keys/{UNIT}.yaml", ITS_KEY),
    ):
        file.write_text(file.read_text("utf-8") + more, "utf-8")
    lesson = units / UNIT / "lesson.md"
    lesson.write_text(
        lesson.read_text("utf-8") + '\n```{code-cell}\nask("lab-new")\n```\n', "utf-8"
    )
    said = graded_by(course, command, caplog)
    assert "lab-new" not in said  # a notebook may ask a part of its unit
    assert sum(course.points("ann").values()) == 8.5
    assert "lab-new" not in course.grades("ann")
    assert course.feedback()["success"]
    assert "lab-new" not in course.page("ann")
    assert "Added later" not in course.page("ann")
    write_report(course.root, tmp_path / "report.html", keys=units.parent / "keys")
    assert "Added later" not in (tmp_path / "report.html").read_text("utf-8")
    done = CliRunner().invoke(main, ["regrade", UNIT, "--course", str(course.root)])
    assert done.exit_code == 0, done.output
    assert "nobody's points would change" in done.output


@pytest.mark.parametrize("command", one_quick(COMMANDS))
def test_the_points_of_the_gradebook_count(class_of_two, command, caplog):
    """20 in items.yaml and 2 in the gradebook: a full answer gets 2 of 2, and the run says so."""
    course = class_of_two
    course.edit(PICK.format(2), PICK.format(20))
    said = graded_by(course, command, caplog)
    assert "20 points in items.yaml and 2 in the gradebook, of which 2 count" in said
    pick = course.grades("ann")["lab-pick"]
    assert (pick["auto_score"], pick["max_score"], pick["needs_manual_grade"]) == (2, 2, False)
    assert course.feedback()["success"]
    assert "2 of 2 points" in course.page("ann")
    assert "20" not in course.page("ann")[course.page("ann").index("<body") :]


@pytest.mark.parametrize("command", one_quick(COMMANDS))
def test_releasing_again_says_that_all_is_well(class_of_two, command, caplog):
    course = class_of_two
    CHANGES["option"][0](course)
    graded_by(course, command, caplog)
    assert course.points("ann")["lab-pick"] is None
    assert course.generate()["success"]
    assert "lab-pick" not in graded_by(course, command, caplog)
    assert course.points("ann")["lab-pick"] == 2


def test_a_release_stays_where_the_next_one_fails(class_of_two):
    """A teacher mends an item in mid-term and leaves its key half done; nbgrader took it away."""
    course = class_of_two
    before = course.released.read_bytes()
    course.edit("- item: lab-pick", "- item: lab-pikc", "keys")
    result = course.generate()
    assert not result["success"]
    assert "Nothing was released" in result["log"]
    assert "Traceback" not in result["log"]
    assert course.released.read_bytes() == before


def test_a_release_stays_where_nbgrader_cannot_add_a_cell(class_of_two):
    """Once there are grades; the old release was taken away first, for good."""
    course = class_of_two
    course.autograde()
    before = course.released.read_bytes()
    source = course.root / "source" / UNIT / f"{UNIT}.ipynb"
    notebook = notebooks.read(source)
    more = json.loads(json.dumps(notebooks.cell(notebook, "lab-pick")))
    more["id"] = more["metadata"]["nbgrader"]["grade_id"] = "lab-new"
    notebook["cells"].append(more)
    notebooks.write(source, notebook)
    result = course.generate()
    assert not result["success"]
    assert "Cannot add or remove" in result["log"]
    assert "what was released before stays" in result["log"]
    assert course.released.read_bytes() == before


def test_a_copy_from_the_release_before_says_so(class_of_two, caplog):
    """It is scored by the questions of today, as promised, and not without a word."""
    course = class_of_two
    CHANGES["option"][0](course)
    assert course.generate()["success"]
    caplog.clear()
    graded_by(course, "nbgrader autograde", caplog)
    notes = " ".join(course.autograded("ann")["metadata"][KEY]["incidents"])
    assert "given out before the unit was released again; lab-pick asked something else" in notes
    assert "lab-grid" not in notes


@pytest.mark.parametrize("command", one_quick(COMMANDS))
def test_a_release_without_fingerprints_is_graded_with_a_warning(class_of_two, command, caplog):
    course = class_of_two
    released = notebooks.read(course.released)
    del released["metadata"][KEY]["items"]
    notebooks.write(course.released, released)
    said = graded_by(course, command, caplog)
    assert said.count("released without fingerprints") == 1
    assert sum(course.points("ann").values()) == 8.5


@pytest.mark.parametrize("change", one_quick(CHANGES))
def test_no_key_is_shown_of_an_item_changed_after_grading(class_of_two, change):
    """The instructor's view of the time of grading is taken out first, whatever is shown then."""
    course = class_of_two
    assert course.autograde()["success"]
    if change == "row":
        course.edit("holiday", "festival", "keys")
    CHANGES[change][0](course)
    for stage in ("score", "parts", "full"):
        course.write_config(
            Path(os.environ["SECONDSOURCE_UNITS"]).parent / "keys",
            f"\nc.SecondSource.feedback = {stage!r}\n",
        )
        shutil.rmtree(course.root / "feedback", ignore_errors=True)
        result = course.feedback()
        assert result["success"], (stage, result)
        assert "lab-pick" in result["log"], stage
        page = course.page("ann")
        assert "Kept-secret-pick" not in page, stage
        assert "Kept-secret-feud" not in page, stage
        assert "a person looks at your answer" in page, stage


def test_feedback_does_not_contradict_the_gradebook(class_of_two):
    """The key changed and nobody graded again: the page gives no points of its own."""
    course = class_of_two
    assert course.autograde()["success"]
    course.edit("{amount: 14, unit: days, tolerance: 0.5}", "{amount: 500, unit: days}", "keys")
    result = course.feedback()
    assert "autograde again" in result["log"]
    page = course.page("ann")
    assert "looked at again" in page
    assert "0 of 1 points" not in page


def test_both_commands_leave_the_same_of_changed_items(class_of_two, tmp_path, caplog):
    course = class_of_two
    twin = course.copy_to(tmp_path / "twin")
    CHANGES["option"][0](course)
    graded_by(course, "nbgrader autograde", caplog)
    graded_by(twin, "secondsource-teach grade", caplog)
    assert rows(db_url(course)) == rows(db_url(twin))
    assert files(course.root / "autograded") == files(twin.root / "autograded")


def test_a_run_says_first_what_it_will_change(class_of_two):
    """A changed key or item is named, a line for each, before anything is graded again."""
    course = class_of_two
    first = grade(course)
    assert (first.graded, first.changes) == (2, [])
    assert grade(course).changes == []
    course.edit("{amount: 14, unit: days, tolerance: 0.5}", "{amount: 500, unit: days}", "keys")
    course.edit("Tick every reason", "Tick each reason")
    said = []
    run = grade_assignment(
        course.root, UNIT, Options(), lambda done, _all: said.append(done), said.append
    )
    lines = said[: said.index(0)]
    assert lines == run.changes
    assert f"{UNIT}, lab-amount: key changed since the last run" in "\n".join(lines)
    assert f"{UNIT}, lab-pick: item changed since the last run" in "\n".join(lines)
    assert "lab-grid" not in "\n".join(lines)
    assert run.graded == 2
    again = grade(course)
    assert again.unchanged == 2
    assert "since the last run" not in "\n".join(again.changes)


@pytest.mark.parametrize("command", one_quick(COMMANDS))
def test_a_change_that_is_taken_back_gives_the_points_back(class_of_two, command, caplog):
    """So a run only tells what it is about to change, and does not stop and ask first."""
    course = class_of_two
    graded_by(course, command, caplog)
    course.set_grade("bob", "lab-pick", manual_score=1.5)
    before = {student: course.grades(student) for student in ("ann", "bob")}
    items = Path(os.environ["SECONDSOURCE_UNITS"]) / UNIT / "items.yaml"
    text = items.read_text("utf-8")
    course.edit("id: holiday", "id: vacation")
    course.edit("holiday", "vacation", "keys")
    assert "lab-pick" in graded_by(course, command, caplog)
    assert course.grades("ann")["lab-pick"]["auto_score"] is None
    items.write_text(text, "utf-8")
    course.edit("vacation", "holiday", "keys")
    graded_by(course, command, caplog)
    for student, grades in before.items():
        now = course.grades(student)
        for name, grade_ in grades.items():
            for column in ("auto_score", "manual_score"):
                assert now[name][column] == grade_[column], (student, name, column)


def test_grades_without_a_submission_are_named(class_of_two):
    """The learner's folder was removed: the old score counts on, and run and report say so."""
    course = class_of_two
    grade(course)
    shutil.rmtree(course.root / "submitted" / "ann")
    assert grade(course).without_submission == ["ann"]
    status, said = run(course, "secondsource-teach grade")
    assert status == 0
    assert "ann: has grades and no submission any more" in said
    write_report(course.root, course.root / "report.html", keys=LAB / "keys")
    page = Page((course.root / "report.html").read_text("utf-8"))
    assert "ann 90-lab has no submission any more" in " ".join(page.text.split())
    assert "bob 90-lab has no submission" not in " ".join(page.text.split())


@pytest.mark.parametrize("change", one_quick(CHANGES))
def test_the_report_says_what_was_changed(class_of_two, change):
    """And counts no picks of an item whose options are others now."""
    course = class_of_two
    if change == "row":
        course.edit("holiday", "festival", "keys")
    CHANGES[change][0](course)
    grade(course)
    keys = Path(os.environ["SECONDSOURCE_UNITS"]).parent / "keys"
    write_report(course.root, course.root / "report.html", keys=keys)
    page = Page((course.root / "report.html").read_text("utf-8"))
    assert "Changed after the release" in page.text
    assert f"lab-pick: {CHANGES[change][1]}" in page.text or CHANGES[change][1] in page.text
    (assignment,) = read_course(course.root).assignments
    view = analyse(assignment, keys)
    (row,) = (i for i in view.items if i.id == "lab-pick")
    assert (row.family, row.questions) == ("changed", ())


def test_a_new_field_at_its_default_changes_no_fingerprint():
    """An update of the package must not turn every release of before into a changed one."""
    load = TypeAdapter(AnyItem).validate_python
    plain = {
        "id": "a-pick",
        "family": "choice",
        "points": 1,
        "prompt": "Which?",
        "options": [{"id": name, "text": name} for name in ("a", "b", "c", "d")],
    }
    item = load(plain)
    spelt_out = {name: field.default for name, field in type(item).model_fields.items()}
    spelt_out = {n: v for n, v in spelt_out.items() if v is not PydanticUndefined and n != "family"}
    assert "self_contained" in spelt_out
    assert fingerprint(load({**plain, **spelt_out})) == fingerprint(item)
    assert fingerprint(item) == "b9c54564343f1f12-5e73740873c2204c"
    assert fingerprint(load({**plain, "points": 3, "test": True})) == fingerprint(item)
    other = [*plain["options"][:3], {"id": "d", "text": "another"}]
    assert fingerprint(load({**plain, "options": other})) != fingerprint(item)
