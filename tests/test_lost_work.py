"""Work that may be lost or stands in a second place: what is the learner's own beyond doubt counts,
and about the rest a person is asked; never a silent 0. The same by both commands.
"""

from __future__ import annotations

import copy
import json

import pytest
from helpers import notebooks
from helpers.batches import grade
from helpers.classroom import FULL, UNIT
from helpers.examples import one_quick

from secondsource.recording.responses import KEY
from secondsource_grading.intake.admission import Limits

pytestmark = pytest.mark.usefixtures("lab_units")

ESSAY = "I would ask how many guests came in the years before, because one year shows little."
NAME = f"{UNIT}.ipynb"
COPY = f"{UNIT} (1).ipynb"
HALF_OF_IT = dict(list(FULL.items())[:2])
OTHER_HALF = dict(list(FULL.items())[2:])


@pytest.fixture(params=one_quick(["secondsource-teach grade", "nbgrader autograde"]))
def graded(request, course):
    """Grade with one of both commands; the student's grades, notes, and points in all."""

    def run(student="amy"):
        if request.param == "nbgrader autograde":
            result = course.autograde()
            assert result["success"], result
        else:
            assert not grade(course).failed
        grades = course.grades(student)
        notes = course.autograded(student)["metadata"][KEY]["incidents"]
        return grades, " ".join(notes), sum(g["auto_score"] or 0 for g in grades.values())

    return run


def released(course):
    return notebooks.read(course.released)


def hand_in(course, **files):
    """Put notebooks into a submission, by their path with `__` for a folder."""
    for path, notebook in files.items():
        notebooks.write(course.submission("amy").parent / path, notebook)


def asked(grades):
    return sorted(name for name, g in grades.items() if g["needs_manual_grade"])


# A written answer in another place than its cell.


def in_an_added_cell(nb):
    at = next(i for i, c in enumerate(nb["cells"]) if _is_essay(c))
    nb["cells"].insert(at + 1, {**notebooks.plain_cell(ESSAY), "id": "mine"})


def in_the_second_copy_of_the_cell(nb):
    at = next(i for i, c in enumerate(nb["cells"]) if _is_essay(c))
    twin = copy.deepcopy(nb["cells"][at])
    nb["cells"].insert(at + 1, {**twin, "id": "twin", "source": ESSAY})


def in_a_new_cell_after_deleting_it(nb):
    at = next(i for i, c in enumerate(nb["cells"]) if _is_essay(c))
    nb["cells"][at] = {**notebooks.plain_cell(ESSAY), "id": "mine"}


def in_a_cell_that_lost_its_metadata(nb):
    for cell in nb["cells"]:
        if _is_essay(cell):
            cell["source"] = ESSAY
        cell["metadata"] = {}


def in_a_locked_cell(nb):
    at = next(i for i, c in enumerate(nb["cells"]) if _is_essay(c))
    nb["cells"][at - 1]["source"] += f"\n\n{ESSAY}"


def _is_essay(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id") == "lab-essay"


@pytest.mark.parametrize(
    "place",
    [
        in_an_added_cell,
        in_the_second_copy_of_the_cell,
        in_a_new_cell_after_deleting_it,
        in_a_cell_that_lost_its_metadata,
        in_a_locked_cell,
    ],
)
def test_a_text_beside_its_cell_asks_a_person(course, graded, place):
    nb = notebooks.answered(released(course), FULL)
    place(nb)
    hand_in(course, **{NAME: nb})
    grades, _, points = graded()
    assert asked(grades) == ["lab-essay"]
    assert grades["lab-essay"]["auto_score"] is None
    assert points == 8.5


def test_a_short_note_of_ones_own_asks_nobody(course, graded):
    nb = notebooks.answered(released(course), FULL)
    nb["cells"].append({**notebooks.plain_cell("see page 4"), "id": "mine"})
    hand_in(course, **{NAME: nb})
    grades, _, _ = graded()
    assert asked(grades) == []
    assert grades["lab-essay"]["auto_score"] == 0


@pytest.mark.parametrize("file", ["my essay.docx", "essay.txt", "page 1.JPG"])
def test_a_document_beside_a_blank_text_asks_a_person(course, graded, file):
    """In a word processor, in a text, on paper and photographed."""
    hand_in(course, **{NAME: notebooks.answered(released(course), FULL)})
    course.submission("amy").with_name(file).write_text(ESSAY)
    course.submission("amy").with_name("submission_secret.txt").write_text("of nbgrader's")
    grades, notes, points = graded()
    assert (asked(grades), points) == (["lab-essay"], 8.5)
    assert grades["lab-essay"]["auto_score"] is None
    assert f"beside the notebook lies {file!r}; a person has to see" in notes


def test_a_document_beside_a_text_that_is_written_is_no_question(course, graded):
    nb = notebooks.answered(released(course), FULL)
    notebooks.cell(nb, "lab-essay")["source"] = ESSAY
    hand_in(course, **{NAME: nb})
    course.submission("amy").with_name("notes.txt").write_text(ESSAY)
    _, notes, _ = graded()
    assert "beside the notebook" not in notes


# The right file beside the wrong one, under another name or in another folder.


@pytest.mark.parametrize(
    "other", [COPY, f"{UNIT}__20261104.ipynb", f"handed-in/{NAME}", "final.ipynb"]
)
def test_answers_that_only_another_notebook_holds_count(course, graded, other):
    hand_in(course, **{NAME: released(course), other: notebooks.answered(released(course), FULL)})
    grades, notes, points = graded()
    assert points == 8.5
    assert other in notes
    assert asked(grades) == []


@pytest.mark.parametrize("other", [COPY, f"handed-in/{NAME}"])
def test_a_missing_notebook_is_found(course, graded, other):
    hand_in(course, **{other: notebooks.answered(released(course), FULL)})
    _, notes, points = graded()
    assert points == 8.5
    assert f"handed in as {other!r}" in notes


def test_of_many_renamed_notebooks_the_right_one_is_found(course, graded):
    """Seven units renamed together: the others are of other units."""
    for number in range(7):
        nb = notebooks.answered(released(course), FULL)
        if number < 6:
            nb["metadata"][KEY]["unit"] = f"0{number}-other"
        hand_in(course, **{f"{number}-{UNIT} (1).ipynb": nb})
    _, _, points = graded()
    assert points == 8.5


def test_answers_in_both_ask_a_person(course, graded):
    """Half in each: the named one counts, and what is blank in it is nobody's 0."""
    mine = notebooks.answered(released(course), HALF_OF_IT)
    rest = notebooks.answered(released(course), OTHER_HALF)
    hand_in(course, **{NAME: mine, COPY: rest})
    grades, notes, points = graded()
    assert points == 5
    assert set(OTHER_HALF) <= set(asked(grades))
    assert not set(HALF_OF_IT) & set(asked(grades))
    assert COPY in notes
    assert "a person has to compare them" in notes


def test_an_older_copy_with_nothing_of_its_own_is_no_question(course, graded):
    whole = notebooks.answered(released(course), FULL)
    old = notebooks.answered(released(course), HALF_OF_IT, t=notebooks.NOON - 60)
    hand_in(course, **{NAME: whole, COPY: old})
    grades, notes, points = graded()
    assert points == 8.5
    assert asked(grades) == []
    assert notes == ""


def test_several_notebooks_that_could_be_meant_ask_a_person(course, graded):
    a = notebooks.answered(released(course), HALF_OF_IT)
    b = notebooks.answered(released(course), OTHER_HALF)
    hand_in(course, **{"a.ipynb": a, "b.ipynb": b})
    grades, notes, _ = graded()
    assert set(asked(grades)) == set(grades)
    assert "a.ipynb" in notes
    assert "b.ipynb" in notes


# Nothing found.


def test_a_blank_notebook_is_no_silent_0(course, graded):
    hand_in(course, **{NAME: released(course)})
    grades, notes, points = graded()
    assert points == 0
    assert set(asked(grades)) == set(grades)
    assert "no answers were found" in notes


def test_a_record_that_was_lost_asks_a_person(course, graded):
    """A tool dropped the notebook's metadata, and no output holds the answers."""
    nb = notebooks.answered(released(course), FULL)
    nb["metadata"] = {}
    hand_in(course, **{NAME: nb})
    grades, notes, _ = graded()
    assert set(asked(grades)) == set(grades)
    assert "no answers were found" in notes


def without_metadata(nb):
    nb["metadata"] = {}


def of_a_later_version(nb):
    nb["metadata"][KEY]["schema"] = 99


def of_another_unit(nb):
    nb["metadata"][KEY]["unit"] = "01-other"


def of_another_shape(nb):
    nb["metadata"][KEY]["responses"] = list(FULL)


@pytest.mark.parametrize(
    "spoil", [without_metadata, of_a_later_version, of_another_unit, of_another_shape]
)
def test_a_text_that_is_there_makes_no_0_of_a_record_that_is_not(course, graded, spoil):
    nb = notebooks.answered(released(course), FULL)
    notebooks.cell(nb, "lab-essay")["source"] = ESSAY
    spoil(nb)
    hand_in(course, **{NAME: nb})
    grades, notes, _ = graded()
    assert set(asked(grades)) == set(grades)
    assert notes


def test_an_answer_to_a_question_of_an_older_edition_asks_a_person(course, graded):
    """Last year's notebook, whose question has another name today."""
    nb = notebooks.answered(released(course), FULL)
    responses = nb["metadata"][KEY]["responses"]
    responses["lab-choice"] = responses.pop("lab-pick")
    hand_in(course, **{NAME: nb})
    grades, notes, points = graded()
    assert "lab-pick" in asked(grades)
    assert "'lab-choice'" in notes
    assert points == 6.5


def test_an_answer_without_a_time_asks_a_person(course, graded):
    nb = notebooks.answered(released(course), FULL)
    nb["metadata"][KEY]["responses"]["lab-pick"]["t"] = "noon"
    hand_in(course, **{NAME: nb})
    grades, _, points = graded()
    assert asked(grades) == ["lab-pick"]
    assert points == 6.5


def test_the_one_notebook_that_can_be_read_counts(course, graded):
    """An upload broke off, and the learner handed in once more."""
    hand_in(course, **{COPY: notebooks.answered(released(course), FULL)})
    course.submit("amy", json.dumps(released(course))[:-300])
    grades, notes, points = graded()
    assert points == 8.5
    assert asked(grades) == []
    assert COPY in notes
    assert "not JSON" in notes


def test_of_two_that_can_be_read_a_person_chooses(course, graded):
    for name in (COPY, "b.ipynb"):
        hand_in(course, **{name: notebooks.answered(released(course), FULL)})
    course.submit("amy", "{")
    grades, notes, points = graded()
    assert points == 0
    assert set(asked(grades)) == set(grades)
    assert "refused" in notes


@pytest.mark.parametrize("place", [None, in_an_added_cell])
def test_a_text_that_only_another_notebook_has_asks_a_person(course, graded, place):
    mine = notebooks.answered(released(course), FULL)
    other = copy.deepcopy(mine)
    if place:
        place(other)
    else:
        notebooks.cell(other, "lab-essay")["source"] = ESSAY
    hand_in(course, **{NAME: mine, COPY: other})
    grades, notes, points = graded()
    assert points == 8.5
    assert asked(grades) == ["lab-essay"]
    assert grades["lab-essay"]["auto_score"] is None
    assert COPY in notes


def test_notebooks_that_nobody_looked_into_are_told(course, graded):
    """More than are opened: whether an answer is in one of them a person has to see."""
    empty = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    others = {f"a{n:02}.ipynb": empty for n in range(25)}
    whole = notebooks.answered(released(course), FULL, t=notebooks.NOON + 60)
    mine = notebooks.answered(released(course), HALF_OF_IT)
    hand_in(course, **others, **{"z.ipynb": whole, NAME: mine})
    grades, notes, _ = graded()
    assert {*OTHER_HALF, "lab-essay"} <= set(asked(grades))
    assert "6 other notebooks were not looked into" in notes


def test_other_notebooks_are_opened_within_bounds(course, monkeypatch):
    """Twenty of the largest size would take minutes; those named like the right one come first."""
    from secondsource_grading.intake import candidates

    opened = []
    whole = notebooks.answered(released(course), FULL)
    files = {f"{n}.ipynb": whole for n in range(9)} | {COPY: whole}
    hand_in(course, **files)
    place = course.submission("amy")
    size = place.with_name(COPY).stat().st_size / 2**20
    monkeypatch.setattr(
        candidates, "load_notebook", lambda p, _: (opened.append(p.name), ({}, []))[1]
    )
    found = candidates.find_candidates(place, UNIT, {}, None, Limits(notebook_mb=1.6 * size))
    assert opened == ["0.ipynb", "1.ipynb", COPY]
    assert found.not_opened == 7


def test_a_picture_that_is_not_kept_is_told(course, graded):
    nb = notebooks.answered(released(course), FULL)
    cell = notebooks.cell(nb, "lab-essay")
    cell |= {"source": "![a](attachment:a.png)", "attachments": {"a.png": {"image/png": "aGk="}}}
    hand_in(course, **{NAME: nb})
    grades, notes, _ = graded()
    assert asked(grades) == ["lab-essay"]
    assert "attached pictures" in notes


def test_the_learner_is_told(course, graded):
    hand_in(course, **{NAME: released(course)})
    graded()
    assert course.feedback()["success"]
    assert "no answers were found" in course.page("amy")
