"""Reading level, probability words and the ground rules a program can check."""

from __future__ import annotations

import pytest

from secondsource.families.choice import ChoiceItem
from secondsource.families.matrix import MatrixItem
from secondsource_grading.authoring import neutrality as rules
from secondsource_grading.authoring import readability as prose


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
    ("text", "found"),
    [
        ("> quoted\n> words", ["quoted words"]),
        ("1. one\n\n   more\n2. two", ["one", "more", "two"]),
        ("Text:\n- an item", ["Text:", "an item"]),
        ("Title\n=====\n\nText.", ["Text."]),
        ("```python\na = 1\n```\n\n    b = 2\n\nText `c`.", ["Text c."]),
        ("---\ntitle: x\n---\n\nText.\n\n---\n\nMore.", ["Text.", "More."]),
        ("A \\* star | and a bar", ["A * star | and a bar"]),
    ],
)
def test_passages_are_what_markdown_says(text, found):
    assert prose.passages(text) == found


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


def test_judging_words_are_found_in_our_voice_only():
    assert list(rules.judging_words(["The regime is at it again."]))
    assert not list(rules.judging_words(['The text has "regime" and *puppet*.']))


def test_slogans_and_stock_openings_are_found_where_they_are_ours():
    assert rules.slogans(["It proves nothing, as the site takes sides."]) == [
        "proves nothing",
        "takes sides",
    ]
    assert not rules.slogans(['It calls the film "propaganda".', "The side that takes part."])
    assert rules.stock_openings(["Tempting, but R005 is later.", "Right where both are."]) == [
        "Tempting",
        "Right where",
    ]
    assert not rules.stock_openings(["The dates look alike, and it takes a day to see why."])


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


def test_a_tally_tells_chance_from_habit():
    assert rules.Tally(30, 20, 4, 60).too_often
    assert rules.Tally(10, 20, 4, 60).too_seldom
    assert not rules.Tally(24, 20, 4, 60).too_often
