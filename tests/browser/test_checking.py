"""*Check* in steps, in light and dark, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from app import App, Notebook, wait_for
from playwright.sync_api import BrowserContext, expect
from test_looks import violations

UNIT = "92-practice"
LESSON = (
    f'from secondsource import start, ask, hand_in\nstart("{UNIT}")',
    *(f'ask("{name}")' for name in ("pra-choice", "pra-matrix", "pra-chance", "pra-test")),
    "hand_in()",
)


@pytest.fixture(scope="module")
def opened(app: App, context: BrowserContext) -> Iterator[Notebook]:
    page = context.new_page()
    ours = {"secondsource": {"schema": 1, "unit": UNIT}}
    book = Notebook(app, page, "practice.ipynb").write(*LESSON, metadata=ours)
    yield book.open().run_all(".ss-handin")
    page.close()
    app.end_kernels()


LATE = """() => {
  // As on a machine that is too busy: anywidget gives a widget up before its code was loaded.
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(ms === 2000 ? 0 : ms);
  window.loaded = [];
  const address = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    if (blob.type === "text/javascript") window.loaded.push(blob.size);
    return address(blob);
  };
}"""


@pytest.mark.fresh_page("what makes it late is put in as the page loads")
def test_a_widget_that_is_late_hears_the_kernel(book: Notebook) -> None:
    """Each widget loads a few lines, the page all other code once; Check has its answer."""
    book.page.add_init_script(f"({LATE})()")
    book.write(*LESSON, metadata={"secondsource": {"schema": 1, "unit": UNIT}})
    book.open().run_all(".ss-handin")
    exercise = book.exercise("pra-choice")
    exercise.click("baker")
    exercise.button("Check").click()
    wait_for(lambda: told(book, "pra-choice").startswith("Not yet."))
    assert any("Failed to initialize model" in said for said in book.trouble)
    sizes = book.page.evaluate("loaded")
    assert len(sizes) > len(LESSON)
    assert sum(size > 4000 for size in sizes) == 1


def told(book: Notebook, item: str) -> str:
    return str(book.exercise(item).root.locator(".ss-result").inner_text())


def tried(book: Notebook, item: str, count: int) -> dict[str, Any]:
    """What the file holds of the tries, once there are that many; {} before."""
    tries: dict[str, Any] = book.ours().get("tries", {}).get(item, {})
    return tries if tries.get("count") == count else {}


def test_an_empty_exercise_tells_nothing(opened: Notebook) -> None:
    opened.exercise("pra-choice").button("Check").click()
    wait_for(lambda: "Answer first" in told(opened, "pra-choice"))
    assert "tries" not in opened.ours()


def test_first_not_yet_then_a_hint_then_the_explanation(opened: Notebook) -> None:
    exercise = opened.exercise("pra-choice")
    exercise.click("baker")
    exercise.button("Check").click()
    wait_for(lambda: told(opened, "pra-choice").startswith("Not yet."))
    assert "Look again at: The baker." in told(opened, "pra-choice")
    assert "only heard" not in exercise.root.inner_text()
    exercise.button("Show the hint").click()
    hint = exercise.root.locator(".ss-hinted")  # in the button's place, and the next below it
    expect(hint).to_have_text("Ask who stood at the wall.")
    exercise.button("Show the explanation").focus()
    opened.page.keyboard.press("Enter")
    wait_for(lambda: "The baker only heard of it." in told(opened, "pra-choice"))
    assert "Your first try, worth 0 %, is kept." in told(opened, "pra-choice")
    # The button is gone, and the focus is where it stood: else the next Tab would begin at the top.
    expect(exercise.root.locator(".ss-result")).to_be_focused()
    prompt = exercise.root.locator(".ss-prompt").inner_text()
    assert prompt not in told(opened, "pra-choice")
    # The explanation goes when the answer changes, and what was tried first stays.
    exercise.click("neighbour")
    wait_for(lambda: not exercise.root.locator(".ss-result").is_visible())
    exercise.button("Check").click()
    wait_for(lambda: "Right." in told(opened, "pra-choice"))
    tries = wait_for(lambda: tried(opened, "pra-choice", 2))
    assert (tries["first"]["share"], tries["best"]["share"]) == (0, 1)
    line = opened.page.locator(".ss-progress-words").inner_text()
    assert "practice 1 of 3 right" in line


def test_a_part_right_is_said_in_a_sentence(opened: Notebook) -> None:
    exercise = opened.exercise("pra-matrix")
    for row in ("fell", "thief"):
        exercise.cell(row, "told").check()
    exercise.button("Check").click()
    wait_for(lambda: "You have 1 of 3 rows right." in told(opened, "pra-matrix"))
    assert "The apples fell in the night" in told(opened, "pra-matrix")
    expect(exercise.button("Show the explanation")).to_have_count(1)


def test_a_forecast_is_explained_at_once(opened: Notebook) -> None:
    exercise = opened.exercise("pra-chance")
    slider = exercise.root.locator("input[type=range]")
    assert "ss-unset" in str(slider.get_attribute("class"))
    assert slider.get_attribute("aria-valuetext") == "not set"
    exercise.root.locator(".ss-percent").fill("70,5")
    wait_for(lambda: "ss-unset" not in str(slider.get_attribute("class")))
    exercise.button("Check").click()
    wait_for(lambda: "You were sure." in told(opened, "pra-chance"))


def test_a_test_has_no_check(opened: Notebook) -> None:
    assert opened.exercise("pra-test").button("Check").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_verdicts_can_be_read_in_both_themes(opened: Notebook, theme: str) -> None:
    """All text has a contrast of at least 4.5:1, as axe measures it, verdicts included."""
    page = opened.page
    if theme == "dark":
        opened.menu("Settings", "Theme", "JupyterLab Dark")
        page.locator('[data-jp-theme-light="false"]').first.wait_for(state="attached")
    try:
        for item in ("pra-choice", "pra-matrix"):
            exercise = opened.exercise(item)
            exercise.root.scroll_into_view_if_needed()
            if item == "pra-choice":
                exercise.click("priest")
            else:
                exercise.cell("price", "told").check()
            exercise.button("Check").click()
            page.wait_for_function(
                "(item) => document.querySelector(`[data-item=${item}] .ss-result .ss-verdict`)",
                arg=item,
            )
            for name in ("Show the hint", "Show the explanation"):
                if exercise.button(name).count():
                    exercise.button(name).click()
            exercise.root.locator(".ss-missed, .ss-wrong").first.wait_for()
            opened.shot(f"checked-{item}-{theme}")
            assert violations(page, f'[data-item="{item}"]') == []
            exercise.button("Undo").click()
        assert violations(page, ".ss-progress", ".ss-handin") == []
    finally:
        if theme == "dark":
            opened.menu("Settings", "Theme", "JupyterLab Light")


def test_words_for_screen_readers(opened: Notebook) -> None:
    """As the accessibility tree has them: names, states and what is said by itself."""
    page = opened.page
    opened.exercise("pra-choice").come_to_rest()
    line = page.get_by_role("region", name="How far you are")
    expect(line.get_by_role("button", name="Next exercise")).to_have_count(1)
    chance = page.get_by_role("group", name="How likely is it that the apples were stolen?")
    expect(chance.get_by_role("slider")).to_have_count(1)
    choice = page.get_by_role("group", name="Who saw the thief?")
    expect(choice.get_by_role("radio")).to_have_count(4)
    expect(choice.get_by_role("radio", name="The neighbour.")).to_have_count(1)
    expect(choice.get_by_role("status")).not_to_have_count(0)
