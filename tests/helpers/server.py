"""A real Jupyter server with nbgrader's formgrader in a course folder, driven over HTTP."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from helpers.classroom import Classroom, environment

PATIENCE = 60
"""Seconds for the server to come up on a busy machine."""


@dataclass(frozen=True)
class Server:
    """Where it listens, and the token it wants."""

    url: str
    token: str

    def request(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """Status and text of one request; paths begin below `/formgrader/`."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {self.token}"}
        request = Request(f"{self.url}formgrader/{path}", data, headers, method=method)
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode("utf-8")
        except HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def page(self, path: str) -> str:
        status, text = self.request("GET", path)
        assert status == 200, (path, status, text[-600:])
        return text

    def api(self, method: str, path: str, body: Any = None) -> Any:
        status, text = self.request(method, f"api/{path}", body)
        assert status == 200, (path, status, text[-600:])
        return json.loads(text)


@contextmanager
def serving(course: Classroom, home: Path) -> Iterator[Server]:
    """Run a server in the course folder; it picks its own free port."""
    home.mkdir()
    token = secrets.token_hex(16)
    extension = {"nbgrader.server_extensions.formgrader": True}
    command = [
        sys.executable,
        "-m",
        "jupyter_server",
        "--no-browser",
        "--allow-root",
        "--ServerApp.port=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.jpserver_extensions={extension}",
    ]
    log = home / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=course.root, env=environment(home), stdout=out, stderr=subprocess.STDOUT
        )
    try:
        server = Server(address(home, process, log), token)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def address(home: Path, process: subprocess.Popen[bytes], log: Path) -> str:
    """The address the server wrote down, as soon as it answers there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        for file in (home / "runtime_dir").glob("jpserver-*.json"):
            try:
                url = json.loads(file.read_text("utf-8"))["url"]
                with urlopen(f"{url}login", timeout=5):
                    return url
            except (ValueError, URLError):
                pass
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8")[-3000:])
