"""One command measured: time on the clock, time of processors, peak of memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from classes import environment

__all__ = ["Measured", "measured"]

OFTEN = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Measured:
    """What one command took."""

    wall: float
    """Seconds on the clock."""
    cpu: float
    """Seconds of processors, without processes that ended by themselves."""
    peak: float
    """MB, of 1,000,000 bytes, of the command and all it started together."""


def measured(command: Sequence[str], folder: Path) -> Measured:
    """Run it in `folder`; raises `CalledProcessError` where it fails."""
    log = folder / "bench.log"
    peak = 0.0
    ended = threading.Event()
    with log.open("w") as out:
        began = time.perf_counter()
        run = subprocess.Popen(  # noqa: S603 - our own commands
            command, cwd=folder, env=environment(), stdout=out, stderr=subprocess.STDOUT
        )

        def watch() -> None:
            nonlocal peak
            while not ended.wait(OFTEN):
                peak = max(peak, _memory(run.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        _, status, used = os.wait4(run.pid, 0)
        wall = time.perf_counter() - began
        ended.set()
        watcher.join()
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, command, log.read_text("utf-8")[-2000:])
    return Measured(wall, used.ru_utime + used.ru_stime, peak)


def _memory(pid: int) -> float:
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    total = 0
    for process in family:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 1e6
