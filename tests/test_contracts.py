"""The import contracts hold, and each of them fails where somebody plants what it forbids."""

from __future__ import annotations

import os
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
    ),
    "a family imports a widget": (
        "secondsource/families/choice.py",
        "from secondsource.widgets import exercise\n",
        "The learner's side stands in layers",
    ),
    "a module without a place, for learners": (
        "secondsource/odds_and_ends.py",
        "",
        "The learner's side stands in layers",
    ),
    "a module without a place, for grading": (
        "secondsource_grading/odds_and_ends.py",
        "",
        "The grading side stands in layers",
    ),
    "reading a submission imports the command": (
        "secondsource_grading/intake/admission.py",
        "from secondsource_grading import cli\n",
        "The grading side stands in layers",
    ),
    "grading imports nbgrader": (
        "secondsource_grading/grading/notebook.py",
        "from nbgrader import api\n",
        "Only plugin and sandbox know nbgrader",
    ),
}


@pytest.fixture
def house(tmp_path):
    """A copy of both packages' source, with the contracts."""
    for package in ("course/src/secondsource", "autograding/src/secondsource_grading"):
        shutil.copytree(ROOT / package, tmp_path / Path(package).name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house):
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_they_hold(house):
    done = lint(house)
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_named(house, breach):
    place, line, contract = BREACHES[breach]
    file = house / place
    text = file.read_text("utf-8") if file.exists() else '"""Planted."""\n'
    head, future, rest = text.partition("from __future__ import annotations\n")
    file.write_text(head + future + line + rest if future else text + line, "utf-8")
    done = lint(house)
    assert done.returncode != 0
    broken = [row for row in done.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(row.startswith(contract) for row in broken), done.stdout
