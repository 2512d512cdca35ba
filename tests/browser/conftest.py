"""One server an app for the whole run; left out where there is no Chromium."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from answers import ANSWERS
from app import App, Notebook
from filelock import FileLock
from helpers.chromium import chromium, with_profile
from helpers.static_site import served
from open_page import SIZE, OpenPage
from playwright.sync_api import Browser, BrowserContext, expect
from site_reader import UNITS, Built, Reader

from secondsource_grading.site.build import build_site

APPS = ("lab", "notebook")
expect.set_options(timeout=15000)  # as long as `wait_for`
PASSED = pytest.StashKey[bool]()
ORCHARD = {"secondsource": {"schema": 1, "unit": "90-orchard"}}
LESSON = (
    'from secondsource import start, ask, hand_in\nstart("90-orchard")',
    *(f'ask("{name}")' for name in ANSWERS),
    "hand_in()",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" not in item.path.as_posix():
            continue
        item.add_marker(pytest.mark.browser)
        for mark in item.iter_markers("may_rerun"):
            (reason,) = mark.args
            assert reason.strip(), f"{item.nodeid}: say why it may run again"
            item.add_marker(pytest.mark.flaky(reruns=1))
        if chromium() is None:
            item.add_marker(
                pytest.mark.skip(
                    reason="no Chromium: install it, or name one in SECONDSOURCE_CHROMIUM"
                )
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write down for the fixtures whether the test passed."""
    report = yield
    if call.when == "call":
        item.stash[PASSED] = report.passed
    return report


@pytest.fixture(scope="session", params=APPS)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    server = App(request.param, tmp_path_factory.mktemp(request.param) / "root")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def context(app: App, chrome: Browser) -> Iterator[BrowserContext]:
    # One context keeps the front end's code in its cache, for all pages of the app.
    opened = with_profile(chrome, app.home / "profile", viewport=SIZE)
    opened.set_default_timeout(15000)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def class_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Path, str]:
    """A class site on disk, made once for all processes; why it has no *Check*, or ""."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    root, why = shared / "class-site", shared / "class-site.txt"
    with FileLock(shared / "class-site.lock"):
        if not why.is_file():
            why.write_text(build_site(root, UNITS)[1], "utf-8")
    return root, why.read_text("utf-8")


@pytest.fixture(scope="module")
def site(class_site: tuple[Path, str]) -> Iterator[Built]:
    """The class site on a static host of this module's own."""
    root, why = class_site
    with served(root) as host:
        yield Built(host, why, root)


@pytest.fixture
def reader(chrome: Browser, site: Built) -> Iterator[Callable[..., Reader]]:
    """What opens a browser profile on the site; its console must have nothing to complain of."""
    made: list[Reader] = []

    def new(**options: Any) -> Reader:
        made.append(Reader(chrome.new_context(**options), site))
        return made[-1]

    yield new
    for one in made:
        one.context.close()
        assert one.complaints == []


@pytest.fixture(scope="session")
def open_page(app: App, context: BrowserContext) -> Iterator[OpenPage]:
    kept = OpenPage(app, context)
    yield kept
    kept.close()


def own_name(request: pytest.FixtureRequest) -> str:
    """The name of a notebook of the test's own."""
    words = f"{request.module.__name__} {request.node.name}"
    return f"{''.join(c if c.isalnum() else '-' for c in words)}.ipynb"


@pytest.fixture
def book(open_page: OpenPage, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """A notebook of the test's own; kernels end with the test.

    It is shown on the page that the test before it used, where nothing went wrong there. A test
    marked `fresh_page`, with the reason, has a page of its own, where `open` loads the app.
    """
    fresh = request.node.get_closest_marker("fresh_page") is not None
    if fresh:
        open_page.close()
    lent = open_page.lend(own_name(request))
    yield lent
    open_page.take_back(lent, whole=not fresh and request.node.stash.get(PASSED, False))


@pytest.fixture(scope="module")
def lesson(app: App, context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """The whole orchard unit, opened and run once for a module of tests."""
    page = context.new_page()
    opened = Notebook(app, page, f"lesson-{request.module.__name__}.ipynb").write(
        *LESSON, metadata=ORCHARD
    )
    yield opened.open().run_all(".ss-handin")
    page.close()
    app.end_kernels()
