"""JupyterLab and Notebook 7 in a real browser: one server an app."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import forked_kernels
import nbformat
import psutil
from helpers.ports import free_port
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Error, Locator, Page

FOREIGN = ("NBGRADER_", "JUPYTER", "SECONDSOURCE_")
UNITS = Path(__file__).with_name("units")
SHOW = """async (path) => {
  const { commands, shell } = window.jupyterapp;
  const before = [...shell.widgets("main")];
  // By this word Notebook 7 opens it here and not in a window of its own.
  const options = { ref: "_noref" };
  const shown = await commands.execute("docmanager:open", { path, factory: "Notebook", options });
  for (const widget of before) widget.dispose();
  shell.activateById(shown.id);
}"""
"""Shows a notebook on a page that is open, in place of what it shows."""
SHOWN = """() => {
  const { shell } = window.jupyterapp;
  const { context, id } = shell.currentWidget ?? {};
  const kernel = context?.sessionContext?.session?.kernel;
  return [id, context?.path, kernel?.status, kernel?.connectionStatus, shell.mode,
    [...shell.widgets("main")].map((widget) => widget.id),
    [...document.querySelectorAll(".jp-Dialog")].map((dialog) => dialog.innerText)];
}"""
"""What a page shows, for who looks into why it didn't show what it was to."""
CONNECTED = """() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext
  ?.session?.kernel?.connectionStatus === 'connected'"""
STILL = 6
"""Looks in a row, a twentieth of a second apart, at which what comes to rest is where it was."""
RESTS = """async (exercise, [looks, seconds]) => {
  const end = performance.now() + 1000 * seconds;
  let before = "", same = 0;
  // Where the page drew it anew, this one has gone, and the new one has to be looked at.
  while (same < looks && exercise.isConnected && performance.now() < end) {
    // As a reader comes to it: the page may hold a place until one turns the wheel.
    exercise.dispatchEvent(new WheelEvent("wheel", { bubbles: true }));
    exercise.scrollIntoViewIfNeeded();
    const { x, y, width, height } = exercise.getBoundingClientRect();
    const now = width && height ? [x, y, width, height].join() : "";
    same = now && now === before ? same + 1 : 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return same >= looks;
}"""
"""Scrolls to an exercise and says whether it comes to rest. The page looks by itself: to be asked
from here costs it, the driver and us more than most tests do otherwise."""
REACHES = """async (exercise, [state, seconds]) => {
  const end = performance.now() + 1000 * seconds;
  while (exercise.dataset.state !== state && exercise.isConnected && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return exercise.dataset.state === state && exercise.isConnected;
}"""
"""Says whether an exercise comes to be in this state."""
T = TypeVar("T")


def wait_for(what: Callable[[], T], seconds: float = 15, step: float = 0) -> T:
    """The first true value of `what`; fails after `seconds`.

    It looks every `step` seconds, or else often at first and then ten times a second: each look at
    a page takes time from what is waited for.
    """
    end = time.monotonic() + seconds
    pause = step or 0.02
    while True:
        value = what()
        if value:
            return value
        if time.monotonic() > end:
            msg = f"waited {seconds} s in vain; last value {value!r}"
            raise AssertionError(msg)
        time.sleep(pause)
        pause = step or min(pause * 1.3, 0.1)


class App:
    """A running Jupyter server with one front end, `lab` or `notebook`."""

    def __init__(
        self, name: str, root: Path, env: dict[str, str] | None = None, *, forked: bool = True
    ) -> None:
        """Start a server in `root`; `forked` kernels start at once, others as a reader's do."""
        self.name, self.root, self.port = name, root, free_port()
        self.home = home = root.parent / f"home-{name}"
        home.mkdir(parents=True, exist_ok=True)
        root.mkdir(parents=True, exist_ok=True)
        self._env, self._forked = env or {}, forked and hasattr(os, "fork")
        settings = home / "config" / "lab" / "user-settings" / "@jupyterlab"
        (settings / "apputils-extension").mkdir(parents=True, exist_ok=True)
        (settings / "apputils-extension" / "notification.jupyterlab-settings").write_text(
            '{"fetchNews": "false", "checkForUpdates": false}'
        )
        self.start()

    def start(self) -> None:
        """Start the server, at first or after `stop`, on the same port."""
        home = self.home
        self._log = (self.root.parent / f"server-{self.name}.log").open("a")
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)},
            "HOME": str(home),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_PATH": str(home / "data"),  # before the kernels of the environment
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "IPYTHONDIR": str(home / "ipython"),
            "SECONDSOURCE_UNITS": str(UNITS),
            **self._env,
        }
        self._kernels = forked_kernels.start(home, environment) if self._forked else None
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "jupyterlab" if self.name == "lab" else "notebook",
                "--no-browser", "--ip=127.0.0.1", f"--port={self.port}", "--allow-root",
                "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password=",
                f"--ServerApp.root_dir={self.root}",
                "--ServerApp.terminals_enabled=False",
                # So that a test can take the notebook out of a page's reach.
                "--LabApp.expose_app_in_browser=True",
                "--JupyterNotebookApp.expose_app_in_browser=True",
            ],
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        wait_for(lambda: self.get("/api/status"), 60, 0.1)

    def get(self, path: str) -> Any:
        """The JSON at `path`, or None while the server is not ready."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return json.load(answer)
        except (OSError, urllib.error.URLError):
            return None

    def send(self, method: str, path: str, body: Any = None) -> None:
        """Send a request that changes something, past the server's XSRF protection."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", "Cookie": "_xsrf=feed", "X-XSRFToken": "feed"},
            method=method,
        )
        urllib.request.urlopen(request, timeout=10).close()

    def delete(self, path: str) -> None:
        """DELETE `path`."""
        with suppress(urllib.error.HTTPError):  # gone already
            self.send("DELETE", path)

    def sessions(self) -> dict[str, dict[str, Any]]:
        """The kernel of each notebook."""
        return {s["path"]: s["kernel"] for s in self.get("/api/sessions") or []}

    def end_kernels(self) -> None:
        """Shut every kernel down."""
        for session in self.get("/api/sessions") or []:
            self.delete(f"/api/sessions/{session['id']}")
        for kernel in self.get("/api/kernels") or []:
            self.delete(f"/api/kernels/{kernel['id']}")

    def kill_kernels(self) -> None:
        """Kill every kernel's process, as the system does when memory runs out."""
        for process in psutil.Process(self._process.pid).children(recursive=True):
            if forked_kernels.NAME in " ".join(process.cmdline()):
                process.kill()

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
        if self._kernels is not None:
            self._kernels.terminate()
            self._kernels.wait()
        self._log.close()


class Notebook:
    """One notebook file, open in a page of an app."""

    def __init__(self, app: App, page: Page, name: str) -> None:
        self.app, self.page, self.path = app, page, app.root / name
        self.name = name
        self.page_open = False
        """Whether `open` shows it, once, on a page that is open already and has loaded the app."""
        self.trouble: list[str] = []
        self._dialogs: list[Locator] = []
        page.on("pageerror", self._hear)
        # A page of Jupyter's takes as long as its server: with a cold cache and a busy machine 8 s.
        page.set_default_navigation_timeout(60000)

    def _hear(self, error: Error) -> None:
        self.trouble.append(str(error))

    def let_go(self) -> None:
        """Undo what it had its page do: hear of errors, answer dialogs, meet requests."""
        self.page.remove_listener("pageerror", self._hear)
        for dialogs in self._dialogs:
            self.page.remove_locator_handler(dialogs)
        self.page.unroute_all(behavior="ignoreErrors")

    def write(self, *cells: str | NotebookNode, metadata: dict[str, Any] | None = None) -> Notebook:
        """Write the file: cells of code or any, and notebook metadata beside the kernel's."""
        book = new_notebook(cells=[new_code_cell(c) if isinstance(c, str) else c for c in cells])
        book.metadata = {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            **(metadata or {}),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(book, self.path)
        return self

    def read(self) -> dict[str, Any]:
        """The file as it is now; {} while it is being written."""
        try:
            data: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
        except ValueError:
            return {}
        return data

    def ours(self) -> dict[str, Any]:
        """Our part of the file's metadata."""
        found: dict[str, Any] = self.read().get("metadata", {}).get("secondsource", {})
        return found

    def value(self, item: str) -> Any:
        """The value the file holds for an item, or None."""
        return self.ours().get("responses", {}).get(item, {}).get("value")

    def open(self) -> Notebook:
        """Open it and wait until the kernel is connected: Run All before that is dropped.

        Where an open page doesn't come to show it, the app is loaded anew, with a warning.
        """
        if self.page_open:
            self.page_open = False
            try:
                self.page.evaluate(SHOW, self.name)
                return self.ready()
            except (AssertionError, Error):
                said = f"{self.name}: loads the app anew; {self.page.evaluate(SHOWN)}"
                warnings.warn(said, stacklevel=2)
        self.page.goto(self.address)
        return self.ready()

    @property
    def address(self) -> str:
        """Where the page is; JupyterLab is told not to open again what stood open before."""
        place = f"lab/tree/{self.name}?reset"
        if self.app.name != "lab":
            place = f"notebooks/{self.name}"
        return f"http://127.0.0.1:{self.app.port}/{place}"

    def ready(self) -> Notebook:
        """Wait for cells and for a connected, idle kernel."""
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60000)

        def connected() -> bool:  # the page is asked first: it costs less than the server
            if not self.connected():
                return False
            kernel = self.app.sessions().get(self.name)
            return bool(kernel and kernel["execution_state"] == "idle")

        wait_for(connected, 40)
        self.idle()
        return self

    def connected(self) -> bool:
        """Whether this page has a kernel: another page on the notebook may have one already."""
        return bool(self.page.evaluate(CONNECTED))

    def idle(self) -> None:
        """Wait until the page knows the kernel to be idle."""
        self.page.wait_for_selector(
            '.jp-Notebook-ExecutionIndicator[data-status="idle"]', timeout=60000
        )

    def menu(self, top: str, *items: str) -> None:
        """Choose from the menu bar."""
        self.page.locator(f'.lm-MenuBar-itemLabel:text-is("{top}")').first.click()
        for item in items:
            self.page.locator(f'.lm-Menu-itemLabel:text-is("{item}")').first.click()

    def save(self) -> None:
        """File > Save Notebook, and wait until the file is written: a reload would cut it off."""
        before = self.path.stat().st_mtime_ns
        self.menu("File", "Save Notebook")
        wait_for(lambda: self.path.stat().st_mtime_ns != before)

    def run_all(self, until: str | None = ".ss-exercise") -> Notebook:
        """Run > Run All Cells, and wait for `until`."""
        self.menu("Run", "Run All Cells")
        if until:
            self.page.wait_for_selector(until, timeout=60000)
        self.idle()
        return self

    def restart(self) -> Notebook:
        """Restart the kernel from the menu."""
        before = self.app.sessions()[self.name]
        self.menu("Kernel", "Restart Kernel…")
        self.page.locator('.jp-Dialog button:has-text("Restart")').click()
        time.sleep(0.3)
        wait_for(
            lambda: self.app.sessions().get(self.name, {}).get("execution_state") == "idle",
            30,
            0.05,
        )
        assert before["id"] == self.app.sessions()[self.name]["id"]
        self.idle()
        return self

    def exercise(self, item: str) -> Exercise:
        """The exercise of that id, as shown."""
        return Exercise(self, item)

    def on_dialog(self, button: str) -> None:
        """Press this button of each dialog of JupyterLab that is in a click's way from now on."""
        dialogs = self.page.locator(".jp-Dialog", has=self.page.locator(button))
        self.page.add_locator_handler(dialogs.first, lambda d: d.locator(button).click())
        self._dialogs.append(dialogs.first)

    def shot(self, name: str) -> None:
        """A screenshot for a person to look at, where SECONDSOURCE_SHOTS names a folder."""
        folder = os.environ.get("SECONDSOURCE_SHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{self.app.name}-{name}.png")


class Exercise:
    """One exercise in the page."""

    touch = False
    """Whether it is pressed with a finger."""

    def __init__(self, book: Notebook, item: str) -> None:
        self.book, self.item = book, item
        self.root = book.page.locator(f'.ss-exercise[data-item="{item}"]').last

    def press(self, what: Any) -> None:
        """Press with the mouse or a finger."""
        what.tap() if self.touch else what.click()

    def fold(self) -> Any:
        """The summary of the part of a web page that it stands in, where that is folded away."""
        return self.root.locator("xpath=ancestor::details[not(@open)]/summary").last

    def come_to_rest(self) -> None:
        """Scroll to it, and wait until it stands still.

        JupyterLab draws cells only as they come into sight, also those above, which pushes this one
        down: a drag that began before that would end among other words.
        """
        wait_for(lambda: self.root.evaluate(RESTS, [STILL, 15]))

    def reaches(self, state: str, seconds: float = 15) -> None:
        """Wait until its status, as one word, is this one."""
        wait_for(lambda: self.root.evaluate(REACHES, [state, seconds]), seconds)

    def option(self, value: str, nth: int = 0) -> Any:
        """The radio button or box of that value."""
        return self.root.locator(f'input[value="{value}"]').nth(nth)

    def click(self, value: str, nth: int = 0) -> None:
        """Click it, as a mouse does: on its label."""
        label = self.root.locator("label", has=self.book.page.locator(f'input[value="{value}"]'))
        self.press(label.nth(nth))

    def cell(self, row: str, column: str) -> Any:
        """The radio button of a matrix."""
        return self.root.locator(f'input[name$="-{row}"][value="{column}"]')

    @property
    def field(self) -> Any:
        """The field of a number."""
        return self.root.locator(".ss-field")

    @property
    def words(self) -> Locator:
        """The words of the status line, in the page."""
        return self.root.locator(".ss-status span").nth(1)

    @property
    def status(self) -> str:
        """The words of the status line."""
        return str(self.words.inner_text())

    @property
    def state(self) -> str:
        """The status as one word."""
        return str(self.root.get_attribute("data-state"))

    def button(self, name: str) -> Any:
        """A button below the exercise."""
        return self.root.get_by_role("button", name=name, exact=True)

    def saved(self, value: Any, seconds: float = 15) -> float:
        """Wait until the page says saved; the file must hold `value` by then. Seconds waited."""
        begun = time.monotonic()
        try:
            self.reaches("saved", seconds)
        except AssertionError as error:
            msg = f"{self.state}: {self.status!r}; the file has {self.book.value(self.item)!r}"
            raise AssertionError(msg) from error
        waited = time.monotonic() - begun
        wait_for(self.book.read, 5)  # {} while JupyterLab writes the file once more
        held = self.book.value(self.item)
        assert held == value, f"{self.state}: {self.status!r}; the file has {held!r}"
        return waited
