"""From a click to *saved in the notebook*: median and worst in both apps, printed as JSON.

python tests/browser/measure_saving.py [clicks]
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

from app import App, Notebook
from conftest import APPS, LESSON, ORCHARD
from helpers.chromium import browser, chromium
from playwright.sync_api import Browser

# In the page itself, so that the time of driving the browser does not count.
CLICK = """input => new Promise((resolve) => {
  const root = input.closest(".ss-exercise");
  const begun = performance.now();
  let seen = false;
  new MutationObserver((_, observer) => {
    if (root.dataset.state === "unsaved") seen = true;
    else if (seen && root.dataset.state === "saved") {
      observer.disconnect();
      resolve((performance.now() - begun) / 1000);
    }
  }).observe(root, {attributes: true, attributeFilter: ["data-state"]});
  input.click();
})"""


def measure(clicks: int = 15) -> dict[str, Any]:
    """Seconds from click to saved for each app: `median`, `worst` and all `times`."""
    with browser() as chrome:
        return {name: _one(name, chrome, clicks) for name in APPS}


def _one(name: str, chrome: Browser, clicks: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        app = App(name, Path(folder) / "root", forked=False)
        try:
            book = Notebook(
                app, chrome.new_page(viewport={"width": 1280, "height": 900}), "m.ipynb"
            )
            book.write(*LESSON, metadata=ORCHARD).open().run_all(".ss-handin")
            exercise = book.exercise("orc-choice")
            exercise.root.scroll_into_view_if_needed()
            times = []
            for n in range(clicks):
                value = ("baker", "guard")[n % 2]
                times.append(round(exercise.option(value).evaluate(CLICK), 3))
                if book.value("orc-choice") != value:
                    msg = f"{name}: called saved, but the file does not hold {value}"
                    raise AssertionError(msg)
        finally:
            app.stop()
    return {"median": statistics.median(times), "worst": max(times), "times": times}


def main() -> None:
    """Print the measurement as JSON."""
    if chromium() is None:
        sys.stdout.write("no Chromium: the time from click to saved is not measured\n")
        return
    clicks = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    sys.stdout.write("seconds from click to saved:\n")
    sys.stdout.write(json.dumps(measure(clicks), indent=2) + "\n")


if __name__ == "__main__":
    main()
