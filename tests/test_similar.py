"""Submissions alike in their wrong answers: chance alone is told as chance, a copy stands out."""

import json
from collections import Counter
from itertools import permutations, product
from math import comb

import numpy as np
import pytest
from click.testing import CliRunner
from helpers.classroom import FULL, HALF, LAB, UNIT
from scipy import stats
from test_report import course_of

from secondsource.recording.responses import Response
from secondsource_grading.cli import main
from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.similarity import alike, wrong_answers
from secondsource_grading.similarity.pairs import STEP, _pair, chance
from secondsource_grading.similarity.telling import MEANING, sentences
from secondsource_grading.similarity.wrong import asked_unit


def a_class(students, items, rng, options=6):
    """Students who answer by themselves: items differ in how hard, options in how tempting."""
    able = rng.normal(size=students)
    wrong = {f"s{n:04}": {} for n in range(students)}
    for item in range(items):
        hard = rng.normal()
        tempting = rng.dirichlet(np.ones(options))
        for name, ability in zip(wrong, able, strict=True):
            if rng.random() < 1 / (1 + np.exp(ability - hard)):
                wrong[name][f"i{item}"] = f"o{rng.choice(options, p=tempting)}"
    return wrong


def counts_of(wrong):
    counts = {}
    for answers in wrong.values():
        for item, answer in answers.items():
            counts.setdefault(item, Counter())[answer] += 1
    return counts


def test_the_chance_by_hand():
    """Two items; of the five who got each wrong 3 gave a and 2 gave b: of 20 pairs 6 and 2."""
    counts = [Counter(a=3, b=2)] * 2
    one, other = round(-np.log(3 / 5), 2), round(-np.log(2 / 5), 2)
    a, b = 6 / 20, 2 / 20
    assert chance(counts, 0) == pytest.approx(1)
    assert chance(counts, 2 * other) == pytest.approx(b * b)
    assert chance(counts, one + other) == pytest.approx(b * b + 2 * a * b)
    assert chance(counts, other) == pytest.approx(1 - (1 - b) ** 2 + a * a * (2 * one >= other))


def test_the_chance_is_that_of_answers_dealt_out_anew():
    """All ways to deal out two items' wrong answers to four, and how often two share as much."""
    hands = [sorted(set(permutations("aabc"))), sorted(set(permutations("aaab")))]
    counts = [Counter("aabc"), Counter("aaab")]
    weights = [{a: round(-np.log(c / 4), 2) for a, c in count.items()} for count in counts]
    totals = [
        sum(w[hand[0]] for w, hand in zip(weights, dealt, strict=True) if hand[0] == hand[1])
        for dealt in product(*hands)
    ]
    for at in sorted(set(totals)):
        assert chance(counts, at) == pytest.approx(np.mean([t >= at - 1e-9 for t in totals]))


def test_where_all_wrong_answers_are_equally_rare_it_is_the_binomial():
    """Error-similarity analysis as it was published: the number of equal errors is binomial."""
    counts = [Counter(a=5, b=5, c=5, d=5)] * 9
    weight = round(-np.log(1 / 4), 2)
    for shared in range(10):
        expected = stats.binom.sf(shared - 1, 9, 4 * 20 / 380)
        assert chance(counts, shared * weight) == pytest.approx(expected)


def test_the_chances_of_students_who_work_alone_are_uniform():
    """Disjoint pairs of a large class; ties are broken at random, as for any discrete test."""
    rng = np.random.default_rng(5)
    wrong = a_class(600, 30, rng)
    counts = counts_of(wrong)
    names = list(wrong)
    drawn = []
    for one, other in zip(names[::2], names[1::2], strict=True):
        pair = _pair(wrong, counts, 1, one, other)
        both = [counts[i] for i in wrong[one].keys() & wrong[other].keys()]
        total = sum(round(-np.log(s.given / s.wrong), 2) for s in pair.shared)
        above = chance(both, total + STEP)
        drawn.append(above + rng.random() * (pair.chance - above))
    assert stats.kstest(drawn, "uniform").pvalue > 0.01
    assert np.mean(np.array(drawn) < 0.05) == pytest.approx(0.05, abs=0.03)


def test_classes_that_work_alone_have_no_pairs_and_a_copied_page_is_found():
    rng = np.random.default_rng(3)
    falsely = 0
    found = 0
    for _ in range(12):
        wrong = a_class(30, 20, rng)
        falsely += bool(alike(wrong).found)
        source = max(wrong, key=lambda name: len(wrong[name]))
        wrong["copy"] = dict(wrong[source])
        pairs = alike(wrong)
        assert pairs.pairs == comb(31, 2)
        found += any(set(p.students) == {"copy", source} for p in pairs.found)
    # At most one class in twenty, if that; the share is bounded, not hit.
    assert falsely <= 2
    assert found == 12


def test_a_large_class_is_compared_in_blocks_and_the_copy_stands_first():
    rng = np.random.default_rng(8)
    wrong = a_class(1300, 20, rng, options=40)
    wrong["zz"] = dict(wrong["s0700"])
    first = alike(wrong).found[0]
    assert first.students == ("s0700", "zz")
    assert first.both_wrong == len(first.shared) == len(wrong["zz"])


def similar_course():
    """Thirty students of whom two have the same odd answers to three items."""
    course = course_of(30)
    unit = course.assignments[0]
    odd = {
        "om-days-known": {"amount": 41.5, "unit": "weeks"},
        "om-scan-two": None,
        "om-session-twice": None,
    }
    from secondsource_grading.keys import load_keys

    keyring = load_keys(unit.unit)
    for name in ("om-scan-two", "om-session-twice"):
        item, key = keyring[name]
        groups = item.option_groups()
        odd[name] = {
            g.name: next(o.id for o in g.options if o.id != key.answer[g.name]) for g in groups
        }
    for submission in unit.submissions[4:6]:
        for name, value in odd.items():
            submission.responses[name] = Response(value, 1.0)
    return course


def test_the_words_judge_nobody_and_right_and_empty_pages_are_not_alike():
    course = similar_course()
    asked = asked_unit(course, "03-not-there")
    found = alike(wrong_answers(asked))
    told = "\n".join(sentences(found))
    one, other = (s.student for s in asked.submissions[4:6])
    assert f"{one} and {other}: of the " in told
    assert "41.5" in told
    assert MEANING in told
    for word in ("cheat", "copied", "copier", "guilty", "suspect", "plagiar", "dishonest"):
        assert word not in told.lower()
    with pytest.raises(GradebookError, match="no graded unit is called '04-silence'"):
        asked_unit(course, "04-silence")


def test_the_command_compares_a_graded_course(course):
    course.answer("ann", FULL)
    course.answer("bea", HALF)
    course.answer("cleo", HALF)
    course.autograde()
    asked = ["similar", UNIT, "--course", str(course.root), "--keys", str(LAB / "keys")]
    run = CliRunner().invoke(main, asked)
    assert run.exit_code == 0, run.output
    # Two equal pages of three: all who got these wrong wrote the same, which tells nothing.
    assert "no pair is more alike than chance explains" in run.output
    told = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)
    assert (told["students"], told["pairs"], told["items"], told["found"]) == (3, 3, 4, [])
