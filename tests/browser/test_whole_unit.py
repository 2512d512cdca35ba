"""A whole unit without a mouse: run, answer every exercise, and see in the end that all is in."""

from __future__ import annotations

from typing import Any

import pytest
from answers import ANSWERS, by_keyboard
from app import Notebook, wait_for
from conftest import LESSON, ORCHARD

WHERE = """() => {
  const e = document.activeElement;
  const inside = e?.closest?.(".ss-exercise .ss-answer");
  return inside ? e.closest(".ss-exercise").dataset.item : "";
}"""

MOST_TABS = 400


@pytest.mark.fresh_page("the keys start where a page that was just loaded has them")
def test_a_whole_unit_by_keys_alone(book: Notebook) -> None:
    """From Run All Cells by the command palette to the last answer: Tab, arrows, Space, typing."""
    keyboard = book.write(*LESSON, metadata=ORCHARD).open().page.keyboard
    keyboard.press("Control+Shift+C")
    palette = book.page.locator(".lm-CommandPalette-input").last
    palette.wait_for()
    keyboard.type("Run All Cells")
    book.page.locator(".lm-CommandPalette-item", has_text="Run All Cells").first.wait_for()
    keyboard.press("Enter")
    book.page.wait_for_selector(".ss-handin", state="attached", timeout=60000)
    book.idle()
    # At once, as a reader would: the last cell was made the active one, the keys start at the top.
    answered: list[str] = []
    for _ in range(MOST_TABS):
        if len(answered) == len(ANSWERS):
            break
        keyboard.press("Tab")
        item = book.page.evaluate(WHERE)
        if item and item not in answered:
            by_keyboard(book.exercise(item))
            answered.append(item)
    assert sorted(answered) == sorted(ANSWERS)

    def held() -> dict[str, Any]:
        return {name: book.value(name) for name in ANSWERS}

    wait_for(lambda: held() == ANSWERS, 20)
