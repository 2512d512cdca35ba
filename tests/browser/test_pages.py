"""The course as web pages, as a reader has it: answered, kept, checked, taken along, graded."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from importlib.resources import files
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from giving import give
from helpers.batches import grade
from helpers.classroom import Classroom
from helpers.node import NODE, PAGE, needs_node
from helpers.static_site import served
from playwright.sync_api import expect
from site_reader import FIRST, PHONE, UNIT, Built, Reader, check, full, wait

from secondsource.scoring import steps
from secondsource.scoring.base import score
from secondsource.scoring.feedback import STYLE
from secondsource.scoring.keys import practice_keys
from secondsource.site.write import MARK
from secondsource.units import load_unit
from secondsource_grading import content
from secondsource_grading.keys import load_keys

PRACTICE = "om-price-or-colour"
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


# --- Answered, handed in, graded


def test_a_unit_answered_on_the_page_is_graded_by_both_commands(
    reader: Callable[..., Reader], tmp_path: Path
) -> None:
    """All exercises of a unit, given with mouse and keys, earn in nbgrader what they earn here."""
    learner = reader()
    learner.open()
    answers = full(UNIT)
    for item, value in answers.items():
        if value is not None:
            give(learner.exercise(item), value)
    learner.settled()
    learner.page.get_by_label("Your name or number").fill("s1/23 ÄÖ")
    with learner.page.expect_download() as download:
        learner.page.get_by_role("button", name="Download my notebook").click()
    assert download.value.suggested_filename == f"s1-23-ÄÖ_{UNIT}.ipynb"
    download.value.save_as(tmp_path / "mine.ipynb")
    notebook = json.loads((tmp_path / "mine.ipynb").read_text("utf-8"))
    assert notebook["metadata"]["authors"] == [{"name": "s1/23 ÄÖ"}]
    built = json.loads((tmp_path / "mine.ipynb").read_text("utf-8"))
    source = json.loads((content.notebooks() / UNIT / f"{UNIT}.ipynb").read_text("utf-8"))
    for one in (built, source):
        one["metadata"].pop("secondsource")
        one["metadata"].pop("authors", None)
    assert built == source
    wait(lambda: "Last saved to a file" in learner.page.locator(".ss-kept").inner_text())

    held = notebook["metadata"]["secondsource"]["responses"]
    keyring = load_keys(UNIT)
    direct = {
        i.id: score(i, keyring[i.id][1], held.get(i.id, {}).get("value")).points
        for i in keyring.unit.items
        if i.counts and not i.by_hand
    }
    assert sum(direct.values()) == sum(i.points for i in keyring.unit.items if i.id in direct)
    course = Classroom(tmp_path / "course", UNIT)
    course.root.mkdir()
    (course.root / "exchange").mkdir(mode=0o777)
    course.write_config(content.keys())
    (course.root / "source" / UNIT).mkdir(parents=True)
    original = content.notebooks() / UNIT / f"{UNIT}.ipynb"
    (course.root / "source" / UNIT / original.name).write_bytes(original.read_bytes())
    assert course.generate()["success"]
    for student in ("by-nbgrader", "by-batch"):
        course.submit(student, (tmp_path / "mine.ipynb").read_bytes())
    result = course.autograde("by-nbgrader")
    assert result["success"], result
    grade(course)
    for student in ("by-nbgrader", "by-batch"):
        points = {n: p for n, p in course.points(student).items() if n in direct}
        assert points == direct, student

    other = reader()
    other.open()
    other.page.locator("#keep input[type=file]").set_input_files(tmp_path / "mine.ipynb")
    wait(lambda: "answers were read from" in other.page.locator("#keep .ss-said").inner_text())
    other.settled()
    assert other.states() == learner.states()


# --- Kept


def test_no_answer_is_lost_by_a_reload_that_follows_at_once(reader: Callable[..., Reader]) -> None:
    """By touch, at 360 px: ten answers, each followed by a reload in the same moment."""
    learner = reader(**PHONE)
    learner.open(f"{FIRST}/index.html")
    exercise = learner.exercise("sta-first-speaker").root
    labels = exercise.locator("label.ss-choice")
    first = labels.first.locator("input").get_attribute("name")
    groups = exercise.locator(f'input[name="{first}"]').count()
    for turn in range(10):
        label = labels.nth(turn % groups)
        label.tap()
        learner.page.reload(wait_until="commit")
        learner.ready()
        assert labels.nth(turn % groups).locator("input").is_checked(), turn
    wide = "document.documentElement.scrollWidth - innerWidth"
    assert learner.page.evaluate(wide) == 0
    small = """[...document.querySelectorAll('main button, main label.ss-choice, #keep button')]
      .filter(e => e.checkVisibility() && !e.matches('.ss-ref, .ss-link'))
      .map(e => [e.textContent, Math.round(e.getBoundingClientRect().height)])
      .filter(([, h]) => h < 44)"""
    assert learner.page.evaluate(small) == []


def test_the_keyboard_is_enough(reader: Callable[..., Reader]) -> None:
    """From the top of the page to an answer by Tab and arrows, and the front page knows of it."""
    learner = reader()
    page = learner.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the text"
    where = "document.activeElement.closest('.ss-exercise[data-item]')?.dataset.item ?? ''"
    radio = "document.activeElement.type === 'radio'"
    for _ in range(120):
        if page.evaluate(radio) and page.evaluate(where):
            break
        page.keyboard.press("Tab")
    item = str(page.evaluate(where))
    page.keyboard.press("Space")
    wait(lambda: learner.exercise(item).state != "blank")
    learner.settled()
    learner.open("index.html")
    wait(
        lambda: (
            "begun" in page.locator(f'[data-unit="{UNIT}"]').inner_text()
            or "1 of" in page.locator(f'[data-unit="{UNIT}"]').inner_text()
        )
    )
    page.get_by_role("link", name="Go on with: What is not there").press("Enter")
    learner.ready()
    assert learner.exercise(item).state == "saved"


def test_everything_goes_into_one_file_and_comes_back(
    reader: Callable[..., Reader], tmp_path: Path
) -> None:
    learner = reader()
    learner.open()
    give(learner.exercise(PRACTICE), full(UNIT)[PRACTICE])
    learner.settled()
    learner.open("index.html")
    with learner.page.expect_download() as download:
        learner.page.get_by_role("button", name="Save all my answers to a file").click()
    download.value.save_as(tmp_path / "all.json")
    other = reader()
    other.open("index.html")
    (tmp_path / "odd.json").write_text("no JSON", "utf-8")
    choose, said = (
        other.page.locator("#keep input[type=file]"),
        other.page.locator("#keep .ss-said"),
    )
    choose.set_input_files(tmp_path / "odd.json")
    wait(lambda: "is no notebook and no file of answers" in said.inner_text())
    choose.set_input_files(tmp_path / "all.json")
    wait(lambda: "Answers to 1 unit were read" in said.inner_text())
    other.open("record/index.html")
    row = other.page.get_by_role("row", name="What is not there")
    expect(row).to_contain_text("1 of ", use_inner_text=True)
    other.open()
    assert other.exercise(PRACTICE).state == "saved"
    other.open("index.html")
    other.page.get_by_role("button", name="Remove my answers from this browser").click()
    other.page.get_by_role("button", name="Remove them").click()
    wait(lambda: "were removed" in said.inner_text())
    other.open()
    assert set(other.states()) == {"blank"}


def test_two_tabs_lose_nothing(reader: Callable[..., Reader]) -> None:
    learner = reader()
    learner.open()
    second = learner.open(page=learner.tab())
    answers = full(UNIT)
    there, here = "om-school-letter", PRACTICE
    give(learner.exercise(here), answers[here])
    give(learner.exercise(there, second), answers[there])
    wait(lambda: learner.exercise(there, second).state == "saved")
    learner.settled()
    second.close()
    learner.open()
    assert [learner.exercise(item).state for item in (here, there)] == ["saved", "saved"]


DENIED = "indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }"
FULL = """IDBObjectStore.prototype.put = function () {
  const work = this.transaction;
  Object.defineProperty(work, 'error', { value: new DOMException('full', 'QuotaExceededError') });
  work.abort(); }"""


@pytest.mark.parametrize(
    ("fault", "said"),
    [(DENIED, "lets the page store nothing"), (FULL, "storage is full")],
    ids=["denied", "full"],
)
def test_a_storage_that_refuses_is_told(
    reader: Callable[..., Reader], fault: str, said: str
) -> None:
    """The answer stays, can be downloaded, and a reload brings it back from the journal."""
    learner = reader()
    learner.page.add_init_script(fault)
    learner.open()
    exercise = learner.exercise(PRACTICE)
    give(exercise, full(UNIT)[PRACTICE])
    wait(lambda: exercise.state == "problem")
    expect(exercise.words).to_contain_text(said)
    with learner.page.expect_download() as download:
        learner.page.get_by_role("button", name="Download my notebook").click()
    book = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert list(book["metadata"]["secondsource"]["responses"]) == [PRACTICE]
    learner.page.reload()
    learner.ready()
    assert exercise.state != "blank"
    learner.complaints = [c for c in learner.complaints if "Second Source" not in c]


def test_a_corrected_unit_keeps_the_answers_and_says_so(reader: Callable[..., Reader]) -> None:
    learner = reader(service_workers="block")
    learner.open()
    give(learner.exercise(PRACTICE), full(UNIT)[PRACTICE])
    learner.settled()

    def corrected(route: Any) -> None:
        text = route.fetch().text()
        start = text.index('"edition":"') + len('"edition":"')
        route.fulfill(body=f"{text[:start]}x{text[start + 1 :]}", content_type="text/javascript")

    learner.page.route("**/exercises-*.js", corrected)
    learner.open()
    expect(learner.page.locator("main .ss-notice").first).to_contain_text(
        "This unit was corrected", use_inner_text=True
    )
    assert learner.exercise(PRACTICE).state == "saved"
    learner.complaints = [
        c
        for c in learner.complaints
        if "not kept for later" not in c and "blocked by Playwright" not in c
    ]


def test_a_site_that_moves_on_its_host_keeps_the_answers(
    reader: Callable[..., Reader], site: Built
) -> None:
    """Answers are kept under the site's name, not its path; another host needs a file."""
    learner = reader(service_workers="block")
    learner.open()
    give(learner.exercise(PRACTICE), full(UNIT)[PRACTICE])
    learner.settled()
    before, site.host.prefix = site.host.prefix, "/moved/there/"
    try:
        learner.open()
        assert learner.exercise(PRACTICE).state == "saved"
        learner.open("teachers/index.html")
        told = learner.page.get_by_role("main")
        expect(told).to_contain_text("ask learners to save their answers to a file")
    finally:
        site.host.prefix = before
    learner.complaints = [
        c
        for c in learner.complaints
        if "not kept for later" not in c and "blocked by Playwright" not in c
    ]


def test_a_memory_stick_will_do(reader: Callable[..., Reader], site: Built) -> None:
    """Opened as a file: exercises, storage and download work, and *Check* says why it can't."""
    learner = reader(service_workers="block")
    learner.page.goto((site.root / UNIT / "index.html").as_uri())
    learner.ready()
    exercise = learner.exercise(PRACTICE)
    give(exercise, full(UNIT)[PRACTICE])
    learner.settled()
    learner.page.reload()
    learner.ready()
    assert exercise.state == "saved"
    with learner.page.expect_download():
        learner.page.get_by_role("button", name="Download my notebook").click()
    if not site.why:
        assert "from the course's web address only" in check(exercise)
    learner.complaints = [c for c in learner.complaints if "file:" not in c]


# --- Checked, and without a network


def test_check_runs_in_the_browser_and_without_a_network(
    reader: Callable[..., Reader], site: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check in steps, a stop while it loads, a cell that runs; then the network goes.

    The host does not know WebAssembly's type, as some don't.
    """
    if site.why:
        pytest.skip(f"no Check in this site: {site.why}")
    monkeypatch.delitem(site.host.types, ".wasm")
    learner = reader()
    page = learner.open()
    exercise = learner.exercise(PRACTICE)
    exercise.button("Check").click()
    expect(exercise.root.locator(".ss-result")).to_contain_text("Answer first", use_inner_text=True)
    value = full(UNIT)[PRACTICE]
    wrong = next(
        v
        for v in exercise.root.locator("input").evaluate_all("e => e.map(i => i.value)")
        if v != value
    )
    give(exercise, wrong)
    exercise.button("Check").click()
    page.get_by_role("button", name="Stop").click()
    wait(lambda: "Your answer is kept" in exercise.root.locator(".ss-result").inner_text())
    assert check(exercise).startswith("Not yet.")
    give(exercise, value)
    assert "Right" in check(exercise)
    cell = page.locator(".ss-python").first
    cell.locator("textarea").fill(
        "from datetime import date\n(date(2026, 3, 1) - date(2026, 2, 1)).days"
    )
    cell.locator("textarea").press("Shift+Enter")
    wait(lambda: cell.locator(".ss-output").inner_text().strip() == "28")
    learner.settled()

    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    held = """caches.keys().then((k) => caches.open(k[0])).then((c) => c.keys())
      .then((k) => k.map((r) => r.url).join())"""
    page.reload()  # what came before there was a service worker goes through it now
    learner.ready()
    assert "Right" in check(exercise)
    wait(
        lambda: (
            f"{FIRST}/index.html" in page.evaluate(held) and "libraries.bin" in page.evaluate(held)
        )
    )
    site.host.dead = True
    try:
        page.reload()
        learner.ready()
        assert exercise.state == "saved"
        assert "Right" in check(exercise)
        page.goto(f"{site.host.url}{FIRST}/")
        learner.ready()
        assert page.locator(".ss-exercise[data-item]").count() > 10
    finally:
        site.host.dead = False
    learner.complaints = [c for c in learner.complaints if "net::ERR" not in c]


def test_a_new_version_comes_when_the_reader_agrees(
    reader: Callable[..., Reader], site: Built, tmp_path: Path
) -> None:
    """The old page goes on with its own script; a button brings the new one; answers stay."""
    for version in ("old", "new"):
        shutil.copytree(site.root, tmp_path / version)
    front, worker = tmp_path / "new" / "index.html", tmp_path / "new" / "sw.js"
    front.write_text(front.read_text("utf-8").replace("The units", "The corrected units"), "utf-8")
    text = worker.read_text("utf-8")
    digest = (tmp_path / "new" / MARK).read_text("utf-8").strip()
    worker.write_text(text.replace(digest, f"{digest[:-1]}x"), "utf-8")
    with served(tmp_path / "old") as host:
        learner = reader()
        learner.site = Built(host, site.why, site.root)
        page = learner.open()
        give(learner.exercise(PRACTICE), full(UNIT)[PRACTICE])
        learner.settled()
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        learner.open("index.html")
        host.root = tmp_path / "new"
        page.reload()
        page.get_by_text("A corrected version of this course is there").wait_for()
        expect(page.locator("#units")).to_have_text("The units", use_inner_text=True)
        page.get_by_role("button", name="Reload").click()
        wait(lambda: page.locator("#units").inner_text() == "The corrected units")
        learner.open()
        assert learner.exercise(PRACTICE).state == "saved"


@needs_node
def test_the_browsers_python_says_what_python_says(site: Built) -> None:
    """Every practice item of the site, with right, blank, gaming, guessed and unfit answers.

    The share and all HTML are the same to the last letter.
    """
    if site.why:
        pytest.skip(f"no Check in this site: {site.why}")
    asked, expected = [], []
    for unit in map(load_unit, (FIRST, UNIT)):
        keyring = practice_keys(unit)
        for item_id, key in keyring.keys.items():
            item, rng = unit.item(item_id), Random(item_id)  # noqa: S311 - answers, no secret
            values = [key.full(item), None, *key.strategies(item).values(), "junk", [1], {"x": 1}]
            values += [key.guess(item, rng) for _ in range(3)]
            for value, step in product(json.loads(json.dumps(values)), ("first", "full")):
                found = steps.check(keyring, item_id, value, cast("steps.Step", step))
                html = found.html.removeprefix(f"<style>{STYLE}</style>")
                expected.append({"html": html, "share": found.share, "explained": found.explained})
                asked.append({"kind": "check", "unit": unit.name, "item": item_id, "value": value})
                asked[-1]["step"] = step
    done = subprocess.run(
        [str(NODE), str(PAGE / "scorers.mjs"), str(site.root)],
        input="\n".join(map(json.dumps, asked)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(asked) > 100
    assert [json.loads(line) for line in done.stdout.splitlines()] == expected


# --- Looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(reader: Callable[..., Reader], scheme: str) -> None:
    learner = reader(color_scheme=scheme, viewport={"width": 360, "height": 740})
    both = ("index.html", f"{UNIT}/index.html")
    others = (f"{FIRST}/index.html", "record/index.html", "teachers/index.html")
    for path in (*both, *others) if scheme == "dark" else both:
        page = learner.open(path)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        if path.startswith(UNIT):  # what is said of an answer has a colour of its own
            exercise = learner.exercise(PRACTICE)
            give(exercise, full(UNIT)[PRACTICE])
            expect(exercise.root).to_have_attribute("data-state", "saved")
        page.evaluate(f"{AXE}; null")
        found = page.evaluate("""axe.run(document).then((r) => r.violations.map(
          (v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200))]))""")
        assert found == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, path


SPOKEN = """
- link "To the text"
- banner:
  - link "Second Source"
  - navigation "Pages":
    - link "Your work"
- main:
  - heading "What is not there" [level=1]
  - region "How far you are":
    - button "Next exercise"
- contentinfo:
  - region "Your answers":
    - heading "Your answers" [level=2]
    - paragraph:
      - textbox "Your name or number, if your teacher wants it in the file's name"
    - paragraph:
      - button "Download my notebook"
      - button "Load my notebook"
"""
EXERCISE = """
- group "One gap out of four":
  - group "Pick the one answer that fits best.":
    - radio /The bus is back/
    - radio /On the first day/
  - status: Not answered.
  - button "Undo" [disabled]
  - button "Check"
"""


def test_what_a_screen_reader_is_given(reader: Callable[..., Reader]) -> None:
    """The browser's accessibility tree: landmarks, and an exercise with its question and state."""
    learner = reader()
    page = learner.open()
    expect(page.locator("body")).to_match_aria_snapshot(SPOKEN)
    exercise = learner.exercise(PRACTICE)
    expect(exercise.root).to_match_aria_snapshot(EXERCISE)
    asked = exercise.root.locator(".ss-prompt").inner_text()
    expect(exercise.root).to_have_accessible_description(asked)  # heard once, on the way in
    spoken = page.locator("body").aria_snapshot()
    assert spoken.count("Emil lives two villages away") == 1  # and once where it stands
    assert [i.id for i in load_unit(UNIT).items if re.search(rf"\b{i.id}\b", spoken)] == []
    give(exercise, full(UNIT)[PRACTICE])
    expect(exercise.root.get_by_role("status").first).to_contain_text("Saved in this browser.")


def test_on_paper_nothing_is_folded_or_in_the_way(reader: Callable[..., Reader]) -> None:
    learner = reader(color_scheme="dark")
    page = learner.open()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    folded = "[...document.querySelectorAll('main details:not([open]):not(.ss-hint)')].length"
    assert page.evaluate(folded) == 0
    expect(page.locator(".ss-progress")).not_to_be_visible()
    expect(page.locator("#keep")).not_to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
