"""A small server on this machine that shows one item, anew whenever its files are saved."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from secondsource.errors import SecondSourceError
from secondsource.templating import render
from secondsource_grading.site.one_item import ItemFiles, write_pages

__all__ = ["Live", "serving"]

HOST = "127.0.0.1"


class Live:
    """The pages of an item as its files are now; they are made when somebody asks for them."""

    def __init__(self, files: ItemFiles, root: Path) -> None:
        self.files = files
        self.root = root
        self._lock = Lock()
        self._seen: tuple[int, ...] = ()
        self._version = 0
        self._problem = ""
        self._shown = 0

    def state(self) -> dict[str, Any]:
        """Return the version of the files, the last one that has pages, and what is wrong."""
        with self._lock:
            seen = tuple(f.stat().st_mtime_ns if f.is_file() else 0 for f in self.files.watched)
            if seen != self._seen:
                self._seen = seen
                self._version += 1
                self._make()
            return {"version": self._version, "shown": self._shown, "problem": self._problem}

    def _make(self) -> None:
        try:
            write_pages(self.files, self.root / str(self._version))
        except SecondSourceError as error:
            self._problem = str(error)
        else:
            self._problem = ""
            self._shown = self._version


@contextmanager
def serving(files: ItemFiles, port: int = 0) -> Iterator[ThreadingHTTPServer]:
    """Give a server with the item's pages; its address is `server_address`.

    It answers this machine only, because its pages hold the key.
    """
    with tempfile.TemporaryDirectory(prefix="secondsource-try-") as folder:
        live = Live(files, Path(folder))
        frame = render("secondsource_grading.site", "try.html.j2", item=files.item, unit=files.unit)
        handler = _handler(live, f"{frame}\n".encode())
        with ThreadingHTTPServer((HOST, port), handler) as server:
            yield server


def _handler(live: Live, frame: bytes) -> type[SimpleHTTPRequestHandler]:
    class Handler(SimpleHTTPRequestHandler):
        """Gives the frame, the state, and the files of the pages."""

        def __init__(self, *args: Any, **kw: Any) -> None:
            super().__init__(*args, directory=str(live.root), **kw)

        def do_GET(self) -> None:
            """Answer one request."""
            host = self.headers.get("Host", "").partition(":")[0]
            if host not in (HOST, "localhost"):
                # Another site's page may lead a browser here under its own name.
                self.send_error(403)
            elif self.path == "/":
                self._give(frame, "text/html; charset=utf-8")
            elif self.path == "/state":
                self._give(json.dumps(live.state()).encode(), "application/json")
            elif self.path.endswith("/sw.js"):
                self.send_error(404)  # it would keep old pages
            else:
                super().do_GET()

        def end_headers(self) -> None:
            """Let nothing be kept, since all of it changes with the next save."""
            self.send_header("Cache-Control", "no-store")
            super().end_headers()

        def log_message(self, *_: Any) -> None:
            """Print nothing for each request."""

        def _give(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
