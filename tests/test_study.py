"""`secondsource-teach study`: a learner's own notebooks, and JupyterLab on them."""

from __future__ import annotations

import os
import sys

import nbformat
import pytest
from click.testing import CliRunner
from ipykernel.ipkernel import IPythonKernel
from jupyterlab_server.config import get_page_config
from nbformat.v4 import new_markdown_cell, new_notebook

from secondsource.errors import ContentError
from secondsource_grading import self_study as study
from secondsource_grading.cli import main


@pytest.fixture
def built(tmp_path):
    """A folder of built notebooks."""
    for unit in ("02-b", "01-a"):
        (tmp_path / "notebooks" / unit).mkdir(parents=True)
        book = new_notebook(cells=[new_markdown_cell(f"new {unit}", id="first")])
        nbformat.write(book, tmp_path / "notebooks" / unit / f"{unit}.ipynb")
    return tmp_path / "notebooks"


def test_notebooks_are_copied_and_the_first_unit_opens(built, tmp_path):
    first = study.own_notebooks(built, tmp_path / "mine")
    assert first.as_posix() == "01-a/01-a.ipynb"
    copied = nbformat.read(tmp_path / "mine" / "02-b" / "02-b.ipynb", as_version=4)
    assert [cell.source for cell in copied.cells] == ["new 02-b"]
    assert copied.metadata["language_info"] == IPythonKernel.language_info


def test_a_notebook_with_answers_is_never_overwritten(built, tmp_path):
    own = tmp_path / "mine" / "01-a" / "01-a.ipynb"
    own.parent.mkdir(parents=True)
    own.write_text("my answers")
    study.own_notebooks(built, tmp_path / "mine")
    assert own.read_text() == "my answers"
    assert (tmp_path / "mine" / "02-b" / "02-b.ipynb").is_file()


@pytest.mark.usefixtures("lab_units")
def test_without_built_notebooks_they_are_built(tmp_path):
    first = study.own_notebooks(tmp_path / "none", tmp_path / "mine")
    assert first.as_posix() == "90-lab/90-lab.ipynb"
    (tmp_path / "mine" / first).write_text("my answers")
    study.own_notebooks(tmp_path / "none", tmp_path / "mine")
    assert (tmp_path / "mine" / first).read_text() == "my answers"


def test_a_file_in_the_way_is_named(built, tmp_path):
    (tmp_path / "mine").write_text("a file")
    with pytest.raises(ContentError, match="--to"):
        study.own_notebooks(built, tmp_path / "mine")


def test_the_command_opens_lab_in_study_mode(built, tmp_path, monkeypatch):
    """The options reach JupyterLab, the exercises can be checked, its status is ours."""
    seen = tmp_path / "seen.txt"
    code = (
        f"import os, sys; open({str(seen)!r}, 'w').write(os.environ['SECONDSOURCE_STUDY']);"
        "sys.exit(3)"
    )
    commands = []

    def command(*args, **options):
        commands.append(study_command(*args, **options))
        return [sys.executable, "-c", code]

    study_command = study.lab_command
    monkeypatch.setattr(study, "lab_command", command)
    options = ["--notebooks", str(built), "--to", str(tmp_path / "mine")]
    result = CliRunner().invoke(
        main, ["study", *options, "--no-browser", "--port", "8899", "--allow-root"]
    )
    assert result.exit_code == 3
    assert seen.read_text() == "1"
    assert "answers are kept in them" in result.output
    assert {"--no-browser", "--port=8899", "--allow-root"} <= set(commands[0])
    assert "--LabApp.default_url=/lab/tree/home.ipynb" in commands[0]
    assert "home()" in (tmp_path / "mine" / "home.ipynb").read_text("utf-8")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there is no root here")
def test_root_is_told_before_jupyterlab_refuses(built, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    options = ["--notebooks", str(built), "--to", str(tmp_path / "mine")]
    result = CliRunner().invoke(main, ["study", *options])
    assert result.exit_code == 1
    assert "--allow-root" in result.output


def test_a_lone_learner_has_no_tools_of_a_teacher_and_no_news(monkeypatch):
    """*Create Assignment* could change locked cells. JupyterLab itself reads the settings here."""
    for name, value in study.study_environment().items():
        monkeypatch.setenv(name, value)
    off = get_page_config(labextensions_path=[])["disabledExtensions"]
    assert "@jupyter/nbgrader" in off
    assert "@jupyterlab/apputils-extension:announcements" in off
