"""`secondsource-teach doctor` finds each fault that is planted, and changes nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3

import pytest
from click.testing import CliRunner
from helpers.classroom import FULL, LAB, UNIT

from secondsource_grading.cli import main
from secondsource_grading.desk import machine
from secondsource_grading.desk.doctor import examine
from secondsource_grading.desk.jupyter import check_jupyter


def add(course, line):
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8") + f"\n{line}\n", "utf-8")


def sql(course, statement):
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute(statement)
    database.close()


def submitted(course, *parts):
    folder = course.root.joinpath("submitted", *parts)
    folder.mkdir(parents=True)
    return folder


def take_away(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def graded_without_submission(course):
    course.answer("ann", FULL)
    assert course.autograde()["success"]
    take_away(course.root / "submitted" / "ann")


FAULTS = {
    "no configuration": (lambda c: take_away(c.root / "nbgrader_config.py"), "configuration"),
    "syntax": (lambda c: add(c, "c.X ="), "configuration"),
    "an error in it": (lambda c: add(c, "1 / 0"), "configuration"),
    "not ours": (
        lambda c: (c.root / "nbgrader_config.py").write_text("c = get_config()\n", "utf-8"),
        "configuration",
    ),
    "ours undone": (lambda c: add(c, "c.Autograde.autograde_preprocessors = []"), "configuration"),
    "filter undone": (
        lambda c: add(c, "c.HTMLExporter.filters = {'markdown2html': 'nbconvert.filters.indent'}"),
        "configuration",
    ),
    "outdated": (lambda c: add(c, "c.NbGrader.course_id = 'old'"), "configuration"),
    "misspelt": (lambda c: add(c, "c.SecondSource.feedbak = 'full'"), "configuration"),
    "wrong value": (lambda c: add(c, "c.SecondSource.feedback = 'all'"), "configuration"),
    "keys gone": (lambda c: add(c, "c.SecondSource.keys = 'nowhere'"), "configuration"),
    "exchange": (lambda c: add(c, "c.Exchange.root = '/proc/none/such'"), "exchange"),
    "exchange closed": (lambda c: (c.root / "exchange").chmod(0o755), "exchange"),
    "gradebook gone": (lambda c: take_away(c.root / "gradebook.db"), "gradebook"),
    "gradebook damaged": (
        lambda c: (c.root / "gradebook.db").write_bytes(b"no database" * 999),
        "gradebook",
    ),
    "old gradebook": (
        lambda c: sql(c, "UPDATE alembic_version SET version_num = '167914646830'"),
        "gradebook",
    ),
    "kernel": (lambda c: sql(c, "UPDATE notebook SET kernelspec = '{}'"), "kernels"),
    "row without submission": (graded_without_submission, "submissions"),
    "release gone": (lambda c: take_away(c.root / "release"), "releases"),
    "file among students": (
        lambda c: (submitted(c) / "ann.ipynb").write_text("{}", "utf-8"),
        "paths",
    ),
    "other assignment": (lambda c: submitted(c, "ann", "91-lab"), "paths"),
    "other name": (
        lambda c: (submitted(c, "ann", UNIT) / f"{UNIT} (1).ipynb").write_text("{}", "utf-8"),
        "paths",
    ),
    "empty submission": (lambda c: submitted(c, "ann", UNIT), "paths"),
    "no notebook in source": (lambda c: (c.root / "source" / "92-x").mkdir(), "paths"),
}


def wrong(course):
    return [finding for finding in examine(course.root) if finding.wrong]


@pytest.fixture
def sound(course):
    (course.root / "exchange").chmod(0o777)
    return course


def test_nothing_is_wrong_with_a_sound_course_and_nothing_is_changed(sound):
    def state():
        return {
            p: hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sound.root.rglob("*")
            if p.is_file() and "__pycache__" not in p.parts
        }

    before = state()
    assert wrong(sound) == []
    assert state() == before


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_and_nothing_else(sound, name):
    plant, check = FAULTS[name]
    plant(sound)
    found = wrong(sound)
    assert {finding.check for finding in found} >= {check}
    assert {finding.check for finding in found} <= {check, "releases"}, found
    assert all(finding.what and finding.command for finding in found)


def test_a_student_whom_the_gradebook_does_not_know(sound):
    with sound.gradebook() as gradebook:
        gradebook.add_student("ann")
    sound.answer("annn", FULL)
    (found,) = wrong(sound)
    assert found.check == "paths"
    assert "annn" in found.what
    assert found.command == "nbgrader db student add annn"


def test_an_item_changed_after_the_release(sound, tmp_path, monkeypatch):
    units = tmp_path / "units"
    shutil.copytree(LAB / "units", units)
    items = units / UNIT / "items.yaml"
    text = items.read_text("utf-8")
    changed = text.replace("text: The staff", "text: Some of the staff", 1)
    assert changed != text
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(units))
    items.write_text(changed, "utf-8")
    found = wrong(sound)
    assert [f.check for f in found] == ["releases"], found
    assert "changed after the notebook was released" in found[0].what
    assert found[0].command == f"nbgrader generate_assignment {UNIT} --force"


def test_a_disk_without_room(sound, monkeypatch):
    monkeypatch.setattr(machine, "LEAST_FREE", float("inf"))
    assert [f.check for f in wrong(sound)] == ["disk"]


def test_a_package_that_does_not_fit(sound, monkeypatch):
    real = machine.version
    monkeypatch.setattr(machine, "version", lambda n: "0.1" if n == "nbgrader" else real(n))
    (found,) = wrong(sound)
    assert found.check == "versions"
    assert "nbgrader" in found.command


def test_the_command_ends_with_1_and_its_json_says_the_same(sound):
    def run(*words):
        return CliRunner().invoke(main, ["doctor", str(sound.root), *words])

    assert run().exit_code == 0
    (sound.root / "source" / "92-x").mkdir()
    told = run("--json")
    assert told.exit_code == 1
    (bad,) = [f for f in json.loads(told.stdout)["findings"] if f["wrong"]]
    assert bad["check"] == "paths"
    words = run()
    assert words.exit_code == 1
    assert bad["command"] in words.stdout


def jupyter_fault(folder, kind):
    """Plant a fault in Jupyter's folders of this account, which come before all others."""
    extension = folder / "data" / "labextensions" / "anywidget" / "package.json"
    pages = folder / "config" / "labconfig" / "page_config.json"
    kernel = folder / "data" / "kernels" / "python3" / "kernel.json"
    content = {
        "another version": (extension, {"name": "anywidget", "version": "0.1.0"}),
        "switched off": (
            pages,
            {"disabledExtensions": {"@jupyter-widgets/jupyterlab-manager:plugin": True}},
        ),
        "no such program": (kernel, {"argv": ["/no/such/python"], "display_name": "Python"}),
        "another Python": (kernel, {"argv": ["/bin/false"], "display_name": "Python"}),
    }
    file, what = content[kind]
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(what), "utf-8")


@pytest.mark.parametrize(
    ("kind", "check", "mend"),
    [
        ("another version", "widgets", "rm -r "),
        ("switched off", "widgets", "jupyter labextension enable @jupyter-widgets"),
        ("no such program", "kernel", "ipykernel install"),
        ("another Python", "kernel", "ipykernel install"),
    ],
)
def test_what_keeps_exercises_from_showing_is_found(tmp_path, monkeypatch, kind, check, mend):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    assert not [f for f in check_jupyter() if f.wrong]
    jupyter_fault(tmp_path, kind)
    (finding,) = [f for f in check_jupyter() if f.wrong]
    assert finding.check == check
    assert mend in finding.command


def test_an_extension_that_is_missing_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "secondsource_grading.desk.jupyter.jupyter_path", lambda *_: [str(tmp_path)]
    )
    found = [f for f in check_jupyter() if f.wrong]
    assert [f.command.partition("==")[0] for f in found] == [
        "pip install --force-reinstall anywidget",
        "pip install --force-reinstall jupyterlab-widgets",
    ]
