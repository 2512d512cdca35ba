"""Scores: the rules all families keep, and the rule of each."""

from __future__ import annotations

import inspect
import json
import math
import re
import statistics
import subprocess
import sys
from random import Random

import networkx as nx
import pytest
from helpers.examples import examples
from helpers.samples import COMMON, NOTE, SAMPLES, ids_of, key_of, make, notes, options
from hypothesis import given
from hypothesis import strategies as st

from secondsource.errors import ContentError
from secondsource.families import FAMILIES
from secondsource.families.bayes import BayesItem
from secondsource.families.budget import BudgetItem
from secondsource.families.choice import ChoiceItem
from secondsource.families.cite import CiteItem
from secondsource.families.graph import GraphItem
from secondsource.families.matrix import MatrixItem
from secondsource.families.number import NumberItem
from secondsource.families.order import OrderItem
from secondsource.families.probability import ProbabilityItem
from secondsource.families.select import SelectItem
from secondsource.families.spans import SpansItem
from secondsource.families.two_tier import TwoTierItem
from secondsource.scoring import KEYS, Check, ContestedKey, score
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.feedback import STAGES, feedback_html
from secondsource.scoring.graph import closure

SCORED = sorted(name for name, family in FAMILIES.items() if not family.by_hand)

CASES = examples(60)


def drawn(data, family):
    sample = SAMPLES[family]
    item, key = data.draw(sample.pairs)
    return sample, item, key, data.draw(sample.answers(item, key))


def test_every_family_has_a_scorer():
    """A family without a scorer could be asked and never graded."""
    assert set(KEYS) == set(FAMILIES)
    assert not [name for name, key in KEYS.items() if inspect.isabstract(key)]


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data())
@CASES
def test_the_key_earns_everything_and_a_blank_nothing(family, data):
    _, item, key, _ = drawn(data, family)
    full, blank = score(item, key, key.full(item)), score(item, key, None)
    assert (full.share, full.points, full.state) == (1, item.points, "scored")
    assert (blank.share, blank.points, blank.state) == (0, 0, "blank")
    assert score(item, key, item.blank()) == blank


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data())
@CASES
def test_scores_are_bounded_finite_and_pure(family, data):
    """A score lies between nothing and everything, and is the same when asked again."""
    _, item, key, raw = drawn(data, family)
    verdict = score(item, key, raw)
    assert math.isfinite(verdict.share)
    assert 0 <= verdict.share <= 1
    assert 0 <= verdict.points <= item.points == verdict.out_of
    assert verdict.points == pytest.approx(verdict.share * item.points, abs=1e-4)
    assert verdict.reason
    assert score(item, key, raw) == verdict
    if verdict.state != "refused":  # a learner reads it at the head of what *Check* says
        assert re.fullmatch(r"[A-Z0-9].*[.]", verdict.reason)


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data(), seed=st.integers(0, 999))
@CASES
def test_scores_do_not_depend_on_order(family, data, seed):
    """Options, rows and entries in another order give the same score."""
    sample, item, key, raw = drawn(data, family)
    other, value = sample.shuffled(item, raw, Random(seed))  # noqa: S311 - a test
    assert score(other, key, value).share == pytest.approx(score(item, key, raw).share, abs=1e-12)


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data())
@CASES
def test_improving_a_part_never_lowers_the_score(family, data):
    sample, item, key, raw = drawn(data, family)
    before = score(item, key, raw)
    for better in sample.better(item, key, item.parse(raw)):
        after = score(item, key, better)
        assert after.state != "refused"
        assert after.share >= before.share - 1e-12, (raw, better)


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data())
@examples(15)
def test_a_misfit_is_refused_not_scored(family, data):
    """What does not fit the item gets no points, a reason, and no marks that tell the key."""
    sample, item, key, _ = drawn(data, family)
    for raw in sample.misfits:
        verdict = score(item, key, raw)
        assert (verdict.share, verdict.points, verdict.state) == (0, 0, "refused")
        assert verdict.reason.startswith("Not scored: ")
        assert not verdict.marks.by_part


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data())
@examples(15)
def test_guesses_and_strategies_fit_the_item(family, data):
    """The check on guessing would prove nothing with answers that are refused."""
    _, item, key, _ = drawn(data, family)
    rng = Random(1)  # noqa: S311 - a test
    for raw in [*key.strategies(item).values(), *(key.guess(item, rng) for _ in range(5))]:
        assert score(item, key, raw).state in ("scored", "blank")


# What stands with the scorer: counts for a report, answers of invented learners.


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data())
@examples(15)
def test_a_class_that_answers_like_the_key_has_no_wrong_pick(family, data):
    _, item, key, _ = drawn(data, family)
    for question in key.tally(item, [item.parse(key.full(item))] * 3):
        assert all(o.count == (3 if o.right else 0) for o in question.options)


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data(), seed=st.integers(0, 99))
@examples(15)
def test_a_class_that_guesses_is_counted(family, data, seed):
    """Each option that somebody picked is counted, with an answer in which it was picked."""
    _, item, key, _ = drawn(data, family)
    rng = Random(seed)  # noqa: S311 - a test
    values = [item.parse(key.guess(item, rng)) for _ in range(25)]
    values = [v for v in values if not item.is_blank(v)]
    questions = key.tally(item, values)
    for question in questions:
        assert question.answered <= len(values)
        for option in question.options:
            assert 0 <= option.count <= question.answered
            assert option.example in values or not (option.count and option.part)
    picked = sum(len(ids) for v in values for ids in item.picks(v).values())
    if item.option_groups():
        assert sum(o.count for q in questions for o in q.options) == picked


@pytest.mark.parametrize("family", sorted(FAMILIES))
@given(data=st.data())
@examples(10)
def test_answers_to_a_contested_item_are_counted_and_none_is_right(family, data):
    _, item, _, raw = drawn(data, family)
    item = item.model_copy(update={"contested": True})
    key = ContestedKey.model_validate(
        COMMON | {"item": item.id, "readings": [{"reading": "one", "why": NOTE}] * 2}
    )
    value = item.parse(raw)
    counted = key.tally(item, [value] * 2)
    options = [o for q in counted for o in q.options if o.count]
    assert all(o.count == 2 and not o.right for o in options)
    assert options or item.is_blank(value)


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data(), seed=st.integers(0, 99))
@examples(15)
def test_an_invented_answer_fits_and_comes_again(family, data, seed):
    _, item, key, _ = drawn(data, family)
    one, again = (key.invent(item, Attempt("ann", 0.5, item.id, seed)) for _ in range(2))
    assert score(item, key, one).state in ("scored", "blank")
    assert one == again


@pytest.mark.parametrize("family", SCORED)
@given(data=st.data())
@examples(3)
def test_able_learners_are_invented_with_better_answers(family, data):
    _, item, key, _ = drawn(data, family)
    able, unable = (
        statistics.fmean(
            score(item, key, key.invent(item, Attempt(f"l{n}", ability, item.id, 1))).share
            for n in range(60)
        )
        for ability in (4, -4)
    )
    assert able > unable


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - set(SCORED)))
@given(data=st.data())
@examples(15)
def test_what_is_written_is_never_scored(family, data):
    """A written answer is graded by a person; a programme that tries is stopped."""
    _, item, key, raw = drawn(data, family)
    verdict, blank = score(item, key, raw), score(item, key, None)
    assert (blank.state, blank.points) == ("blank", 0)
    expected = "blank" if item.is_blank(item.parse(raw)) else "by hand"
    assert (verdict.state, verdict.points) == (expected, 0)
    with pytest.raises(ContentError, match="graded by hand"):
        key.share(item, item.parse(raw))


# The rules of the course's table, by example.


def share(item, key, raw):
    return score(item, key, raw).share


def test_choice_is_all_or_nothing():
    item = make(ChoiceItem, "choice", options=options(4))
    key = key_of(item, answer="o2", feedback=notes(["o0", "o1", "o2", "o3"]))
    assert [share(item, key, o) for o in ("o0", "o1", "o2", "o3")] == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("answer", "places", "expected"),
    [
        ("o0", ["p0", "p1"], 1),
        ("o0", ["p0", "p1", "p2"], 1),
        ("o0", ["p0"], 2 / 3),
        ("o0", ["p0", "p2"], 0.25),
        ("o0", ["p0", "p2", "p3"], 0),
        ("o0", ["p2"], 0),
        ("o0", [], 0),
        ("o1", ["p0", "p1"], 0),
        (None, ["p0", "p1"], 0),
    ],
)
def test_cite_pays_an_answer_only_with_the_places_that_decide_it(answer, places, expected):
    ids = [f"p{n}" for n in range(5)]
    item = make(CiteItem, "cite", options=options(3), places=options(5, "p"), most=3)
    key = key_of(
        item,
        answer="o0",
        places=[["p0", "p1"]],
        feedback={
            "options": notes(["o0", "o1", "o2"]),
            "places": notes(ids),
        },
    )
    verdict = score(item, key, {"answer": answer, "places": places})
    assert verdict.share == pytest.approx(expected)
    told = "counts only with a place" in verdict.reason
    assert told == (answer == "o0" and not {"p0", "p1"} & set(places))


def test_cite_speaks_of_one_place_as_one():
    item = make(CiteItem, "cite", options=options(3), places=options(5, "p"), most=3)
    given = {"options": notes(["o0", "o1", "o2"]), "places": notes([f"p{n}" for n in range(5)])}
    key = key_of(item, answer="o0", places=[["p0"]], feedback=given)
    told = score(item, key, {"answer": "o0", "places": ["p0", "p1"]}).reason
    assert "You have the place that decides it, and 1 that does not." in told


@pytest.mark.parametrize(
    ("answer", "reason", "expected"),
    [
        ("a0", "w0", 1),
        ("a0", "w1", 0.4),
        ("a0", None, 0.4),
        ("a1", "w0", 0),
        ("a1", "w1", 0),
        (None, "w0", 0),
    ],
)
def test_two_tier_pays_little_for_an_answer_without_its_reason(answer, reason, expected):
    item = make(
        TwoTierItem,
        "two-tier",
        options=options(2, "a"),
        reason_prompt="Why?",
        reasons=options(3, "w"),
    )
    key = key_of(
        item,
        answer={"answer": "a0", "reason": "w0"},
        feedback={"answer": notes(["a0", "a1"]), "reason": notes(["w0", "w1", "w2"])},
    )
    assert share(item, key, {"answer": answer, "reason": reason}) == expected


@pytest.mark.parametrize(
    ("picked", "expected"),
    [
        ("", 0),
        ("012", 1),
        ("01", 2 / 3),
        ("0123", 1 - 1 / 3),
        ("03", 0),
        ("345", 0),
        ("012345", 0),
        ("01345", 0),
    ],
)
def test_select_takes_false_picks_off_the_hits(picked, expected):
    """max(0, hits/positives - false/negatives); all or none is worth nothing."""
    item = make(SelectItem, "select", options=options(6))
    key = key_of(item, answer=["o0", "o1", "o2"], feedback=notes([f"o{n}" for n in range(6)]))
    assert share(item, key, [f"o{n}" for n in picked]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("hits", "expected"), [(6, 1), (5, 0.75), (4, 0.5), (3, 0.25), (2, 0), (0, 0)]
)
def test_matrix_is_corrected_for_guessing_after_averaging(hits, expected):
    """max(0, (hits/rows - 1/k) / (1 - 1/k)): with three columns two of six rows are chance."""
    item = make(MatrixItem, "matrix", rows=options(6, "r"), columns=options(3, "c"))
    rows = [f"r{n}" for n in range(6)]
    key = key_of(
        item,
        answer=dict.fromkeys(rows, "c0"),
        feedback={"rows": notes(rows), "columns": notes(["c0", "c1", "c2"])},
    )
    raw = {r: "c0" if n < hits else "c1" for n, r in enumerate(rows)}
    assert share(item, key, raw) == pytest.approx(expected)
    open_rows = {r: "c0" for n, r in enumerate(rows) if n < hits}
    assert share(item, key, open_rows) == pytest.approx(expected)


def test_rows_that_are_right_and_earn_nothing_are_explained(lab_keyring):
    """One of three rows is what guessing gets, so it earns 0: the page says by what rule."""
    rule = "Rows count only beyond what guessing would get right, which is one in 3."
    raw = {"rain": "baker", "wind": "nobody", "snow": "baker"}
    verdict = score(*lab_keyring["lab-grid"], raw)
    shown = {stage: feedback_html(lab_keyring, verdict, raw, stage) for stage in STAGES}
    assert all("0 of 3 points." in html for html in shown.values())
    assert [stage for stage, html in shown.items() if rule in html] == ["parts", "full"]
    assert "You have 1 of 3 rows right." in shown["parts"]
    right = {"rain": "baker", "wind": "fisher", "snow": "nobody"}
    whole = score(*lab_keyring["lab-grid"], right)
    assert rule not in feedback_html(lab_keyring, whole, right, "full")


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (14, "days", 1),
        (14.5, "days", 1),
        (14.51, "days", 0),
        (2, "weeks", 1),
        (14, "weeks", 0.5),
        (14, None, 0.5),
        (140, "days", 0.5),
        (1.4, "days", 0.5),
        (14000, "days", 0.5),
        (140000, "days", 0),
        (140, "weeks", 0),
        (-14, "days", 0),
        (0, "days", 0),
        (None, "days", 0),
    ],
)
def test_number_pays_half_for_one_slip(amount, unit, expected):
    item = make(
        NumberItem,
        "number",
        label="How long",
        units=[{"id": "days", "text": "days"}, {"id": "weeks", "text": "weeks"}],
    )
    key = key_of(
        item,
        answer={"amount": 14, "unit": "days", "tolerance": 0.5},
        also=[{"amount": 2, "unit": "weeks"}],
        feedback=dict.fromkeys(("right", "unit", "magnitude", "wrong"), NOTE),
    )
    assert share(item, key, {"amount": amount, "unit": unit}) == expected


@pytest.mark.parametrize(("amount", "expected"), [(0, 1), (0.5, 1), (5, 0), (100, 0), (-3, 0)])
def test_no_amount_is_off_by_a_factor_of_ten_from_nothing(amount, expected):
    """A tolerance around 0 would otherwise pay half for anything up to a thousand times it."""
    units = [{"id": "percent", "text": "percent"}]
    item = make(NumberItem, "number", label="How much", units=units)
    key = key_of(
        item,
        answer={"amount": 0, "unit": "percent", "tolerance": 0.5},
        feedback=dict.fromkeys(("right", "unit", "magnitude", "wrong"), NOTE),
    )
    assert share(item, key, {"amount": amount, "unit": "percent"}) == expected


def spans(*answer):
    text = "one two three four five six seven eight nine ten"
    item = make(SpansItem, "spans", by="word", source="invented", paragraphs=[text])
    phrases = {p for marking in answer for p in marking}
    return item, key_of(
        item, answer=list(answer), feedback={"phrases": notes(phrases), "extra": NOTE}
    )


def test_spans_are_full_from_four_fifths():
    """Token F1 of .8 or more is full: where a phrase ends is a matter of taste."""
    item, key = spans(["two three"])
    assert share(item, key, [1, 2]) == 1
    assert share(item, key, [1, 2, 3]) == 1  # F1 = .8
    assert 0 < share(item, key, [1, 2, 3, 4]) < 1
    assert share(item, key, list(range(10))) == 0
    assert share(item, key, [8, 9]) == 0


def test_spans_take_the_best_accepted_marking():
    item, key = spans(["two"], ["six seven"])
    assert share(item, key, [1]) == share(item, key, [5, 6]) == 1


def graph(*answer):
    item = make(GraphItem, "graph", relation="relies on", nodes=options(5, "n"))
    return item, key_of(item, answer=answer, feedback={"edges": notes(answer), "extra": NOTE})


def test_graph_leaves_out_what_follows():
    """An arrow that follows from two others neither helps nor hurts; direction counts."""
    item, key = graph("n0>n1", "n1>n2", "n3>n2")
    right = [["n0", "n1"], ["n1", "n2"], ["n3", "n2"]]
    assert share(item, key, right) == 1
    assert share(item, key, [*right, ["n0", "n2"]]) == 1
    assert share(item, key, [["n0", "n2"]]) == 0
    assert share(item, key, [[b, a] for a, b in right]) == 0
    assert 0 < share(item, key, right[:2]) < 1
    assert share(item, key, [*right, ["n4", "n0"]]) < 1


NODES = st.sampled_from("abcdef")


@given(st.sets(st.tuples(NODES, NODES)))
def test_what_follows_from_arrows_is_what_networkx_says(edges):
    graph = nx.transitive_closure(nx.DiGraph(sorted(edges)))
    assert closure(edges) == {(a, b) for a, b in graph.edges if a != b}


def order_item(order, aside=()):
    item = make(OrderItem, "order", events=options(5, "e"))
    key = key_of(
        item,
        answer={"order": order, "aside": list(aside)},
        feedback=notes([f"e{n}" for n in range(5)]),
    )
    return item, key


def test_order_counts_pairs():
    """One swap of neighbours costs two of ten pairs; upside down is nothing."""
    item, key = order_item([["e0"], ["e1"], ["e2"], ["e3"], ["e4"]])

    def laid(text):
        return share(item, key, {"order": [f"e{n}" for n in text], "aside": []})

    assert laid("01234") == 1
    assert laid("10234") == pytest.approx(0.8)
    assert laid("43210") == 0
    assert laid("01") == pytest.approx(0.1)


def test_order_leaves_ties_open_and_wants_the_open_ones_aside():
    item, key = order_item([["e0"], ["e1", "e2"], ["e3"]], aside=["e4"])
    for middle in (["e1", "e2"], ["e2", "e1"]):
        assert share(item, key, {"order": ["e0", *middle, "e3"], "aside": ["e4"]}) == 1
    placed = {"order": ["e0", "e1", "e2", "e3", "e4"], "aside": []}
    assert share(item, key, placed) < 0.5
    assert share(item, key, {"order": [], "aside": [f"e{n}" for n in range(5)]}) == 0


@pytest.mark.parametrize(("percent", "expected"), [(100, 1), (80, 0.96), (50, 0.75), (0, 0)])
def test_probability_is_the_brier_score(percent, expected):
    item = make(ProbabilityItem, "probability", proposition="It came true")
    notes_ = dict.fromkeys(("high", "even", "low"), NOTE)
    true, false = (key_of(item, answer=a, feedback=notes_) for a in (True, False))
    assert share(item, true, percent) == pytest.approx(expected)
    assert share(item, false, 100 - percent) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ([("s0", 60), ("s1", 40)], 1),  # whichever sources tell something, in any order
        ([("s1", 49.5), ("s0", 50)], 1),  # however far the move is
        ([("s0", 60)], 0.5),
        ([("s0", 60), ("s2", 60)], 0.5),  # a look at what tells nothing is spent
        ([("s0", 60), ("s2", 70)], 0),  # and whoever is moved by it loses one
        ([("s0", 60), ("s1", 80)], 0),
        ([("s0", 50), ("s1", 40)], 0.5),  # not moved: nothing earned, nothing lost
        ([("s0", 60), ("s1", None)], 0.5),
        ([("s0", 40), ("s1", 60)], 0),
    ],
)
def test_budget_counts_looks_that_tell_and_moves_that_follow(path, expected):
    sources = [{**o, "shows": {**o, "text": "Seen."}} for o in options(4, "s")]
    item = make(BudgetItem, "budget", proposition="So", budget=2, sources=sources)
    ways = {"s0": "up", "s1": "down", "s2": "none", "s3": "none"}
    key = key_of(item, answer=ways, feedback=notes(ways))
    looks = [{"look": name, "chance": chance} for name, chance in path]
    assert share(item, key, {"start": 50, "looks": looks}) == expected


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        (("up", "up", "down", "down"), "no source has the direction none"),
        (("up", "up", "up", "none"), "no source has the direction down"),
        (("up", "down", "none"), "answer must be given for"),
    ],
)
def test_a_budget_that_pays_one_who_only_rises_is_refused(ways, words):
    sources = [{**o, "shows": {**o, "text": "Seen."}} for o in options(4, "s")]
    item = make(BudgetItem, "budget", proposition="So", budget=2, sources=sources)
    answer = {f"s{n}": way for n, way in enumerate(ways)}
    with pytest.raises(ContentError, match=words):
        key_of(item, answer=answer, feedback=notes(ids_of(item.sources)))


def bayes(answer="raises"):
    what_if = {"text": "Suppose it were common.", "if_false": 60}
    item = make(BayesItem, "bayes", statement="So", evidence="Seen", what_if=what_if)
    return item, key_of(
        item,
        answer=answer,
        feedback=dict.fromkeys(("direction", "coherence", "reaction"), NOTE),
    )


@pytest.mark.parametrize("prior", [0, 1, 5, 30, 50, 90, 99, 100])
def test_bayes_never_judges_the_size_of_a_belief(prior):
    """Whoever starts from any chance and follows the rule gets full marks."""
    item, key = bayes()
    after = 100 * prior * 60 / (prior * 60 + (100 - prior) * 20)
    value = {"prior": prior, "if_true": 60, "if_false": 20, "after": after, "what_if": prior}
    assert share(item, key, value) == 1


def test_bayes_reads_likelihoods_by_their_ratio():
    """0 and nearly 0 were taken for alike, and a chance that follows from them lost points."""
    item, key = bayes("leaves")
    raw = {"prior": 1, "if_true": 0, "if_false": 7e-224, "after": 1, "what_if": None}
    stayed, followed = (score(item, key, {**raw, "after": after}).share for after in (1, 0))
    assert followed >= stayed


def test_bayes_lets_a_small_move_be_rounded_away():
    """From 2 % the rule leads to 2.4 %; whoever can only say whole percents says 2 %."""
    item, key = bayes()
    value = {"prior": 2, "if_true": 60, "if_false": 50, "after": 2, "what_if": 2}
    assert share(item, key, value) == 1
    assert share(item, key, {**value, "after": 1}) < 1
    assert share(item, key, {**value, "prior": 50, "after": 50}) < 1


def test_bayes_wants_direction_coherence_and_reaction():
    item, key = bayes()
    good = {"prior": 50, "if_true": 60, "if_false": 20, "after": 75, "what_if": 50}
    assert share(item, key, good) == 1
    assert share(item, key, {**good, "after": 60}) == pytest.approx(0.6)
    assert share(item, key, {**good, "what_if": 95}) == pytest.approx(0.7)
    assert share(item, key, {**good, "what_if": 65}) == pytest.approx(0.85)
    assert share(item, bayes("lowers")[1], good) < 0.25


def test_a_check_in_evidence_is_data():
    """Evidence that computes is read from YAML as it stands."""
    evidence = (
        KEYS["choice"]
        .model_validate(
            COMMON
            | {
                "item": "a",
                "answer": "b",
                "feedback": {"b": NOTE},
                "evidence": [{"check": "weekday", "args": ["2026-01-24"], "equals": "Saturday"}],
            }
        )
        .evidence
    )
    assert isinstance(evidence[0], Check)


def test_why_an_item_matters_is_told_with_the_explanation_and_not_before(lab_keyring):
    """Such a line often says what the answer is: it stood below questions nobody had answered."""
    asked = [lab_keyring[i.id] for i in lab_keyring.unit.items if i.why and i.id in lab_keyring]
    assert asked
    for item, key in asked:
        value = item.blank()
        before = json.dumps(item.page_data()) + item.question_html() + item.static_html(value)
        verdict = score(item, key, None)
        told = {stage: feedback_html(lab_keyring, verdict, None, stage) for stage in STAGES}
        assert item.why not in before + told["score"] + told["parts"]
        assert told["full"].count(item.why) == 1


def test_scoring_needs_no_heavy_library():
    """The same scorers run in a page of the browser, where every megabyte is waited for."""
    code = (
        "import sys, secondsource.families, secondsource.scoring, secondsource.scoring.keys, "
        "secondsource.scoring.feedback\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(result.stdout.split())
    assert "secondsource" in loaded
    heavy = {"IPython", "anywidget", "ipywidgets", "jupyter_core", "matplotlib", "nbformat"}
    heavy |= {"jupyter_client", "jupyter_server", "jupyterlab", "networkx", "numpy", "traitlets"}
    assert loaded & heavy == set()
