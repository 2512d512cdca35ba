"""References that open in place, the reading panel, and texts that wait for a guess."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from app import App, Notebook, wait_for
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import Browser, BrowserContext, Locator, expect
from test_looks import sidebar, violations

BEGIN = """from secondsource import start, ask, reading, facts, hand_in, calls_explorer, plots
start("90-orchard")"""
LESSON = (
    BEGIN,
    new_markdown_cell(
        "# What is told\n\nRead A ¶6 and ¶7, then R040 and A ¶999. A `R041` in code stays as it "
        "is. "
        "A readout tells it; the second readout has no button."
    ),
    'reading("A", paragraphs=[6, 7])',
    'facts("R040", "R042")',
    "calls_explorer()",
    'ask("orc-select")',
    'plots.provenance([("Ann", "Ben")])',
    'reading("A", paragraphs=[9], after="orc-select")',
    "hand_in()",
)


@pytest.fixture(scope="module")
def opened(app: App, context: BrowserContext) -> Iterator[Notebook]:
    page = context.new_page()
    book = Notebook(app, page, "reader.ipynb").write(
        *LESSON, metadata={"secondsource": {"schema": 1, "unit": "90-orchard"}}
    )
    book.open()
    book.trouble.clear()  # what the front end itself stumbles over as it loads
    yield book.run_all(".ss-handin")
    page.close()
    app.end_kernels()


@pytest.fixture
def book(opened: Notebook) -> Iterator[Notebook]:
    """The lesson with nothing open."""
    page = opened.page
    page.locator(".ss-reader-line .ss-button").wait_for()
    page.locator(".jp-RenderedMarkdown .ss-ref").first.wait_for()
    yield opened
    page.keyboard.press("Escape")
    if page.locator(".ss-panel").is_visible():
        page.locator(".ss-panel").get_by_role("button", name="Close").click()
    page.set_viewport_size({"width": 1280, "height": 900})


MINIMUM, FINGER = 24, 44
"""Pixels that a mouse and a finger need."""


def reference(book: Notebook, name: str) -> Locator:
    found = book.page.locator(f'.jp-RenderedMarkdown .ss-ref[data-name="{name}"]')
    return found.first


def test_references_in_a_lesson_are_buttons(book: Notebook) -> None:
    """Those that lead somewhere, a bare ¶7 by the document before it, and one a term."""
    names = book.page.locator(".jp-RenderedMarkdown .ss-ref").evaluate_all(
        "all => all.map((e) => e.dataset.name)"
    )
    assert names == ["A ¶6", "A ¶7", "R040", "readout"]
    heights = book.page.locator(".jp-RenderedMarkdown .ss-ref").evaluate_all(
        "all => all.map((e) => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= MINIMUM


def test_a_reference_opens_by_keyboard_and_gives_the_focus_back(book: Notebook) -> None:
    page = book.page
    button = reference(book, "A ¶6")
    button.focus()
    page.keyboard.press("Enter")
    shown = page.get_by_role("dialog", name="A ¶6: Article A")
    expect(shown).to_contain_text("Jang and Li", use_inner_text=True)
    assert button.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.textContent") == "A ¶6"
    page.keyboard.press("Escape")
    wait_for(lambda: not shown.is_visible())
    assert button.evaluate("e => e === document.activeElement")
    assert button.get_attribute("aria-expanded") == "false"


def test_one_is_open_at_a_time(book: Notebook) -> None:
    page = book.page
    reference(book, "A ¶6").click()
    page.get_by_role("dialog", name="A ¶6").wait_for()
    reference(book, "R040").dispatch_event("pointerdown")
    reference(book, "R040").click()
    shown = page.get_by_role("dialog", name="R040")
    shown.wait_for()
    expect(page.locator(".ss-looked[data-open]")).to_have_count(1)
    expect(shown).to_contain_text("Fact", use_inner_text=True)


def test_the_panel_keeps_a_text_beside_the_exercises(book: Notebook) -> None:
    page = book.page
    wide = page.locator(".jp-Notebook").bounding_box()
    reference(book, "A ¶7").click()
    page.get_by_role("dialog").get_by_role("button", name="Open beside").click()
    panel = page.get_by_role("complementary", name="Reading panel")
    panel.wait_for()
    assert panel.locator("[data-led]").get_attribute("data-at") == "A ¶7"
    expect(panel.locator("[data-at]")).to_have_count(2)  # ¶9 still waits for an answer
    beside, room = panel.bounding_box(), page.locator(".jp-Notebook").bounding_box()
    assert wide
    assert beside
    assert room
    assert room["x"] + room["width"] <= beside["x"] + 1
    panel.get_by_role("combobox").select_option("record")
    assert panel.locator("[data-at]").evaluate_all("a => a.map((e) => e.dataset.at)") == [
        "R040",
        "R042",
    ]
    page.keyboard.press("Escape")
    wait_for(lambda: not panel.is_visible())
    back = page.locator(".jp-Notebook").bounding_box()
    assert back
    assert back["width"] == wide["width"]


def test_an_explorer_stays_beside_its_exercise(book: Notebook) -> None:
    """With the settings of the one in the lesson, also after that one was run again."""
    page = book.page
    exercise = book.exercise("orc-select").root
    exercise.locator(".ss-beside .ss-button").click()
    panel = page.get_by_role("complementary", name="Reading panel")
    panel.get_by_label("From year").select_option("2025")
    lesson = page.locator(".jp-Notebook .ss-explorer")
    expect(lesson.get_by_label("From year")).to_have_value("2025")
    for explorer in (lesson, panel):
        expect(explorer.get_by_role("status")).to_contain_text("6 of 16 calls")
    panel.get_by_label("Text, table or picture").select_option(label="Public record")
    panel.get_by_label("Text, table or picture").select_option(label="Explorer")
    expect(panel.get_by_label("From year")).to_have_value("2025")
    lesson.locator("legend").click()
    page.keyboard.press("Control+Enter")
    first = lesson.get_by_label("From year").locator("option").first.get_attribute("value")
    expect(panel.get_by_label("From year")).to_have_value(first or "")
    lesson.get_by_label("To year").select_option("2020")
    expect(panel.get_by_label("To year")).to_have_value("2020")
    # With all cells run anew there is no explorer for a while, and other cells come first.
    book.run_all(None)
    expect(panel.get_by_label("From year")).to_have_value(first or "")
    expect(panel.get_by_label("To year")).not_to_have_value("2020")
    lesson.get_by_label("To year").select_option("2021")
    expect(panel.get_by_label("To year")).to_have_value("2021")
    expect(panel.get_by_label("Text, table or picture").locator("option:checked")).to_have_text(
        "Explorer"
    )
    expect(exercise.locator(".ss-beside")).to_have_count(1)


def test_a_picture_stays_beside_the_exercises(book: Notebook) -> None:
    page = book.page
    figure = page.locator(".jp-Notebook .ss-figure:not(.ss-explorer *)")
    figure.get_by_role("button", name="Open beside").click()
    panel = page.get_by_role("complementary", name="Reading panel")
    picture = figure.get_by_role("img")
    expect(panel.get_by_role("img")).to_have_attribute("src", picture.get_attribute("src") or "")
    expect(panel.locator(".ss-beside")).to_have_count(0)
    panel.get_by_role("button", name="Close").click()
    expect(figure.get_by_role("button", name="Open beside")).to_be_focused()


def test_below_800_pixels_it_is_a_drawer(book: Notebook) -> None:
    page = book.page
    sidebar(book, shown=False)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".ss-reader-line .ss-button").click()
    panel = page.locator(".ss-panel[data-drawer]")
    panel.wait_for()
    box, notebook = panel.bounding_box(), page.locator(".jp-Notebook").bounding_box()
    assert box
    assert notebook
    assert notebook["y"] + notebook["height"] <= box["y"] + 2


def test_a_text_waits_for_a_guess(book: Notebook) -> None:
    """It is folded until the exercise before it is answered; then it opens by itself."""
    page = book.page
    fold = page.locator("details[data-ss-after='orc-select']")
    fold.scroll_into_view_if_needed()
    assert fold.get_attribute("open") is None
    book.exercise("orc-select").root.get_by_role("checkbox").first.check()
    wait_for(lambda: fold.get_attribute("open") is not None)


def test_by_touch_on_a_phone(app: App, chrome: Browser) -> None:
    """A tap opens a reference at the foot of a small page, and *Close* gives the place back."""
    context = chrome.new_context(viewport={"width": 1280, "height": 800}, has_touch=True)
    page = context.new_page()
    book = Notebook(app, page, "touched.ipynb").write(*LESSON[:3])
    book.open().run_all(".ss-reading")
    sidebar(book, shown=False)
    page.set_viewport_size({"width": 390, "height": 800})
    box = reference(book, "A ¶6").bounding_box()
    assert box
    assert box["height"] >= FINGER
    reference(book, "A ¶6").tap()
    shown = page.get_by_role("dialog", name="A ¶6")
    shown.wait_for()
    box = shown.bounding_box()
    assert box
    assert box["x"] == 0
    assert box["width"] == page.viewport_size["width"]
    shown.get_by_role("button", name="Close").tap()
    wait_for(lambda: not shown.is_visible())
    context.close()
    app.end_kernels()


def test_axe(book: Notebook) -> None:
    page = book.page
    reference(book, "A ¶6").click()
    page.locator(".ss-looked[data-open]").wait_for()
    assert violations(page, ".ss-looked") == []
    page.get_by_role("dialog").get_by_role("button", name="Open beside").click()
    page.locator(".ss-panel").wait_for()
    assert violations(page, ".ss-panel", ".ss-reader-line", ".ss-reading") == []


def test_nothing_went_wrong_on_the_page(book: Notebook) -> None:
    assert book.trouble == []
