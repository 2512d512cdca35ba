"""How tests are shared out among processes that run at the same time.

The tests of a file stay together, because they share what is dear to make. The browser tests of an
app stay together over all files: pytest keeps one server at a time, and would otherwise end it and
start the next one, whose pages load slowly at first, twice in every file. Long pieces come first,
so that at the end no process works alone on one of them.
"""

from __future__ import annotations

import gc
import re
from collections import Counter

import pytest

APP = re.compile(r"tests/browser/.*\[(?:.*-)?(lab|notebook)[-\]]")

GRADEBOOKS = frozenset({"course", "prepared"})
"""The fixtures that are a course with a gradebook."""


def scope(nodeid: str) -> str:
    """Return the name of what this test stays together with: an app, or its file."""
    found = APP.match(nodeid)
    return found[1] if found else nodeid.partition("::")[0]


def takes_long(item: pytest.Item) -> bool:
    """Return whether a test is marked as one that takes seconds."""
    return bool(item.get_closest_marker("browser") or item.get_closest_marker("slow"))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what works on a course with a gradebook, a database: `make quick` leaves it out."""
    if not GRADEBOOKS.isdisjoint(getattr(item, "fixturenames", ())):
        item.add_marker("gradebook")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what belongs together side by side, and first what has most tests that take long."""
    every = Counter(scope(item.nodeid) for item in items)
    long = Counter(scope(item.nodeid) for item in items if takes_long(item))
    first_seen = {name: number for number, name in enumerate(every)}
    items.sort(key=lambda i: (-long[s := scope(i.nodeid)], -every[s], first_seen[s]))


def pytest_collectstart() -> None:
    """Leave no garbage to be collected while the tests are read.

    Reading them makes millions of objects that stay, and the collector would go through all of them
    again and again: a fourth of the time that reading takes.
    """
    gc.disable()


def pytest_collection_finish() -> None:
    """Collect garbage again, but for what was read by now."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Return what shares out tests where `--dist loadfile` asks for it."""
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # the order above is kept
    from xdist.scheduler import LoadFileScheduling

    class Sharing(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope(nodeid)

    return Sharing(config, log)
