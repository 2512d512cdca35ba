"""`secondsource-teach new-course`: a folder that nbgrader works in at once, or none at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import notebooks
from helpers.classroom import environment

from secondsource_grading.cli import main
from secondsource_grading.demo.answering import answers
from secondsource_grading.demo.learners import invent_class
from secondsource_grading.desk.plan import DeskError, read_dues
from secondsource_grading.desk.roster import RosterError, read_roster
from secondsource_grading.keys import load_keys

BIN = Path(sys.executable).parent
UNIT = "03-not-there"
ROSTER = "id,first_name,last_name,email\nann,Ann,Lee,ann@example.org\nbob,Bob,May,\n"


@pytest.fixture
def roster(tmp_path):
    file = tmp_path / "class.csv"
    file.write_text(ROSTER, "utf-8")
    return file


def make(*words):
    return CliRunner().invoke(main, ["new-course", *map(str, words)])


def nbgrader(course, *words, home):
    env = {k: v for k, v in environment(home).items() if k != "SECONDSOURCE_UNITS"}
    done = subprocess.run(
        words if words[0] == "secondsource-teach" else ["nbgrader", *words],
        cwd=course,
        env={**env, "PATH": f"{BIN}{os.pathsep}{env['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.slow
def test_the_made_course_is_released_collected_and_graded(tmp_path, roster):
    """By the printed commands, as an instructor would type them."""
    from nbgrader.api import Gradebook

    made = make(
        tmp_path / "c", UNIT, "--roster", roster, "--due", "2026-12-08", "--no-exchange", "--json"
    )
    assert made.exit_code == 0, made.output
    told = json.loads(made.output)
    assert told["next"] == [
        f"nbgrader generate_assignment {UNIT}",
        f"nbgrader zip_collect {UNIT}",
        f"secondsource-teach grade {UNIT}",
    ]
    course = Path(told["folder"])
    nbgrader(course, *told["next"][0].split()[1:], home=tmp_path)
    released = notebooks.read(course / "release" / UNIT / f"{UNIT}.ipynb")
    values = answers(load_keys(UNIT), invent_class(1, 1)[0], 1)
    archive = course / "downloaded" / UNIT / "archive"
    notebooks.write(archive / f"ann_{UNIT}.ipynb", notebooks.answered(released, values))
    for command in told["next"][1:]:
        nbgrader(course, *command.removeprefix("nbgrader ").split(), home=tmp_path)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", told["course"]) as gradebook:
        assert gradebook.find_submission(UNIT, "ann").score > 0
        assert gradebook.find_assignment(UNIT).duedate is not None
    told = json.loads(
        nbgrader(course, "secondsource-teach", "doctor", "--json", home=tmp_path).stdout
    )
    assert [f for f in told["findings"] if f["wrong"]] == []
    assert {f["check"] for f in told["findings"]} >= {"gradebook", "releases", "kernels", "paths"}


def test_students_assignments_and_due_dates_are_in_the_gradebook(tmp_path, roster):
    from nbgrader.api import Gradebook

    done = make(
        tmp_path / "c",
        *(UNIT, "04-silence", "--roster", roster, "--name", "media-26"),
        *("--due", "2026-12-08T18:00+01:00", "--due", "04-silence=2026-12-15T18:00+01:00"),
    )
    assert done.exit_code == 0, done.output
    with Gradebook(f"sqlite:///{tmp_path / 'c' / 'gradebook.db'}", "media-26") as gradebook:
        assert {s.id: s.email for s in gradebook.students} == {
            "ann": "ann@example.org",
            "bob": None,
        }
        due = {a.name: a.duedate for a in gradebook.assignments}
    naive = datetime(2026, 12, 8, 17, tzinfo=UTC).replace(tzinfo=None)
    assert due == {UNIT: naive, "04-silence": naive + timedelta(days=7)}


def test_an_exchange_and_keys_of_ones_own_are_configured(tmp_path):
    from secondsource_grading import content
    from secondsource_grading.plugin.course import open_course

    done = make(
        tmp_path / "c",
        *(UNIT, "--exchange", tmp_path / "ex'change", "--keys", content.keys()),
        *("--feedback", "score", "--json"),
    )
    assert done.exit_code == 0, done.output
    assert [c.split()[1] for c in json.loads(done.output)["next"]][1:] == [
        "release_assignment",
        "collect",
    ]
    config = open_course(tmp_path / "c").config
    assert config.Exchange.root == str(tmp_path / "ex'change")
    assert config.SecondSource["keys"] == str(content.keys())
    assert config.SecondSource.feedback == "score"
    assert config.CourseDirectory.course_id == "c"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["03-not-their"], ["03-not-their", "did you mean 03-not-there?"]),
        ([UNIT, "--due", "8.12.2026"], ["8.12.2026", "2026-12-08"]),
        ([UNIT, "--due", "2026-02-30"], ["2026-02-30", "no date"]),
        ([UNIT, "--due", "04-silence=2026-12-08"], ["04-silence", UNIT]),
        ([UNIT, "--name", "a/b"], ["'a/b'", "--name"]),
        ([UNIT, "--exchange", "x", "--no-exchange"], ["exclude each other"]),
        ([UNIT, "--keys", "."], ["no keys for unit"]),
        ([UNIT, "--roster", "twice.csv"], ["twice.csv, line 4", "'ann'", "line 2"]),
    ],
)
def test_bad_input_makes_nothing(tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    Path("twice.csv").write_text(ROSTER + "ann,Anna,Lee,\n", "utf-8")
    done = make("c", *words)
    assert done.exit_code in (1, 2), done.output
    for word in told:
        assert word in done.output
    assert [p.name for p in tmp_path.iterdir()] == ["twice.csv"]


def test_a_folder_that_is_not_empty_is_left_as_it_is(tmp_path):
    folder = tmp_path / "c"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine", "utf-8")
    done = make(folder, UNIT)
    assert done.exit_code == 1
    assert "thesis.txt" in done.output
    assert [p.name for p in tmp_path.rglob("*")] == ["c", "thesis.txt"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "c").mkdir()
    assert make(tmp_path / "c", UNIT).exit_code == 0
    assert (tmp_path / "c" / "source" / UNIT / f"{UNIT}.ipynb").is_file()


def test_nothing_is_left_where_making_it_stops_half_way(tmp_path, monkeypatch):
    from secondsource_grading.plugin import new_gradebook

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(new_gradebook, "make_gradebook", stop)
    assert make(tmp_path / "c", UNIT).exit_code != 0
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_it_asks(tmp_path, monkeypatch, roster):
    """For each thing that is not given, and Enter takes what is usual."""
    monkeypatch.setattr("secondsource_grading.cli.courses._on_terminal", lambda: True)
    said = f"media\n{UNIT}\n2026-12-08\n\n\n\n{roster}\n"
    done = CliRunner().invoke(main, ["new-course", str(tmp_path / "c")], input=said)
    assert done.exit_code == 0, done.output
    assert "course media, 1 unit, 2 students" in done.output


def test_a_date_alone_is_the_end_of_that_day_here():
    due = read_dues(["2026-12-08"], [UNIT])[UNIT]
    assert (due.hour, due.minute) == (23, 59)
    assert due.tzinfo is not None
    with pytest.raises(DeskError, match="no date"):
        read_dues(["0001-01-01T00:00+23:00"], [UNIT])


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,News (12)\n"
    "    Points Possible,,,,,10\n"
    '"Lee, Ann",101,s1,ann,A,\n"May, Bob",102,s2,bob,A,\n"Student, Test",,,9f3c,A,\n'
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\nLee\tAnn\tann\t1\nMay\tBob\tbob\t2\n'
)
MOODLE = "First name;Last name;Username;Email address\nAnn;Lee;ann;a@x.org\nBob;May;bob;b@x.org\n"


@pytest.mark.parametrize(
    "content",
    [
        ROSTER.encode(),
        ROSTER.encode("utf-8-sig"),
        ROSTER.replace(",", ";").encode(),
        ("sep=;\r\n" + ROSTER.replace(",", ";").replace("\n", "\r\n")).encode(),
        ROSTER.encode("utf-16"),
        ROSTER.encode("utf-16-le"),
        CANVAS.encode(),
        BLACKBOARD.encode("utf-16"),
        MOODLE.encode(),
    ],
)
def test_class_lists_of_every_kind(tmp_path, content):
    file = tmp_path / "class.csv"
    file.write_bytes(content)
    names = [(s.id, s.first_name, s.last_name) for s in read_roster(file).students]
    assert names == [("ann", "Ann", "Lee"), ("bob", "Bob", "May")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"id,first_name\nann,Ann\nbob,Bob\nann,Anna\n", ["line 4", "'ann'", "line 2"]),
        (b"id\nann\nAnn\n", ["line 3", "small and capital"]),
        (b"first_name,mail\nAnn,a\n", ["line 1", "'first_name', 'mail'", "--id-column"]),
        (b"id,first_name\nann,Ann\n,Bob\n", ["line 3", "no id"]),
        (b"id\na/b\n", ["line 2", "'a/b'"]),
        (b"id\na+b@x.org\n", ["line 2", "'+'"]),
        (b"id\n..\n", ["line 2", "'..'"]),
        (b"id,first_name\nann,\xe4nn\n", ["line 2", "0xe4", "CSV UTF-8"]),
        (b"PK\x03\x04", ["spreadsheet"]),
        (b"", ["line 1", "nothing"]),
        (b"id\n", ["no student"]),
        (b"id,id\nann,bob\n", ["two columns"]),
        (b'id,first_name\n"ann,Ann\n', ["is no row of a CSV file"]),
        (b"id\n" + b"a" * 129 + b"\n", ["129 characters"]),
    ],
)
def test_a_class_list_that_cannot_be_used(tmp_path, content, told):
    file = tmp_path / "class.csv"
    file.write_bytes(content)
    with pytest.raises(RosterError) as error:
        read_roster(file)
    for word in [str(file), *told]:
        assert word in str(error.value)


def test_a_column_of_ones_own_choice(tmp_path):
    file = tmp_path / "class.csv"
    file.write_text("Matrikel,Name\n7,Ann\n", "utf-8")
    assert [s.id for s in read_roster(file, "matrikel").students] == ["7"]


def test_what_is_told_twice_is_the_same(root):
    """The stages of feedback, and the setting by which `zip_collect` finds the student."""
    from secondsource.scoring.feedback import STAGES
    from secondsource_grading.cli import courses
    from secondsource_grading.desk.config_file import NO_EXCHANGE

    assert courses.STAGES == STAGES
    setting = NO_EXCHANGE.strip().splitlines()[-1]
    assert setting in (root / "README.md").read_text("utf-8")
