"""How long a reader waits on the course's web pages, and for how many bytes. Run by `make bench`.

A site of one unit is built; a page of it is opened plainly, and as over a slow line with a slow
processor; then *Check* is asked for the first time and once more, and the unit is opened as a
notebook in the browser.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

from helpers.chromium import browser, chromium
from helpers.static_site import Host, served

from secondsource_grading.site.build import build_site

UNIT = "03-not-there"
ITEM = "om-price-or-colour"
PROFILES = 3
LINES = {
    "plain": None,
    "1.6 Mbit/s, 150 ms, processor / 4": (1.6e6 / 8, 150, 4),
    "0.4 Mbit/s, 400 ms, processor / 4": (0.4e6 / 8, 400, 4),
}


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Print the figures."""
    if chromium() is None:
        say("no Chromium: the web pages are not measured")
        return
    with tempfile.TemporaryDirectory() as folder, browser() as chrome:
        root = Path(folder) / "site"
        begun = time.perf_counter()
        built = build_site(root, [UNIT], notebooks=True)
        why = built.no_check
        say(f"site of one unit built in {time.perf_counter() - begun:.1f} s")
        with served(root) as host:
            host.pack()
            for name, line in LINES.items():
                first, total, sent = opened(chrome, host, line)
                size = f"{sent / 1000:.1f} kB before it"
                say(f"{name}: first exercise {first} ms, all {total} ms, {size}")
            if why:
                say(f"Check was not built: {why}")
            else:
                for line in checked(chrome, host):
                    say(line)
            if built.no_lab:
                say(f"notebooks in the browser were not built: {built.no_lab}")
            else:
                say(started(chrome, host))


def opened(chrome: Any, host: Host, line: tuple[float, int, int] | None) -> tuple[int, int, int]:
    """Open the unit in a fresh profile; ms to the first exercise and to all, bytes before it."""
    context = chrome.new_context(service_workers="block", viewport={"width": 360, "height": 740})
    page = context.new_page()
    if line:
        speed, latency, slower = line
        tools = context.new_cdp_session(page)
        tools.send("Network.enable")
        conditions = {"offline": False, "latency": latency}
        speeds = {"downloadThroughput": speed, "uploadThroughput": speed}
        tools.send("Network.emulateNetworkConditions", conditions | speeds)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    host.sent.clear()
    page.goto(f"{host.url}{UNIT}/index.html", wait_until="commit")
    marks = ("first-exercise", "all-exercises")
    read = "(n) => performance.getEntriesByName(n)[0]?.startTime ?? 0"
    while not page.evaluate(read, marks[1]):
        time.sleep(0.02)
    times = [round(page.evaluate(read, name)) for name in marks]
    # The material of the reading panel is asked for after the exercises.
    before = sum(size for path, size in host.sent.items() if "power-crisis" not in path)
    context.close()
    return times[0], times[1], before


def checked(chrome: Any, host: Host) -> Iterator[str]:
    """Ask *Check* in fresh profiles, then again: the times of the fastest, its parts, the bytes.

    The interpreter's own start, without any code of ours, says how fast the machine is just now.
    """
    runs = [_checked_once(chrome, host) for _ in range(PROFILES)]
    cold, warm, core, unpacked, imported = min(runs)
    sent = sum(s for p, s in host.sent.items() if p.startswith(("python-", "check-")))
    yield f"Check: cold {cold:.2f} s, warm {warm:.2f} s, {sent / 1e6:.2f} MB"
    yield (
        f"Check, cold: interpreter {core:.2f} s, unpacking {unpacked:.2f} s, "
        f"imports {imported:.2f} s, first answer {cold - core - unpacked - imported:.2f} s; "
        f"{cold / core:.1f} times the interpreter alone"
    )


def _checked_once(chrome: Any, host: Host) -> tuple[float, ...]:
    """Seconds for a first and a second *Check*, and of the first for its three parts."""
    context = chrome.new_context()
    page = context.new_page()
    page.goto(f"{host.url}{UNIT}/index.html")
    exercise = page.locator(f'.ss-exercise[data-item="{ITEM}"]')
    exercise.locator("label.ss-choice").first.click()
    host.sent.clear()
    times = []
    for turn in range(2):
        begun = time.perf_counter()
        exercise.get_by_role("button", name="Check", exact=True).click()
        exercise.locator(".ss-result").get_by_text("Right").or_(
            exercise.locator(".ss-result").get_by_text("Not yet")
        ).first.wait_for(timeout=120000)
        times.append(time.perf_counter() - begun)
        if not turn:
            exercise.locator("label.ss-choice").nth(1).click()
            exercise.locator(".ss-result").wait_for(state="hidden")
    read = "performance.getEntriesByType('mark').map((m) => m.startTime / 1000)"
    core, unpacked, imported = page.workers[-1].evaluate(read)
    context.close()
    return *times, core, unpacked - core, imported - unpacked


def started(chrome: Any, host: Host) -> str:
    """Open the unit as a notebook in a fresh profile, then once more; the times and the bytes."""
    context = chrome.new_context()
    page = context.new_page()
    times = []
    for turn in range(2):
        host.sent.clear()
        begun = time.perf_counter()
        page.goto(f"{host.url}lab/notebooks/index.html?path={UNIT}.ipynb")
        page.get_by_text("Python is ready").wait_for(timeout=300000)
        times.append(time.perf_counter() - begun)
        if not turn:
            size = sum(host.sent.values())
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.locator(".ss-exercise").first.wait_for(timeout=300000)
    shown = time.perf_counter() - begun
    context.close()
    return (
        f"notebook in the browser: Python ready in {times[0]:.1f} s, again {times[1]:.1f} s, "
        f"first exercise after {shown:.1f} s; {size / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
