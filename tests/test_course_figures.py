"""The figures of a course: families, workload, and answers that are given away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secondsource.packs.pack import load_pack
from secondsource_grading.authoring.course import CourseFile
from secondsource_grading.authoring.course_figures import check_mixture, check_tells, check_workload
from secondsource_grading.authoring.families import examples
from secondsource_grading.authoring.lessons import read_lesson
from secondsource_grading.authoring.readability import short_share
from secondsource_grading.authoring.workload import Workload, decisions, workload
from secondsource_grading.keys import load_keys

FIGURES = {"graded_items": [1, 9], "supported_share": [0, 1], "families_a_unit": 1}


def only(*families, prompt=None, name="50-small"):
    """The examples of some families, as a unit."""
    keyring = examples()
    items = tuple(i for i in keyring.unit.items if i.family in families)
    if prompt:
        items = tuple(i.model_copy(update={"prompt": prompt}) for i in items)
    keys = {i.id: keyring.keys[i.id] for i in items}
    return replace(keyring, unit=replace(keyring.unit, name=name, items=items), keys=keys)


def test_too_many_grids_and_picks_are_told_with_their_limits():
    course = CourseFile.model_validate({**FIGURES, "picked_share": 0.5, "grid_share": 0.25})
    found = check_mixture("families", [only("matrix", "choice", "spans")], course)
    assert len(found.problems) == 2
    assert "2 of 3 graded items are one-of-k" in found.problems[0]
    assert "1 of 3 graded items are grids" in found.problems[1]
    assert not check_mixture("families", [only("spans", "graph")], course).problems


def test_a_prompt_that_names_only_the_right_unit_is_told():
    keyring = only("number")
    (item,) = keyring.unit.items
    right = next(u.text for u in item.units if u.id == keyring.keys[item.id].full(item)["unit"])
    (problem,) = check_tells(
        "tells", [only("number", prompt=f"How many {right} were it?")]
    ).problems
    assert item.id in problem
    assert right in problem
    both = " or ".join(u.text for u in item.units)
    assert not check_tells("tells", [only("number", prompt=f"How many {both}?")]).problems


def test_a_quantity_that_stands_in_another_unit_is_told():
    keyring = only("number", prompt="How much is it?")
    (item,) = keyring.unit.items
    amount = keyring.keys[item.id].full(item)["amount"]
    other = only("text", prompt=f"Think of {amount:g} again.", name="51-other")
    (problem,) = check_tells("tells", [keyring, other]).problems
    assert "51-other" in problem
    assert not check_tells("tells", [keyring, only("text", name="51-other")]).problems


def test_minutes_follow_the_formula():
    load = Workload(words=3000, considered=4, simple=8, texts=1)
    assert load.minutes == pytest.approx(20 + 3 + 2 + 6)
    assert load.decisions == 12


@pytest.mark.parametrize(
    ("family", "considered"),
    [("choice", 1), ("two-tier", 2), ("cite", 1), ("text", 0), ("pairs", 0)],
)
def test_decisions_of_a_family(family, considered):
    (item,) = only(family).unit.items
    found = decisions(item, examples().keys[item.id])
    assert found[0] == considered
    assert (found[1] > 0) == (family in ("cite", "pairs"))


def test_what_stands_under_more_is_not_counted(monkeypatch):
    from secondsource_grading.authoring import workload as module

    name = "03-not-there"
    keyring, lesson = load_keys(name), read_lesson(name)
    pack = load_pack(keyring.unit.pack)
    source = module.read_source(lesson.file)
    before = workload(lesson, keyring, pack)
    more = next(c for c in source.cells if c.source.startswith("## More"))
    more.source += "\n\n" + "word " * 500
    monkeypatch.setattr(module, "read_source", lambda _: source)
    assert workload(lesson, keyring, pack) == before
    source.cells[0].source += "\n\n" + "word " * 500
    assert workload(lesson, keyring, pack).words == before.words + 500


def test_a_place_of_a_text_shown_above_takes_time_but_is_not_read_anew(monkeypatch):
    from secondsource_grading.authoring import workload as module

    name = "02-agree-with-itself"
    keyring, lesson = load_keys(name), read_lesson(name)
    pack = load_pack(keyring.unit.pack)
    source = module.read_source(lesson.file)
    before = workload(lesson, keyring, pack)
    places = next(i for i in keyring.unit.items if i.id == "agr-two-silences").quoted_texts()
    assert before.again >= sum(map(module.count_words, places)) > 0
    whole = next(c for c in source.cells if c.source == 'article("A")')
    whole.source = 'article("B")'
    monkeypatch.setattr(module, "read_source", lambda _: source)
    without = workload(lesson, keyring, pack)
    assert without.again < before.again
    assert without.minutes < before.minutes  # B is shorter, and what was read again is read still


def test_the_test_of_a_unit_is_a_sitting_of_its_own():
    keyring, lesson = load_keys("11-on-your-own"), read_lesson("11-on-your-own")
    pack = load_pack(keyring.unit.pack)
    core, test = workload(lesson, keyring, pack), workload(lesson, keyring, pack, test=True)
    assert 20 < test.decisions < 40
    assert test.texts == 0
    assert core.texts == 1
    course = CourseFile.model_validate(
        {**FIGURES, "workload": {"decisions": core.decisions, "minutes": round(core.minutes)}}
    )
    found = check_workload("workload", [(keyring, lesson)], course)
    assert not found.problems
    assert f"and a test of {test.told}" in found.looked_at
    tight = CourseFile.model_validate({**FIGURES, "workload": {"minutes": 1}})
    problems = check_workload("workload", [(keyring, lesson)], tight).problems
    assert [p.split(" has ")[0] for p in problems] == [
        "the core of unit 11-on-your-own",
        "the test of unit 11-on-your-own",
    ]


def test_one_unit_may_ask_more_with_a_reason():
    course = CourseFile.model_validate(
        {
            **FIGURES,
            "workload": {"words": 100, "minutes": 5},
            "workload_exceptions": {"50-small": {"words": 200, "why": "It reads a whole text."}},
        }
    )
    assert course.workload_of("50-small").words == 200
    assert course.workload_of("50-small").minutes == 5
    assert course.workload_of("51-other").words == 100


def test_short_sentences_are_counted_without_labels():
    texts = [
        "This one has five words. Yes.",
        "| a head of a column | another head |\n| --- | --- |\n| no sentence either | nor this |",
        "This one has a good many more words than eight in it.",
    ]
    assert short_share(texts) == pytest.approx(0.5)
