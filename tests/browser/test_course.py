"""The course itself, opened and run as someone who learns alone does, with the *Check* button."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app import App, Notebook, wait_for
from conftest import APPS
from giving import give
from open_page import SIZE, OpenPage
from playwright.sync_api import Browser, expect
from test_looks import violations

from secondsource.families.sheet import COLUMNS
from secondsource.scoring import score
from secondsource.units import load_unit, unit_names
from secondsource_grading.keys import load_keys

COURSE = Path(__file__).parents[2]
TALL = 9000
"""Pixels of a page on which most of a unit is in sight: what is scrolled away is not drawn."""

OURS = (".ss-exercise", ".ss-view", ".ss-reading", ".ss-reader-line")

SLOW = "[anywidget] Failed to initialize model."
"""What anywidget says of a widget that took more than two seconds to load, on a busy machine.

It is drawn all the same, and the kernel's words reach it by a way of our own (`Line`).
"""

TROUBLE = (
    '[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedText[data-mime-type*=error]'
)


@pytest.fixture(scope="module")
def alone(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[App]:
    """A server such as `make study` starts."""
    env = {"SECONDSOURCE_STUDY": "1", "SECONDSOURCE_UNITS": str(COURSE / "course" / "units")}
    server = App(request.param, tmp_path_factory.mktemp(f"alone-{request.param}") / "root", env)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def open_page(alone: App, chrome: Browser) -> Iterator[OpenPage]:
    context = chrome.new_context(viewport=SIZE)
    context.set_default_timeout(15000)
    yield OpenPage(alone, context)
    context.close()


@pytest.fixture
def study(book: Notebook) -> Notebook:
    """A notebook on such a server, shown on the page that showed the unit before."""
    return book


@pytest.mark.parametrize("alone", ["lab"], indirect=True)
@pytest.mark.parametrize("unit", unit_names())
def test_unit(study: Notebook, unit: str) -> None:
    """No cell fails, axe finds nothing in what is ours, and every exercise can be answered."""
    shutil.copy(COURSE / "notebooks" / unit / f"{unit}.ipynb", study.path)
    study.open().run_all(until=None)
    page = study.page
    page.set_viewport_size({"width": 1280, "height": TALL})
    page.locator(".ss-handin").wait_for(state="attached", timeout=60000)
    study.idle()
    asked = {i.id for i in load_unit(unit).items}
    drawn = page.locator(".ss-exercise[data-item]")
    wait_for(lambda: drawn.count() == len(asked), 30)
    assert {e.get_attribute("data-item") for e in drawn.all()} == asked
    assert page.locator(TROUBLE).count() == 0
    assert [said for said in study.trouble if SLOW not in said] == []
    assert violations(page, *OURS) == []
    page.set_viewport_size(SIZE)  # each change of so tall a page is drawn whole
    answer_all(study, unit)


def answer_all(study: Notebook, unit: str) -> None:
    """Answer every exercise as the key has it: the file then holds what earns full points."""
    keyring = load_keys(unit)
    asked = list(load_unit(unit).items)
    for item in asked:
        if not study.exercise(item.id).root.is_visible():  # in a folded section
            own = study.page.get_by_text(item.id, exact=True)
            study.page.locator(".ss-handin tr", has=own).get_by_role("button").click()
            study.exercise(item.id).root.wait_for()
        give(study.exercise(item.id), full_answer(item, keyring))
    study.page.keyboard.press("Tab")  # out of the last field
    wait_for(lambda: study.ours().get("responses", {}).keys() == {i.id for i in asked})
    handed_in = study.page.locator(".ss-summary")
    wait_for(lambda: handed_in.inner_text().endswith("All of it is saved in the notebook."))
    held = {name: entry["value"] for name, entry in study.ours()["responses"].items()}
    scored = [i.id for i in asked if not i.contested and not i.by_hand]
    shares = {name: score(*keyring[name], held[name]).share for name in scored}
    assert {name: share for name, share in shares.items() if share < 1} == {}
    written = {i.id: full_answer(i, keyring) for i in asked if i.by_hand}
    assert {name: held[name] for name in written} == written


def full_answer(item: Any, keyring: Any) -> Any:
    """An answer that earns every point, or any one where no key says what that is."""
    if item.contested:
        return item.options[0].id
    if item.family == "sheet":
        row = {column: f"My words on: {heading}" for column, heading in COLUMNS.items()}
        return [row] * item.least
    return keyring[item.id][1].full(item)


@pytest.mark.parametrize("alone", APPS, indirect=True)
def test_tries(study: Notebook) -> None:
    """A check shows feedback; the first and the best try stay in the file beside the answer."""
    unit, item = "08-check-it", "chk-seven-beside"
    exercise_item, key = load_keys(unit)[item]
    right = list(key.full(exercise_item))
    wrong = next(o.id for o in exercise_item.options if o.id not in right)
    study.write(f'from secondsource import start, ask\nstart("{unit}")', f'ask("{item}")')
    study.open().run_all()
    exercise = study.exercise(item)
    result = exercise.root.locator(".ss-result")

    def check(count: int) -> None:
        exercise.button("Check").click()
        wait_for(lambda: study.ours().get("tries", {}).get(item, {}).get("count") == count)
        expect(result).to_be_visible()

    exercise.click(wrong)
    exercise.saved([wrong])
    check(1)
    assert result.inner_text().startswith("Not yet.")
    exercise.button("Clear").click()
    for option in right:
        exercise.click(option)
    exercise.saved(right)
    expect(result).not_to_be_visible()
    check(2)
    exercise.click(wrong)
    check(3)
    tries = study.ours()["tries"][item]
    assert (tries["first"]["value"], tries["first"]["share"]) == ([wrong], 0)
    assert (tries["best"]["value"], tries["best"]["share"]) == (right, 1)
    assert sorted(study.value(item)) == sorted([*right, wrong])
