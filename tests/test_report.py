"""The instructor's report: its figures, what it counts, and what it may not do."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

from secondsource.recording.responses import Response
from secondsource.scoring import score
from secondsource.units import unit_names
from secondsource_grading.cli import main
from secondsource_grading.gradebook.reader import Assignment, Course, Grade, Submission
from secondsource_grading.keys import load_keys
from secondsource_grading.report import GradebookError, read_course, statistics
from secondsource_grading.report.page import render
from secondsource_grading.report.tally import misreadings
from secondsource_grading.report.templating import decimal, percent

GUTTMAN = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]]
"""Four learners, three items; whoever has a harder item right has the easier ones too."""


# Figures, by hand


def test_mean_share_by_hand():
    assert statistics.mean_share([0, 1, 2, 2], 2) == pytest.approx(5 / 8)
    assert statistics.mean_share([], 2) is None


def test_tenths_by_hand():
    assert statistics.tenths([0, 0.05, 0.1, 0.3, 0.1 + 0.2, 0.99, 1.0]) == [
        2, 1, 0, 2, 0, 0, 0, 0, 0, 2,
    ]  # fmt: skip


def test_alpha_by_hand():
    """Item variances 1/4, 1/3, 1/4; totals 3, 2, 1, 0 with variance 5/3: 3/2 · (1 - 1/2)."""
    assert statistics.cronbach_alpha(GUTTMAN) == pytest.approx(0.75)


def test_alpha_is_kr20_for_items_scored_0_or_1():
    """Kuder & Richardson 1937: k/(k-1) · (1 - sum of p·q / variance), population variances."""
    share = [3 / 4, 2 / 4, 1 / 4]
    kr20 = 3 / 2 * (1 - sum(p * (1 - p) for p in share) / 1.25)
    assert statistics.cronbach_alpha(GUTTMAN) == pytest.approx(kr20)


def test_item_rest_correlation_by_hand():
    """Own 1, 1, 1, 0 against rest 2, 1, 0, 0: 0.75 / sqrt(0.75 · 2.75)."""
    expected = 0.75 / math.sqrt(0.75 * 2.75)
    assert statistics.item_rest_correlation(GUTTMAN, 0) == pytest.approx(expected)


def test_alpha_interval_by_hand():
    """With 11 learners and 2 items F has (10, 10) degrees of freedom; F(.975) = 3.717 in tables."""
    low, high = statistics.alpha_interval(0.8, 11, 2)
    assert low == pytest.approx(1 - 0.2 * 3.717, abs=1e-3)
    assert high == pytest.approx(1 - 0.2 / 3.717, abs=1e-3)


@pytest.mark.parametrize("table", [[], [[1, 2]], [[1], [2]], [[1, 1], [1, 1]], [[0, 1], [1, 0]]])
def test_what_is_not_defined_is_none(table):
    assert statistics.cronbach_alpha(table) is None


def test_an_item_all_have_right_has_no_discrimination():
    assert statistics.item_rest_correlation([[1, 0], [1, 1]], 0) is None


# Figures, by rule

TABLES = st.integers(2, 6).flatmap(
    lambda items: st.lists(
        st.lists(st.integers(0, 4).map(float), min_size=items, max_size=items),
        min_size=2,
        max_size=12,
    )
)


@given(TABLES, st.floats(0.5, 20), st.floats(-5, 5), st.randoms())
def test_alpha_depends_on_neither_scale_nor_order(table, scale, shift, rng):
    alpha = statistics.cronbach_alpha(table)
    assume(alpha is not None)
    assert alpha <= 1 + 1e-9
    moved = [[scale * x + shift for x in row] for row in table]
    assert statistics.cronbach_alpha(moved) == pytest.approx(alpha, abs=1e-6)
    order = rng.sample(range(len(table[0])), len(table[0]))
    mixed = [[row[i] for i in order] for row in rng.sample(table, len(table))]
    assert statistics.cronbach_alpha(mixed) == pytest.approx(alpha, abs=1e-9)


@given(TABLES)
def test_correlations_are_within_bounds(table):
    for item in range(len(table[0])):
        found = statistics.item_rest_correlation(table, item)
        assert found is None or -1 <= found <= 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=30), st.floats(0.1, 100))
def test_a_line_correlates_fully(xs, slope):
    found = statistics.pearson(xs, [slope * x for x in xs])
    assume(found is not None)
    assert found == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("ys", [[3, 3, 3], [0.1 + 0.2, 0.3, 0.3]])
def test_what_varies_by_rounding_only_has_no_correlation(ys):
    assert statistics.pearson([1, 2, 4], ys) is None


def test_a_correlation_by_hand():
    """Deviations -1, 0, 1 and -1, 1, 0: one of two."""
    assert statistics.pearson([1, 2, 3], [0, 2, 1]) == pytest.approx(0.5)


@given(st.floats(-0.5, 0.99), st.integers(12, 500), st.integers(2, 40))
def test_the_interval_holds_alpha_and_narrows(alpha, submissions, items):
    low, high = statistics.alpha_interval(alpha, submissions, items)
    assert low < alpha < high < 1
    closer = statistics.alpha_interval(alpha, 4 * submissions, items)
    assert closer[1] - closer[0] < high - low


@given(st.lists(st.floats(-0.2, 1.3)))
def test_every_score_is_counted_once(shares):
    assert sum(statistics.tenths(shares)) == len(shares)


# What was picked


def test_a_contested_item_is_counted_and_nobody_is_wrong():
    keyring = load_keys("01-whose-words")
    item = next(i for i in keyring.unit.items if i.contested)
    key = keyring.keys[item.id]
    ids = [o.id for o in item.options]
    questions = key.tally(item, [*ids, ids[0]])
    assert [o.count for o in questions[0].options] == [2, 1, 1, 1]
    assert not any(o.right for o in questions[0].options)
    assert list(misreadings(item, key, questions)) == []
    text = page_of(course_of(5, unit="01-whose-words"))
    assert "not graded: careful readers differ" in text


@pytest.mark.parametrize("unit", unit_names())
def test_full_answers_hold_no_misreading(unit):
    keyring = load_keys(unit)
    for item in keyring.unit.items:
        key = keyring.keys[item.id]
        if item.contested or item.by_hand:
            continue
        questions = key.tally(item, [item.parse(key.full(item))] * 3)
        assert list(misreadings(item, key, questions)) == []
        for question in questions:
            assert all(o.count == (3 if o.right else 0) for o in question.options)


@pytest.mark.parametrize("unit", unit_names())
def test_counts_add_up_and_every_misreading_has_its_note(unit):
    keyring, rng = load_keys(unit), Random(3)  # noqa: S311
    for item in keyring.unit.items:
        key = keyring.keys[item.id]
        values = [item.parse(key.guess(item, rng)) for _ in range(25)]
        values = [v for v in values if not item.is_blank(v)]
        questions = key.tally(item, values)
        for question in questions:
            assert question.answered <= len(values)
            assert all(o.count <= question.answered for o in question.options)
        if item.family == "number" or item.option_groups():
            single = [q for q in questions if not q.several]
            assert all(sum(o.count for o in q.options) == q.answered for q in single)
        for wrong in misreadings(item, key, questions):
            assert 0 < wrong.share <= 1
            if item.family == "number" or item.option_groups():
                assert wrong.note


# The page


def course_of(size, unit="03-not-there", **odd):
    """A course of `size` learners who answer at random, with what is odd about the first."""
    keyring = load_keys(unit)
    counted = [i for i in keyring.unit.items if i.counts and not i.by_hand]
    submissions = []
    for number in range(size):
        rng = Random(number)  # noqa: S311
        given = {i.id: keyring.keys[i.id].guess(i, rng) for i in counted}
        grades = {
            i: Grade(score(*keyring[i], v).points, needs_manual_grade=False)
            for i, v in given.items()
        }
        responses = {i: Response(v, 1.0) for i, v in given.items()}
        extra = odd if number == 0 else {}
        submissions.append(Submission(f"learner-{number}", grades, 0.0, responses, **extra))
    cells = {i.id: i.points for i in counted}
    assignment = Assignment(unit, unit, "Title", cells, tuple(submissions))
    return Course(Path(), tuple(s.student for s in submissions), (assignment,))


def page_of(course, *, invented=False):
    return render(course, invented=invented, day=date(2026, 3, 1))


class Page(HTMLParser):
    """Collects tags with their attributes, and ids."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_stands_alone():
    text = page_of(course_of(30))
    page = Page(text)
    assert not {"script", "link", "iframe", "object", "embed", "form"} & {t for t, _ in page.tags}
    images = [a for t, a in page.tags if t == "img"]
    assert len(images) == 2
    assert all(a["src"].startswith("data:image/svg+xml;base64,") and a["alt"] for a in images)
    assert not re.search(r"@import|url\(|\bsrcset\b|\son\w+=", text)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(set(ids)) == len(ids)
    assert all(a["href"][1:] in ids for t, a in page.tags if t == "a" and a["href"][0] == "#")


def test_thirty_submissions_show_discrimination_and_fewer_do_not():
    assert "Provisional" not in page_of(course_of(30))
    assert "Discrimi&shy;" in page_of(course_of(30))
    few = page_of(course_of(29))
    assert "Provisional" in few
    assert "29 submissions" in few
    assert "Discrimi&shy;" not in few
    assert "Discrimination is not shown, because" in few


def test_only_invented_learners_are_called_invented():
    assert "invented" in page_of(course_of(3), invented=True)
    assert "invented" not in page_of(course_of(3))


def test_nothing_of_a_student_becomes_html():
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    course = course_of(3, incidents=(evil,))
    first = course.assignments[0].submissions[0]
    hostile = Submission(evil, first.grades, 0.0, {evil: Response(evil, 1.0)}, (evil,), evil)
    rest = course.assignments[0].submissions[1:]
    asked = course.assignments[0]
    again = Assignment(asked.name, asked.unit, evil, asked.cells, (hostile, *rest))
    text = page_of(Course(Path(), (evil,), (again,)))
    assert "<script" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text
    assert "<strong>refused</strong>" in text


def test_a_response_that_does_not_fit_is_left_out_of_the_counts():
    course = course_of(3)
    first = course.assignments[0].submissions[0]
    assert isinstance(first.responses, Mapping)
    item = next(iter(first.responses))
    first.responses[item] = Response({"x": float("nan")}, 1.0)
    assert page_of(course)


def test_an_assignment_nobody_handed_in_is_named():
    empty = Assignment("07-later", None, "", {}, ())
    text = page_of(Course(Path(), (), (empty,)))
    assert "07-later" in text
    assert "Nothing has been handed in" in text


def test_an_ordinary_assignment_of_nbgrader_is_reported_too():
    grades = [
        {"q1": Grade(p, needs_manual_grade=False), "q2": Grade(None, needs_manual_grade=True)}
        for p in (0.0, 2.0)
    ]
    submissions = tuple(Submission(f"s{n}", g) for n, g in enumerate(grades))
    text = page_of(
        Course(Path(), (), (Assignment("hw", None, "", {"q1": 2, "q2": 1}, submissions),))
    )
    assert "nbgrader cell" in text
    assert "0 of 2" in text


def test_a_report_is_the_same_for_the_same_course():
    assert page_of(course_of(5)) == page_of(course_of(5))


def test_numbers_are_written_one_way():
    assert (percent(0.256), percent(None)) == ("26\N{NO-BREAK SPACE}%", "–")
    assert (decimal(-0.125), decimal(None)) == ("−0.12", "–")


# Reading a course


def test_a_graded_course_is_read_and_not_touched(course):
    from helpers.classroom import FULL, HALF, UNIT

    course.answer("ann", FULL)
    course.answer("bea", HALF)
    course.submit("dov", '{"cells": [')
    course.autograde()
    gradebook = course.root / "gradebook.db"
    before = hashlib.sha256(gradebook.read_bytes()).hexdigest()
    found = read_course(course.root)
    assert hashlib.sha256(gradebook.read_bytes()).hexdigest() == before
    (assignment,) = found.assignments
    assert (assignment.name, assignment.unit) == (UNIT, UNIT)
    ann, bea, dov = assignment.submissions
    assert ann.score == pytest.approx(8.5)
    assert bea.score == pytest.approx(2 / 3 + 1.5 + 1 + 0.5, abs=1e-3)
    assert {i: r.value for i, r in ann.responses.items()} == FULL
    assert dov.refused
    assert dov.score == 0


def test_the_command_writes_the_page(course, tmp_path):
    from helpers.classroom import LAB

    course.submit("dov", '{"cells": [')
    course.autograde()
    target = tmp_path / "out" / "report.html"
    keys = ["--keys", str(LAB / "keys")]
    result = CliRunner().invoke(main, ["report", str(course.root), "--to", str(target), *keys])
    assert result.exit_code == 0, result.output
    text = target.read_text("utf-8")
    assert "dov" in text
    assert "invented" not in text
    told = CliRunner().invoke(
        main, ["report", str(course.root), "--to", str(target), *keys, "--json"]
    )
    figures = json.loads(told.output)
    assert figures["changed"] is False
    assert figures["assignments"][0]["scores"] == [0.0]


def test_a_folder_without_a_gradebook_is_named(tmp_path):
    result = CliRunner().invoke(main, ["report", str(tmp_path), "--to", str(tmp_path / "r.html")])
    assert result.exit_code == 1
    assert "there is no gradebook" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_gradebook_is_named(tmp_path):
    (tmp_path / "gradebook.db").write_text("not a database, but a text of some length" * 50)
    with pytest.raises(GradebookError, match=r"gradebook\.db"):
        read_course(tmp_path)
