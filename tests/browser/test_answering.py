"""Each family is answered by mouse and by keyboard alone, and the file holds exactly that."""

from __future__ import annotations

from typing import Any

import pytest
from answers import ANSWERS, by_keyboard, by_mouse, shown
from app import Notebook, wait_for
from playwright.sync_api import expect

CELLS = "() => window.jupyterapp.shell.currentWidget.content.model.cells.length"
"""Cells of the notebook, drawn or not."""


def cleared(lesson: Notebook, item: str) -> Any:
    """The exercise in sight and at rest, unanswered, and nothing waiting to be saved."""
    exercise = lesson.exercise(item)
    exercise.come_to_rest()
    if exercise.button("Clear").get_attribute("aria-disabled") != "true":
        exercise.button("Clear").click()
    exercise.reaches("blank")
    return exercise


@pytest.mark.parametrize("item", ANSWERS)
def test_mouse(lesson: Notebook, item: str) -> None:
    """An answer is in the file soon, with nobody pressing Ctrl+S."""
    exercise = cleared(lesson, item)
    by_mouse(exercise)
    exercise.saved(ANSWERS[item])
    expect(exercise.words).to_have_text("Saved in the notebook.")
    assert shown(exercise) == ANSWERS[item]


@pytest.mark.parametrize("item", ANSWERS)
def test_keyboard(lesson: Notebook, item: str) -> None:
    """Tab reaches the exercise, keys answer it, and none of them becomes a notebook command."""
    exercise = cleared(lesson, item)
    page = lesson.page
    cells = page.evaluate(CELLS)
    exercise.root.evaluate("e => { e.tabIndex = -1; e.focus({focusVisible: true}); }")
    page.keyboard.press("Tab")
    exercise.root.evaluate("e => e.removeAttribute('tabindex')")  # words take no focus of their own
    expect(exercise.root.locator(".ss-answer :focus")).to_have_count(1)
    by_keyboard(exercise)
    exercise.saved(ANSWERS[item])
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.type("ddxa")  # on a button: JupyterLab's keys to cut, delete and insert cells
    assert page.evaluate(CELLS) == cells
    assert lesson.value(item) == ANSWERS[item]


def test_keys_after_a_click_on_words(lesson: Notebook) -> None:
    """Words take no focus, so it is the cell's then: no key deletes it, until Escape is pressed."""
    exercise = cleared(lesson, "orc-select")
    page = lesson.page
    cells = page.evaluate(CELLS)
    exercise.root.locator(".ss-prompt").click()
    page.keyboard.type("dda")
    assert page.evaluate(CELLS) == cells
    page.keyboard.press("Escape")
    page.keyboard.press("a")  # Jupyter's again: a cell above
    wait_for(lambda: page.evaluate(CELLS) == cells + 1)
    page.keyboard.type("dd")
    wait_for(lambda: page.evaluate(CELLS) == cells)


def test_buttons_by_keyboard(lesson: Notebook) -> None:
    """Hint, Undo and Clear work with Enter and Space, and keep the focus."""
    exercise = cleared(lesson, "orc-select")
    exercise.option("watch").press("Space")
    exercise.root.locator("summary").press("Enter")
    expect(exercise.root.get_by_text("Ask who was there")).to_be_visible()
    exercise.button("Undo").press("Enter")
    expect(exercise.option("watch")).not_to_be_checked()
    exercise.option("tell").press("Space")
    exercise.button("Clear").press("Space")
    expect(exercise.option("tell")).not_to_be_checked()
    expect(exercise.root.locator(":focus")).to_have_text("Clear", use_inner_text=True)
    exercise.reaches("blank")
    assert lesson.value("orc-select") is None


def test_part(lesson: Notebook) -> None:
    """A matrix with rows missing says how many are answered, and is kept as it is."""
    exercise = cleared(lesson, "orc-matrix")
    exercise.cell("thief", "told").check()
    assert exercise.status == "1 of 3 rows answered, not yet saved."
    exercise.saved({"thief": "told"})
    expect(exercise.words).to_have_text("1 of 3 rows answered. Saved in the notebook.")
    row = lesson.page.locator(".ss-handin tr", has_text="orc-matrix")
    expect(row).to_contain_text("partly: 1 of 3")


def test_undo(lesson: Notebook) -> None:
    """Undo takes back one choice at a time, typing as a whole; each step is saved."""
    exercise = cleared(lesson, "orc-two-tier")
    exercise.click("yes")
    exercise.click("no")
    exercise.click("asleep")
    exercise.button("Undo").click()
    exercise.saved({"answer": "no", "reason": None})
    exercise.button("Undo").click()
    exercise.saved({"answer": "yes", "reason": None})
    expect(exercise.option("yes")).to_be_checked()

    number = cleared(lesson, "orc-number")
    number.click("kg")
    number.field.click()
    lesson.page.keyboard.type("1234")
    number.saved({"amount": 1234, "unit": "kg"})
    number.button("Undo").click()
    number.saved({"amount": None, "unit": "kg"})
    assert number.field.input_value() == ""


def test_what_is_no_number(lesson: Notebook) -> None:
    """What is no number is said beside the field, in words, and not recorded."""
    exercise = cleared(lesson, "orc-number")
    exercise.click("kg")
    for text in ("1e3", "about 300", "12-"):
        exercise.field.fill(text)
        exercise.field.press("Tab")
        problem = exercise.root.locator(".ss-problem")
        wait_for(lambda: problem.inner_text().startswith("Not recorded: write"))  # noqa: B023
        assert exercise.field.get_attribute("aria-invalid") == "true"
        assert problem.get_attribute("id") in exercise.field.get_attribute("aria-describedby")
        exercise.saved({"amount": None, "unit": "kg"})
        assert exercise.field.input_value() == text  # a save must not wipe what is being typed
    lesson.shot("number-problem")
    exercise.field.fill(" 1 234.50 ")
    assert exercise.field.get_attribute("aria-invalid") is None
    exercise.saved({"amount": 1234.5, "unit": "kg"})
