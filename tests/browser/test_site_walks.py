"""Whole units of the class site: two with keys alone, one with a finger on a phone.

All exercises are answered and a practice one checked; the page is loaded again, the network goes
and comes back, all answers leave in a file, and a browser that knows nothing takes them in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from app import Exercise
from by_keys import give_by_keys, reach
from giving import give
from playwright.sync_api import expect
from site_reader import FIRST, LATE, PHONE, UNIT, Built, Reader, full, wait

from secondsource.units import load_unit

CACHED = """(name) => caches.keys().then((keys) => Promise.all(keys.map((key) => caches.open(key))))
  .then((all) => Promise.all(all.map((cache) => cache.keys())))
  .then((all) => all.flat().some((request) => request.url.endsWith(name)))"""


TRIED = """() => new Promise((done) => {
  const ask = indexedDB.open('secondsource:second-source');
  ask.onsuccess = () => {
    const kept = ask.result.transaction('units').objectStore('units').getAll();
    kept.onsuccess = () => {
      ask.result.close();
      done(kept.result.some(({ record }) => Object.keys(record.tries ?? {}).length));
    };
  };
})"""
"""Whether the browser's storage holds a try of a practice item."""


def by_keys(exercise: Exercise, value: Any) -> None:
    """Answer with keys alone, from wherever the focus is."""
    give_by_keys(exercise, value)


def by_touch(exercise: Exercise, value: Any) -> None:
    """Answer with a finger; lists and fields are the device's own."""
    exercise.touch = True
    give(exercise, value)


def whole(unit: str) -> dict[str, Any]:
    """An answer to every exercise, also where careful readers differ and where a person reads."""
    answers = full(unit)
    for item in load_unit(unit).items:
        data = item.page_data()
        if item.contested:
            answers[item.id] = data["options"][0]["id"]
        elif item.family == "bayes":  # typed with one decimal
            answers[item.id] = {name: round(c, 1) for name, c in answers[item.id].items()}
        elif item.family == "sheet" and not answers[item.id]:
            answers[item.id] = [{c: f"My {c}" for c in data["columns"]}] * data["least"]
    assert all(value is not None for value in answers.values())
    return answers


def press_check(exercise: Exercise) -> None:
    """Press *Check* in the way that the exercise was answered."""
    button = exercise.button("Check")
    if exercise.touch:
        button.tap()
        return
    reach(exercise, button)
    exercise.book.page.keyboard.press("Enter")


@dataclass(frozen=True)
class Walk:
    """Which unit is taken, how its exercises are answered, and on which device."""

    unit: str
    answer: Callable[[Exercise, Any], None]
    device: dict[str, Any]


WALKS = {
    "first-by-keys": Walk(FIRST, by_keys, {}),
    "late-by-keys": Walk(LATE, by_keys, {}),
    "phone-by-touch": Walk(UNIT, by_touch, PHONE),
}


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_a_whole_unit(
    reader: Callable[..., Reader], site: Built, tmp_path: Path, walk: Walk
) -> None:
    unit, answer, device = walk.unit, walk.answer, walk.device
    learner = reader(**device)
    page = learner.open(f"{unit}/index.html")
    answers = whole(unit)
    for item, value in answers.items():
        answer(learner.exercise(item), value)
    learner.settled()

    if not site.why:
        checked = learner.exercise(next(i.id for i in load_unit(unit).items if i.practice))
        checked.touch = answer is by_touch
        press_check(checked)
        expect(checked.root.locator(".ss-result")).to_contain_text("✓ right", timeout=120_000)
        wait(lambda: page.evaluate(TRIED))

    page.reload()
    learner.ready()
    wait(lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
    wait(lambda: page.evaluate(CACHED, f"{unit}/index.html"))
    site.host.dead = True
    try:
        page.reload()
        learner.ready()
        assert learner.states() == ["saved"] * len(answers)
    finally:
        site.host.dead = False

    held = downloaded(learner, tmp_path / "mine.ipynb")
    assert {i: entry["value"] for i, entry in held.items()} == answers
    learner.open("index.html")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save all my answers to a file").click()
    download.value.save_as(tmp_path / "all.json")

    other = reader(**device)
    other.open("index.html")
    other.page.locator("#keep input[type=file]").set_input_files(tmp_path / "all.json")
    expect(other.page.locator("#keep .ss-said")).to_contain_text("Answers to 1 unit were read")
    standing = other.page.locator(f'.ss-units [data-unit="{unit}"] .ss-standing')
    expect(standing).to_contain_text("all answered")
    other.open("record/index.html")
    tried = other.page.locator('td[data-head="Practice tried"]')
    expect(tried).to_have_text("0" if site.why else "1")
    told = other.page.locator("td[data-head=Answered]")
    expect(told).to_have_text(f"{len(answers)} of {len(answers)}")
    curve = other.page.get_by_role("img", name="Chances given, and how many of these are true")
    expect(curve).to_have_count(1 if unit == FIRST else 0)
    other.open(f"{unit}/index.html")
    assert downloaded(other, tmp_path / "again.ipynb") == held
    learner.complaints = [c for c in learner.complaints if "net::ERR" not in c]


def downloaded(learner: Reader, file: Path) -> dict[str, Any]:
    """The answers in the notebook that the page gives."""
    with learner.page.expect_download() as download:
        learner.page.get_by_role("button", name="Download my notebook").click()
    download.value.save_as(file)
    book = json.loads(file.read_text("utf-8"))
    return dict(book["metadata"]["secondsource"]["responses"])
