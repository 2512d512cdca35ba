"""The short course on April 1912 passes the checks of a unit, and the course's figures, scaled."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from secondsource.units import unit_names
from secondsource_grading.authoring.check import check_units
from secondsource_grading.authoring.course import CourseFile
from secondsource_grading.authoring.course_checks import check_rules
from secondsource_grading.authoring.course_figures import check_mixture, check_workload
from secondsource_grading.authoring.unit_checks import read_unit
from secondsource_grading.cli import main

UNITS = ("1912-a-missing", "1912-b-silence", "1912-c-sources")

RATIONALE = "800 in LJ ¶2.3 less 675 in GM ¶1.1 leaves 125 people."

FIGURES = CourseFile.model_validate(
    {
        "graded_items": [18, 24],
        "supported_share": [0.25, 0.40],
        "families_a_unit": 4,
        "picked_share": 0.5,
        "grid_share": 0.25,
        "workload": {"words": 4000, "decisions": 40, "minutes": 50},
    }
)
"""Those of the course, with fewer items because it has three units."""


@pytest.fixture
def folder(root, monkeypatch):
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(root / "short-course" / "units"))
    return root / "short-course"


@pytest.mark.slow
def test_the_three_units_are_right_by_themselves_and_together(folder):
    assert unit_names() == list(UNITS)
    for finding in check_units(UNITS, folder / "notebooks"):
        assert finding.problems == (), finding
    units = [read_unit(name, None) for name in UNITS]
    keyrings = [u.keyring for u in units]
    read = [(u.keyring, u.lesson) for u in units]
    for finding in (
        check_rules("rules", keyrings, FIGURES),
        check_mixture("families", keyrings, FIGURES),
        check_workload("workload", read, FIGURES),
    ):
        assert finding.problems == (), finding
        assert finding.looked_at


@pytest.mark.slow
def test_a_course_is_made_of_it_and_learners_get_no_key(tmp_path, monkeypatch):
    monkeypatch.setenv("SECONDSOURCE_UNITS", "")
    monkeypatch.delenv("SECONDSOURCE_UNITS")
    monkeypatch.chdir(tmp_path)
    words = ["new-course", "titanic", "--short-course", "--no-exchange", "--yes"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in (tmp_path / "titanic/source").iterdir()) == list(UNITS)
    given = tmp_path / "titanic/source" / UNITS[0] / "secondsource-own"
    names = {p.relative_to(given).as_posix() for p in given.rglob("*") if p.is_file()}
    assert names == {f"units/{UNITS[0]}/items.yaml", f"units/{UNITS[0]}/practice.yaml"}
    assert "short-course" in (tmp_path / "titanic/nbgrader_config.py").read_text("utf-8")
    both = CliRunner().invoke(main, [*words[:1], "other", *words[2:], "--units", str(tmp_path)])
    assert "exclude each other" in both.output


@pytest.mark.slow
def test_handouts_in_a_courses_folder_are_of_its_own_units_and_keys(folder, tmp_path, monkeypatch):
    """Else a teacher who mended a key would read the old answer out to the class."""
    keys = tmp_path / "my-keys"
    shutil.copytree(folder / "keys", keys)
    mended = keys / f"{UNITS[0]}.yaml"
    told = mended.read_text("utf-8")
    assert RATIONALE in told
    mended.write_text(told.replace(RATIONALE, "Mended by the teacher."), "utf-8")
    (tmp_path / "nbgrader_config.py").write_text(
        "import os\nimport secondsource_grading\nc = get_config()\n"
        "secondsource_grading.configure(c)\nc.SecondSource.keys = 'my-keys'\n"
        f"os.environ['SECONDSOURCE_UNITS'] = {str(folder / 'units')!r}\n",
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SECONDSOURCE_UNITS")
    done = CliRunner().invoke(main, ["handouts", UNITS[0], "out"])
    assert done.exit_code == 0, done.output
    answers = (tmp_path / "out" / UNITS[0] / "answers.html").read_text("utf-8")
    assert "Mended by the teacher." in answers
    assert RATIONALE not in answers
