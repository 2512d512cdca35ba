"""Faults of the machine behind the page: the server, the disk, a missing front end, two windows."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from app import App, Exercise, Notebook, wait_for
from conftest import APPS, LESSON, ORCHARD, own_name
from open_page import SIZE
from playwright.sync_api import Browser, BrowserContext, Route, expect

START = LESSON[0]
SELECT = (START, 'ask("orc-select")')


def test_run_all_at_once(book: Notebook) -> None:
    """Run All before the kernel is connected loses nothing: the cells run or can be run again."""
    book.write(*SELECT, metadata=ORCHARD)
    book.page.goto(book.address)
    book.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60000)
    book.menu("Run", "Run All Cells")
    exercise = book.exercise("orc-select")
    try:
        exercise.root.wait_for(timeout=8000)
    except Exception:  # noqa: BLE001 - JupyterLab drops a run before the kernel is there
        choose = book.page.locator(".jp-Dialog button.jp-mod-accept")

        def asked_or_there() -> bool:  # it may ask which kernel to take, at once or late
            if choose.count():
                choose.click()
            return book.connected()

        wait_for(asked_or_there, 40, 0.1)
        book.on_dialog("button.jp-mod-accept")
        book.ready().run_all()
    exercise.click("watch")
    exercise.saved(["watch"])


SHOWN_PATH = "window.jupyterapp.shell.currentWidget.context.path"


@pytest.mark.fresh_page("Notebook 7 follows a rename of the file for which its page was loaded")
def test_renamed(book: Notebook) -> None:
    """After a rename answers go into the renamed file, and only there."""
    book.write(*SELECT, metadata=ORCHARD).open().run_all()
    exercise = book.exercise("orc-select")
    exercise.click("watch")
    exercise.saved(["watch"])
    book.menu("File", "Rename Notebook…" if book.app.name == "lab" else "Rename…")
    field = book.page.locator(".jp-Dialog input")
    field.fill(f"new-{book.name}")
    book.page.locator(".jp-Dialog .jp-mod-accept").click()
    old, book.path = book.path, book.path.with_name(f"new-{book.name}")
    wait_for(lambda: book.page.evaluate(SHOWN_PATH) == book.path.name)
    exercise.click("tell")
    exercise.saved(["watch", "tell"])
    assert not old.exists()


@pytest.fixture(params=["windows", "browsers"])
def other(book: Notebook, context: BrowserContext, chrome: Browser, request: Any) -> Any:
    """The same notebook in a second window of the browser, or in another browser."""
    place = context if request.param == "windows" else chrome.new_context()
    place.set_default_timeout(15000)
    page = place.new_page()
    second = Notebook(book.app, page, book.name)
    for window in (book, second):  # each saves, and JupyterLab asks about the other's file
        window.on_dialog('button:has-text("Overwrite")')
    yield second
    page.close()
    if place is not context:
        place.close()


def saved_over(exercise: Exercise, value: Any) -> None:
    """Wait for the save; where JupyterLab asks, as the other page changed the file, overwrite."""
    button = exercise.book.page.locator(".jp-Dialog").get_by_role("button", name="Overwrite")
    wait_for(lambda: exercise.state == "saved" or button.count())
    if button.count():
        exercise.root.hover()  # the dialog is in the way, and `on_dialog` answers it
    exercise.saved(value)


def test_open_twice(book: Notebook, other: Notebook) -> None:
    """Two pages on one notebook, one of which ran its cells anew: each shows the other's."""
    book.write(*SELECT, 'ask("orc-choice")', metadata=ORCHARD).open().run_all()
    first = book.exercise("orc-select")
    first.click("watch")
    first.saved(["watch"])
    other.open().run_all()
    second = other.exercise("orc-choice")
    expect(other.exercise("orc-select").option("watch")).to_be_checked()
    second.click("guard")
    saved_over(second, "guard")
    assert book.value("orc-select") == ["watch"]
    book.page.bring_to_front()
    wait_for(lambda: book.exercise("orc-choice").option("guard").is_checked())
    first.click("tell")
    saved_over(first, ["watch", "tell"])
    assert book.value("orc-choice") == "guard"
    wait_for(lambda: other.exercise("orc-select").option("tell").is_checked())


def as_on_a_hub(route: Route) -> None:
    """Refuse what carries no token: JupyterHub does since 4.1, also where only reading is asked."""
    if route.request.headers.get("x-xsrftoken"):
        route.continue_()
    else:
        route.fulfill(status=403, json={"message": "XSRF cookie does not match or is missing"})


def test_open_twice_without_kernel(book: Notebook, other: Notebook) -> None:
    """With no kernel to carry word, the second page to save takes over what the first one saved."""
    book.write(*SELECT, 'ask("orc-choice")', metadata=ORCHARD).open().run_all()
    other.open().run_all()
    for page in (book.page, other.page):
        page.route("**/api/contents/**", as_on_a_hub)
    book.app.end_kernels()
    second = other.exercise("orc-choice")
    second.click("guard")
    saved_over(second, "guard")
    book.page.bring_to_front()
    first = book.exercise("orc-select")
    first.click("tell")
    saved_over(first, ["tell"])
    assert book.value("orc-choice") == "guard"
    expect(book.exercise("orc-choice").option("guard")).to_be_checked()


def test_reopened(book: Notebook) -> None:
    """Opened again without a kernel, a cell says how its exercise comes back; then it is back."""
    book.write(*SELECT, "hand_in()", metadata=ORCHARD).open().run_all(".ss-handin")
    exercise, waiting = book.exercise("orc-select"), book.page.locator(".ss-waiting")
    exercise.click("watch")
    exercise.saved(["watch"])
    expect(waiting).to_have_count(3)  # the first cell has one too
    expect(waiting.first).not_to_be_visible()
    book.menu("File", "Save Notebook")
    wait_for(lambda: "ss-waiting" in book.path.read_text("utf-8"))
    book.app.end_kernels()
    book.open()
    expect(waiting.first).to_be_visible()
    expect(waiting.first).to_contain_text("our answers are kept", use_inner_text=True)
    book.shot("reopened")
    book.run_all(".ss-handin")
    wait_for(lambda: not waiting.first.is_visible())
    expect(exercise.option("watch")).to_be_checked()
    expect(exercise.words).to_have_text("Saved in the notebook.")


POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:"
)
"""The strictest under which JupyterLab comes up: it makes functions of its settings' schemas."""


@pytest.fixture(scope="module", params=APPS)
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A server that a test may break, with a content security policy of its own."""
    place = tmp_path_factory.mktemp(f"own-{request.param}")
    config = place / f"home-{request.param}" / "config" / "jupyter_server_config.py"
    config.parent.mkdir(parents=True)
    headers = {"headers": {"Content-Security-Policy": POLICY}}
    config.write_text(f"c.ServerApp.tornado_settings = {headers!r}\n", "utf-8")
    server = App(request.param, place / "root")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def own_context(own: App, chrome: Browser) -> Iterator[BrowserContext]:  # noqa: ARG001 - one an app
    opened = chrome.new_context(viewport=SIZE)
    opened.set_default_timeout(15000)
    yield opened
    opened.close()


@pytest.fixture
def broken(
    own: App, own_context: BrowserContext, request: pytest.FixtureRequest
) -> Iterator[Notebook]:
    page = own_context.new_page()
    yield Notebook(own, page, own_name(request))
    page.close()
    own.end_kernels()


def accept(book: Notebook) -> None:
    """Close JupyterLab's own dialog, if there is one."""
    button = book.page.locator(".jp-Dialog button.jp-mod-accept, .jp-Dialog button").last
    if button.count():
        button.click()


def test_a_strict_content_security_policy(broken: Notebook) -> None:
    """The exercises' code is let in by `blob:`, as anywidget's is, and an answer is saved."""
    broken.write(*SELECT, metadata=ORCHARD)
    answer = broken.page.goto(broken.address)
    assert answer is not None
    assert answer.header_value("content-security-policy") == POLICY
    broken.ready().run_all()
    exercise = broken.exercise("orc-select")
    exercise.click("watch")
    exercise.saved(["watch"])


def test_server_stopped_and_started(broken: Notebook) -> None:
    """With no server nothing is called saved; when it is back, one click saves it all."""
    broken.write(*SELECT, metadata=ORCHARD).open().run_all()
    exercise = broken.exercise("orc-select")
    exercise.click("watch")
    exercise.saved(["watch"])
    broken.on_dialog(
        "button.jp-mod-accept"
    )  # JupyterLab says that the server is gone, late or soon
    broken.app.stop()
    exercise.click("tell")
    wait_for(lambda: exercise.state == "problem", 12)
    assert exercise.status.startswith("Not saved")
    assert broken.value("orc-select") == ["watch"]
    broken.app.start()
    wait_for(lambda: not accept(broken) and not broken.page.locator(".jp-Dialog").count(), 10, 0.2)
    exercise.button("Save now").click()
    exercise.saved(["watch", "tell"], 15)


def test_file_made_read_only(broken: Notebook) -> None:
    """A file that turns read-only on the disk: never saved, and said."""
    broken.write(*SELECT, metadata=ORCHARD).open().run_all()
    immutable = os.geteuid() == 0
    if immutable and subprocess.run(["chattr", "+i", broken.path], check=False).returncode:
        pytest.skip("root writes read-only files, and this file system has no immutable ones")
    if not immutable:
        broken.path.chmod(stat.S_IRUSR)
        broken.path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        exercise = broken.exercise("orc-select")
        exercise.click("watch")
        wait_for(lambda: exercise.state == "problem", 12)
        assert broken.value("orc-select") is None
    finally:
        broken.path.parent.chmod(0o755)
        if immutable:
            subprocess.run(["chattr", "-i", broken.path], check=True)
        broken.path.chmod(0o644)
    accept(broken)
    exercise.button("Save now").click()
    exercise.saved(["watch"])


def fill(file: Path) -> None:
    """Write until the disk is full."""
    with file.open("wb", buffering=0) as out, suppress(OSError):
        while True:
            out.write(b"x" * 4096)


def test_disk_full(broken: Notebook) -> None:
    """A full disk: what was saved stays in the file, the new answer is not called saved."""
    small = broken.app.root / "small"
    small.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)]
    if not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("no right to mount a small disk")
    try:
        broken.name, broken.path = "small/full.ipynb", small / "full.ipynb"
        broken.write(*SELECT, metadata=ORCHARD).open().run_all()
        exercise = broken.exercise("orc-select")
        exercise.click("watch")
        exercise.saved(["watch"])
        fill(small / "ballast")
        exercise.click("tell")
        wait_for(lambda: exercise.state == "problem", 12)
        assert exercise.status.startswith("Not saved")
        assert broken.value("orc-select") == ["watch"]
        (small / "ballast").unlink()
        accept(broken)
        exercise.button("Save now").click()
        exercise.saved(["watch", "tell"])
    finally:
        broken.page.goto("about:blank")
        broken.app.end_kernels()
        time.sleep(0.5)
        subprocess.run(["umount", "-l", small], check=False)


def test_front_end_missing(own: App, chrome: Browser) -> None:
    """Without anywidget's front end no exercise is shown, so nothing can be thought saved."""
    setting = Path(own.home) / "config" / "labconfig" / "page_config.json"
    setting.parent.mkdir(parents=True, exist_ok=True)
    setting.write_text(json.dumps({"disabledExtensions": {"anywidget": True}}))
    page = chrome.new_page(viewport={"width": 1280, "height": 900})
    try:
        book = Notebook(own, page, "no-front-end.ipynb").write(*SELECT, metadata=ORCHARD).open()
        book.run_all(until=None)
        page.wait_for_timeout(2500)
        assert page.locator(".ss-exercise").count() == 0
        expect(page.locator(".ss-waiting").last).to_be_visible()
        assert "responses" not in book.ours()
    finally:
        setting.unlink()
        page.close()
        own.end_kernels()
