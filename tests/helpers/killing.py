"""Runs that are ended by SIGKILL: after a time, or right before one of their steps on files.

Started as a program of its own, `python killing.py COURSE ASSIGNMENT`; it imports everything
once and forks a child for each run. A line of JSON in, `{"after": seconds}`,
`{"step": number}` or `{}`; a line out, `{"killed", "steps", "seconds"}`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from secondsource_grading.batch import Options, grade_assignment, run, workers
from secondsource_grading.plugin import course as _course  # noqa: F401 - slow to import

STEPS = {"open", "os.mkdir", "os.rename", "os.chmod", "os.rmdir", "os.remove", "shutil.rmtree"}


def child(course: Path, assignment: str, step: int | None, steps: Path) -> None:
    mine = 0

    def count(event: str, args: tuple) -> None:
        nonlocal mine
        if event in STEPS and str(course) in str(args[0]):
            mine += 1
            if mine == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    run.GROUP = 8
    workers.CHUNK = 4
    grade_assignment(course, assignment, Options())
    steps.write_text(str(mine))


def main() -> None:
    assignment = sys.argv[1]
    for line in sys.stdin:
        order = json.loads(line)
        course = Path(order["course"])
        steps = course.parent / "steps.txt"
        steps.unlink(missing_ok=True)
        began = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                child(course, assignment, order.get("step"), steps)
                status = 0
            finally:
                os._exit(status)
        timer = threading.Timer(order.get("after", 3600), os.kill, (pid, signal.SIGKILL))
        timer.start()
        _, status = os.waitpid(pid, 0)
        timer.cancel()
        timer.join()
        answer = {
            "killed": os.WIFSIGNALED(status),
            "status": status,
            "steps": int(steps.read_text()) if steps.exists() else None,
            "seconds": time.perf_counter() - began,
        }
        print(json.dumps(answer), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
