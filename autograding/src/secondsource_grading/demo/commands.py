"""nbgrader's own commands, run as an instructor would type them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from secondsource_grading.demo.folder import DemoError

__all__ = ["Nbgrader"]

LAST_LINES = 15

ERROR = re.compile(r"^\s*[\w.]*(Error|Exception|Interrupt): ")
"""The line of a traceback that says what went wrong."""


@dataclass
class Nbgrader:
    """Runs nbgrader in the course folder and keeps what it says in `logs`."""

    course: Path
    logs: Path
    _running: set[subprocess.Popen[str]] = field(default_factory=set)
    _stopped: bool = False
    _lock: Lock = field(default_factory=Lock)

    def __call__(
        self,
        *arguments: str,
        log: str,
        sign: str = "",
        seen: Callable[[], object] = lambda: None,
    ) -> None:
        """Run `nbgrader ARGUMENTS`; call `seen` for each line of its log that matches `sign`.

        Raises `DemoError` with the last lines of the log where the command fails.
        """
        file = self.logs / f"{log}.log"
        last: deque[str] = deque(maxlen=LAST_LINES)
        errors: list[str] = []
        process = self._start([sys.executable, "-m", "nbgrader", *arguments])
        try:
            with file.open("w", encoding="utf-8") as target:
                target.write(f"$ nbgrader {' '.join(arguments)}\n")
                for line in process.stdout or ():
                    target.write(line)
                    last.append(line.rstrip())
                    errors += [line.strip()] if ERROR.match(line) else []
                    if sign and re.search(sign, line):
                        seen()
            status = process.wait()
        finally:
            self._end(process)
        if status != 0:
            raise DemoError(_failure(arguments, status, errors[:1], last, file))

    def stop(self) -> None:
        """End what is running, and start nothing more."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.terminate()

    def _start(self, command: Sequence[str]) -> subprocess.Popen[str]:
        with self._lock:
            if self._stopped:
                msg = "stopped"
                raise DemoError(msg)
            process = subprocess.Popen(  # noqa: S603 - our own command line
                command,
                cwd=self.course,
                env=_environment(self.logs.parent / "cache" / "bytecode"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
            )
            self._running.add(process)
            return process

    def _end(self, process: subprocess.Popen[str]) -> None:
        if process.poll() is None:
            process.terminate()
            process.wait()
        if process.stdout:
            process.stdout.close()
        with self._lock:
            self._running.discard(process)


def _failure(
    arguments: Sequence[str], status: int, error: Sequence[str], last: Iterable[str], log: Path
) -> str:
    """What it takes to find out why a command failed."""
    lines = [f"`nbgrader {' '.join(arguments)}` ended with status {status}."]
    lines += [f"The first error was: {e}" for e in error]
    lines += ["It said last:", *(f"  {line}" for line in last)]
    lines.append(f"All of it is in {log}. The folder is left as it is.")
    return "\n".join(lines)


def _environment(bytecode: Path) -> dict[str, str]:
    # nbgrader calls `alembic`, which is installed beside this Python.
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join([beside, os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"}
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Without compiled code each of the commands takes seconds just to start.
        environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    return environment
