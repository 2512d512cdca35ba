"""Answers drawn in the picture by dragging and by keys; texts and pictures that can't be kept."""

from __future__ import annotations

from answers import node, place, statement
from app import Notebook, wait_for
from playwright.sync_api import expect
from test_answering import cleared

PASTE = """(field, {text, picture}) => {
  const data = new DataTransfer();
  if (picture) data.items.add(new File(["x"], "x.png", {type: "image/png"}));
  else data.setData("text/plain", text);
  field.focus();
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  return field.dispatchEvent(event);
}"""


def test_an_arrow_is_dragged_from_box_to_box(lesson: Notebook) -> None:
    exercise = cleared(lesson, "orc-graph")
    mouse = lesson.page.mouse
    node(exercise, "the radio").hover()  # it stands still then, and the mouse is on it
    mouse.down()
    node(exercise, "the baker").hover(force=True)
    mouse.up()
    exercise.saved([["radio", "baker"]])


def test_an_arrow_is_drawn_with_keys_in_the_picture(lesson: Notebook) -> None:
    """Each box is a button that says what it does, and keeps the focus."""
    exercise = cleared(lesson, "orc-graph")
    exercise.root.get_by_role("button", name="From the radio").press("Enter")
    to = exercise.root.get_by_role("button", name="To the baker")
    to.press("Space")
    exercise.saved([["radio", "baker"]])
    expect(exercise.root.locator(".ss-node:focus")).to_have_count(1)


def test_a_statement_is_put_beside_another_by_a_click_on_that_one(lesson: Notebook) -> None:
    """On a phone the first one fills its place: a tap on it must not take it out again."""
    exercise = cleared(lesson, "orc-map")
    statement(exercise, "prints").locator("button").click()
    place(exercise, "step1").click()
    statement(exercise, "cider").locator("button").click()
    place(exercise, "step1").locator(".ss-chip").click()
    roles = {"prints": "step1", "cider": "step1"}
    exercise.saved({"roles": roles, "bridge": None, "falls": None})


def test_undo_in_a_text_is_the_fields_own(lesson: Notebook) -> None:
    """Ctrl+Z takes back what was typed; to JupyterLab it would mean the last change of a cell."""
    exercise = cleared(lesson, "orc-note")
    field = exercise.root.locator("textarea")
    field.click()
    lesson.page.keyboard.type("one\ntwo")
    assert field.input_value() == "one\ntwo"
    lesson.page.keyboard.press("Control+z")
    wait_for(lambda: field.input_value() != "one\ntwo")
    assert lesson.page.locator(".ss-exercise").count() > 10
    exercise.saved(field.input_value() or None)


def test_a_text_too_long_to_keep_is_turned_away_in_words(lesson: Notebook) -> None:
    exercise = cleared(lesson, "orc-note")
    field = exercise.root.locator("textarea")
    field.fill("Kept.")
    exercise.saved("Kept.")
    taken = field.evaluate(PASTE, {"text": "x" * 2_000_000, "picture": False})
    assert taken is False
    problem = exercise.root.locator(".ss-problem")
    expect(problem).to_contain_text("2,000,000 characters", use_inner_text=True)
    field.fill("x" * 60_000)  # whatever way it came in
    wait_for(lambda: "longer than the 50,000" in problem.inner_text())
    assert field.input_value() == "Kept."
    assert lesson.value("orc-note") == "Kept."


def test_a_pasted_picture_is_turned_away_in_words(lesson: Notebook) -> None:
    exercise = cleared(lesson, "orc-note")
    field = exercise.root.locator("textarea")
    assert field.evaluate(PASTE, {"text": "", "picture": True}) is False
    expect(exercise.root.locator(".ss-problem")).to_contain_text("A picture", use_inner_text=True)
    assert field.input_value() == ""


def test_rows_of_a_sheet_are_added_and_removed(lesson: Notebook) -> None:
    exercise = cleared(lesson, "orc-sheet")
    rows = exercise.root.locator(".ss-sheet-row")
    exercise.root.locator("textarea").first.fill("One")
    exercise.button("Add a row").click()
    expect(rows).to_have_count(2)
    rows.nth(1).locator("textarea").first.fill("Two")
    exercise.reaches("saved")
    assert [row["claim"] for row in lesson.value("orc-sheet")] == ["One", "Two"]
    rows.first.get_by_role("button", name="Remove this row").click()
    wait_for(lambda: [row["claim"] for row in lesson.value("orc-sheet") or []] == ["Two"])
    exercise.button("Undo").click()
    wait_for(lambda: rows.count() == 2)
