"""The place is kept, how far one is stays in view, and a unit without a kernel still reads."""

from __future__ import annotations

import pytest
from answers import ANSWERS
from app import STILL, Notebook, wait_for
from conftest import ORCHARD
from nbformat.v4 import new_code_cell, new_markdown_cell
from playwright.sync_api import Locator, expect
from test_checking import UNIT
from test_looks import violations

TEXT = "\n\n".join(["Read this."] * 60)
HIDDEN = {"jupyter": {"source_hidden": True}}
BEGIN = (
    'from secondsource import start, ask, hand_in\nstart("90-orchard")',
    new_markdown_cell(TEXT),
    new_code_cell(f"# {'Hidden code in one long line. ' * 5}", metadata=HIDDEN),
)
LESSON = (
    *BEGIN,
    *(f'ask("{name}")' for name in ANSWERS),
    "import time\ntime.sleep(0.5)",
    "hand_in()",
)
TWO = (*BEGIN, 'ask("orc-select")', 'ask("orc-matrix")', new_markdown_cell(TEXT), "hand_in()")
SCROLLER = "document.querySelector('.jp-WindowedPanel-outer')"
TOP = f"() => {SCROLLER}.scrollTop"
AT_REST = (
    "() => ![...document.querySelectorAll('.jp-InputPrompt')]"
    ".some(p => p.textContent.includes('*'))"
)
ACTIVE = (
    "() => [...document.querySelectorAll('.jp-Notebook .jp-Cell')]"
    ".findIndex(c => c.classList.contains('jp-mod-active'))"
)

BUSY = """
const idle = window.requestIdleCallback.bind(window);
const held = [];
window.requestIdleCallback = (then) => held.push(then);
window.goOn = () => {
  window.requestIdleCallback = idle;
  for (const then of held) idle(then);
};
"""
"""Holds back what a page does in idle time, until it is told to go on."""


def drawn(book: Notebook, exercises: int) -> Notebook:
    """The notebook with all its exercises on the page: they come after the kernel is done."""
    wait_for(lambda: book.page.locator(".ss-exercise[data-item]").count() == exercises)
    return book


@pytest.fixture
def long(book: Notebook) -> Notebook:
    """A unit with a page of text before its first exercise, opened and run."""
    return drawn(book.write(*LESSON, metadata=ORCHARD).open().run_all(".ss-handin"), len(ANSWERS))


@pytest.fixture
def short(book: Notebook) -> Notebook:
    """The same with two exercises, where nothing is tested of the others: drawing takes long."""
    return drawn(book.write(*TWO, metadata=ORCHARD).open().run_all(".ss-handin"), 2)


def seen(what: Locator) -> float:
    """How far below the top of the page it begins."""
    box = what.bounding_box()
    assert box
    return float(box["y"])


def test_after_run_all_the_reader_is_at_the_top(long: Notebook) -> None:
    page = long.page
    page.wait_for_function(AT_REST)
    wait_for(lambda: page.evaluate(ACTIVE) == 0)
    assert page.evaluate(TOP) == 0


@pytest.mark.fresh_page("the app finds no idle time from its beginning")
def test_after_run_all_the_reader_is_at_the_top_where_cells_come_late(book: Notebook) -> None:
    """Jupyter puts the lower cells on the page when it is idle: on a slow machine after the run."""
    page = book.page
    page.add_init_script(BUSY)
    book.write(*LESSON, metadata=ORCHARD).open()
    assert page.locator(".jp-Notebook .jp-Cell").count() < len(LESSON)
    book.run_all(".ss-progress")
    page.wait_for_function(AT_REST)
    page.wait_for_timeout(1500)
    page.evaluate("window.goOn()")
    drawn(book, len(ANSWERS))
    wait_for(lambda: page.evaluate(ACTIVE) == 0)
    assert page.evaluate(TOP) == 0


def wheel(book: Notebook, down: int) -> float:
    """Turn the wheel over the notebook, and wait until the page has come to rest."""
    book.page.mouse.move(600, 500)
    book.page.mouse.wheel(0, down)
    tops: list[float] = [-1]

    def rests() -> bool:
        tops.append(book.page.evaluate(TOP))
        return len(tops) > STILL and tops[-1] > 0 and len(set(tops[-STILL:])) == 1

    wait_for(rests, step=0.05)
    return tops[-1]


def test_run_again_the_reader_stays(book: Notebook) -> None:
    """Where the wheel last brought the reader; the page is not led to the end and back either."""
    going = book.path.with_suffix(".going")
    long_run = (
        f"import pathlib, time\nwhile pathlib.Path({str(going)!r}).exists(): time.sleep(0.05)"
    )
    long = book.write(*LESSON, long_run, metadata=ORCHARD).open().run_all(".ss-handin")
    page = long.page
    wait_for(lambda: page.evaluate(ACTIVE) == 0)
    before = wheel(long, 700)
    page.evaluate(f"""() => {{
      window.farthest = 0;
      const look = () => {{
        if (!{SCROLLER}) return; // the page shows another test's notebook, or none
        window.farthest = Math.max(window.farthest, {SCROLLER}.scrollTop);
        requestAnimationFrame(look);
      }};
      look();
    }}""")
    long.run_all(None)
    page.wait_for_function(AT_REST)
    wait_for(lambda: page.evaluate(ACTIVE) == 1)
    assert abs(page.evaluate(TOP) - before) < 3
    assert page.evaluate("farthest") < before + 900
    # A reader who scrolls while cells run is left alone.
    going.touch()
    long.menu("Run", "Run All Cells")
    page.wait_for_function(f"() => !({AT_REST})()")
    after = wheel(long, 400)
    going.unlink()
    page.wait_for_function(AT_REST)
    assert after > before + 100
    assert page.evaluate(TOP) > before + 100


def test_run_again_what_stands_below_an_explanation_stays(book: Notebook) -> None:
    """An explanation is closed by a new run: above the question that is read, not under it."""
    cells = (f'from secondsource import start, ask\nstart("{UNIT}")', 'ask("pra-choice")')
    below = ('ask("pra-matrix")', new_markdown_cell(TEXT))
    book.write(*cells, *below, metadata={"secondsource": {"schema": 1, "unit": UNIT}})
    page = book.open().run_all(".ss-exercise[data-item=pra-matrix]").page
    page.wait_for_function(AT_REST)
    above, read = book.exercise("pra-choice"), book.exercise("pra-matrix")
    above.click("baker")
    above.button("Check").click()
    told = above.root.locator(".ss-result")
    wait_for(lambda: "Not yet." in told.inner_text())
    wheel(book, round(seen(read.root)) - 300)
    line = page.locator(".ss-progress")
    assert seen(told) + told.evaluate("e => e.offsetHeight") > seen(line) + 60  # its end is in view
    before, height = seen(read.root), above.root.evaluate("e => e.offsetHeight")
    book.run_all(None)
    page.wait_for_function(AT_REST)
    wait_for(lambda: above.root.evaluate("e => e.offsetHeight") < height - 60)
    wait_for(lambda: page.evaluate(ACTIVE) >= 1)
    wait_for(lambda: abs(seen(read.root) - before) < 5)


def test_what_is_drawn_after_the_run_pushes_nothing_down(book: Notebook) -> None:
    """A slow machine draws an explorer when the kernel is long done, above what is read."""
    shown = 'from IPython.display import HTML\nHTML("<p class=late>An explorer.</p>")'
    explorer = new_code_cell(shown, metadata=HIDDEN)
    cells = (*BEGIN[:2], explorer, 'ask("orc-matrix")', new_markdown_cell(TEXT), "hand_in()")
    page = book.write(*cells, metadata=ORCHARD).open().run_all(".ss-handin").page
    drawn(book, 1)
    page.wait_for_function(AT_REST)
    wait_for(lambda: page.evaluate(ACTIVE) == 0)
    read = book.exercise("orc-matrix")
    read.come_to_rest()
    wheel(book, round(seen(read.root)) - 300)
    page.wait_for_timeout(1100)  # after which what scrolls is not the reader
    before = seen(read.root)
    assert 200 < before < 400
    # Not every browser keeps by itself what is in view, nor does the one that does it always.
    alone = ".jp-WindowedPanel-outer { overflow-anchor: none; }"
    style = page.add_style_tag(content=alone)
    book.run_all(None)
    page.wait_for_function(AT_REST)
    wait_for(lambda: page.evaluate(ACTIVE) == 3)  # that of the exercise
    for more in (300, 700):
        page.wait_for_timeout(700)
        grown = f"{alone} .late {{ height: {more}px; }}"
        style.evaluate("(e, grown) => { e.textContent = grown; }", grown)
        wait_for(lambda: abs(seen(read.root) - before) < 5)
    page.wait_for_timeout(200)
    assert abs(seen(read.root) - before) < 5
    # From the reader's next key on, what opens moves what stands below it.
    page.keyboard.press("Shift")
    style.evaluate("(e, alone) => { e.textContent = alone; }", alone)
    wait_for(lambda: seen(read.root) < before - 500)


def test_where_the_column_gets_wider_what_is_read_stays(book: Notebook) -> None:
    """Its lines break anew, and above it pages of text get shorter."""
    text = "\n\n".join(f"Paragraph {n}. {'Some words to read. ' * 40}" for n in range(30))
    book.write(*BEGIN[:1], new_markdown_cell(text), "hand_in()", metadata=ORCHARD)
    page = book.open().run_all(".ss-handin").page
    page.wait_for_function(AT_REST)
    wait_for(lambda: page.evaluate(ACTIVE) == 0)
    page.get_by_role("button", name="Open the reading panel").click()
    panel = page.get_by_role("complementary", name="Reading panel")
    panel.wait_for()
    wheel(book, 2500)
    line = page.locator(".ss-progress")
    under = seen(line) + line.evaluate("e => e.offsetHeight")
    read = next(p for p in page.locator(".jp-RenderedMarkdown p").all() if seen(p) > under)
    before, height = seen(read), read.evaluate("e => e.offsetHeight")
    panel.get_by_role("button", name="Close").click()
    wait_for(lambda: read.evaluate("e => e.offsetHeight") < height)
    # Of the paragraph above it, which the line cuts, the same share is in view.
    wait_for(lambda: under - 5 < seen(read) <= before + 5)


@pytest.mark.fresh_page("the page's own address is loaded again")
def test_loaded_again_the_reader_is_where_they_were(long: Notebook) -> None:
    """With a living kernel the exercises come back by themselves, and the place with them."""
    page = long.page
    wait_for(lambda: page.evaluate(ACTIVE) == 0)
    long.exercise("orc-chance").root.evaluate("e => e.scrollIntoView()")
    long.exercise("orc-chance").come_to_rest()
    long.save()
    before = seen(long.exercise("orc-chance").root)
    page.reload()
    page.locator(".ss-progress").wait_for(timeout=60000)
    wait_for(lambda: abs(seen(long.exercise("orc-chance").root) - before) < 5)
    page.keyboard.press("ArrowDown")  # it went to the second cell, at the top
    page.wait_for_timeout(500)
    assert abs(seen(long.exercise("orc-chance").root) - before) < 600


def test_how_far_one_is_stays_in_view(short: Notebook) -> None:
    page = short.page
    line = page.locator(".ss-progress")
    wait_for(lambda: page.evaluate(ACTIVE) == 0)
    expect(line.locator(".ss-progress-words")).to_have_text(f"0 of {len(ANSWERS)} answered")
    top = seen(line)
    line.get_by_role("button", name="Next exercise").click()
    first = short.exercise("orc-select")
    wait_for(lambda: first.root.locator("input:focus").count() == 1)
    wait_for(lambda: top < seen(first.root) < 900)
    assert seen(line) == top
    page.set_viewport_size({"width": 360, "height": 740})
    wait_for(lambda: line.evaluate("e => e.offsetHeight") < 50)
    page.set_viewport_size({"width": 740, "height": 740})
    bar = page.locator(".jp-InputPlaceholder .jp-PlaceholderText")
    assert bar.evaluate("e => e.scrollWidth > e.clientWidth")  # ends in dots
    right = "e => e.getBoundingClientRect().right"
    cell = page.locator(".jp-Cell", has=bar)
    wait_for(lambda: bar.evaluate(right) < cell.evaluate(right))
    page.set_viewport_size({"width": 1280, "height": 900})
    first.click("watch")
    wait_for(lambda: line.locator(".ss-progress-words").inner_text().startswith("1 of "))
    line.get_by_role("button", name="Next exercise").click()
    wait_for(lambda: short.exercise("orc-matrix").root.locator("input:focus").count() == 1)
    assert violations(page, ".ss-progress") == []
    # Answered or not. Playwright's click would first scroll to the line, which is in view already.
    for name, item in (("before", "orc-select"), ("after", "orc-matrix")):
        line.get_by_role("button", name=f"The exercise {name}").evaluate("e => e.click()")
        expect(short.exercise(item).root.locator("input:focus")).to_have_count(1)
    # The columns of a long grid stay named, below the line. The reader turns the wheel first:
    # until then the page holds the exercise that was jumped to, and would go back to it.
    wheel(short, 40)
    matrix = short.exercise("orc-matrix").root
    matrix.locator("tbody tr").nth(1).evaluate("e => e.scrollIntoView()")
    under = seen(line) + line.evaluate("e => e.offsetHeight")
    wait_for(lambda: abs(seen(matrix.locator("thead th").last) - under) < 3)


def test_the_list_leads_to_its_exercise(long: Notebook) -> None:
    """Cells that were never in view get their height only then: the jump must still end there."""
    page = long.page
    page.locator(".ss-progress").get_by_role("button", name="Next exercise").click()
    wait_for(lambda: long.exercise("orc-select").root.locator("input:focus").count() == 1)
    wheel(long, 40)  # until then the page holds the exercise that was jumped to
    page.locator(".ss-handin").evaluate("e => e.scrollIntoView()")
    page.locator(".ss-handin tr", has_text="orc-select").get_by_role("button").click()
    root = long.exercise("orc-select").root
    wait_for(lambda: 90 < seen(root) < 800)
    wheel(long, 40)
    page.locator(".ss-handin").evaluate("e => e.scrollIntoView()")
    page.locator(".ss-handin tr", has_text="orc-note").get_by_role("button").click()
    wait_for(lambda: long.exercise("orc-note").root.locator("textarea:focus").count() == 1)
    expect(page.locator(".ss-next")).to_contain_text("Next: ")


def test_what_is_taller_than_the_page_is_shown_from_its_question(short: Notebook) -> None:
    """Centred, its question would stand above the page and only its lower options in it."""
    page = short.page
    wait_for(lambda: page.evaluate(ACTIVE) == 0)
    page.set_viewport_size({"width": 1280, "height": 420})
    line = page.locator(".ss-progress")
    line.get_by_role("button", name="Next exercise").click()
    first = short.exercise("orc-select")
    wait_for(lambda: first.root.locator("input:focus").count() == 1)
    assert first.root.evaluate("e => e.offsetHeight") > 300
    below = seen(line) + line.evaluate("e => e.offsetHeight")
    wait_for(lambda: below <= seen(first.root) + 1 < below + 60)
    # Notebook 7 would give what is very tall a low box that scrolls by itself.
    shown = first.root.locator("xpath=ancestor::*[contains(@class, 'jp-Cell-outputArea')]")
    shown.evaluate("e => e.closest('.jp-CodeCell').classList.add('jp-mod-outputsScrolled')")
    assert shown.evaluate("e => getComputedStyle(e).maxHeight") == "none"


def test_without_a_kernel_the_questions_are_there(short: Notebook) -> None:
    """A unit opened anew shows questions and answers, and no red error."""
    page = short.page
    first = short.exercise("orc-select")
    first.click("watch")
    first.saved(["watch"])
    short.save()
    wait_for(lambda: 'data-item=\\"orc-select\\"' in short.path.read_text("utf-8"))
    short.app.end_kernels()
    page.goto("about:blank")
    page.goto(short.address)
    question = page.locator('.ss-question[data-item="orc-select"]')
    question.wait_for(timeout=60000)  # Jupyter's page loads as long as the machine is busy
    question.scroll_into_view_if_needed()
    told = "Whoever watched would have told the paper."
    wait_for(lambda: told in question.inner_text())
    error = page.get_by_text("Error displaying widget")
    assert not any(one.is_visible() for one in error.all())
    # A run leads to the end; a click before it says where the reader is.
    question.click()
    short.ready().run_all(".ss-handin")
    page.wait_for_function(AT_REST)
    wait_for(lambda: 90 < seen(first.root) < 800)
