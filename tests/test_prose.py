"""Reading level, probability words, minutes and the ground rules a program can check."""

from __future__ import annotations

import re

import pytest

from secondsource.families.choice import ChoiceItem
from secondsource.families.matrix import MatrixItem
from secondsource.packs.pack import load_pack
from secondsource.units import unit_names
from secondsource_grading.authoring import neutrality as rules
from secondsource_grading.authoring import readability as prose
from secondsource_grading.authoring.lessons import Lesson, Shown, read_lesson
from secondsource_grading.keys import load_keys


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("asked", 1),
        ("needed", 2),
        ("people", 2),
        ("people's", 2),
        ("table", 2),
        ("silence", 2),
        ("corroboration", 5),
        ("well-known", 2),
        ("Xi", 1),
        ("hmm", 1),
    ],
)
def test_syllables(word, count):
    assert prose.syllables(word) == count


def test_the_grade_is_kincaids_formula():
    """Ten words, two sentences, eleven syllables."""
    found = prose.level(["The cat sat on the mat. It saw a pony."])
    assert found.words == 10
    assert found.grade == pytest.approx(0.39 * 5 + 11.8 * 11 / 10 - 15.59)


def test_labels_do_not_make_a_text_look_easy():
    hard = "Institutional considerations notwithstanding, deliberations continued interminably."
    assert prose.level([hard, "Yes.", "No.", "Row"]) == prose.level([hard])


def test_long_sentences_of_long_words_are_too_hard():
    assert prose.level(["Notwithstanding institutional considerations, we deliberated."]).grade > 9


def test_an_empty_text_has_no_grade():
    assert prose.level([]) == prose.Level(0.0, 0)


def test_passages_keep_items_and_cells_apart():
    text = "# Title\n\nOne *two*\nthree.\n\n- four\n  five\n- six\n\n| a b | c |\n| --- | --- |\n"
    assert prose.passages(text) == ["One two three.", "four five", "six", "a b", "c"]


@pytest.mark.parametrize(
    "text",
    [
        "It will likely rain.",
        "This is very unlikely.",
        "It probably did.",
        "An almost certain sign (of what?).",
        "Likely.\n\nAnother paragraph has its range (55-80 %).",
    ],
)
def test_a_bare_probability_word_is_found(text):
    assert len(list(prose.bare_hedges([text]))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It is likely (55-80 %) to rain.",
        "It is very unlikely to rain (5 to 20 per cent).",
        'The article says "likely" here.',
        "Words such as *probably* are hedges.",
        "How likely is it? One is more likely than the other.",
        "The likelihood ratio is 8.",
    ],
)
def test_mentions_questions_and_ranges_are_let_pass(text):
    assert list(prose.bare_hedges([text])) == []


def test_minutes_count_the_lesson_its_readings_and_its_items():
    ring, pack = load_keys("02-omissions"), load_pack("power-crisis")
    bare = Lesson(read_lesson("02-omissions").file, 1, (), (), ())
    items = prose.minutes(bare, ring, pack)
    assert items > len(ring.unit.items) * 40 / 60
    said = Lesson(bare.file, 1, ("word " * 400,), (), ())
    assert prose.minutes(said, ring, pack) == pytest.approx(items + 2)
    whole = Lesson(bare.file, 1, (), (Shown("reading", ["A"], {}),), ())
    part = Lesson(bare.file, 1, (), (Shown("reading", ["A"], {"paragraphs": [2]}),), ())
    rows = Lesson(bare.file, 1, (), (Shown("facts", ["R001"], {}),), ())
    assert items < prose.minutes(part, ring, pack) < prose.minutes(whole, ring, pack)
    assert items < prose.minutes(rows, ring, pack)


@pytest.mark.parametrize("name", unit_names())
def test_every_unit_keeps_to_the_figures(name):
    ring, lesson = load_keys(name), read_lesson(name)
    for texts in (
        lesson.prose,
        [t for i in ring.unit.items for t in prose.item_texts(i)],
        [t for i in ring.unit.items for t in prose.key_texts(ring, i.id)],
    ):
        assert prose.level(p for t in texts for p in prose.passages(t)).grade <= prose.HARDEST
        assert not list(prose.bare_hedges(texts))
        assert not list(rules.judging_words(texts))
    assert prose.minutes(lesson, ring, load_pack(ring.unit.pack)) <= prose.LONGEST


def test_judging_words_are_found_in_our_voice_only():
    assert list(rules.judging_words(["The regime is at it again."]))
    assert not list(rules.judging_words(['The text has "regime" and *puppet*.']))


def test_an_option_that_stands_for_others_is_found():
    texts = ("All of the above", "None of these.", "Both of them say so in ¶3.", "A row.")
    item = ChoiceItem(
        id="x",
        family="choice",
        points=1,
        prompt="?",
        options=[{"id": f"o{n}", "text": t} for n, t in enumerate(texts)],
    )
    assert rules.bundled_options(item) == list(texts[:2])


def test_options_of_every_kind_are_looked_at():
    """A column that stands for others is no better than an option that does."""
    item = MatrixItem(
        id="x",
        family="matrix",
        points=1,
        prompt="?",
        rows=[{"id": f"r{n}", "text": f"Row {n}"} for n in range(2)],
        columns=[{"id": "a", "text": "One"}, {"id": "b", "text": "All of the above"}],
    )
    assert rules.bundled_options(item) == ["All of the above"]


def test_the_course_keeps_to_the_rules_on_items():
    rings = [load_keys(name) for name in unit_names()]
    low, high = rules.GRADED
    assert low <= len(rules.counted_items(rings)) <= high
    supported, judged = rules.supported_share(rings)
    assert rules.SUPPORTED[0] <= supported / judged <= rules.SUPPORTED[1]
    assert not rules.longest_keys(rings).too_often
    for tally in rules.key_positions(rings).values():
        assert not tally.too_often
        assert not tally.too_seldom


def test_a_tally_tells_chance_from_habit():
    assert rules.Tally(30, 20, 4, 60).too_often
    assert rules.Tally(10, 20, 4, 60).too_seldom
    assert not rules.Tally(24, 20, 4, 60).too_often


def test_the_syllabus_has_the_units_as_they_are(root):
    """Minutes as the lesson promises them, graded items and points as the gradebook has them."""
    text = (root / "course" / "syllabus.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| 0")]
    found = {row[0]: (int(row[2]), int(row[3]), float(row[4])) for row in rows}
    expected = {}
    for name in unit_names():
        graded = [i for i in load_keys(name).unit.items if i.counts]
        expected[name] = (len(graded), sum(i.points for i in graded))
    assert {name: row[1:] for name, row in found.items()} == expected
    assert all(found[name][0] >= read_lesson(name).minutes for name in found)
    assert f"{sum(points for _, points in expected.values()):g}" in text


def test_the_guide_has_a_section_for_every_unit(root):
    """And every item it names is an item of that unit."""
    text = (root / "course" / "instructor-guide.md").read_text("utf-8")
    sections = text.split("\n## If you teach this: unit ")[1:]
    assert [s[0] for s in sections] == [name[1] for name in unit_names()]
    for name, section in zip(unit_names(), sections, strict=True):
        ids = {i.id for i in load_keys(name).unit.items}
        prefix = next(iter(ids)).split("-", maxsplit=1)[0]
        assert set(re.findall(rf"`({prefix}-[a-z0-9-]+)`", section)) <= ids
        for part in ("**Time.**", "**Common misreadings.**", "**To talk about.**", "**In 30 min"):
            assert part in section, name
