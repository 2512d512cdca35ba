"""Both wheels, installed far from any checkout: an instructor can do everything with them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import zipfile
from urllib.request import Request, urlopen

import pytest
from hatchling.build import build_editable
from helpers.classroom import environment
from helpers.server import PATIENCE, address
from helpers.wheels import ROOT, bare, build, contents, hook

pytestmark = pytest.mark.slow

UNIT = "08-check-it"
"""The unit of the demonstration here; several of its keys rest on an instructor's table."""


STUDY = ("--no-browser", "--allow-root", "--port", "0")


@pytest.fixture(scope="session")
def grading_wheel(tmp_path_factory):
    """The instructor's wheel as it is published."""
    return build("autograding", tmp_path_factory.mktemp("grading"), "--wheel")


@pytest.fixture(scope="session")
def installed(grading_wheel, tmp_path_factory):
    """The folder of an environment with both wheels, and a function that runs a command in it."""
    course = build("course", tmp_path_factory.mktemp("course"), "--wheel")
    folder = tmp_path_factory.mktemp("away")
    python = bare(folder, course, grading_wheel)
    own = {k: v for k, v in os.environ.items() if not k.startswith(("SECONDSOURCE", "PYTHON"))}

    def run(*command, cwd):
        return subprocess.run(
            [python, python.with_name("secondsource-teach"), *command],
            cwd=cwd,
            env={**own, "PATH": f"{python.parent}{os.pathsep}{own['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )

    return python, run


@pytest.fixture
def teach(installed, tmp_path):
    """Run a command of ours in an empty folder; it must end well. Returns what it printed."""
    _, run = installed

    def call(*command):
        done = run(*command, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return call


def test_nothing_leads_back_to_the_checkout(installed, tmp_path):
    """Without this the other tests here would prove nothing."""
    python, _ = installed
    code = (
        "import secondsource, secondsource_grading, sys; from secondsource import paths;"
        "from secondsource_grading import content as c;"
        "print(*sys.path, secondsource.__file__, secondsource_grading.__file__, paths.units(),"
        "paths.packs(), c.keys(), c.lesson('x'), c.notebooks(), c.documents(), sep='\\n')"
    )
    done = subprocess.run(
        [python, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    site = str(python.parent.parent)
    lines = [line for line in done.stdout.splitlines() if line]
    assert not [line for line in lines if line.startswith(str(ROOT))]
    assert all(line.startswith(site) for line in lines[-8:]), lines


def test_it_builds_and_checks_every_unit(teach, tmp_path):
    """The notebooks are those of the checkout, and all checks of the content pass."""
    teach("build")
    built = sorted(f.relative_to(tmp_path) for f in tmp_path.glob("notebooks/*/*.ipynb"))
    assert built == sorted(f.relative_to(ROOT) for f in ROOT.glob("notebooks/*/*.ipynb"))
    for file in built:
        assert (tmp_path / file).read_bytes() == (ROOT / file).read_bytes(), file
    said = teach("check")
    assert "problem" not in said
    assert f"{len(list((ROOT / 'course').glob('*.md')))} documents" in said


def test_it_takes_a_class_from_release_to_report(teach, tmp_path):
    """`demo` releases, collects and grades by nbgrader; `grade` and `report` then work there."""
    teach("demo", "--to", "demo", "--students", "2", UNIT)
    summary = json.loads((tmp_path / "demo" / "summary.json").read_text("utf-8"))
    assert (summary["graded"], summary["refused"]) == (2, 0)
    course = tmp_path / "demo" / "course"
    run = json.loads(teach("grade", UNIT, "--course", str(course), "--force", "--json", "-j", "1"))
    assert (run["graded"], run["failed"]) == (2, {})
    teach("report", str(course), "--to", "page.html")
    assert UNIT in (tmp_path / "page.html").read_text("utf-8")
    printed = json.loads(teach("handouts", UNIT, "printed", "--json"))
    assert {"sheet.pdf", "slides.pptx", "answers.html"} <= set(printed["written"])


def test_one_learner_alone_gets_notebooks_and_a_key_with_an_instructors_table(installed, tmp_path):
    """The exercises are copied from the wheel, and *Check* finds what its evidence names."""
    python, _ = installed
    code = """
from pathlib import Path
from secondsource.self_study import checker
from secondsource.units import load_unit, unit_names
from secondsource_grading import content
from secondsource_grading.keys import load_keys
from secondsource_grading.self_study import own_notebooks
print(own_notebooks(content.notebooks(), Path("study")).as_posix())
print(len(list(Path("study").glob("*/*.ipynb"))), len(unit_names()))
shown = 0
for unit in unit_names():
    keyring = load_keys(unit)
    for item in load_unit(unit).items:
        if not item.by_hand and not item.test:
            value = None if item.contested else keyring.keys[item.id].full(item)
            html, share, explained = checker(unit, item.id)(value, "full")
            shown += "<" in html
print(shown)
"""
    done = subprocess.run(
        [python, "-I", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "SECONDSOURCE_STUDY": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, copied, shown = done.stdout.splitlines()
    assert first == "00-start-here/00-start-here.ipynb"
    assert len(set(copied.split())) == 1
    assert int(shown) > 50


def test_jupyterlab_opens_without_the_instructors_tools(installed, tmp_path):
    """`study` starts in an empty folder, leaves nbgrader's tools out, and ends when told."""
    python, _ = installed
    home = tmp_path / "home"
    home.mkdir()
    log = home / "server.log"
    own = {**environment(home), "JUPYTER_TOKEN": "known"}
    del own["SECONDSOURCE_UNITS"]
    with log.open("w") as out:
        lab = subprocess.Popen(
            [python, python.with_name("secondsource-teach"), "study", *STUDY],
            cwd=tmp_path,
            env=own,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        url = address(home, lab, log)
        with urlopen(Request(f"{url}lab", headers={"Authorization": "token known"})) as answer:
            page = answer.read().decode("utf-8")
    finally:
        lab.terminate()
        lab.wait(timeout=PATIENCE)
    (config,) = re.findall(
        r'id="jupyter-config-data" type="application/json">(.*?)<', page, re.DOTALL
    )
    disabled = json.loads(config)["disabledExtensions"]
    assert {"@jupyter/nbgrader", "@jupyterlab/apputils-extension:announcements"} <= set(disabled)
    assert (tmp_path / "study" / UNIT / f"{UNIT}.ipynb").is_file()


def test_a_source_distribution_builds_the_same_wheel(grading_wheel, tmp_path):
    """Without `--wheel` the wheel is built from the source distribution, away from the checkout."""
    files, again = contents(grading_wheel), contents(build("autograding", tmp_path))
    assert set(again) == set(files)
    assert {n for n in files if again[n] != files[n] and not n.endswith("/RECORD")} == set()


def test_an_editable_install_reads_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT / "autograding")
    with zipfile.ZipFile(tmp_path / build_editable(str(tmp_path))) as opened:
        assert not [n for n in opened.namelist() if n.endswith((".yaml", ".md", ".ipynb", ".csv"))]


def test_a_checkout_that_is_not_whole_builds_no_wheel(tmp_path):
    """A unit without a key, lesson or notebook is named; nothing ships by halves."""
    defined = hook("autograding")
    unit = tmp_path / "course" / "units" / "09-new"
    unit.mkdir(parents=True)
    (unit / "items.yaml").touch()
    (unit / "lesson.md").touch()
    with pytest.raises(FileNotFoundError, match=r"keys/09-new\.yaml.*09-new\.ipynb; build the"):
        defined["units"](tmp_path)
    with pytest.raises(FileNotFoundError, match="no data package"):
        defined["packs"](tmp_path)
