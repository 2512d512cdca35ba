"""Written answers in groups: alike ones together, and points only where a person wrote them."""

from __future__ import annotations

import csv

import pytest
from click.testing import CliRunner
from helpers.classroom import LAB, UNIT
from helpers.examples import examples
from hypothesis import given as drawn
from hypothesis import strategies as st

from secondsource_grading.cli import main
from secondsource_grading.texts.groups import group, normal

ASK = "Who told you that the shop was closed?"


def test_alike_texts_stand_together_and_others_alone():
    found = group(
        {
            "ann": ASK,
            "bea": "who told you, that the shop was closed",
            "cy": "Who told you that the shop was closd?",
            "dov": "On which days was it closed?",
        }
    )
    assert found == [["ann", "bea", "cy"], ["dov"]]


def test_no_chain_of_small_changes_joins_what_differs():
    """Each text is like the one before; the first and the last share hardly a letter."""
    texts = {f"s{n:02}": "b" * n + "a" * (20 - n) for n in range(21)}
    for names in group(texts):
        first, last = texts[names[0]], texts[names[-1]]
        assert abs(first.count("a") - last.count("a")) <= 4


@examples(30)
@drawn(st.dictionaries(st.text(max_size=3), st.text(max_size=12), max_size=12))
def test_everybody_is_in_one_group_with_those_of_the_same_words(texts):
    found = group(texts)
    assert sorted(n for names in found for n in names) == sorted(texts)
    where = {n: at for at, names in enumerate(found) for n in names}
    for one, text in texts.items():
        for other, words in texts.items():
            assert normal(text) != normal(words) or where[one] == where[other]


@pytest.fixture(scope="module")
def handed_in(prepared, tmp_path_factory):
    """A course with four texts, three of them alike, and one blank; all graded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        course = prepared.copy_to(tmp_path_factory.mktemp("texts") / "course")
        said = {"ann": ASK, "bea": ASK.upper(), "cy": f"{ASK} ", "dov": "=HYPERLINK(1)", "eve": ""}
        for student, text in said.items():
            course.answer(student, {"lab-essay": text} if text else {})
        course.autograde()
    return course


@pytest.fixture
def course(handed_in, tmp_path, lab_units):  # noqa: ARG001 - the lab's units must be in place
    """A copy of it."""
    return handed_in.copy_to(tmp_path / "course")


def texts(course, *options):
    args = ["texts", UNIT, "--course", str(course.root), *map(str, options)]
    return CliRunner().invoke(main, args)


def listed(course, table):
    done = texts(course, "--out", table)
    assert done.exit_code == 0, done.output
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill_in(table, rows):
    """Save the table as a spreadsheet with semicolons does."""
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def by_hand(course):
    found = {s: course.grades(s)["lab-essay"] for s in ("ann", "bea", "cy", "dov", "eve")}
    return {s: (g["manual_score"], g["needs_manual_grade"]) for s, g in found.items()}


def test_one_score_and_comment_reach_a_group_and_nobody_else(course, tmp_path):
    table = tmp_path / "texts.csv"
    rows = listed(course, table)
    assert [(r["student"], r["group"]) for r in rows] == [
        ("ann", "1"), ("bea", "1"), ("cy", "1"), ("dov", "2"),
    ]  # fmt: skip
    assert rows[3]["text"] == "'=HYPERLINK(1)"
    assert "HYPERLINK" in table.with_suffix(".html").read_text("utf-8")
    rows[1] |= {"score": "2,5", "comment": "A good question."}
    rows[2]["group"] = "mine"
    fill_in(table, rows)
    before = by_hand(course)
    done = texts(course, "--give", table)
    assert done.exit_code == 0, done.output
    assert by_hand(course) == before | {"ann": (2.5, False), "bea": (2.5, False)}
    assert course.comment("ann", "lab-essay") == "A good question."
    assert course.comment("cy", "lab-essay") is None
    again = texts(course, "--give", table, "--json")
    assert '"written": 0, "unchanged": 2' in again.output


def test_points_given_otherwise_and_changed_answers_are_left(course, tmp_path):
    table = tmp_path / "texts.csv"
    rows = listed(course, table)
    course.set_grade("ann", "lab-essay", manual_score=4.0)
    rows[0]["score"] = "1"
    rows[1]["answer"] = "t0"
    fill_in(table, rows)
    done = texts(course, "--give", table)
    assert "ann lab-essay: has 4 points by hand already" in done.output
    assert "bea lab-essay: the answer is another one now" in done.output
    assert by_hand(course)["ann"] == (4.0, False)
    assert by_hand(course)["cy"] == (1.0, False)
    texts(course, "--give", table, "--replace")
    assert by_hand(course)["ann"] == (1.0, False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({0: {"score": "1"}, 1: {"score": "2"}}, "the same group has 1 points in a row above"),
        ({0: {"score": "9"}}, "write a number from 0 to 4"),
        ({0: {"score": "nan"}}, "write a number from 0 to 4"),
        ({0: {"score": "1", "item": "none"}}, "'none' is no item"),
        ({0: {"comment": "a"}, 1: {"comment": "b"}}, "another comment"),
    ],
)
def test_a_wrong_table_writes_nothing_and_names_the_line(course, tmp_path, changes, said):
    table = tmp_path / "texts.csv"
    rows = listed(course, table)
    for at, cells in {3: {"score": "1"}, **changes}.items():
        rows[at] |= cells
    fill_in(table, rows)
    before = by_hand(course)
    done = texts(course, "--give", table)
    assert done.exit_code == 1
    assert said in done.output
    assert "texts.csv, line" in done.output
    assert by_hand(course) == before


def test_a_list_that_may_be_filled_in_is_not_written_over(course, tmp_path):
    table = tmp_path / "texts.csv"
    table.write_text("mine", "utf-8")
    done = texts(course, "--out", table)
    assert done.exit_code == 1
    assert table.read_text("utf-8") == "mine"
