"""A reader of the course's web pages in a browser, and what every test of them needs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import Exercise
from helpers.static_site import Host
from playwright.sync_api import BrowserContext, Locator, Page

from secondsource_grading.keys import load_keys

FIRST = "00-start-here"
UNIT = "03-not-there"
LATE = "10-rival-explanations"
UNITS = (FIRST, UNIT, LATE)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@dataclass
class Built:
    """A class site of two units on a static host, and why it has no *Check*, or ""."""

    host: Host
    why: str
    root: Path


class Reader:
    """One browser profile on the site. What the console complains of fails the test at its end."""

    def __init__(self, context: BrowserContext, site: Built) -> None:
        context.set_default_timeout(30000)
        self.context, self.site = context, site
        self.complaints: list[str] = []
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.on("request", lambda r: self._inside(r.url))
        return page

    def _inside(self, url: str) -> None:
        if not url.startswith((self.site.host.origin, "blob:", "file:")):
            self.complaints.append(f"asked another site: {url}")

    def open(self, path: str = f"{UNIT}/index.html", page: Page | None = None) -> Page:
        page = page or self.page
        page.goto(self.site.host.url + path)
        self.ready(page)
        return page

    def ready(self, page: Page | None = None) -> None:
        page = page or self.page
        if page.locator("body[data-page=unit]").count():
            # `wait_for_function` needs eval, which the pages' policy forbids.
            drawn = "performance.getEntriesByName('all-exercises').length"
            wait(lambda: page.evaluate(drawn))
        page.locator("#keep h2").wait_for()

    def exercise(self, item: str, page: Page | None = None) -> Exercise:
        found = Exercise.__new__(Exercise)
        found.book = type("Book", (), {"page": page or self.page})()  # type: ignore[assignment]
        found.item = item
        found.root = (page or self.page).locator(f'.ss-exercise[data-item="{item}"]')
        return found

    def states(self) -> list[str]:
        read = (
            "[...document.querySelectorAll('.ss-exercise[data-state]')].map(e => e.dataset.state)"
        )
        return list(self.page.evaluate(read))

    def settled(self) -> None:
        wait(lambda: not {"unsaved", "problem"} & set(self.states()))


def wait(condition: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.03)


def full(unit: str) -> dict[str, Any]:
    """A whole answer to each exercise of a unit."""
    keyring = load_keys(unit)
    scored = [i for i in keyring.unit.items if not i.contested]
    values = {i.id: keyring[i.id][1].full(i) for i in scored}
    return dict(json.loads(json.dumps(values)))


def check(exercise: Exercise) -> str:
    """Press *Check*, and wait for what it says."""
    exercise.button("Check").click()
    said: Locator = exercise.root.locator(".ss-result")
    busy = ("Checking", "Getting what", "Python is")
    wait(lambda: said.is_visible() and not said.inner_text().startswith(busy), 120)
    return str(said.inner_text())
