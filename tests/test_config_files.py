"""A file of settings that cannot be read is told in a sentence, and nothing is done without it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from helpers.classroom import UNIT

from secondsource.errors import SecondSourceError
from secondsource_grading.cli import main
from secondsource_grading.plugin.config_files import ConfigurationError, PythonSettings
from secondsource_grading.plugin.course import open_course


def replaced(file):
    """Take the file away, and return its place with its text."""
    text = file.read_text("utf-8")
    file.unlink()
    return text


def with_bytes(change):
    return lambda file: file.write_bytes(change(replaced(file)))


def with_more(line):
    return with_bytes(lambda text: f"{text}\n{line}\n".encode())


def with_json(content):
    return lambda file: file.with_suffix(".json").write_bytes(content)


def is_a_link(file):
    replaced(file)
    file.symlink_to(file.name)


def leads_nowhere(file):
    replaced(file)
    file.symlink_to("gone.py")


def is_a_folder(file):
    replaced(file)
    file.mkdir()


ODD = {
    "UTF-16": (with_bytes(lambda text: text.encode("utf-16")), "UTF-16", "save it as UTF-8"),
    "UTF-16 unmarked": (with_bytes(lambda t: t.encode("utf-16-le")), "UTF-16", "save it as UTF-8"),
    "a byte of 0": (with_bytes(lambda text: text.encode() + b"\0"), "bytes of 0", "UTF-8"),
    "Latin-1": (
        with_bytes(lambda text: f"{text}\nx = 'Bär'\n".encode("latin-1")),
        "line 9 holds the byte 0xe4",
        "save it as UTF-8",
    ),
    "no Python": (with_more("c.X = ("), "line 9: SyntaxError", "put that right"),
    "a name nobody gave": (with_more("c.X = parts"), "line 9: NameError", "'parts'"),
    "an end": (with_more("raise SystemExit(0)"), "line 9", "status 0"),
    "an end first": (with_bytes(lambda t: f"exit(0)\n{t}".encode()), "line 1", "status 0"),
    "an error in what it loads": (
        lambda f: (
            f.with_name("more.py").write_text("\n1 / 0\n", "utf-8"),
            with_more("load_subconfig('more.py', path='.')")(f),
        ),
        "more.py, line 2: ZeroDivisionError",
        "put that right",
    ),
    "a wrong kind": (with_more("c.CourseDirectory.db_url = 3"), "db_url", "3"),
    "a link to itself": (is_a_link, "link to 'nbgrader_config.py'", "put the file"),
    "a link to nothing": (leads_nowhere, "link to 'gone.py'", "put the file"),
    "a folder": (is_a_folder, "is a folder", "put the file"),
    "JSON cut off": (with_json(b'{"Autograde": {'), "nbgrader_config.json, line 1", "put that"),
    "JSON of another kind": (with_json(b"[1]"), "nbgrader_config.json", "no object"),
    "JSON with no section": (with_json(b'{"Autograde": 3}'), "nbgrader_config.json", "Autograde"),
    "JSON that counts more": (
        with_json(b'{"Autograde": {"exporter_class": "nbconvert.exporters.NotebookExporter"}}'),
        "nbgrader_config.json beside it counts more",
        "c.Autograde.exporter_class",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_it_is_told_with_its_place_and_a_remedy(course, capfd, name):
    plant, *words = ODD[name]
    plant(course.root / "nbgrader_config.py")
    with pytest.raises(SecondSourceError) as told:
        open_course(course.root)
    for word in (str(course.root), *words):
        assert word in str(told.value)
    assert "Traceback" not in capfd.readouterr().err


COMMANDS = {
    "grade": [UNIT, "--course", ".", "-j1"],
    "regrade": [UNIT, "--course", "."],
    "feedback": [UNIT],
    "texts": [UNIT],
    "similar": [UNIT],
    "report": [".", "--to", "report.html"],
    "export": [".", UNIT, "--to", "moodle", "--out", "grades.csv"],
    "doctor": ["."],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_ends_there(course, monkeypatch, command):
    """With default settings the report would be of another gradebook and other keys."""
    with_more("raise SystemExit(0)")(course.root / "nbgrader_config.py")
    before = sorted(course.root.rglob("*"))
    monkeypatch.chdir(course.root)
    done = CliRunner().invoke(main, [command, *COMMANDS[command]])
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit)
    assert "nbgrader_config.py, line 9" in done.output
    assert sorted(course.root.rglob("*")) == before


def test_one_that_starts_with_a_mark_of_its_encoding_is_read(course):
    """As some editors save UTF-8."""
    file = course.root / "nbgrader_config.py"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert open_course(course.root).config.CourseDirectory.course_id == "lab"


def test_one_that_this_account_may_not_read(course, monkeypatch):
    """Root may read any, so that the system's word is put in its mouth."""

    def refuse(name, *_):
        raise PermissionError(13, "Permission denied", name)

    monkeypatch.setattr("traitlets.config.loader.open", refuse, raising=False)
    with pytest.raises(ConfigurationError, match="cannot be read: Permission denied; let this"):
        PythonSettings("nbgrader_config.py", str(course.root)).load_config()


def test_what_it_prints_is_no_part_of_what_a_command_prints(course, monkeypatch):
    with_more("print('settings of the lab')")(course.root / "nbgrader_config.py")
    monkeypatch.chdir(course.root)
    done = CliRunner().invoke(main, ["doctor", "--json"])
    assert json.loads(done.stdout)["findings"]
    assert "settings of the lab" in done.stderr
