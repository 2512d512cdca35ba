"""A headless Chromium, for every test that needs one.

The headless shell is preferred: the same browser without a window around its pages. The whole
Chromium draws that window also where nobody sees it, and starts a renderer of its own for each
window's tool bar, so that opening a notebook takes half as much processor time again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

SHELL = "chromium-headless-shell"

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The system's Chromium, or the one named by SECONDSOURCE_CHROMIUM."""
    whole = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("SECONDSOURCE_CHROMIUM") or next(
        filter(None, map(shutil.which, (SHELL, *whole))), None
    )


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium. Only one may be open in a process: Playwright refuses a second."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
        yield opened
        opened.close()


def with_profile(browser: Browser, folder: Path, **options: Any) -> BrowserContext:
    """A second browser beside `browser`, with a profile in `folder`, as a reader's has one.

    It keeps the compiled code of the pages that it loads, which a context of `browser` does not:
    from the third time on JupyterLab's page takes a third less processor time to load.
    """
    return browser.browser_type.launch_persistent_context(
        folder, executable_path=chromium(), args=ARGS, **options
    )
