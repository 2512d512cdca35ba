"""Faults staged on a small imitation of a notebook page: nothing lost, nothing saved too early."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app import wait_for
from playwright.sync_api import Browser, Locator, Page, expect

from secondsource.errors import ResponseError
from secondsource.families import Item
from secondsource.units import read_items
from secondsource.widgets.esm import classic_script, page_code, style

FAKE_HOST = Path(__file__).parents[1] / "page" / "fake_host.js"
UNIT = read_items(Path(__file__).with_name("units") / "90-orchard" / "items.yaml")
EMPTY: dict[str, Any] = {"secondsource": {"schema": 1, "unit": "90-orchard"}}


class Stage:
    """A page with one imitated notebook and one exercise in it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def set(
        self,
        metadata: dict[str, Any],
        *,
        item: str = "orc-select",
        kernel: dict[str, Any] | None = None,
        **host: Any,
    ) -> Stage:
        data = UNIT.item(item).page_data()
        state = {
            "item": data,
            "unit": "90-orchard",
            "response": {},
            "origin": "",
            "study": False,
            **(kernel or {}),
        }
        self.page.evaluate(
            """async ([metadata, host, state, code]) => {
              window.host = new Host(metadata, host);
              window.model = window.host.model(state, host.nowhere ? {} : undefined);
              window.shown = await show(code, window.model);
            }""",
            [metadata, host, state, page_code()],
        )
        return self

    def clean(self) -> None:
        """An empty page, ready for another notebook."""
        self.page.evaluate("document.body.replaceChildren()")

    def js(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def click(self, value: str) -> None:
        self.page.locator(f'input[value="{value}"]').click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    @property
    def words(self) -> Locator:
        return self.page.locator(".ss-status span").nth(1)

    @property
    def status(self) -> str:
        return str(self.words.inner_text())

    @property
    def state(self) -> str:
        return str(self.page.locator(".ss-exercise").get_attribute("data-state"))

    def ticked(self) -> list[str]:
        return list(self.page.locator("input:checked").evaluate_all("all => all.map(e => e.value)"))

    def in_file(self, item: str = "orc-select") -> Any:
        return self.js(f"host.file.secondsource?.responses?.['{item}']?.value ?? null")

    def saved(self, value: Any) -> None:
        wait_for(lambda: self.state == "saved", 4)
        assert self.in_file() == value

    def saves(self, count: int) -> None:
        wait_for(lambda: self.js("host.saves.length") == count, 4)


@pytest.fixture(scope="module")
def blank(chrome: Browser) -> Iterator[Page]:
    page = chrome.new_page()
    page.set_default_timeout(5000)
    yield page
    page.close()


@pytest.fixture
def stage(blank: Page) -> Stage:
    blank.set_content(f"<!doctype html><style>{style()}</style>")
    blank.add_script_tag(content=FAKE_HOST.read_text("utf-8"), type="module")
    wait_for(lambda: blank.evaluate("Boolean(window.Host)"))
    return Stage(blank)


def test_kernel_gone(stage: Stage) -> None:
    """A kernel that cannot be told is no reason to lose an answer."""
    stage.set(EMPTY).js("model.dead = true")
    stage.click("watch")
    stage.saved(["watch"])


def test_newer_in_kernel(stage: Stage) -> None:
    """What the kernel remembers from before a page was closed is saved at once."""
    stage.set(EMPTY, kernel={"response": {"value": ["tell"], "t": 10}, "origin": "a.ipynb"})
    assert stage.ticked() == ["tell"]
    stage.saved(["tell"])


def test_newer_in_notebook(stage: Stage) -> None:
    """After a kernel restart the notebook tells the kernel."""
    metadata = {
        "secondsource": {
            **EMPTY["secondsource"],
            "responses": {"orc-select": {"value": ["dog"], "t": 20}},
        }
    }
    stage.set(metadata, kernel={"response": {"value": ["tell"], "t": 10}})
    assert stage.ticked() == ["dog"]
    expect(stage.words).to_have_text("Saved in the notebook.")
    assert stage.js("model.get('response')") == {"value": ["dog"], "t": 20}
    assert stage.js("model.get('origin')") == "a.ipynb"


def test_kernel_of_another_notebook(stage: Stage) -> None:
    """An answer given in another notebook on the same kernel is not taken over."""
    stage.set(EMPTY, kernel={"response": {"value": ["tell"], "t": 10}, "origin": "b.ipynb"})
    assert stage.ticked() == []
    assert stage.js("model.get('response')") == {}


def test_another_window(stage: Stage) -> None:
    """What another window records is shown, and this one leaves the saving to it."""
    stage.set(EMPTY).js(
        "model.set({response: {value: ['ripe'], t: Date.now() / 1000}, origin: 'a.ipynb'})"
    )
    assert stage.ticked() == ["ripe"]
    assert stage.status.startswith("Answered in another window of this notebook, which saves it.")
    assert "choose Overwrite: no answer is lost" in stage.status
    stage.page.wait_for_timeout(900)
    assert stage.in_file() is None
    stage.press("Save now")
    stage.saved(["ripe"])


def test_change_during_a_save(stage: Stage) -> None:
    """A save that began before the last click does not make that click saved."""
    stage.set(EMPTY).js("host.automatic = false")
    stage.click("watch")
    stage.saves(1)
    stage.click("tell")
    stage.js("host.saves.shift().complete()")
    assert stage.status == "Answered, not yet saved."
    stage.saves(1)
    stage.js("host.saves.shift().complete()")
    stage.saved(["watch", "tell"])


def test_one_save_at_a_time(stage: Stage) -> None:
    """While another save is under way ours waits: JupyterLab takes two at once for a conflict."""
    stage.set(EMPTY).js("host.automatic = false; void host.begin()")
    stage.click("watch")
    stage.page.wait_for_timeout(800)
    assert stage.js("host.saves.length") == 1
    stage.js("host.saves.shift().complete()")
    stage.saves(1)
    assert stage.status == "Answered, not yet saved."
    stage.js("host.saves.shift().complete()")
    stage.saved(["watch"])


def test_overlapping_saves(stage: Stage) -> None:
    """After two saves at once it is unknown which one the file holds, so another follows."""
    stage.set(EMPTY).js("host.automatic = false")
    stage.click("watch")
    stage.saves(1)
    stage.js("host.begin(); host.saves.pop().complete()")
    assert stage.state == "unsaved"
    stage.js("host.saves.shift().complete()")
    assert stage.state == "unsaved"
    stage.saves(1)
    stage.js("host.saves.shift().complete()")
    stage.saved(["watch"])


def test_refused(stage: Stage) -> None:
    """A refused save is said, with what to do; doing it saves."""
    stage.set(EMPTY).js("host.automatic = false")
    stage.click("watch")
    stage.saves(1)
    stage.js("host.saves.shift().fail()")
    wait_for(
        lambda: stage.status.startswith("Not saved: the notebook server did not take the file.")
    )
    stage.js("host.automatic = true")
    stage.press("Save now")
    stage.saved(["watch"])


def test_conflict_cancelled(stage: Stage) -> None:
    """A conflict that the learner cancelled: not saved, and how to keep the answers."""
    stage.set(EMPTY).js("host.automatic = false")
    stage.click("watch")
    stage.saves(1)
    stage.js("host.saves.shift().cancel()")
    wait_for(lambda: "choose Overwrite to keep your answers" in stage.status)
    stage.js("host.automatic = true")
    stage.click("tell")
    stage.saved(["watch", "tell"])


def test_save_as(stage: Stage) -> None:
    """Save As writes another file: that does not make an answer saved in this one."""
    stage.set(EMPTY).js("host.automatic = false")
    stage.click("watch")
    stage.js("host.begin(); host.saves.shift().complete({other: true})")
    assert stage.state == "unsaved"
    stage.saves(1)
    stage.js("host.saves.shift().complete()")
    stage.saved(["watch"])


def test_reverted(stage: Stage) -> None:
    """A notebook reverted under the page gets the newer answer back."""
    stage.set(EMPTY)
    stage.click("watch")
    stage.saved(["watch"])
    stage.js(
        "host.file.secondsource.responses = {};"
        "host.change({secondsource: {schema: 1, unit: '90-orchard'}})"
    )
    stage.saved(["watch"])


def test_read_only(stage: Stage) -> None:
    """A read-only file is said before anything is answered in vain."""
    stage.set(EMPTY, writable=False)
    assert stage.status.startswith("This file is read-only")
    assert stage.page.locator("input:enabled").count() == 0


def test_unit_of_another_notebook(stage: Stage) -> None:
    """In a notebook of another unit an exercise says so and touches nothing."""
    before = {
        "secondsource": {
            "schema": 1,
            "unit": "91-harbour",
            "responses": {"orc-select": {"value": ["watch"], "t": 1}},
        }
    }
    stage.set(before, kernel={"response": {"value": ["dog"], "t": 10}})
    expect(stage.words).to_contain_text(
        "belongs to unit 90-orchard, but this notebook records unit 91-harbour"
    )
    assert stage.page.locator("input:enabled").count() == 0
    assert stage.ticked() == []
    stage.page.wait_for_timeout(700)
    assert stage.js("host.metadata") == before


def test_other_version(stage: Stage) -> None:
    """Answers recorded by a later version are not touched."""
    later = {"secondsource": {"schema": 2, "unit": "90-orchard", "answers": {"a": 1}}}
    stage.set(later, kernel={"response": {"value": ["dog"], "t": 10}})
    assert stage.status.startswith("This notebook's answers were recorded by another version")
    stage.page.wait_for_timeout(700)
    assert stage.js("host.metadata") == later


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"secondsource": []},
        {"secondsource": "text"},
        {"secondsource": {"schema": 1, "responses": [1]}},
        {"secondsource": {"schema": 1, "unit": 5, "responses": {"orc-select": {"t": "now"}}}},
    ],
    ids=str,
)
def test_damaged_metadata(stage: Stage, metadata: dict[str, Any]) -> None:
    """Metadata of another form stops nobody from answering."""
    stage.set(metadata)
    expect(stage.words).to_have_text("Not answered.")
    stage.click("watch")
    stage.saved(["watch"])
    assert stage.js("host.file.secondsource.unit") == "90-orchard"


STRANGE = [["poison"], {"constructor": ["watch"]}, "x" * 3000, 5, True, [None], [["watch"]]]


def fits(item: Item, value: Any) -> bool:
    try:
        item.parse(value)
    except ResponseError:
        return False
    return True


@pytest.mark.parametrize("item", [i.id for i in UNIT.items])
def test_misfit(stage: Stage, item: str) -> None:
    """A stored answer that does not fit is kept and said, until the next answer replaces it."""
    for value in STRANGE:
        if fits(UNIT.item(item), value):  # 5 is a chance
            continue
        stage.clean()
        stored = {
            item: {"value": value, "t": 1e300},
            "constructor": {"value": 1, "t": 1},
            "other": "no response",
        }
        stage.set(
            {"secondsource": {"schema": 1, "unit": "90-orchard", "responses": stored}}, item=item
        )
        assert (
            stage.status
            == "The stored answer does not fit this exercise; it is kept until you answer again."
        )
        assert stage.js("host.metadata.secondsource.responses") == stored
    answer_something(stage, UNIT.item(item).family)
    wait_for(lambda: stage.state == "saved", 4)
    held = stage.js("host.file.secondsource.responses")
    assert not UNIT.item(item).is_blank(UNIT.item(item).parse(held[item]["value"]))
    assert held["constructor"] == {"value": 1, "t": 1}
    assert held["other"] == "no response"


def answer_something(stage: Stage, family: str) -> None:
    """Give the least that counts as an answer to an exercise of this family."""
    place = stage.page.locator(".ss-answer")
    first = place.locator(":is(input, button, [role=option])").first
    if family == "calibration":
        place.locator("input[type=range]").press("ArrowRight")
        place.get_by_role("button", name="Give this chance").click()
    elif family == "budget":
        place.locator("input[type=range]").press("ArrowRight")
        place.get_by_role("button", name="State this chance").click()
    elif family in ("pairs", "argument"):
        place.locator("select").first.select_option(index=1)
    elif family == "graph":
        place.locator("select").first.select_option(index=1)
        place.locator("select").last.select_option(index=2)
        place.get_by_role("button", name="Add arrow").click()
    elif family in ("text", "sheet"):
        place.locator("textarea").first.fill("Some words.")
    elif first.get_attribute("type") == "text":
        first.fill("5")
    else:
        first.click()


def test_nowhere(stage: Stage) -> None:
    """With no notebook within reach the kernel keeps the answer; the page waits for its word."""
    stage.set({}, nowhere=True)
    assert stage.js("model.get('host')") == "kernel"
    stage.click("watch")
    assert stage.status == "Answered, not yet saved."
    stage.js("model.receive({kind: 'kept', t: model.get('response').t})")
    expect(stage.words).to_have_text("Answered; save the notebook yourself (Ctrl+S).")
    stage.click("tell")
    assert stage.status == "Answered, not yet saved."
    wait_for(lambda: stage.status.startswith("Not kept: the kernel does not answer."), 6)


def test_check(stage: Stage) -> None:
    """In self-study Check asks the kernel and shows its reply, until the answer changes."""
    stage.set(EMPTY, kernel={"study": True})
    stage.click("watch")
    stage.press("Check")
    sent = stage.js("model.sent").pop()
    t = sent.pop("t")
    assert sent == {"kind": "check", "value": ["watch"], "step": "first"}
    stage.js("model.receive({kind: 'checked', html: '<p><b>Nearly.</b></p>'})")
    result = stage.page.locator(".ss-result")
    expect(result).to_have_text("Nearly.", use_inner_text=True)
    assert result.get_attribute("role") == "status"
    stage.click("tell")
    expect(result).not_to_be_visible()
    # A late reply, to what was answered before, is no verdict on the answer of now.
    stage.press("Check")
    stage.js(f"model.receive({{kind: 'checked', t: {t}, html: '<p>Late.</p>', share: 1}})")
    expect(result).to_have_text("Checking…", use_inner_text=True)
    assert not stage.js("host.metadata.secondsource.tries")
    now = stage.js("model.sent").pop()["t"]
    stage.js(f"model.receive({{kind: 'checked', t: {now}, html: '<p>So.</p>', share: 0.5}})")
    expect(result).to_have_text("So.", use_inner_text=True)
    assert stage.js("host.metadata.secondsource.tries")["orc-select"]["best"]["share"] == 0.5


def test_tries(stage: Stage) -> None:
    """Self-study tries are counted, the first and the best kept apart; the answer stays.

    Asking again about the same answer, and a second reply to it, are no other try.
    """
    stage.set(EMPTY, kernel={"study": True})
    for value, share in (("watch", 0.5), ("dog", 0), ("tell", 0.9)):
        stage.click(value)
        stage.press("Check")
        stage.js(f"model.receive({{kind: 'checked', html: '<p>So.</p>', share: {share}}})")
        stage.press("Check")
        stage.js(f"model.receive({{kind: 'checked', html: '<p>So.</p>', share: {share}}})")
    stage.js("model.receive({kind: 'checked', html: '<p>Unasked.</p>', share: 1})")
    stage.saved(["watch", "tell", "dog"])
    tries = stage.js("host.metadata.secondsource.tries")["orc-select"]
    assert tries["count"] == 3
    assert (tries["first"]["value"], tries["first"]["share"]) == (["watch"], 0.5)
    assert (tries["best"]["value"], tries["best"]["share"]) == (["watch", "tell", "dog"], 0.9)
    assert tries["best"]["t"] > tries["first"]["t"] > 1.7e9
    wait_for(lambda: stage.js("host.file.secondsource.tries") == {"orc-select": tries}, 4)


def test_a_text_is_compared_and_not_checked(stage: Stage) -> None:
    """No program judges a text: the button says what it does, and no try is counted."""
    stage.set(EMPTY, item="orc-note", kernel={"study": True})
    assert stage.page.get_by_role("button", name="Check").count() == 0
    stage.press("Compare with a model answer")
    expect(stage.page.locator(".ss-result")).to_contain_text(
        "Write your answer first", use_inner_text=True
    )
    stage.page.locator("textarea").fill("The watch saw it.")
    stage.press("Compare with a model answer")
    stage.js("model.receive({kind: 'checked', html: '<p>So.</p>', share: 0, explained: true})")
    expect(stage.page.locator(".ss-result")).to_have_text("So.", use_inner_text=True)
    wait_for(lambda: stage.in_file("orc-note") == "The watch saw it.", 4)
    assert "tries" not in stage.js("host.file.secondsource")
    stage.set(EMPTY, item="orc-note")
    expect(stage.page.get_by_role("button", name="Compare with a model answer")).to_have_count(1)


def test_a_tap_where_a_slider_stands_sets_it(stage: Stage) -> None:
    """At 50, where an untouched slider stands, a finger sends neither an input nor a click."""
    stage.set(EMPTY, item="orc-chance")
    stage.page.get_by_role("slider").dispatch_event("pointerup")
    wait_for(lambda: stage.in_file("orc-chance") == 50, 4)


@pytest.mark.parametrize(("width", "first"), [(1280, "ss-side"), (360, "ss-map")])
def test_on_a_phone_the_map_comes_before_the_statements(
    stage: Stage, width: int, first: str
) -> None:
    stage.page.set_viewport_size({"width": width, "height": 800})
    stage.set(EMPTY, item="orc-map")
    parts = stage.page.locator(".ss-argument > div")
    wait_for(lambda: first in str(parts.first.get_attribute("class")))
    stage.page.set_viewport_size({"width": 1280, "height": 800})


def test_two_views(stage: Stage) -> None:
    """Two views of one exercise show the same answer, though each loaded its code by itself."""
    stage.set(EMPTY)
    stage.page.evaluate(
        """async (code) => {
          const state = {unit: "90-orchard", response: {}, origin: "", study: false};
          await show(code, host.model({item: model.get("item"), ...state}));
        }""",
        page_code(),
    )
    stage.page.locator('input[value="watch"]').first.click()
    assert stage.ticked() == ["watch", "watch"]


def test_no_channel(stage: Stage) -> None:
    """A browser that forbids channels between its windows draws and saves all the same."""
    stage.js("void (window.BroadcastChannel = function () { throw new Error('denied'); })")
    stage.set(EMPTY)
    stage.click("watch")
    stage.saved(["watch"])


def test_code_that_fails(stage: Stage) -> None:
    """An exercise whose code meets an error says so in its place, with the cause."""
    stage.page.evaluate(
        """async (code) => {
          window.shown = await show(code, new Host({}).model({item: {family: "none"}}));
        }""",
        page_code(),
    )
    said = stage.page.get_by_role("alert").inner_text()
    assert said.startswith("This exercise could not be shown, because its code met an error")
    assert "TypeError" in said


def test_classic_script(stage: Stage) -> None:
    """A page that hosts exercises by itself loads one plain script with all families."""
    stage.page.add_script_tag(content=classic_script())
    for item in UNIT.items:
        stage.page.evaluate(
            """([item, metadata]) => {
              window.host = new Host(metadata, {words: {saved: "Kept in this browser."}});
              const el = document.body.appendChild(document.createElement("div"));
              const state = {item, unit: "90-orchard", response: {}, origin: "", study: false};
              SecondSource.drawExercise({model: host.model(state), el});
            }""",
            [item.page_data(), EMPTY],
        )
    drawn = stage.page.locator(".ss-exercise")
    expect(drawn).to_have_count(len(UNIT.items))
    stage.page.locator('[data-item="orc-bayes"] .ss-percent').first.fill("20")
    bayes = stage.page.locator('.ss-exercise[data-item="orc-bayes"]')
    wait_for(lambda: bayes.get_attribute("data-state") == "saved", 4)
    expect(bayes.locator(".ss-status")).to_contain_text(
        "Kept in this browser.", use_inner_text=True
    )
