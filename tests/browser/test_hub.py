"""A class on a real JupyterHub: fetch, answer in a browser, hand in, be graded, read feedback."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from app import Exercise, Notebook, wait_for
from helpers import notebooks
from helpers.classroom import FULL, HALF, UNIT, Classroom
from helpers.hub import PASSWORD, TEACHER, Hub, missing, running
from playwright.sync_api import Browser, Page, Route
from playwright.sync_api import TimeoutError as TookTooLong

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


END_KERNELS = "() => window.jupyterapp.serviceManager.sessions.shutdownAll()"


def saved_over(exercise: Exercise) -> None:
    """Wait for the save; where JupyterLab asks, as another page changed the file, overwrite."""
    button = exercise.book.page.locator(".jp-Dialog").get_by_role("button", name="Overwrite")
    wait_for(lambda: exercise.state == "saved" or button.count(), 30)
    if button.count():
        button.click()
    wait_for(lambda: exercise.state == "saved", 30)


def save_now(exercise: Exercise, value: Any) -> None:
    """Save by the button, where it still stands: the page may have seen the server come back."""
    with suppress(TookTooLong):
        exercise.button("Save now").click(timeout=3000)
    exercise.saved(value, 30)


def test_two_browsers_on_one_notebook(hub: Hub, seats: dict[str, Seat], chrome: Browser) -> None:
    """With no kernel to carry word, what one browser saves is taken over by the other's save."""
    first, second = seats["ben"], Seat(hub, "ben", chrome).log_in()
    try:
        for seat in (first, second):
            seat.open().run_all()
        first.page.evaluate(END_KERNELS)
        theirs = second.exercise("lab-open")
        theirs.click("town")
        saved_over(theirs)
        assert first.value("lab-open") == "town"
        first.page.bring_to_front()
        ours = first.exercise("lab-pick")
        ours.click("strike")
        saved_over(ours)
        assert "strike" in first.value("lab-pick")
        assert first.value("lab-open") == "town"
        wait_for(lambda: first.exercise("lab-open").option("town").is_checked())
        second.context.clear_cookies()  # the page's own token still opens the server
        theirs.click("both")
        saved_over(theirs)
        assert "strike" in first.value("lab-pick")
        assert first.value("lab-open") == "both"
    finally:
        second.context.close()


CLOSE = "button:has-text('Close'), button:has-text('Dismiss'), button:has-text('OK')"
LOOK = re.compile(r"/api/contents/.*\?type=notebook&content=[01]$")
"""How this kit asks what the file holds; JupyterLab asks with other parameters."""
STATUSES = {
    401: "you are no longer logged in",
    403: "the notebook server refused the file",
    404: "folder is gone",
    409: "changed outside this page",
    413: "too large for the server",
    500: "error 500",
    503: "error 503",
    None: "cannot be reached",
}
"""What may come back in place of an answer, none included, and what a failed save is told as."""


def refuse(status: int | None, method: str, seen: list[Any]) -> Callable[[Route], None]:
    """Answer requests of this method with that status, and keep what was asked."""

    def answer(route: Route) -> None:
        if route.request.method != method:
            route.fallback()
            return
        seen.append(route.request)
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, json={"message": "staged"})

    return answer


def test_no_answer_is_lost_by_a_refused_request(seats: dict[str, Seat]) -> None:
    """Each request of ours, refused in each way: said, kept, and saved when it works again."""
    seat = seats["amy"].open().run_all()
    seat.on_dialog(CLOSE)
    amount = seat.exercise("lab-amount")
    amount.click("days")
    given = 20
    for method, pattern in (("GET", LOOK), ("PUT", re.compile("/api/contents/"))):
        for status, words in STATUSES.items():
            asked: list[Any] = []
            answer = refuse(status, method, asked)
            seat.page.route(pattern, answer)
            given += 1
            wanted = {"amount": given, "unit": "days"}
            amount.field.fill(str(given))
            if method == "PUT":
                said = f"Not saved: .*{words}"
            elif status == 404:  # no such file: the save makes it
                said = "Saved in the notebook"
            else:
                said = r"no reply" if status is None else rf"answers given in .*error {status}"
            wait_for(lambda said=said: re.search(said, amount.status), 20)
            assert asked, (method, status)
            assert all(r.headers.get("x-xsrftoken") for r in asked)
            if method == "GET":
                wait_for(lambda wanted=wanted: seat.value("lab-amount") == wanted)
            seat.page.unroute(pattern, answer)
        save_now(amount, wanted)


def test_a_learner_is_logged_out_while_answering(hub: Hub, seats: dict[str, Seat]) -> None:
    """It is said, with what to do; after a log-in in another tab the answer is saved."""
    seat = seats["amy"].open().run_all()
    seat.on_dialog(CLOSE)
    choice = seat.exercise("lab-open")
    choice.click("both")
    choice.saved("both")
    other = seat.context.new_page()
    other.goto(f"{hub.url}hub/logout")
    seat.page.bring_to_front()
    choice.click("none")
    wait_for(lambda: choice.state == "problem", 20)
    seat.shot("hub-logged-out")
    assert "log in again in another tab" in choice.status
    assert seat.value("lab-open") == "both"
    seat.log_in(other)
    other.close()
    save_now(choice, "none")


def test_the_instructor_collects_grades_and_gives_feedback(hub: Hub, chrome: Browser) -> None:
    """All by the formgrader in its own tab, but for the class, which the batch command grades."""
    seat = Seat(hub, TEACHER, chrome).log_in()
    try:
        page, place = seat.page, f"{hub.server(TEACHER)}formgrader/"
        answer = page.goto(place)
        assert answer
        assert answer.header_value("content-security-policy") == "frame-ancestors 'none'"
        page.locator("td.collect a").wait_for()
        links = page.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
        ours = [link for link in links if link.startswith(hub.url.removesuffix("school/"))]
        assert all(link.startswith(hub.server(TEACHER)) for link in ours), ours
        folder = next(link for link in ours if link.endswith(f"/tree/course/source/{UNIT}"))
        assert page.request.get(folder).ok
        pressed(page, "td.collect a")
        page.goto(f"{place}manage_submissions/{UNIT}")
        pressed(page, "tr:has-text('amy') td.autograde a")
        graded = hub.run(TEACHER, "secondsource-teach", "grade", UNIT, folder="course")
        assert not graded.returncode, graded.stderr
        page.goto(f"{place}manage_assignments")
        seat.shot("hub-formgrader")
        pressed(page, "td.generate-feedback a")
        pressed(page, "td.release-feedback a")
    finally:
        seat.context.close()
    full, half = (sum(hub.course().points(name).values()) for name in ("amy", "ben"))
    assert (full, round(half, 3)) == (8.5, 3.667)
    assert {sum(hub.course().points(name).values()) for name in BY_HAND} == {half}


def pressed(page: Page, link: str) -> None:
    """Press a link of the formgrader's; what comes back must be good news."""
    page.locator(link).click()
    news = page.locator(".modal.in")
    news.get_by_text("Success", exact=False).first.wait_for(timeout=60000)
    news.get_by_role("button", name="OK").click()
    news.wait_for(state="detached")


def test_each_reads_their_own_feedback_and_nobody_elses_work(
    hub: Hub, seats: dict[str, Seat]
) -> None:
    """A learner's page comes back; what others handed in and got back is closed to all accounts."""
    amy = seats["amy"]
    listed = amy.assignments()
    listed.get_by_role("button", name="Fetch Feedback").click()
    hub.nbgrader("ben", "fetch_feedback", UNIT)
    pages = {}
    for user in ("amy", "ben"):
        found = wait_for(lambda user=user: list(hub.home(user).rglob("*.html")))
        pages[user] = found[0].read_text("utf-8")
    assert pages["amy"] != pages["ben"]
    exchange = hub.folder / "exchange" / "lab"
    theirs = next(p for p in (exchange / "inbound").iterdir() if p.name.startswith("amy+"))
    for closed in (
        exchange / "inbound",  # so nobody learns the name of amy's folder, which ends by chance
        exchange / "feedback",
        hub.home("amy"),
        hub.home("amy") / FILE,
        hub.course().root,
    ):
        seen = hub.run("ben", "ls", "-d" if closed.is_file() else "-a", str(closed))
        assert seen.returncode, closed
        assert "ermission denied" in seen.stderr
    assert len(theirs.name.rsplit("+", 1)[1]) >= 12
    page = seats["ben"].page
    for place in (hub.server("amy"), f"{hub.server(TEACHER)}formgrader/"):
        answer = page.goto(place)
        assert answer
        assert answer.status == 403
