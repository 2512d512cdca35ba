"""A class on a real JupyterHub: fetch, answer in a browser, hand in, be graded, read feedback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from app import Exercise, Notebook, wait_for
from helpers import notebooks
from helpers.classroom import FULL, HALF, UNIT, Classroom
from helpers.hub import PASSWORD, TEACHER, Hub, missing, running
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing())]

BY_HAND = ("cho", "dee", "eli")
"""Those who work in a terminal; `amy` and `ben` have browsers."""
STUDENTS = ("amy", "ben", *BY_HAND)
FILE = f"{UNIT}/{UNIT}.ipynb"


class Seat(Notebook):
    """A browser of its own in which somebody is logged in to the hub, and the unit's notebook."""

    def __init__(self, hub: Hub, user: str, chrome: Browser) -> None:
        self.hub, self.user = hub, user
        self.context = chrome.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(30000)
        place = SimpleNamespace(name="lab", root=hub.home(user))
        super().__init__(place, self.context.new_page(), FILE)  # type: ignore[arg-type]

    def log_in(self, page: Page | None = None) -> Seat:
        """Log in, and wait for JupyterLab."""
        page = page or self.page
        page.goto(f"{self.hub.url}hub/login")
        page.fill("input[name=username]", self.user)
        page.fill("input[name=password]", PASSWORD)
        page.click("#login_submit")
        page.wait_for_url(f"**/user/{self.user}/lab**", timeout=60000)
        page.wait_for_selector(".lm-MenuBar-itemLabel", timeout=60000)
        return self

    def open(self) -> Seat:
        self.page.goto(f"{self.hub.server(self.user)}lab/tree/{self.name}?reset")
        return self.ready()

    def ready(self) -> Seat:
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60000)
        wait_for(self.connected, 40, 0.05)
        self.idle()
        return self

    def assignments(self) -> Any:
        """nbgrader's list of assignments, opened anew."""
        self.menu("Nbgrader", "Assignment List")
        return self.page.locator("#assignments")


@pytest.fixture(scope="module")
def hub(prepared: Classroom) -> Iterator[Hub]:
    """A hub on which the unit is released and those without a browser have fetched it."""
    with running([*STUDENTS], prepared) as hub:
        hub.start(TEACHER, "amy", "ben")
        hub.nbgrader(TEACHER, "release_assignment", UNIT, folder="course")
        yield hub
        print((hub.folder / "hub" / "log").read_text())


@pytest.fixture(scope="module")
def seats(hub: Hub, chrome: Browser) -> Iterator[dict[str, Seat]]:
    """Amy, Ben and the instructor before their browsers, logged in."""
    found = {name: Seat(hub, name, chrome).log_in() for name in ("amy", "ben")}
    yield found
    for seat in found.values():
        seat.context.close()


def give(seat: Seat, values: dict[str, Any]) -> None:
    """Answer with clicks and keys."""
    for value in values["lab-pick"]:
        seat.exercise("lab-pick").click(value)
    for row, column in values["lab-grid"].items():
        seat.exercise("lab-grid").cell(row, column).locator("xpath=..").click()
    for value in values["lab-pair"].values():
        seat.exercise("lab-pair").click(value)
    amount = seat.exercise("lab-amount")
    amount.field.fill(str(values["lab-amount"]["amount"]))
    amount.click(values["lab-amount"]["unit"])


def test_a_class_hands_in(hub: Hub, seats: dict[str, Seat]) -> None:
    """Five fetch, answer and submit: two in browsers, one of these by nbgrader's list alone."""

    def by_hand(user: str) -> None:
        hub.nbgrader(user, "fetch_assignment", UNIT)
        file = hub.home(user) / FILE
        if user != "ben":
            notebooks.write(file, notebooks.answered(notebooks.read(file), HALF))
            hub.nbgrader(user, "submit", UNIT)

    with ThreadPoolExecutor(2) as pool:
        done = pool.map(by_hand, ("ben", *BY_HAND))
        amy, ben = seats["amy"], seats["ben"]
        listed = amy.assignments()
        listed.get_by_role("button", name="Fetch", exact=True).click()
        listed.get_by_role("button", name="Submit", exact=True).wait_for()
        amy.open().run_all()
        give(amy, FULL)
        amy.exercise("lab-amount").saved(FULL["lab-amount"])
        listed = amy.assignments()
        listed.get_by_role("button", name="Submit", exact=True).click()
        amy.page.locator("#submitted_assignments_list .list_item").first.wait_for()
        amy.shot("hub-submitted")
        list(done)
    ben.open().run_all()
    give(ben, HALF)
    ben.exercise("lab-amount").saved(HALF["lab-amount"])
    hub.nbgrader("ben", "submit", UNIT)
    assert len(list((hub.folder / "exchange" / "lab" / "inbound").iterdir())) == len(STUDENTS)
