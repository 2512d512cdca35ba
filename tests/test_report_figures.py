"""Figures of the report that no page of ours should get wrong: held against other programs."""

import json
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from scipy import stats
from statsmodels.multivariate.factor import Factor
from statsmodels.stats.proportion import proportion_confint
from test_report import course_of, page_of

from secondsource.recording.responses import Response
from secondsource_grading.gradebook.reader import Course
from secondsource_grading.keys import load_keys
from secondsource_grading.report.analysis import analyse
from secondsource_grading.report.certainty import certainty, of_chances
from secondsource_grading.report.figures import figures
from secondsource_grading.report.gain import gain, paired_gain
from secondsource_grading.report.omega import omega
from secondsource_grading.report.projected import render_projected
from secondsource_grading.report.statistics import wilson_interval
from secondsource_grading.report.student import render_student
from secondsource_grading.report.time_spent import time_spent, worked


def one_factor(students, items, rng):
    """Points of items that one factor drives, on scales of their own."""
    loading = np.linspace(0.4, 0.8, items)
    noise = rng.normal(size=(students, items)) * np.sqrt(1 - loading**2)
    return (rng.normal(size=(students, 1)) * loading + noise) * np.arange(1, items + 1)


@pytest.mark.parametrize(("students", "items"), [(30, 3), (120, 8), (400, 12)])
def test_omega_is_that_of_statsmodels(students, items):
    table = one_factor(students, items, np.random.default_rng(students))
    fitted = Factor(corr=np.corrcoef(table, rowvar=False), n_factor=1, method="ml").fit()
    spread = table.std(axis=0, ddof=1)
    common = (fitted.loadings[:, 0] * spread).sum() ** 2
    expected = common / (common + (fitted.uniqueness * spread**2).sum())
    found = omega(table.tolist())
    assert found.value == pytest.approx(expected, abs=1e-4)
    assert found.interval[0] < found.value < found.interval[1]


@pytest.mark.slow  # a hundred classes are simulated
def test_omegas_interval_is_as_wide_as_omega_varies_between_classes():
    rng = np.random.default_rng(4)
    found = [omega(one_factor(200, 5, rng).tolist()) for _ in range(120)]
    values = np.array([f.value for f in found])
    widths = np.mean([f.interval[1] - f.interval[0] for f in found])
    assert widths / (2 * 1.96) == pytest.approx(values.std(ddof=1), rel=0.2)
    loading = np.linspace(0.4, 0.8, 5) * np.arange(1, 6)
    own = ((1 - np.linspace(0.4, 0.8, 5) ** 2) * np.arange(1, 6) ** 2).sum()
    true = loading.sum() ** 2 / (loading.sum() ** 2 + own)
    assert np.mean([f.interval[0] <= true <= f.interval[1] for f in found]) >= 0.88


def test_omega_is_not_given_where_it_is_not_defined():
    table = one_factor(40, 5, np.random.default_rng(2))
    assert omega(table.tolist()) is not None
    assert omega(table[:29].tolist()) is None
    assert omega(table[:, :2].tolist()) is None
    assert omega(np.column_stack([table, table[:, 0]]).tolist()) is None
    assert omega(np.column_stack([table[:, :2], np.ones(40)]).tolist()) is None
    # An item that nobody differs on changes nothing.
    more = np.column_stack([table, np.ones(40)])
    assert omega(more.tolist()) == omega(table.tolist())
    assert omega([]) is None


def test_the_interval_of_a_share_is_that_of_statsmodels():
    for right, of in [(0, 12), (7, 12), (29, 29)]:
        expected = proportion_confint(right, of, method="wilson")
        assert wilson_interval(right / of, of) == pytest.approx(expected, abs=1e-9)


def test_the_gain_of_pairs_has_the_interval_of_a_t_test():
    rng = Random(3)  # noqa: S311
    pairs = [(rng.random() * 0.6, rng.random()) for _ in range(25)]
    found = paired_gain("a", "b", pairs)
    differences = [after - before for before, after in pairs]
    expected = stats.ttest_1samp(differences, 0).confidence_interval(0.95)
    assert found.gain == pytest.approx(np.mean(differences))
    assert found.interval == pytest.approx((expected.low, expected.high))
    assert paired_gain("a", "b", [(0.25, 0.5)] * 9).interval is None
    assert paired_gain("a", "b", pairs[:1]) is None


def both_forms(students):
    """A course in which students did form A badly and form B well; the first did no form B."""
    assignments = []
    for name, full in (("00-start-here", False), ("11-on-your-own", True)):
        course = course_of(students, name)
        keyring = load_keys(name)
        form = [i for i in keyring.unit.items if i.test]
        submissions = []
        for number, submission in enumerate(course.assignments[0].submissions):
            rng = Random(number)  # noqa: S311
            given = {
                i.id: Response(
                    keyring.keys[i.id].full(i) if full else keyring.keys[i.id].guess(i, rng), 1.0
                )
                for i in form
            }
            kept = {} if full and number == 0 else given
            submissions.append(replace(submission, responses={**submission.responses, **kept}))
        assignments.append(replace(course.assignments[0], submissions=tuple(submissions)))
    return Course(course.folder, course.students, tuple(assignments))


def test_the_gain_is_of_those_who_did_both_forms_of_the_test():
    course = both_forms(8)
    found = gain(course)
    assert (found.before_in, found.after_in) == ("00-start-here", "11-on-your-own")
    assert found.students == 7
    assert found.after == pytest.approx(1)
    assert found.gain == pytest.approx(1 - found.before)
    page = page_of(course)
    assert "Before and after" in page
    assert "for the 7 students who did both" in page
    assert gain(replace(course, assignments=course.assignments[:1])) is None
    # The first unit has no graded item: no map of marks, and the page all the same.
    class_page = render_projected(course, invented=False, day=date(2026, 3, 1))
    assert class_page.count("A row is an item, a column a learner") == 1
    page = render_student(course, "learner-1", invented=False, day=date(2026, 3, 1))
    assert page.count("nothing in it is graded") == 1


def test_calibration_by_hand():
    found = of_chances([(10, False), (30, True), (90, True), (100, True), (100, False)], 3)
    assert [(b.low, b.number, b.true) for b in found.bands] == [
        (0, 1, 0),
        (20, 1, 1),
        (80, 3, pytest.approx(2 / 3)),
    ]
    assert found.bands[2].mean == pytest.approx(0.29 / 0.3)
    assert found.brier == pytest.approx((0.01 + 0.49 + 0.01 + 0 + 1) / 5)


def test_the_chances_of_a_class_are_held_against_what_is_true():
    course = course_of(12, "10-rival-explanations")
    submissions = course.assignments[0].submissions
    keyring = load_keys("10-rival-explanations")
    found = certainty(keyring, submissions)
    asked = [i for i in keyring.unit.items if i.family == "probability" and i.counts]
    assert found.chances == 12 * len(asked)
    shares = [
        keyring.keys[i.id].share(i, s.responses[i.id].value)[0] for s in submissions for i in asked
    ]
    assert found.brier == pytest.approx(1 - np.mean(shares))
    assert "How sure, and how often true" in page_of(course)


def test_time_is_what_lies_between_answers_without_pauses():
    minute = 60.0
    assert worked([100, 100 + minute, 100 + 5 * minute]) == 5 * minute
    # A night between two sittings is no work, nor is a time that nobody wrote.
    assert worked([0, 100, 100 + minute, 90_000, 90_000 + 2 * minute]) == 3 * minute
    assert worked([5.0, 5.0]) is None
    submissions = course_of(3).assignments[0].submissions
    assert time_spent(submissions) is None
    timed = [
        replace(s, responses={f"i{n}": Response(None, 1e9 + n * 60 * k) for n in range(4)})
        for k, s in enumerate(submissions, start=1)
    ]
    found = time_spent(timed)
    assert (found.known, found.median, found.quartiles) == (3, 6.0, (4.5, 7.5))


def test_all_figures_are_there_for_a_program_and_none_is_nan():
    views = [analyse(course_of(size).assignments[0]) for size in (30, 5)]
    told = json.loads(
        json.dumps(figures(views, paired_gain("a", "b", [(0, 1), (0, 0.5)])), allow_nan=False)
    )
    large, small = told["assignments"]
    assert large["mean"] == pytest.approx(views[0].mean)
    assert large["items"][0]["discrimination"] == views[0].items[0].discrimination
    assert {"alpha", "interval", "omega", "time", "certainty", "looks", "empty"} <= set(large)
    assert large["items"][0]["interval"] == list(views[0].items[0].interval)
    assert small["provisional"]
    assert all(item["discrimination"] is None for item in small["items"])
    assert told["gain"]["gain"] == 0.75
    assert "prompt" not in large["items"][0]


def test_a_small_class_is_told_why_a_figure_is_missing():
    page = page_of(course_of(29))
    assert "omega is not shown" in page
    assert "Discrimination is not shown" in page
