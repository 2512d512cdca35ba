"""What goes wrong on a machine is said in a sentence, by the commands themselves."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.classroom import FULL, LAB, UNIT, environment

SCRIPT = Path(sys.executable).with_name("secondsource-teach")


def teach(*arguments, home, cwd=None, **kw):
    env = {**environment(home), **kw.pop("env", {})}
    kw.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(
        [SCRIPT, *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env=env,
        cwd=cwd or home,
        timeout=120,
        **kw,
    )


def check_told(done, *words):
    assert "Traceback" not in done.stderr, done.stderr
    assert "Exception ignored" not in done.stderr, done.stderr
    assert done.returncode in (1, 2), done
    for word in words:
        assert word in done.stderr, done.stderr


def add_setting(course, line):
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8") + f"\n{line}\n", "utf-8")


def test_a_course_that_is_not_there(tmp_path):
    check_told(teach("grade", UNIT, "--course", "/nope", home=tmp_path), "/nope", "does not exist")


def test_a_name_that_the_terminal_has_no_letters_for(tmp_path):
    """As on an old Windows, or where the output goes through a program that knows ASCII only."""
    place = tmp_path / "\u00fc :b: [i]"
    arguments = ("build", UNIT, "--units", LAB / "units", "--to", place)
    done = teach(*arguments, home=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert f"\\xfc :b: [i]/{UNIT}" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "c.SecondSource.most_files = 'many'",
        "c.SecondSource.feedback = 'everything'",
        "c.SecondSource.keep_files = 3",
        "c.SecondSource.largest_notebook = None",
        "c.SecondSource.keys = ['a']",
    ],
)
def test_a_setting_of_a_wrong_kind(course, tmp_path, line):
    course.answer("ann", FULL)
    add_setting(course, line)
    name = line.split(".")[2].split()[0]
    done = teach("grade", UNIT, "--course", course.root, "-j1", home=tmp_path)
    check_told(done, "nbgrader_config.py", name)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have /dev/full")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_an_output_that_is_full(course, tmp_path, more):
    course.answer("ann", FULL)
    with Path("/dev/full").open("w") as full:
        done = teach(
            "grade", UNIT, "--course", course.root, "-j1", *more, home=tmp_path, stdout=full
        )
    check_told(done, "No space left")


def test_an_output_that_is_closed(monkeypatch):
    """As with `>&-`: Python then has no output at all."""
    from secondsource_grading.cli import main

    monkeypatch.setattr(sys, "stdout", None)
    main(["families"], standalone_mode=False)


@pytest.mark.slow
def test_an_output_that_nobody_reads(course, tmp_path):
    course.answer("ann", FULL)
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = teach(
            "grade", UNIT, "--course", course.root, "-j1", "--json", home=tmp_path, stdout=closed
        )
    assert "Traceback" not in done.stderr, done.stderr


@pytest.mark.slow
def test_a_long_folder_for_temporary_files(course, tmp_path):
    """The path of a socket has at most 107 bytes."""
    long = tmp_path.joinpath(*["long" * 10] * 4)
    long.mkdir(parents=True)
    for number in range(20):
        course.answer(f"s{number:02}", FULL)
    done = teach(
        "grade", UNIT, "--course", course.root, "-j2", home=tmp_path, env={"TMPDIR": str(long)}
    )
    assert done.returncode == 0, done.stderr
    assert "20 graded" in done.stdout


@pytest.mark.slow
def test_relative_keys_are_those_of_the_course(course, tmp_path):
    """From wherever the command is given."""
    course.answer("ann", FULL)
    (course.root / "my-keys").symlink_to(LAB / "keys")
    course.write_config("my-keys")
    done = teach("grade", UNIT, "--course", course.root, "-j1", home=tmp_path)
    assert done.returncode == 0, done.stderr
    done = teach("report", course.root, "--to", tmp_path / "r.html", home=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("database or disk is full", "make room"),
        ("attempt to write a readonly database", "writable"),
        ("unable to open database file", "writable"),
        ("file is not a database", "put a copy"),
        ("no such column: grade.x", "nbgrader db upgrade"),
        ("disk I/O error", "whether the disk is full"),
    ],
)
def test_what_a_gradebook_says_comes_with_its_own_remedy(course, said, words):
    """`nbgrader db upgrade` mends no full disk."""
    from sqlalchemy.exc import OperationalError

    from secondsource_grading.gradebook.database import Database, GradebookError

    database = Database(f"sqlite:///{course.root / 'gradebook.db'}")

    def fail(_connection):
        raise OperationalError(None, {}, sqlite3.OperationalError(said))

    with pytest.raises(GradebookError, match=words) as told:
        database.transaction(fail)
    assert ("db upgrade" in str(told.value)) == ("no such" in said)
    database.close()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["grade", "report", "doctor", "new-course"])
def test_a_folder_that_jupyter_takes_for_another(course, tmp_path, command):
    """nbgrader's own commands fail closed there, but can't say why."""
    folder = tmp_path / "$HOME course"
    course.root.rename(folder)
    more = {"grade": (UNIT, "--course", folder, "-j1"), "new-course": (folder / "new",)}
    done = teach(command, *more.get(command, (folder,)), home=tmp_path)
    check_told(
        subprocess.CompletedProcess([], done.returncode, "", done.stderr + done.stdout),
        "$HOME",
        "rename the folder",
    )
    assert not (folder / "autograded").exists()
    assert not (folder / "new").exists()


def given(*command):
    """Whether this account may do so on this system, as root may in most containers."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("command", ["nbgrader autograde", "secondsource-teach grade"])
def test_a_gradebook_that_really_cannot_be_written(course, tmp_path, command):
    """Not even by root; and when it can be again, the same command goes on."""
    course.answer("ann", FULL)
    book = course.root / "gradebook.db"
    if not given("chattr", "+i", str(book)):
        pytest.skip("no file can be made immutable here: that takes root and a file system for it")
    try:
        done = by_name(course, command, tmp_path)
        said = done.stdout + done.stderr
    finally:
        subprocess.run(["chattr", "-i", str(book)], check=True)
    assert done.returncode == 1
    assert "readonly" in said
    assert "writable" in said
    assert "Traceback" not in said
    assert "db upgrade" not in said
    assert by_name(course, command, tmp_path).returncode == 0
    assert sum(p or 0 for p in course.points("ann").values()) == 8.5


@pytest.mark.slow
@pytest.mark.parametrize("command", ["nbgrader autograde", "secondsource-teach grade"])
def test_a_disk_that_really_is_full(course, tmp_path, command):
    small = tmp_path / "small"
    small.mkdir()
    if not given("mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(small)):
        pytest.skip("no small disk can be mounted here: that takes root and the right to mount")
    try:
        crowded = course.copy_to(small / "course")
        crowded.answer("ann", FULL)
        room = os.statvfs(small)
        (small / "fill").write_bytes(b"\0" * max(0, room.f_bavail * room.f_frsize - 20_000))
        done = by_name(crowded, command, tmp_path)
        said = done.stdout + done.stderr
        (small / "fill").unlink()
        assert by_name(crowded, command, tmp_path).returncode == 0
        assert sum(p or 0 for p in crowded.points("ann").values()) == 8.5
    finally:
        subprocess.run(["umount", "--lazy", str(small)], check=True)
    assert done.returncode == 1
    assert "Traceback" not in said
    assert "disk" in said
    assert "db upgrade" not in said


def by_name(course, command, home):
    """Run one of both commands as an instructor types it."""
    script, step = command.split()
    return subprocess.run(
        [SCRIPT.with_name(script), step, UNIT],
        cwd=course.root,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
