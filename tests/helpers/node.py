"""Node, which runs the page's code without a browser; without node such tests are left out."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[1] / "page"
NODE = shutil.which("node")
_CAN = "import('./setup.js').then(() => require('node:test').mock.timers.enable)"


def _able() -> bool:
    """Whether node is there and new enough (20.19) to load modules by their content."""
    if not NODE:
        return False
    found = subprocess.run([NODE, "-e", _CAN], cwd=PAGE, capture_output=True, check=False)
    return found.returncode == 0


needs_node = pytest.mark.skipif(
    not _able(), reason="no node of version 20.19 or later: install the package 'nodejs'"
)


class Page:
    """The page's code, asked line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, **question: Any) -> Any:
        """What `answer.js` replies to a question."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(_tagged(question), allow_nan=False) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "node ended; its errors stand above"
        return json.loads(line)


def _tagged(value: Any) -> Any:
    """`value` with the numbers that JSON lacks as objects."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"$odd": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, dict):
        return {k: _tagged(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tagged(v) for v in value]
    return value


@contextmanager
def page() -> Iterator[Page]:
    """The page's code, running in node."""
    with subprocess.Popen(
        [NODE or "node", "answer.js"],
        cwd=PAGE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        yield Page(process)
        assert process.stdin
        process.stdin.close()
