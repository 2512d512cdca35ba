"""Fixtures that are dear to make: they are made once a worker and copied for each test."""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from pathlib import Path

import pytest
from helpers import notebooks
from helpers.chromium import browser, chromium
from helpers.classroom import LAB, UNIT, Classroom
from helpers.examples import HOUSE, QUICK
from helpers.sharing import (  # noqa: F401 - pytest finds them here
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_collectstart,
    pytest_itemcollected,
    pytest_xdist_make_scheduler,
)
from hypothesis import HealthCheck, settings
from nbgrader import api

ROOT = Path(__file__).resolve().parents[1]

# A busy machine is no fault of the code: how long drawing an example takes decides nothing here.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("house", CALM, max_examples=HOUSE)
settings.register_profile("quick", CALM, max_examples=QUICK)  # what `make quick` asks for
settings.load_profile("house")

# nbgrader looks for alembic on PATH, and may be run here without `make`.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

# For each new gradebook nbgrader starts `alembic` to ask for the newest version of its tables. That
# takes longer than most tests, and the answer is always the same: it is asked once a process.
api.get_alembic_version = cache(api.get_alembic_version)


@pytest.fixture(scope="session")
def root():
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def chrome():
    """The one browser of all tests that a process runs.

    Playwright runs an event loop of its own as long as its browser is open, and refuses to start a
    second one beside it: a browser a module would fail wherever two such modules meet.
    """
    pytest.importorskip("playwright.sync_api")
    if chromium() is None:
        pytest.skip("no Chromium: install it, or name one in SECONDSOURCE_CHROMIUM")
    with browser() as opened:
        yield opened


@pytest.fixture(autouse=True)
def nothing_stays():
    """What a command sets for its own process ends with the test that ran it in this one.

    `--units` sets a variable, and a lesson's first cell the pack it reads from. Where either
    stayed, the next test would read another course's units or rows, by the order of the tests.
    """
    ours = {name: value for name, value in os.environ.items() if name.startswith("SECONDSOURCE_")}
    current = getattr(sys.modules.get("secondsource.packs.pack"), "_current", [])
    before = list(current)
    yield
    for name in [n for n in os.environ if n.startswith("SECONDSOURCE_") and n not in ours]:
        del os.environ[name]
    os.environ.update(ours)
    now = getattr(sys.modules.get("secondsource.packs.pack"), "_current", [])
    now[:] = before


@pytest.fixture
def lab_units(monkeypatch):
    """The lab unit stands where the course's units are."""
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
    return LAB / "units"


@pytest.fixture(scope="session")
def lab_keyring():
    """Items and keys of the lab unit."""
    from secondsource_grading.keys import load_keys

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        return load_keys(UNIT, LAB / "keys")


@pytest.fixture(scope="session")
def lab_notebook():
    """The lab unit's notebook, as built, but for its text, which stands in a cell to write in.

    Versions before this one released texts so, and answers in such cells are still read.
    """
    from secondsource_grading.authoring.build import build_unit

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        notebook = json.loads(build_unit(UNIT))
    at = notebook["cells"].index(notebooks.cell(notebook, "lab-essay"))
    notebook["cells"][at] = notebooks.manual_cell("lab-essay")
    return notebook


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, lab_notebook):
    """A course with the lab unit released; trial answers of the instructor were in its source."""
    course = Classroom(tmp_path_factory.mktemp("lab") / "course")
    (course.root / "exchange").mkdir(parents=True, mode=0o777)
    course.write_config(LAB / "keys")
    tried = notebooks.answered(lab_notebook, {"lab-pick": ["holiday", "stock"]})
    notebooks.write(course.root / "source" / UNIT / f"{UNIT}.ipynb", tried)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        result = course.generate()
    assert result["success"], result
    return course


@pytest.fixture
def course(prepared, tmp_path, lab_units):  # noqa: ARG001 - the lab's units must be in place
    """A course of one's own, as the instructor has it after `generate_assignment`."""
    return prepared.copy_to(tmp_path / "course")
