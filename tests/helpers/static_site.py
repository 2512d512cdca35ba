"""A static host for a built site: what such a host does, and nothing more."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from helpers.ports import free_port

TYPES = {
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}


@cache
def _packed(file: Path, _changed: int) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)


class Host:
    """A site at a sub-path; `dead` answers nothing, and `sent` counts bytes by path."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.dead = False
        self.types = dict(TYPES)
        self.prefix = "/some/course/"
        self.sent: dict[str, int] = {}
        self.asked: list[str] = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), self._handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def pack(self) -> None:
        """Compress all files, as a host has done before anybody asks."""
        for file in self.root.rglob("*"):
            if file.is_file():
                _packed(file, file.stat().st_mtime_ns)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def url(self) -> str:
        """The site's address, below the root of its host."""
        return f"{self.origin}{self.prefix}"

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if host.dead:
                    self.close_connection = True
                    return
                path = self.path.split("?")[0]
                host.asked.append(path)
                found = host.file(path)
                if found is None:
                    self.send_error(404)
                    return
                body = _packed(found, found.stat().st_mtime_ns)
                zipped = found.suffix not in (".bin", ".zip", ".whl")
                body = body if zipped else found.read_bytes()
                self.send_response(200)
                kind = host.types.get(found.suffix, "application/octet-stream")
                self.send_header("Content-Type", kind)
                if zipped:
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                host.sent[path.removeprefix(host.prefix)] = len(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def file(self, path: str) -> Path | None:
        """The file at a path of the host, or None."""
        if not path.startswith(self.prefix):
            return None
        file = self.root / path.removeprefix(self.prefix)
        file = file / "index.html" if file.is_dir() else file
        return file if file.is_file() else None


@contextmanager
def served(root: Path) -> Iterator[Host]:
    """Serve the folder `root` until the block ends."""
    host = Host(root)
    try:
        yield host
    finally:
        host.server.shutdown()
        host.server.server_close()
