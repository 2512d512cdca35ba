"""How the exercises look and read: themes, narrow pages, screen readers, axe's rules."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from answers import ANSWERS, shown
from app import App, Notebook, wait_for
from conftest import LESSON
from playwright.sync_api import Browser, BrowserContext, expect

from secondsource.views.reading import reading
from secondsource.views.tables import facts

pytestmark = pytest.mark.may_rerun(
    "measures colours and places, and styles may come late on a busy machine"
)

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def opened(app: App, context: BrowserContext) -> Iterator[Notebook]:
    responses = {name: {"value": value, "t": 5} for name, value in ANSWERS.items()}
    ours = {"schema": 1, "unit": "90-orchard", "responses": responses}
    page = context.new_page()
    book = Notebook(app, page, "answered.ipynb").write(*LESSON, metadata={"secondsource": ours})
    yield book.open().run_all(".ss-handin")
    page.close()
    app.end_kernels()


@pytest.fixture
def answered(opened: Notebook) -> Notebook:
    """The orchard unit with every exercise answered some time ago, whatever the test before did."""
    if not opened.page.locator(".ss-handin").count():
        opened.open().run_all(".ss-handin")
    return opened


def restored(answered: Notebook) -> None:
    for item, value in ANSWERS.items():
        exercise = answered.exercise(item)
        exercise.root.scroll_into_view_if_needed()
        assert shown(exercise) == value
        expect(exercise.words).to_have_text("Saved in the notebook.")
        assert exercise.button("Undo").get_attribute("aria-disabled") == "true"


def test_restored(answered: Notebook) -> None:
    """A notebook opened again, and a page reloaded, show every answer and that it is saved."""
    restored(answered)
    answered.save()
    # A page reloaded before the file is written comes back without what its cells showed.
    wait_for(lambda: "ss-waiting" in answered.path.read_text("utf-8"))
    answered.page.reload()
    answered.ready().page.wait_for_selector(".ss-handin")
    restored(answered)


def test_when_all_is_answered_the_line_leads_to_the_list(answered: Notebook) -> None:
    """With nothing open the button does not turn grey: what comes next is handing in."""
    page = answered.page
    line = page.locator(".ss-progress")
    line.get_by_role("button", name="To the list at the end").click()
    expect(page.locator(".ss-handin button").first).to_be_focused()
    expect(page.locator(".ss-handin .ss-summary")).to_be_in_viewport()


def violations(page: Any, *ours: str) -> list[str]:
    """What axe finds inside our markup, whatever its weight."""
    page.evaluate(AXE)
    found = page.evaluate(
        """async (ours) => {
          const here = ours.filter((one) => document.querySelector(one)).map((one) => [one]);
          const {violations} = await axe.run({include: here}, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
          return violations.flatMap((v) => v.nodes.map((n) => `${v.id} (${v.impact}): ${n.html}`));
        }""",
        ours or (".ss-exercise",),
    )
    return list(found)


def test_axe(answered: Notebook) -> None:
    """No rule of axe is broken inside an exercise, answered, with hint and curve open."""
    page = answered.page
    page.set_viewport_size({"width": 1280, "height": 9600})
    page.locator(".ss-exercise summary").evaluate_all("all => all.forEach((e) => e.click())")
    try:
        page.locator(".ss-handin").wait_for()
        assert violations(page) == []
    finally:
        page.locator(".ss-exercise summary").evaluate_all("all => all.forEach((e) => e.click())")
        page.set_viewport_size({"width": 1280, "height": 900})


def test_words_for_screen_readers(answered: Notebook) -> None:
    """Groups and controls have names that make sense by themselves."""
    page = answered.page
    matrix = page.get_by_role("group", name="For each sentence, say where it comes from.")
    table = matrix.get_by_role("table", name="Pick one answer in each row.")
    named = (
        table.get_by_role("radio", name="The apples fell in the night. Told by someone named"),
        table.get_by_role("columnheader", name="No source given"),
        page.get_by_role("group", name="Tick every answer that applies. More than one does."),
        page.get_by_role("group", name="Which reason carries that best?"),
        page.get_by_role("textbox", name="Amount sold"),
    )
    for one in named:
        expect(one).to_have_count(1)
    status = answered.exercise("orc-select").root.locator(".ss-status")
    assert status.get_attribute("aria-live") == "polite"


def sidebar(answered: Notebook, *, shown: bool) -> None:
    """Show or hide JupyterLab's file browser; Notebook 7 has none."""
    side = answered.page.locator("#jp-left-stack")
    if answered.app.name == "lab" and side.is_visible() != shown:
        answered.page.locator('.jp-SideBar.jp-mod-left [title^="File Browser"]').click()
        wait_for(lambda: side.is_visible() == shown)


def fits(exercise: Any) -> bool:
    """Whether nothing of it sticks out sideways."""
    return bool(exercise.evaluate("e => e.scrollWidth <= e.clientWidth + 1"))


def test_narrow(answered: Notebook) -> None:
    """At 400 px a matrix is one row below the other; nothing is cut off; the answer stays."""
    exercise = answered.exercise("orc-matrix")
    exercise.root.scroll_into_view_if_needed()
    exercise.cell("fell", "nobody").check()
    exercise.cell("fell", "nobody").focus()
    page = answered.page
    sidebar(answered, shown=False)
    try:
        page.set_viewport_size({"width": 640, "height": 450})  # 1280 px at 200 % zoom
        time.sleep(0.3)
        assert all(fits(one) for one in page.locator(".ss-exercise").all())
        page.set_viewport_size({"width": 400, "height": 900})
        rows = exercise.root.locator(".ss-stack fieldset")
        wait_for(lambda: rows.count() == 3)
        group = exercise.root.get_by_role("group", name="The apples fell in the night.")
        expect(group.get_by_role("radio", name="No source given")).to_be_checked()
        for item in ANSWERS:
            answered.exercise(item).root.scroll_into_view_if_needed()
            answered.shot(f"narrow-{item}")
        assert all(fits(one) for one in page.locator(".ss-exercise").all())
        assert violations(page) == []
        # The label over a text field is its heading: what a finger meets is the field below it.
        small = page.locator(
            ".ss-exercise :is(label:not(.ss-task), button, summary):visible"
        ).evaluate_all(
            "all => all.filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"
        )
        assert small == []
        exercise.cell("price", "told").check()
        exercise.saved({"fell": "nobody", "thief": "seen", "price": "told"})
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})
    wait_for(lambda: exercise.root.locator("table").count() == 1)
    expect(exercise.cell("price", "told")).to_be_checked()
    sidebar(answered, shown=True)


BROKEN = """() => [...document.querySelectorAll('.ss-source a')].flatMap((a) => [...a.childNodes])
  .filter((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return node.data && range.getClientRects().length > 1;
  }).map((node) => node.data)"""
"""Parts of an address that stand on two lines; it may go on after a dot only."""


def test_a_table_gives_the_fact_its_widest_column(chrome: Browser) -> None:
    """Nothing of a table of the record is cut off at the width of a lesson beside a side bar."""
    page = chrome.new_page(viewport={"width": 900, "height": 700})
    page.set_content(facts("R040", "R041", "R042", "R057", "R114", pack="power-crisis").html)
    heads = page.locator("thead th")
    widths = dict(
        zip(
            heads.all_inner_texts(),
            heads.evaluate_all("all => all.map((e) => e.offsetWidth)"),
            strict=True,
        )
    )
    assert max(widths, key=widths.__getitem__) == "Fact"
    assert page.locator(".ss-scroll").evaluate("e => e.scrollWidth - e.clientWidth") == 0
    assert page.locator(".ss-source a").first.evaluate(BROKEN) == []
    for width in (820, 700, 600, 360):  # what has no room for its columns is no table any more
        page.set_viewport_size({"width": width, "height": 700})
        assert page.locator(".ss-scroll").evaluate("e => e.scrollWidth - e.clientWidth") == 0, width
    page.close()


def test_a_long_table_lies_over_nothing_on_paper(chrome: Browser) -> None:
    """Opened whole it scrolls by itself on a screen, and a print opens it before it begins."""
    page = chrome.new_page(viewport={"width": 900, "height": 500})
    page.set_content(facts(*[f"R{n:03}" for n in range(1, 13)], pack="power-crisis").html)
    page.locator(".ss-more").evaluate("e => { e.open = true; }")
    hidden = "e => e.scrollHeight - e.clientHeight"
    assert page.locator(".ss-scroll").evaluate(hidden) > 0
    page.emulate_media(media="print")
    assert page.locator(".ss-scroll").evaluate(hidden) == 0
    page.close()


def test_why_a_text_is_folded_is_said_while_it_is(chrome: Browser) -> None:
    page = chrome.new_page()
    page.set_content(reading("A", [6], after="orc-select", pack="power-crisis").html)
    summary = page.locator("summary")
    expect(summary).to_contain_text("answer exercise orc-select first", use_inner_text=True)
    summary.click()
    expect(summary).to_have_text("Article A, paragraph 6", use_inner_text=True)
    page.close()


def test_dark(answered: Notebook) -> None:
    """In the dark theme every text of an exercise stands out from its ground."""
    page = answered.page
    page.set_viewport_size({"width": 1280, "height": 9600})
    answered.shot("light")
    answered.menu("Settings", "Theme", "JupyterLab Dark")
    page.wait_for_selector('body[data-jp-theme-light="false"]', state="attached")
    time.sleep(0.3)
    answered.shot("dark")
    try:
        assert page.locator(".ss-exercise").first.evaluate(CONTRAST) == []
        assert violations(page) == []
    finally:
        answered.menu("Settings", "Theme", "JupyterLab Light")
        page.wait_for_selector('body[data-jp-theme-light="true"]', state="attached")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".ss-exercise").first.evaluate(CONTRAST) == []


CONTRAST = """root => {
  const paint = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (layers) => {
    paint.fillStyle = "#fff"; paint.fillRect(0, 0, 1, 1);
    for (const c of layers) { paint.fillStyle = c; paint.fillRect(0, 0, 1, 1); }
    return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) => {
      v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
  };
  const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const bad = [];
  for (const e of document.querySelectorAll(".ss-exercise *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest("[aria-disabled=true]")) continue;
    const grounds = [];
    for (let p = e; p; p = p.parentElement) grounds.unshift(getComputedStyle(p).backgroundColor);
    const a = light(rgb(grounds)), b = light(rgb([...grounds, getComputedStyle(e).color]));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push(`${ratio.toFixed(2)} ${e.className} ${e.textContent.slice(0, 40)}`);
  }
  return bad;
}"""
