"""Rights of files that count, also where the tests run as root."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager

VERSION = 0x20080522
"""Of the layout in which Linux tells a thread's capabilities."""

PASSES_OVER = 1 << 1 | 1 << 2
"""The capabilities by which root reads and writes what the rights of a file forbid."""


@contextmanager
def rights_count() -> Iterator[None]:
    """Let this thread meet the rights of files as everybody does, until the block ends."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    before = ctypes.create_string_buffer(24)
    _call(libc.capget, before)
    effective, *rest = struct.unpack("6I", before.raw)
    _call(
        libc.capset, ctypes.create_string_buffer(struct.pack("6I", effective & ~PASSES_OVER, *rest))
    )
    try:
        yield
    finally:
        _call(libc.capset, before)


def _call(function: object, data: object) -> None:
    head = ctypes.create_string_buffer(struct.pack("Ii", VERSION, 0))
    if function(head, data) != 0:  # type: ignore[operator]
        raise OSError(ctypes.get_errno(), "the capabilities of this thread cannot be set")
