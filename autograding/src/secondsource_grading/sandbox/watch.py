"""A watchman beside a running kernel: time, memory, processes and files, all together."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

from secondsource_grading.sandbox.confine import MB, Bounds

__all__ = ["Watch"]

EVERY = 0.1
"""Seconds between two looks."""


class Watch:
    """Ends a process and all it started as soon as they take too much together.

    Limits of a single process don't bound what many take, and root is under no
    limit of processes at all.
    """

    def __init__(self, bounds: Bounds, work: Path) -> None:
        self._bounds = bounds
        self._work = work
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: psutil.Process | None = None
        self.reason: str | None = None
        """Why it was ended, in words, or None."""

    def begin(self, pid: int) -> None:
        """Watch the process of that number."""
        self._process = psutil.Process(pid)
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop watching."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def kill(self, reason: str) -> None:
        """End the process and everything it started."""
        self.reason = self.reason or reason
        if self._process is None:
            return
        with suppress(psutil.Error):
            for process in [self._process, *self._process.children(recursive=True)]:
                with suppress(psutil.Error):
                    process.kill()

    def _look(self) -> None:
        began = time.monotonic()
        while not self._stop.wait(EVERY):
            reason = self._too_much(time.monotonic() - began)
            if reason:
                self.kill(reason)
                return

    def _too_much(self, seconds: float) -> str | None:
        bounds = self._bounds
        if seconds > bounds.seconds:
            return f"running took more than {bounds.seconds:g} seconds"
        started: list[psutil.Process] = []
        with suppress(psutil.Error):
            started = self._process.children(recursive=True) if self._process else []
        if len(started) > bounds.processes:
            return f"running started more than {bounds.processes} processes"
        if _memory(started, bounds.memory_mb * MB) > bounds.memory_mb * MB:
            return f"running took more than {bounds.memory_mb} MB of memory"
        if _size(self._work) > bounds.memory_mb * MB:
            return f"running wrote more than {bounds.memory_mb} MB of files"
        return None


def _memory(processes: list[psutil.Process], most: int) -> int:
    """Bytes they hold together; what they share is counted once, where that can matter."""
    each, shared = [], []
    for process in processes:
        with suppress(psutil.Error):
            each.append(process.memory_info().rss)
    if sum(each) <= most or len(each) == 1:
        return sum(each)
    for process in processes:
        with suppress(psutil.Error, OSError):
            shared.append(process.memory_full_info().pss)
    return sum(shared) if shared else sum(each)


def _size(folder: Path) -> int:
    total = 0
    for at, _, files in os.walk(folder):
        for name in files:
            with suppress(OSError):
                total += os.lstat(os.path.join(at, name)).st_blocks * 512  # noqa: PTH118 - quick
    return total
