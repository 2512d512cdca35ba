"""What the families that draw more than a list promise beyond being answered."""

from __future__ import annotations

from typing import Any

import pytest
from answers import ANSWERS, chance, event, node, shown, slide, token
from app import Notebook, wait_for
from playwright.sync_api import expect
from test_answering import cleared

pytestmark = pytest.mark.may_rerun(
    "measures where things stand, and fonts may come late on a busy machine"
)


def focused(exercise: Any) -> Any:
    """The element with the focus, if it is inside the exercise."""
    return exercise.root.locator(":focus")


@pytest.mark.parametrize(
    ("item", "label"), [("orc-chance", "Your chance"), ("orc-bayes", "Chance before")]
)
def test_untouched_slider(lesson: Notebook, item: str, label: str) -> None:
    """A slider stands at 50 before anybody answers; that is no answer until it is chosen."""
    exercise = cleared(lesson, item)
    slider = exercise.root.get_by_role("slider", name=f"{label}, slider")
    assert slider.get_attribute("aria-valuetext") == "not set"
    slider.focus()
    lesson.page.keyboard.press("Tab")
    expect(exercise.words).to_have_text("Not answered.")
    slider.press("Space")
    held = 50 if item == "orc-chance" else {**dict.fromkeys(ANSWERS[item]), "prior": 50}
    exercise.saved(held)
    assert slider.get_attribute("aria-valuetext").startswith("50 percent")
    exercise.button("Undo").click()
    exercise.reaches("blank")
    assert slider.get_attribute("aria-valuetext") == "not set"
    slide(exercise, label, 50)  # a click where it stands already
    exercise.saved(held)


def test_chance_in_words(lesson: Notebook) -> None:
    """The word with its range stands beside the number; a drag is taken back in one step."""
    exercise = cleared(lesson, "orc-chance")
    field = chance(exercise, "Your chance")
    for text, word in (("70", "likely, 55-80 %"), ("3 %", "almost no chance, 0-5 %")):
        field.fill(text)
        expect(exercise.root.locator(".ss-word")).to_have_text(word, use_inner_text=True)
    exercise.saved(3)
    slider = exercise.root.get_by_role("slider")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")
    exercise.saved(7)
    assert field.input_value() == "7"
    exercise.button("Undo").click()
    exercise.saved(3)


def test_what_is_no_chance(lesson: Notebook) -> None:
    """What is no percentage is said in words and not recorded, nor is what stood there before."""
    exercise = cleared(lesson, "orc-chance")
    field = chance(exercise, "Your chance")
    field.fill("40")
    exercise.saved(40)
    for text in ("101", "-3", "half"):
        field.fill(text)
        problem = exercise.root.locator(".ss-problem")
        wait_for(lambda: problem.inner_text() == "Not recorded: write a number from 0 to 100.")  # noqa: B023
        assert exercise.status in ("Not answered.", "Answer cleared, not yet saved.")
        assert field.input_value() == text
    field.fill("4,5")
    exercise.saved(4.5)
    assert field.get_attribute("aria-invalid") is None


def test_click_out_of_a_bad_field(lesson: Notebook) -> None:
    """A click that leaves a badly filled field does what it was meant for."""
    exercise = cleared(lesson, "orc-bayes")
    chance(exercise, "Chance before").fill("20")
    chance(exercise, "Chance after").click()
    lesson.page.keyboard.type("ddx")
    exercise.button("Clear").click()
    exercise.reaches("blank")
    assert chance(exercise, "Chance before").input_value() == ""


def test_curve(lesson: Notebook) -> None:
    """The curve is drawn when asked for, follows the numbers, and is told in words too."""
    exercise = cleared(lesson, "orc-bayes")
    exercise.root.get_by_text("Show the curve").click()
    picture = exercise.root.get_by_role("img")
    words = exercise.root.locator(".ss-reading")
    wait_for(lambda: words.inner_text().startswith("Set the first three"))
    for name in ("Chance before", "Chance of the evidence if the statement is true"):
        chance(exercise, name).fill("50")
    chance(exercise, "Chance of the evidence if it is false").fill("0")
    assert "lead to 100 percent after" in picture.get_attribute("aria-label")
    chance(exercise, "Chance of the evidence if it is false").fill("50")
    assert "lead to 50 percent after" in picture.get_attribute("aria-label")
    expect(exercise.root.locator(".ss-reading")).to_contain_text(
        "between 40 and 60 percent", use_inner_text=True
    )
    exercise.saved({"prior": 50, "if_true": 50, "if_false": 50, "after": None, "what_if": None})
    expect(exercise.words).to_have_text("3 of 5 numbers answered. Saved in the notebook.")
    lesson.shot("curve")
    exercise.root.get_by_text("Show the curve").click()


def test_order_keeps_the_focus(lesson: Notebook) -> None:
    """An event moved keeps the focus on its own button, and its new place is said."""
    exercise = cleared(lesson, "orc-order")
    for name in ("dog", "fall", "sale"):
        event(exercise, name, "place").click()
    up = event(exercise, "sale", "up")
    up.press("Enter")
    assert focused(exercise).get_attribute("aria-label") == "Earlier: The cider is sold."
    expect(exercise.root.locator(".ss-said")).to_have_text(
        "The cider is sold: place 2 of 3.", use_inner_text=True
    )
    up.press("Enter")
    up.press("Enter")  # at the top already
    assert up.get_attribute("aria-disabled") == "true"
    assert focused(exercise).get_attribute("aria-label") == "Earlier: The cider is sold."
    exercise.saved({"order": ["sale", "dog", "fall"], "aside": []})
    expect(exercise.words).to_have_text("3 of 5 events answered. Saved in the notebook.")
    event(exercise, "sale", "aside").press("Enter")
    assert focused(exercise).get_attribute("aria-label") == "Add to the order: The cider is sold."
    exercise.button("Undo").click()
    exercise.saved({"order": ["sale", "dog", "fall"], "aside": []})
    assert shown(exercise) == {"order": ["sale", "dog", "fall"], "aside": []}


def test_order_has_its_buttons_in_columns(lesson: Notebook) -> None:
    """Under one another whatever the texts beside them, and large enough to be hit."""
    exercise = cleared(lesson, "orc-order")
    for name in ("dog", "fall", "sale"):
        event(exercise, name, "place").click()
    exercise.saved({"order": ["dog", "fall", "sale"], "aside": []})
    for action in ("up", "down", "aside"):
        buttons = exercise.root.locator(f".ss-ordered [data-action={action}]").all()
        places = [button.bounding_box() for button in buttons]
        assert len({(round(p["x"]), round(p["width"])) for p in places if p}) == 1
        assert all(p and p["height"] >= 24 for p in places)


def test_graph(lesson: Notebook) -> None:
    """An arrow is there once, points from one to another, and can be removed; each step is said."""
    exercise = cleared(lesson, "orc-graph")
    said = exercise.root.locator(".ss-said")
    exercise.root.get_by_role("button", name="Add arrow").click()
    expect(said).to_have_text("Pick from and to first.")  # no pair stands there unasked
    node(exercise, "the radio").click()
    wait_for(lambda: said.inner_text() == "From the radio: now pick to whom.")
    node(exercise, "the radio").click()
    wait_for(lambda: said.inner_text() == "")
    expect(exercise.words).to_have_text("Not answered.")
    for _ in range(2):
        node(exercise, "the radio").click()
        node(exercise, "the watchman").click()
    expect(said).to_have_text(
        "Already there: the radio has it from the watchman.", use_inner_text=True
    )
    exercise.root.get_by_label("From", exact=True).select_option("guard")
    exercise.root.get_by_label("To", exact=True).select_option("guard")
    exercise.root.get_by_role("button", name="Add arrow").press("Enter")
    expect(said).to_have_text("Pick two different ones.", use_inner_text=True)
    exercise.root.get_by_label("To", exact=True).select_option("radio")
    exercise.root.get_by_role("button", name="Add arrow").press("Enter")
    exercise.saved([["radio", "guard"], ["guard", "radio"]])
    expect(exercise.root.locator(".ss-arrow")).to_have_count(2)
    lesson.shot("graph")
    remove = "Remove: {} has it from {}".format
    exercise.root.get_by_role("button", name=remove("the radio", "the watchman")).press("Enter")
    assert focused(exercise).get_attribute("aria-label") == remove("the watchman", "the radio")
    exercise.saved([["guard", "radio"]])
    exercise.button("Undo").click()
    exercise.saved([["radio", "guard"], ["guard", "radio"]])


def test_spans_in_steps(lesson: Notebook) -> None:
    """A drag marks words in one step; dragging again clears; the text is one stop for Tab.

    A drag that strays from the text goes on when it comes back, and ends where it is let go: a hand
    shakes, and a page may move below it.
    """
    exercise = cleared(lesson, "orc-words")
    page = lesson.page
    for last in (5, 3):
        token(exercise, 1).hover()
        page.mouse.down()
        token(exercise, 2).hover()
        exercise.root.locator(".ss-source").hover()
        token(exercise, last).hover()
        exercise.root.locator(".ss-source").hover()
        page.mouse.up()
    exercise.saved([4, 5])
    exercise.button("Undo").click()
    exercise.saved([1, 2, 3, 4, 5])
    exercise.button("Undo").click()
    exercise.reaches("blank")
    token(exercise, 0).click()
    page.keyboard.press("ArrowDown")
    expect(focused(exercise)).to_have_text("Nobody", use_inner_text=True)
    page.keyboard.press("Tab")
    expect(focused(exercise)).to_have_text("Undo", use_inner_text=True)
    page.keyboard.press("Shift+Tab")
    expect(focused(exercise)).to_have_text("Nobody", use_inner_text=True)
    assert token(exercise, 0).get_attribute("aria-selected") == "true"
