"""An answer outlives the kernel, the page and the outputs, and is never called saved too early."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Any

import pytest
from answers import ANSWERS
from app import Notebook, wait_for
from conftest import LESSON, ORCHARD
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import Browser, BrowserContext, Route, expect

from secondsource.recording.outputs import MIME_ALL
from secondsource.recording.responses import MIME

START = LESSON[0]
ASKED = len(ANSWERS)
MISFIT = "The stored answer does not fit this exercise; it is kept until you answer again."


def test_kernel_comes_and_goes(book: Notebook) -> None:
    """A restart, cleared outputs, no kernel: every answer is back, and clicks count throughout."""
    book.write(START, 'ask("orc-select")', 'ask("orc-matrix")', metadata=ORCHARD).open().run_all()
    select, matrix = book.exercise("orc-select"), book.exercise("orc-matrix")
    select.click("watch")
    matrix.cell("fell", "told").check()
    matrix.saved({"fell": "told"})

    book.restart()
    if select.root.count():  # still shown, with no kernel behind it
        select.click("tell")
        select.saved(["watch", "tell"])
    book.run_all()
    wait_for(lambda: matrix.root.count() and matrix.cell("fell", "told").is_checked())
    expect(select.option("watch")).to_be_checked()

    book.menu("Edit", "Clear Outputs of All Cells")
    wait_for(lambda: select.root.count() == 0)
    book.run_all()
    wait_for(lambda: matrix.cell("fell", "told").is_checked())
    expect(matrix.words).to_have_text("1 of 3 rows answered. Saved in the notebook.")
    assert book.app.get("/api/kernels")

    book.app.end_kernels()
    time.sleep(0.5)
    select.click("dog")
    wait_for(lambda: select.state == "saved")
    assert "dog" in book.value("orc-select")
    assert book.value("orc-matrix") == {"fell": "told"}


def test_kernel_killed(book: Notebook) -> None:
    """A kernel killed between the click and the save: the answer is in the file all the same."""
    book.write(START, 'ask("orc-select")', metadata=ORCHARD).open().run_all()
    exercise = book.exercise("orc-select")
    exercise.click("watch")
    book.app.kill_kernels()
    exercise.saved(["watch"])
    # Jupyter looks for dead kernels every few seconds, says that it restarts this one, and does.
    book.page.locator(".jp-Dialog button").last.click()
    exercise.click("tell")
    exercise.saved(["watch", "tell"])
    book.ready().run_all()
    wait_for(lambda: exercise.option("tell").is_checked())
    expect(exercise.words).to_have_text("Saved in the notebook.")


@pytest.mark.fresh_page("the page's own address is loaded again")
def test_reload(book: Notebook) -> None:
    """After a page reload with the kernel alive the exercise is back and still saves."""
    book.write(START, 'ask("orc-select")', metadata=ORCHARD).open().run_all()
    exercise = book.exercise("orc-select")
    exercise.click("watch")
    exercise.saved(["watch"])
    book.save()
    book.page.reload()
    book.ready().page.wait_for_selector(".ss-exercise")
    wait_for(lambda: exercise.option("watch").is_checked())
    expect(exercise.words).to_have_text("Saved in the notebook.")
    exercise.click("tell")
    exercise.saved(["watch", "tell"])


def test_closed_before_the_save(book: Notebook, chrome: Browser) -> None:
    """A page closed right after the click: the kernel remembers, reopening elsewhere saves."""
    book.write(START, 'ask("orc-select")', metadata=ORCHARD).open().run_all()
    hold(book)
    book.exercise("orc-select").click("watch")
    book.page.wait_for_timeout(300)  # the kernel is told
    book.page.close()
    assert book.value("orc-select") is None
    other = chrome.new_context()
    try:
        again = Notebook(book.app, other.new_page(), book.name).open().run_all()
        again.exercise("orc-select").saved(["watch"])
    finally:
        other.close()


def test_closed_at_once_and_no_kernel(book: Notebook, context: BrowserContext) -> None:
    """A page closed within the click's own tenth of a second, and the kernel ended: it is back."""
    book.write(START, 'ask("orc-select")', metadata=ORCHARD).open().run_all()
    hold(book)
    book.exercise("orc-select").click("watch")
    book.page.close()
    book.app.end_kernels()
    assert book.value("orc-select") is None
    again = Notebook(book.app, context.new_page(), book.name).open().run_all()
    again.exercise("orc-select").saved(["watch"])
    again.page.close()


def hold(book: Notebook) -> None:
    """Let no save of this page reach the server, as when a page is closed too soon."""
    book.page.route(
        "**/api/contents/**", lambda r: r.abort() if r.request.method == "PUT" else r.continue_()
    )


def test_offline_and_online(book: Notebook, context: BrowserContext) -> None:
    """While the network is away nothing is called saved; when it is back, all is, by itself."""
    book.write(START, 'ask("orc-select")', metadata=ORCHARD).open().run_all()
    exercise = book.exercise("orc-select")
    context.set_offline(offline=True)
    try:
        exercise.click("watch")
        dialog = book.page.locator(".jp-Dialog button").last
        wait_for(dialog.count)
        dialog.click()
        wait_for(lambda: exercise.state == "problem")
        assert exercise.status.startswith("Not saved: the notebook server cannot be reached.")
        assert book.value("orc-select") is None
    finally:
        context.set_offline(offline=False)
    exercise.saved(["watch"])


def test_refused_look_at_the_file(book: Notebook) -> None:
    """Where the server won't show the file, the answer is kept and not called saved."""
    book.write(START, 'ask("orc-select")', metadata=ORCHARD).open().run_all()
    exercise = book.exercise("orc-select")
    book.page.route("**/api/contents/*type=notebook&content=0", lambda r: r.fulfill(status=403))
    exercise.click("watch")
    wait_for(lambda: "(error 403)" in exercise.status)
    assert exercise.state == "problem"
    wait_for(lambda: book.value("orc-select") == ["watch"])
    book.page.unroute("**/api/contents/*type=notebook&content=0")
    exercise.button("Save now").click()
    exercise.saved(["watch"])


def test_never_saved_too_early(book: Notebook) -> None:
    """While the server is slow the page says so, and that the file holds an older answer."""
    book.write(START, 'ask("orc-select")', metadata=ORCHARD).open().run_all()
    exercise = book.exercise("orc-select")
    held: list[Route] = []
    book.page.route(
        "**/api/contents/**",
        lambda r: held.append(r) if r.request.method == "PUT" else r.continue_(),
    )
    exercise.click("watch")
    wait_for(lambda: book.page.wait_for_timeout(20) or held)
    exercise.click("tell")  # changed while the first answer is on its way
    book.page.wait_for_timeout(300)
    assert exercise.status == "Answered, not yet saved."
    assert book.value("orc-select") is None
    held.pop().continue_()
    wait_for(lambda: book.page.wait_for_timeout(20) or held)
    assert book.value("orc-select") == ["watch"]
    assert exercise.status == "Answered, not yet saved."  # the file holds an older answer
    held.pop().continue_()
    wait_for(lambda: book.page.wait_for_timeout(20) or exercise.state == "saved")
    assert book.value("orc-select") == ["watch", "tell"]


def test_refused_save(book: Notebook) -> None:
    """A save that fails is said, with its cause; once the server takes the file, all is in."""
    book.write(START, 'ask("orc-select")', metadata=ORCHARD).open().run_all()
    exercise = book.exercise("orc-select")
    answers: list[tuple[Callable[[Route], None], str]] = [
        (lambda r: r.abort(), "Not saved: the notebook server cannot be reached."),
        (lambda r: r.fulfill(status=500), "Not saved: the notebook server reported error 500."),
        (lambda r: r.fulfill(status=507), "Not saved: the server's disk is full."),
    ]
    book.on_dialog(".jp-Dialog-footer button")  # JupyterLab says it too, at each try
    given: list[str] = []
    for (answer, words), option in zip(answers, ("watch", "tell", "ripe"), strict=True):
        book.page.unroute("**/api/contents/**")
        book.page.route("**/api/contents/**", saving_meets(answer))
        exercise.click(option)
        given.append(option)
        exercise.root.locator(".ss-status", has_text=words).wait_for()
        assert exercise.state == "problem"
        assert book.value("orc-select") is None
        book.shot("not-saved")
    book.page.unroute("**/api/contents/**")
    exercise.button("Save now").click()
    exercise.saved(given)


def saving_meets(answer: Callable[[Route], None]) -> Callable[[Route], None]:
    """A route by which every save gets this answer, and everything else goes through."""
    return lambda route: answer(route) if route.request.method == "PUT" else route.continue_()


def test_two_units_on_one_kernel(book: Notebook, context: BrowserContext) -> None:
    """Two notebooks share a kernel: each keeps its own answers, also where an id occurs in both."""
    book.write(START, 'ask("orc-number")', 'ask("orc-select")', metadata=ORCHARD).open().run_all()
    other = Notebook(book.app, context.new_page(), f"other-{book.name}")
    start = 'from secondsource import start, ask, hand_in\nstart("91-harbour")'
    harbour = {"secondsource": {"schema": 1, "unit": "91-harbour"}}
    other.write(start, 'ask("har-select")', 'ask("orc-number")', metadata=harbour)
    share_kernel(book, other)
    other.open().run_all()
    first, second = book.exercise("orc-number"), other.exercise("orc-number")
    second.field.fill("7")
    second.saved({"amount": 7, "unit": "ships"})
    first.field.fill("300")
    first.saved({"amount": 300, "unit": None})
    other.exercise("har-select").click("ship")
    other.exercise("har-select").saved(["ship"])
    assert set(book.ours()["responses"]) == {"orc-number"}
    assert set(other.ours()["responses"]) == {"orc-number", "har-select"}
    book.page.bring_to_front()
    book.exercise("orc-select").click("dog")
    book.exercise("orc-select").saved(["dog"])
    assert second.field.input_value() == "7"
    assert other.value("orc-number") == {"amount": 7, "unit": "ships"}
    other.page.close()


def test_copy_on_one_kernel(book: Notebook, context: BrowserContext) -> None:
    """An empty copy of a notebook on the same kernel does not take over the first one's answers."""
    book.write(START, 'ask("orc-select")', metadata=ORCHARD)
    copy = Notebook(book.app, context.new_page(), f"copy-{book.name}")
    shutil.copy(book.path, copy.path)
    book.open().run_all()
    share_kernel(book, copy)
    book.exercise("orc-select").click("watch")
    book.exercise("orc-select").saved(["watch"])
    copy.open().run_all()
    twin = copy.exercise("orc-select")
    expect(twin.words).to_have_text("Not answered.")
    twin.click("dog")
    twin.saved(["dog"])
    assert book.value("orc-select") == ["watch"]
    expect(book.exercise("orc-select").option("watch")).to_be_checked()
    copy.page.close()


def share_kernel(book: Notebook, other: Notebook) -> None:
    body = {
        "path": other.name,
        "name": other.name,
        "type": "notebook",
        "kernel": {"id": book.app.sessions()[book.name]["id"]},
    }
    book.app.send("POST", "/api/sessions", body)


def test_stored_answer_that_does_not_fit(book: Notebook) -> None:
    """It is kept and said; the next answer replaces it."""
    responses = {
        "orc-select": {"value": ["poison"], "t": 5},
        "orc-matrix": {"value": "x" * 3000, "t": 1e300},
        "constructor": {"value": 1, "t": 1},
        "orc-number": "no response",
    }
    held = {"secondsource": {"schema": 1, "unit": "90-orchard", "responses": responses}}
    book.write(*LESSON[:3], 'ask("orc-number")', metadata=held).open().run_all()
    exercise = book.exercise("orc-select")
    for item in ("orc-select", "orc-matrix"):
        expect(book.exercise(item).words).to_have_text(MISFIT)
    book.shot("misfit")
    number = book.exercise("orc-number")
    number.field.fill("300")
    number.saved({"amount": 300, "unit": None})
    for item in ("orc-select", "orc-matrix", "constructor"):
        assert book.ours()["responses"][item] == responses[item]
    exercise.click("watch")
    exercise.saved(["watch"])


def test_hand_in(book: Notebook) -> None:
    """The last cell follows the answers, and its links lead to the exercises."""
    few = [f'ask("orc-{name}")' for name in ("select", "two-tier", "number")]
    book.write(START, *few, "hand_in()", metadata=ORCHARD).open().run_all(".ss-handin")
    table = book.page.locator(".ss-handin")
    expect(table.locator(".ss-summary")).to_have_text(
        f"0 of {ASKED} answered, {ASKED} missing.", use_inner_text=True
    )
    book.exercise("orc-select").click("watch")
    book.exercise("orc-select").saved(["watch"])
    book.exercise("orc-two-tier").click("no")
    book.exercise("orc-two-tier").saved({"answer": "no", "reason": None})
    rest = f"1 partly, {ASKED - 2} missing"
    expected = f"1 of {ASKED} answered, {rest}. All of it is saved in the notebook."
    wait_for(lambda: table.locator(".ss-summary").text_content() == expected)
    table.locator("tr", has_text="orc-number").get_by_role("button").click()
    expect(book.exercise("orc-number").root.locator(":focus")).to_have_count(1)


@pytest.mark.fresh_page("Notebook 7 folds sections only while it loads its page")
def test_hand_in_leads_into_a_folded_section(book: Notebook) -> None:
    """What is missing under a folded heading is found from the table: the heading opens."""
    folded = new_markdown_cell("## More", metadata={"jp-MarkdownHeadingCollapsed": True})
    cells = (START, folded, 'ask("orc-select")', new_markdown_cell("## Hand in"), "hand_in()")
    book.write(*cells, metadata=ORCHARD).open().run_all(".ss-handin")
    exercise = book.exercise("orc-select")
    exercise.root.wait_for(state="attached")
    expect(exercise.root).not_to_be_visible()
    book.page.locator(".ss-handin tr", has_text="orc-select").get_by_role("button").click()
    wait_for(lambda: exercise.root.locator(":focus").count() == 1)
    expect(exercise.root).to_be_visible()


def test_no_notebook_within_reach(book: Notebook) -> None:
    """Where the page hides its notebook, answers go into outputs, and the page says who saves."""
    book.write(START, 'ask("orc-select")', "hand_in()", metadata=ORCHARD).open()
    book.page.evaluate(
        "window.jupyterapp.shell.currentWidget.context.model.setMetadata = undefined"
    )
    book.run_all(".ss-handin")
    exercise = book.exercise("orc-select")
    exercise.click("watch")
    wait_for(lambda: exercise.status == "Answered; save the notebook yourself (Ctrl+S).")
    book.shot("no-host")
    book.save()
    one, every = MIME, MIME_ALL
    held = wait_for(lambda: outputs(book, every))
    assert held["unit"] == "90-orchard"
    assert held["responses"]["orc-select"]["value"] == ["watch"]
    found = outputs(book, one)
    assert (found["item"], found["unit"], found["value"]) == ("orc-select", "90-orchard", ["watch"])
    assert "responses" not in book.ours()
    book.app.end_kernels()
    time.sleep(0.5)
    exercise.click("tell")
    assert exercise.status == "Answered, not yet saved."
    wait_for(lambda: exercise.status.startswith("Not kept: the kernel does not answer."))


def outputs(book: Notebook, mime: str) -> Any:
    for cell in book.read().get("cells", []):
        for output in cell["outputs"]:
            if mime in output.get("data", {}):
                return output["data"][mime]
    return None
