"""The gradebook in PostgreSQL: a real server, the same grades, two instructors at once."""

from __future__ import annotations

import csv
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from helpers import notebooks
from helpers.batches import db_url, grade, hand_in_wide, plain_class, release_wide
from helpers.classroom import FULL, LAB, UNIT, Classroom, environment
from helpers.comparing import files, rows
from helpers.ports import free_port

from secondsource_grading.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("lab_units")]

SUPERUSER = "teacher"


def programs():
    """Where the system's packages put PostgreSQL, or None."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(on_path).parent if on_path else found[-1].parent if found else None


@pytest.fixture(scope="module")
def server():
    """A server of its own on a free port, run by an account without rights."""
    binaries = programs()
    if binaries is None:
        pytest.skip("no PostgreSQL here; install the package 'postgresql' to run this")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    account = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    port = free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **account}
    data = folder / "data"
    subprocess.run(
        [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ],
        check=True,
        **quiet,
    )
    options = ["-c", f"unix_socket_directories={folder}", "-c", "listen_addresses=127.0.0.1", "-F"]
    running = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), *options], **quiet
    )
    try:
        yield Server(port)
    finally:
        running.send_signal(signal.SIGINT)  # at once, whoever is connected
        running.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    def __init__(self, port):
        self.port = port
        self.made = 0
        until = time.monotonic() + 30
        while True:
            try:
                self._run("SELECT 1")
                break
            except psycopg.OperationalError:
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.1)

    def _run(self, statement):
        address = f"host=127.0.0.1 port={self.port} user={SUPERUSER} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def database(self):
        """The address of a new, empty database."""
        self.made += 1
        self._run(f"CREATE DATABASE course{self.made}")
        return f"postgresql+psycopg://{SUPERUSER}@127.0.0.1:{self.port}/course{self.made}"


def moved(course, address):
    """The course with its gradebook in PostgreSQL, as an instructor sets it up."""
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8") + f"\nc.CourseDirectory.db_url = {address!r}\n")
    (course.root / "gradebook.db").unlink(missing_ok=True)
    shutil.rmtree(course.root / "release", ignore_errors=True)
    result = course.generate()
    assert result["success"], result
    return course


def test_it_is_the_same_as_in_sqlite(server, prepared, tmp_path):
    """Every table and file, with every kind of student; at the first run and the next ones."""
    from helpers.batches import DUE, change_some
    from nbgrader.api import Gradebook

    lite = release_wide(prepared, tmp_path / "lite" / "course")
    address = server.database()
    post = moved(lite.copy_to(tmp_path / "post"), address)
    with Gradebook(address, "lab") as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate=DUE)
    for course in (lite, post):
        hand_in_wide(course)
        assert not grade(course, processes=2).failed
    assert rows(db_url(lite)) == rows(address)
    assert files(lite.root / "autograded") == files(post.root / "autograded")
    for course in (lite, post):
        change_some(course)
    first, second = grade(lite), grade(post)
    assert (first.graded, first.unchanged) == (second.graded, second.unchanged)
    assert second.unchanged > 10
    assert rows(db_url(lite)) == rows(address)


def test_two_instructors_with_a_copy_of_the_course_each(server, prepared, tmp_path):
    """Both write into one gradebook at once: each transaction is whole, the grades are right."""
    course = plain_class(prepared, tmp_path / "one" / "course", 220)
    alone = course.copy_to(tmp_path / "alone")
    address = server.database()
    moved(course, address)
    twin = course.copy_to(tmp_path / "two")
    both = [
        subprocess.Popen(
            ["secondsource-teach", "grade", UNIT, "--course", str(c.root), "--json", "-j", "1"],
            env=environment(tmp_path / "home"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for c in (course, twin)
    ]
    out = [run.communicate(timeout=120) for run in both]
    assert [run.returncode for run in both] == [0, 0], out
    assert all(
        json.loads(stdout)["graded"] + json.loads(stdout)["unchanged"] == 220 for stdout, _ in out
    )
    grade(alone)
    assert rows(address) == rows(db_url(alone))
    assert files(course.root / "autograded") == files(twin.root / "autograded")


def test_a_table_that_another_program_makes_meanwhile_is_used(server):
    """Two commands that find our tables missing at the same time both go on."""
    from secondsource_grading.gradebook.database import Database
    from secondsource_grading.gradebook.tables import GRADED

    address = server.database()
    one, other = Database(address), Database(address)
    looked = []

    def make(connection):
        looked.append(connection.dialect.has_table(connection, GRADED.name))
        if looked == [False]:
            other.transaction(GRADED.create)
        if not looked[-1]:
            GRADED.create(connection)

    one.transaction(make)
    one.close()
    other.close()
    assert looked == [False, True]


def test_a_server_that_is_not_there_is_told_without_the_password(prepared, tmp_path):
    from secondsource.errors import SecondSourceError

    course = plain_class(prepared, tmp_path / "course", 1)
    with pytest.raises(SecondSourceError, match="teacher:") as error:
        grade(course, db_url="postgresql+psycopg://teacher:hush-hush@127.0.0.1:1/none")
    assert "hush-hush" not in str(error.value)


def test_an_empty_database_is_told_what_it_lacks(server, prepared, tmp_path):
    from secondsource.errors import SecondSourceError

    course = plain_class(prepared, tmp_path / "course", 1)
    with pytest.raises(SecondSourceError, match=f"no assignment {UNIT}.*generate_assignment"):
        grade(course, db_url=server.database())


def desk(*words, status=0):
    """A command of the teacher's desk, in this process."""
    done = CliRunner().invoke(main, [*map(str, words)])
    assert done.exit_code == status, done.output
    return done.output


def give_points(points, *where):
    """List the written answers, write points into the only row, and give the list back."""
    listed = json.loads(desk("texts", *where, "--out", "texts.csv", "--json"))
    assert (listed["texts"], listed["groups"]) == (1, 1)
    with Path("texts.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    with Path("texts.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row | {"score": points})
    assert json.loads(desk("texts", *where, "--give", "texts.csv", "--json"))["written"] == 1
    assert json.loads(desk("texts", *where, "--give", "texts.csv", "--json"))["unchanged"] == 1


def test_a_new_course_is_made_examined_and_regraded_on_a_server(
    server, lab_notebook, tmp_path, monkeypatch
):
    """Made with its class, found right, released, graded, regraded, and handed back."""
    notebooks.write(tmp_path / "notebooks" / UNIT / f"{UNIT}.ipynb", lab_notebook)
    keys = shutil.copytree(LAB / "keys", tmp_path / "keys")
    (tmp_path / "class.csv").write_text("id,email\nann,a@x.example\nbob,b@x.example\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    address = server.database()
    made = ("new-course", "course", UNIT, "--roster", "class.csv", "--keys", "keys", "--yes")
    desk(*made, "--due", "2026-03-01", "--db", address)
    course = Classroom(tmp_path / "course")
    assert not (course.root / "gradebook.db").exists()
    assert "2 students, 1 assignment" in desk("doctor", "course")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8") + "\nc.Exchange.root = '/nowhere'\n", "utf-8")
    assert course.generate()["success"]
    course.answer("ann", FULL | {"lab-essay": "Who told you that it was closed?"})
    grade(course)
    give_points("3", UNIT, "--course", course.root)
    assert json.loads(desk("similar", UNIT, "--course", course.root, "--json"))["students"] == 1
    key = keys / f"{UNIT}.yaml"
    text = key.read_text("utf-8")
    key.write_text(
        text.replace("answer: [holiday, stock, repair]", "answer: [holiday, stock, feud]")
    )
    regrade = ("regrade", UNIT, "--course", course.root, "-j", "1")
    assert json.loads(desk(*regrade, "--json"))["down"] == 1
    desk(*regrade, "--never-lower", "--write")
    assert "extra credit" in desk(*regrade, "--log", "ann")
    told = json.loads(desk("feedback", UNIT, "--course", course.root, "--stage", "key", "--json"))
    assert (told["made"], told["stage"]) == (["ann"], "full")
    said = desk(*made[:1], "another", *made[2:], "--db", address, status=1)
    assert "the database is not empty" in said
    assert not (tmp_path / "another").exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql+psycopg://teacher@127.0.0.1:1/none", "127.0.0.1"),
        ("postgresql+psycopg://teacher:hush-hush@127.0.0.1:1/none", "~/.pgpass"),
        ("no address", "is no address"),
        ("sqlite:///here.db", "is for a server"),
    ],
)
def test_a_new_course_on_no_server_is_not_made(lab_notebook, tmp_path, monkeypatch, address, says):
    notebooks.write(tmp_path / "notebooks" / UNIT / f"{UNIT}.ipynb", lab_notebook)
    monkeypatch.chdir(tmp_path)
    said = desk("new-course", "c", UNIT, "--keys", LAB / "keys", "--yes", "--db", address, status=1)
    assert says in said
    assert "hush-hush" not in said
    assert [f.name for f in tmp_path.iterdir()] == ["notebooks"]
