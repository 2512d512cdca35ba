"""Ports for the servers that tests start."""

from __future__ import annotations

import os
import socket
from itertools import count

LOWEST, SHARE, SHARES = 20_000, 1_500, 8
"""The first port, how many a process of tests has, and how many processes have some of their own.

All are below those that Linux, macOS and Windows give to whoever calls out or asks for any port:
such a one may be somebody else's between our asking and a server's start.
"""

_next = count(os.getpid())


def free_port() -> int:
    """Return a port of this process of tests that nobody listens on, and never the same twice soon.

    A browser whose server has ended goes on calling its port for a while. A server that came to
    stand there would get calls that are not meant for it.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % SHARES
    for number in _next:
        port = LOWEST + worker * SHARE + number % SHARE
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError  # count() has no end
