"""The import contracts hold, and each of them fails where somebody plants what it forbids.

Reading all imports takes seconds, so that all breaches are planted in one copy: the report must
name each of them, and under the contract that it breaks.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

BREACHES = {
    "a learner's module imports the keys": (
        "secondsource/views/tables.py",
        "from secondsource_grading import keys\n",
        "The learner's package knows nothing of grading",
        "secondsource.views.tables -> secondsource_grading.keys (",
    ),
    "a family imports a widget": (
        "secondsource/families/choice.py",
        "from secondsource.widgets import exercise\n",
        "The learner's side stands in layers",
        "secondsource.families.choice -> secondsource.widgets.exercise (",
    ),
    "a module without a place, for learners": (
        "secondsource/odds_and_ends.py",
        "",
        "The learner's side stands in layers",
        "- secondsource.odds_and_ends",
    ),
    "a module without a place, for grading": (
        "secondsource_grading/odds_and_ends.py",
        "",
        "The grading side stands in layers",
        "- secondsource_grading.odds_and_ends",
    ),
    "reading a submission imports the command": (
        "secondsource_grading/intake/admission.py",
        "from secondsource_grading import cli\n",
        "The grading side stands in layers",
        "secondsource_grading.intake.admission -> secondsource_grading.cli (",
    ),
    "grading imports nbgrader": (
        "secondsource_grading/grading/notebook.py",
        "from nbgrader import api\n",
        "Only plugin and sandbox know nbgrader",
        "secondsource_grading.grading.notebook -> nbgrader (",
    ),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of both packages' source, with the contracts."""
    folder = tmp_path_factory.mktemp("house")
    for package in ("course/src/secondsource", "autograding/src/secondsource_grading"):
        shutil.copytree(ROOT / package, folder / Path(package).name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(house):
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def clean(house):
    """The report on the source as it is."""
    return lint(house)


@pytest.fixture(scope="module")
def planted(house, clean):  # noqa: ARG001 - the source as it is comes first
    """The report on the source with every breach in it."""
    for place, line, _, _ in BREACHES.values():
        file = house / place
        text = file.read_text("utf-8") if file.exists() else '"""Planted."""\n'
        head, future, rest = text.partition("from __future__ import annotations\n")
        file.write_text(head + future + line + rest if future else text + line, "utf-8")
    return lint(house)


def test_they_hold(clean):
    assert clean.returncode == 0, clean.stdout
    assert " 0 broken" in clean.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_named(planted, clean, breach):
    _, _, contract, named = BREACHES[breach]
    assert planted.returncode != 0
    assert named not in clean.stdout
    _, _, told = planted.stdout.partition("Broken contracts")
    # Each contract that is broken has a heading, underlined, above what breaks it.
    parts = re.split(r"\n([^\n]+)\n-{3,}\n", told)
    mine = [text for head, text in zip(parts[1::2], parts[2::2], strict=True) if contract in head]
    assert any(named in text for text in mine), planted.stdout
