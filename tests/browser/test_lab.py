"""The units as notebooks in the browser: opened from the page, answered, taken back, graded."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from app import Exercise
from giving import give
from helpers.batches import grade
from helpers.classroom import Classroom
from helpers.static_site import Host, served
from playwright.sync_api import Browser, Page, expect

from secondsource.units import load_unit
from secondsource.yaml_files import read_yaml
from secondsource_grading import content
from secondsource_grading.keys import load_keys
from secondsource_grading.site.build import build_site

pytestmark = pytest.mark.slow

UNIT = "02-agree-with-itself"
ON_PAGE, IN_LAB = "agr-early-late", "agr-noun-grows"
START = 120_000
"""Milliseconds for Python to start on a busy machine."""


@dataclass
class Site:
    """A class site of one unit with its notebook."""

    root: Path
    host: Host


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("site") / "site"
    built = build_site(root, [UNIT], notebooks=True)
    if built.no_check or built.no_lab:
        pytest.skip(f"no notebooks in the browser: {built.no_check or built.no_lab}")
    with served(root) as host:
        yield Site(root, host)


def exercise(page: Page, item: str) -> Exercise:
    found = Exercise.__new__(Exercise)
    found.book = type("Book", (), {"page": page})()  # type: ignore[assignment]
    found.item = item
    found.root = page.locator(f'.ss-exercise[data-item="{item}"]')
    return found


def watched(page: Page, site: Site) -> list[str]:
    """What the page complains of, and which other sites it asks."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    inside = (site.host.origin, "blob:", "data:")
    page.on("request", lambda r: None if r.url.startswith(inside) else said.append(r.url))
    return said


def test_answers_go_from_page_to_notebook_and_back_and_are_graded(
    site: Site, chrome: Browser, tmp_path: Path
) -> None:
    keyring = load_keys(UNIT)
    full = {i: json.loads(json.dumps(keyring[i][1].full(keyring[i][0]))) for i in (ON_PAGE, IN_LAB)}
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(START)
    page = context.new_page()
    complaints = watched(page, site)
    page.goto(f"{site.host.url}{UNIT}/index.html")
    give(exercise(page, ON_PAGE), full[ON_PAGE])

    page.get_by_role("button", name="Open as a notebook").click()
    expect(page.get_by_text("Python is ready")).to_be_visible(timeout=START)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    given = exercise(page, ON_PAGE)
    given.root.scroll_into_view_if_needed()
    expect(given.root).to_have_attribute("data-state", "saved", timeout=START)
    there = exercise(page, IN_LAB)
    there.root.scroll_into_view_if_needed()
    give(there, full[IN_LAB])
    expect(there.root).to_have_attribute("data-state", "saved", timeout=START)

    page.get_by_role("menuitem", name="File", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Download", exact=True).click()
    download.value.save_as(tmp_path / "mine.ipynb")
    held = json.loads((tmp_path / "mine.ipynb").read_text("utf-8"))["metadata"]["secondsource"]
    assert {name: entry["value"] for name, entry in held["responses"].items()} == full

    page.goto(f"{site.host.url}{UNIT}/index.html")
    expect(exercise(page, IN_LAB).root).to_have_attribute("data-state", "saved")
    context.close()
    assert complaints == []
    graded_by_both(tmp_path, full)


def graded_by_both(folder: Path, full: dict[str, Any]) -> None:
    """The notebook that JupyterLite gave earns at both commands what its answers are worth."""
    course = Classroom(folder / "course", UNIT)
    (course.root / "source" / UNIT).mkdir(parents=True)
    (course.root / "exchange").mkdir(mode=0o777)
    course.write_config(content.keys())
    original = content.notebooks() / UNIT / f"{UNIT}.ipynb"
    (course.root / "source" / UNIT / original.name).write_bytes(original.read_bytes())
    assert course.generate()["success"]
    for student in ("by-nbgrader", "by-batch"):
        course.submit(student, (folder / "mine.ipynb").read_bytes())
    result = course.autograde("by-nbgrader")
    assert result["success"], result
    grade(course)
    worth = {item.id: item.points for item in load_unit(UNIT).items if item.id in full}
    for student in ("by-nbgrader", "by-batch"):
        earned = {name: points for name, points in course.points(student).items() if points}
        assert earned == worth, student


def test_a_kernel_that_cannot_start_is_told_in_words(site: Site, chrome: Browser) -> None:
    context = chrome.new_context(service_workers="block")
    page = context.new_page()
    context.route("**/lab/python/traitlets-*.whl", lambda route: route.abort())
    page.goto(f"{site.host.url}lab/notebooks/index.html?path={UNIT}.ipynb")
    told = page.get_by_role("alert").filter(has_text="Python could not be started")
    expect(told).to_be_visible(timeout=START)
    expect(told).to_contain_text("traitlets")
    expect(told.get_by_role("link", name="Back to the page")).to_have_attribute(
        "href", f"{site.host.url}{UNIT}/index.html"
    )
    context.close()


def test_no_file_of_the_notebooks_has_a_key_of_a_graded_item(site: Site) -> None:
    """Nor a table with answers. What is compiled or packed is looked into too."""
    folder = content.lesson(UNIT).parent
    shown = f"{read_yaml(folder / 'items.yaml')}{read_yaml(folder / 'practice.yaml')}"
    told = [
        key[part].strip()
        for key in read_yaml(content.keys() / f"{UNIT}.yaml")["keys"]
        for part in ("rationale", "feedback")
        if isinstance(key.get(part), str)
    ]
    secret = [text.encode() for text in told if len(text) > 40 and text not in shown]
    assert secret
    names = []
    for place, raw in contents(site.root / "lab"):
        names.append(place)
        assert not any(text in raw for text in secret), place
    assert any(place.endswith(f"_units/{UNIT}/items.yaml") for place in names)
    assert not any("_keys/" in place or "secondsource_grading" in place for place in names)


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        raw = file.read_bytes()
        yield file.relative_to(folder).as_posix(), raw
        if file.suffix in (".whl", ".zip"):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                yield from ((f"{file.name}/{n}", archive.read(n)) for n in archive.namelist())
