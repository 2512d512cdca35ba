"""The report for a teacher: intervals, options nobody picked, who needs a look, other pages."""

from __future__ import annotations

import math
import statistics as plain
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from scipy import stats
from test_report import GUTTMAN, Page, course_of, page_of

from secondsource.recording.responses import Response
from secondsource_grading.cli import main
from secondsource_grading.gradebook.reader import Assignment, Course, Grade, Person, Submission
from secondsource_grading.keys import load_keys
from secondsource_grading.report import GradebookError, statistics
from secondsource_grading.report.analysis import analyse
from secondsource_grading.report.page import render
from secondsource_grading.report.projected import marks, render_projected
from secondsource_grading.report.student import render_student

DAY = date(2026, 3, 1)


# Figures


@pytest.mark.parametrize(("right", "of"), [(0, 12), (1, 1), (7, 12), (29, 29), (400, 1000)])
def test_the_interval_of_a_share_is_scipys(right, of):
    found = statistics.wilson_interval(right / of, of)
    expected = stats.binomtest(right, of).proportion_ci(method="wilson")
    assert found == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_efficiency_by_hand():
    """Own 1, 1, 1, 0 and rest 2, 1, 0, 0 go together as well as they can."""
    assert statistics.discriminative_efficiency(GUTTMAN, 0) == pytest.approx(1)
    # Own 0 1 1 with rest 3 1 2: covariance -0.5; sorted 0 1 1 with 1 2 3: 0.5.
    assert statistics.discriminative_efficiency([[0, 3], [1, 1], [1, 2]], 0) == pytest.approx(-1)
    assert statistics.discriminative_efficiency([[1, 0], [1, 1]], 0) is None


def test_efficiency_is_scipys_covariance_in_two_orders():
    rng = Random(5)  # noqa: S311
    table = [[rng.choice([0, 0.5, 1]) for _ in range(4)] for _ in range(40)]
    own, rest = [r[2] for r in table], [math.fsum(r) - r[2] for r in table]
    # A slope times the variance of x is a covariance.
    now = stats.linregress(rest, own).slope
    best = stats.linregress(sorted(rest), sorted(own)).slope
    assert statistics.discriminative_efficiency(table, 2) == pytest.approx(now / best)


def test_alpha_and_its_interval_agree_with_an_analysis_of_variance():
    """Hoyt 1941: 1 - residual / between learners; Feldt's interval is that ratio's, by F."""
    rng = Random(7)  # noqa: S311
    table = [
        [min(1, max(0, rng.gauss(base, 0.4))) for _ in range(6)] for base in [0.2, 0.5, 0.8] * 7
    ]
    grand = plain.fmean(x for row in table for x in row)
    learners = 6 * sum((plain.fmean(row) - grand) ** 2 for row in table)
    items = 21 * sum((plain.fmean(column) - grand) ** 2 for column in zip(*table, strict=True))
    everything = sum((x - grand) ** 2 for row in table for x in row)
    ratio = ((everything - learners - items) / (20 * 5)) / (learners / 20)
    alpha = statistics.cronbach_alpha(table)
    assert alpha == pytest.approx(1 - ratio)
    low, high = statistics.alpha_interval(alpha, 21, 6)
    assert stats.f.sf((1 - low) / ratio, 20, 100) == pytest.approx(0.025)
    assert stats.f.sf((1 - high) / ratio, 20, 100) == pytest.approx(0.975)


def test_what_guessing_earns_stands_beside_each_item():
    view = analyse(course_of(30).assignments[0])
    choices = [i for i in view.asked if i.family == "choice" and not i.contested]
    assert choices
    for item in choices:
        assert item.guess == pytest.approx(1 / len(item.questions[0].options), abs=0.08)
    assert all(i.efficiency is None or i.efficiency <= 1 + 1e-9 for i in view.items)


# Options that nobody picked


def test_an_option_that_nobody_picked_is_named_from_ten_answers_on():
    def picked(size):
        course = course_of(size)
        asked = course.assignments[0]
        item = next(i for i in analyse(asked).items if i.family == "cite").id
        first = asked.submissions[0].responses[item]
        same = [replace(s, responses={**s.responses, item: first}) for s in asked.submissions]
        view = analyse(replace(asked, submissions=tuple(same)))
        return first.value, [u for u in view.unpicked if u.item == item]

    _, found = picked(10)
    assert len(found) >= 2
    assert all(u.answered == 10 for u in found)
    assert picked(9)[1] == []


# Who needs a look


def emptied(submission, name, **more):
    nothing = {i: Grade(0.0, needs_manual_grade=False) for i in submission.grades}
    return replace(submission, student=name, grades=nothing, responses={}, **more)


def looked_at():
    course = course_of(8)
    asked = course.assignments[0]
    first, *rest = asked.submissions
    full = {i: Grade(p, needs_manual_grade=False) for i, p in asked.cells.items()}
    good = [replace(s, grades=full) for s in rest[:5]]
    poor = replace(
        rest[5],
        student="poor",
        grades={i: Grade(0.1 * p, needs_manual_grade=False) for i, p in asked.cells.items()},
    )
    empty, refused = emptied(first, "empty"), emptied(first, "refused", refused="no notebook")
    students = ("absent", "empty", "poor", "refused", *(s.student for s in good))
    submissions = tuple(sorted((empty, poor, refused, *good), key=lambda s: s.student))
    people = tuple(Person(s) for s in students)
    return Course(Path(), students, (replace(asked, submissions=submissions),), people)


def test_who_needs_a_look_is_named_with_the_reason_and_nobody_else():
    course = looked_at()
    view = analyse(course.assignments[0], students=course.students)
    found = {look.student: look.reason for look in view.looks}
    assert set(found) == {"absent", "empty", "poor", "refused"}
    assert "nothing is answered" in found["empty"]
    assert "refused" in found["refused"]
    assert "10\N{NO-BREAK SPACE}% of the points" in found["poor"]
    assert "8 of 9" in found["absent"]
    assert view.empty == 1
    page = page_of(course)
    assert "Handed in but empty:</strong> 1 of 8" in page


def test_a_text_that_waits_for_a_reader_is_no_empty_work():
    course = looked_at()
    asked = course.assignments[0]
    waits = {**emptied(asked.submissions[0], "w").grades, "essay": Grade(None, True)}  # noqa: FBT003
    lone = Submission("w", waits)
    again = Assignment(asked.name, asked.unit, "", {**asked.cells, "essay": 2.0}, (lone,))
    assert analyse(again).empty == 0


def test_a_blank_text_of_the_course_does_not_hide_an_empty_work():
    """A blank text waits for a person too; that nothing was written is known all the same."""
    course = looked_at()
    asked = course.assignments[0]
    text = next(i for i in load_keys(asked.unit).unit.items if i.by_hand)
    waits = {**emptied(asked.submissions[0], "w").grades, text.id: Grade(None, True)}  # noqa: FBT003
    cells = {**asked.cells, text.id: text.points}
    empty = Submission("w", waits)
    wrote = Submission("x", waits, 0.0, {text.id: Response("One sentence.", 1.0)})
    view = analyse(Assignment(asked.name, asked.unit, "", cells, (empty, wrote)))
    assert view.empty == 1
    assert [k.student for k in view.looks if "nothing is answered" in k.reason] == ["w"]


# Other pages


def test_the_page_to_project_names_nobody_and_tells_no_key():
    course = looked_at()
    text = render_projected(course, invented=False, day=DAY)
    assert not any(f">{s}<" in text or f" {s} " in text for s in course.students)
    assert 'class="right"' not in text
    assert "✓" not in text
    assert not {"script", "link", "iframe"} & {t for t, _ in Page(text).tags}
    assert len([t for t, _ in Page(text).tags if t == "img"]) == 2


def test_a_unit_without_points_has_no_picture_and_no_alpha():
    """A picture of nothing would say that everybody has 0 %."""
    course = course_of(6)
    asked = course.assignments[0]
    empty = tuple(replace(s, grades={}) for s in asked.submissions)
    free = replace(course, assignments=(replace(asked, cells={}, submissions=empty),))
    for page in (
        render_projected(free, invented=False, day=DAY),
        render(free, invented=False, day=DAY),
    ):
        assert "Nothing in this unit is graded" in page
        assert "<img" not in page
        assert "alpha" not in page


def test_points_that_nobody_gave_yet_are_no_points_lost():
    course = course_of(6)
    asked = course.assignments[0]
    (name, worth), *rest = asked.cells.items()
    first, *others = asked.submissions
    grades = {n: Grade(p, needs_manual_grade=False) for n, p in rest}
    waits = replace(first, grades={**grades, name: Grade(None, needs_manual_grade=True)})
    again = replace(course, assignments=(replace(asked, submissions=(waits, *others)),))
    page = render_student(again, first.student, invented=False, day=DAY)
    given = sum(p for _, p in rest)
    assert f"<strong>{given:g}</strong> of {given:g} points so far, 100" in page
    assert f"not read yet, up to {worth:g}" in page


def test_a_group_of_four_is_not_projected():
    text = render_projected(course_of(4), invented=False, day=DAY)
    assert "fewer than 5 submissions" in text
    assert "<img" not in text


def test_the_picture_has_a_column_a_learner_with_the_best_first():
    course = looked_at()
    asked = course.assignments[0]
    table = marks(asked, list(asked.cells))
    assert [len(row) for row in table] == [8] * len(asked.cells)
    assert all(row[0] == 1 and row[5] == pytest.approx(0.1) and row[-1] == 0 for row in table)


def test_nothing_a_learner_wrote_is_projected():
    course = course_of(6)
    asked = course.assignments[0]
    secret = replace(
        asked.submissions[0],
        responses={i: Response("my secret", 1.0) for i in asked.cells},
        incidents=("my secret",),
    )
    again = replace(asked, submissions=(secret, *asked.submissions[1:]))
    text = render_projected(Course(Path(), (), (again,)), invented=False, day=DAY)
    assert "my secret" not in text


def test_the_page_of_one_student_names_nobody_else():
    course = looked_at()
    text = render_student(course, "empty", invented=False, day=DAY)
    assert "left blank" in text
    assert "nothing is answered" in text
    assert not any(s in text for s in course.students if s.startswith("learner-"))
    assert "handed nothing in" in render_student(course, "absent", invented=False, day=DAY)


def test_nothing_of_a_student_becomes_html_on_their_page():
    evil = "<script>alert(1)</script>"
    course = course_of(3)
    asked = course.assignments[0]
    first = replace(asked.submissions[0], student=evil, incidents=(evil,))
    again = replace(asked, submissions=(first, *asked.submissions[1:]))
    people = (Person(evil, evil, evil),)
    text = render_student(Course(Path(), (evil,), (again,), people), evil, invented=False, day=DAY)
    assert "<script" not in text


def test_an_unknown_student_is_told_with_names_like_it():
    with pytest.raises(GradebookError, match="did you mean learner-1"):
        render_student(course_of(3), "leaner-1", invented=False, day=DAY)


def test_a_page_of_one_and_of_nobody_are_two_commands(tmp_path):
    result = CliRunner().invoke(main, ["report", str(tmp_path), "--project", "--student", "a"])
    assert result.exit_code == 2
    assert "give one of the two" in result.output
