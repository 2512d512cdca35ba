"""How often Python's garbage collector looks for cycles: seldom, because there are hardly any.

Notebooks, verdicts and rows of a gradebook are trees, which go when nobody holds them. A look
goes over everything that is held, so in a large class most looks are for nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collect_seldom", "few_collections", "keep_loaded"]

SELDOM = 50_000
"""Allocations less deallocations between two collections; a notebook has some thousand."""


def collect_seldom() -> None:
    """Let the collector run seldom, in this process and for good."""
    gc.set_threshold(SELDOM, *gc.get_threshold()[1:])


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the collector run seldom meanwhile."""
    often = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*often)
        gc.unfreeze()


def keep_loaded() -> None:
    """Let the collector never look at what has been loaded so far: modules, keys, items."""
    gc.freeze()
