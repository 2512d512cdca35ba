"""What nbgrader reads by itself: names and times that learners chose, in all of its steps."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from helpers import notebooks
from helpers.classroom import FULL, HALF, LAB, UNIT, Classroom, environment
from helpers.examples import one_quick

from secondsource_grading.batch import Options, grade_assignment
from secondsource_grading.intake.timestamps import Receipt, read_receipt, write_receipt

BRACKETS = "Ann Lee [12345]"
NAMES = (BRACKETS, "Sinéad O'Brien", "ann lee", "李-أحمد", "ann[a]")
KEY_WORDS = "Kept-secret"
SECRET = "word-of-the-key"  # noqa: S105 - a word to look for


def put(course, student, values, stamp="2026-05-28 21:00:00.000000 UTC", said=None):
    """A submission in the exchange, as a learner's own program puts it there."""
    inbound = course.root / "exchange" / "lab" / "inbound"
    folder = inbound / f"{student}+{UNIT}+{stamp}+abcd"
    notebook = notebooks.answered(notebooks.read(course.released), values)
    notebooks.write(folder / f"{UNIT}.ipynb", notebook)
    content = stamp if said is None else said
    file = folder / "timestamp.txt"
    file.write_bytes(content) if isinstance(content, bytes) else file.write_text(content)
    return folder


def collect(course, *, update=False):
    """As `nbgrader collect`, with or without `--update`."""
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    api = course.api()
    config = api.config.copy()
    config.CourseDirectory.assignment_id = UNIT
    config.ExchangeCollect.update = update
    coursedir = CourseDirectory(config=config)
    collector = ExchangeFactory(config=config).collect(
        coursedir=coursedir, authenticator=Authenticator(config=config), config=config
    )
    collector.update = update
    collector.start()


def total(course, student):
    return sum(p or 0 for p in course.points(student).values())


def handed_in(course):
    return sorted(p.name for p in (course.root / "submitted").iterdir())


# Names.


@pytest.mark.parametrize("name", one_quick(["ann[a]", "[a-z]nna", "zzz]", "ann[!b]"]))
def test_a_name_that_fits_anothers_files_takes_no_grade_away(course, name):
    """nbgrader looked for files with the learner's name as a pattern."""
    course.answer("anna", FULL)
    course.answer(name, HALF)
    result = course.autograde(force=False)
    assert result["success"], result
    assert total(course, "anna") == 8.5
    assert 0 < total(course, name) < 8.5
    assert course.autograde(force=False)["success"]
    assert total(course, "anna") == 8.5


@pytest.mark.parametrize("command", ["nbgrader autograde", "secondsource-teach grade"])
def test_names_that_are_mixed_up_and_work_out_of_place_are_told(course, command):
    """A letter's case, a zero that a spreadsheet ate, an umlaut in two ways; a folder's name."""
    with course.gradebook() as gradebook:
        for name in ("anna", "0123", "m\u00fcller"):
            gradebook.add_student(name)
    for name in ("ANNA", "123", "mu\u0308ller", "zoe", "Zoe ", "zoe\u00a0"):
        course.answer(name, FULL)
    submitted = course.root / "submitted"
    for place in (f"ben/{UNIT}.ipynb", f"eva/{UNIT} (1)/{UNIT}.ipynb", "ida/notes.txt"):
        (submitted / place).parent.mkdir(parents=True)
        (submitted / place).write_text(course.released.read_text())
    if command == "nbgrader autograde":
        told = course.autograde()["log"]
    else:
        lines = []
        grade_assignment(course.root, UNIT, Options(), notice=lines.append)
        told = "\n".join(lines)
    for pair in (("ANNA", "anna"), ("123", "0123"), ("mu\u0308ller", "m\u00fcller")):
        assert "{!a} handed in, and the gradebook lists {!a} too".format(*pair) in told
    for place in (f"ben/{UNIT}.ipynb", f"eva/{UNIT} (1)"):
        assert f"{place!r}: not graded, because a submission is a folder" in told
    assert "'zoe' handed in, and 'Zoe ' did too" in told
    # What was turned away for its name lies in its right place.
    assert "'zoe\\xa0' is no name for a student" in told or command != "nbgrader autograde"
    assert f"'zoe\\xa0/{UNIT}': not graded, because" not in told
    assert "'ida" not in told


def test_one_student_with_brackets_is_graded_alone(course):
    """As the formgrader's button does: it gives the whole name."""
    course.answer("anna", FULL)
    course.answer("ann[a]", HALF)
    assert course.autograde("ann[a]")["success"]
    with course.gradebook() as gradebook:
        assert [s.student.id for s in gradebook.assignment_submissions(UNIT)] == ["ann[a]"]


def test_a_pattern_of_the_instructors_is_one(course):
    for student in ("anna", "anne", "bob"):
        course.answer(student, FULL)
    assert course.autograde("ann?")["success"]
    with course.gradebook() as gradebook:
        found = {s.student.id for s in gradebook.assignment_submissions(UNIT)}
    assert found == {"anna", "anne"}


def test_feedback_never_holds_an_autograded_notebook(course):
    """Whoever is handed the folder is handed no key; and everybody gets a page."""
    from secondsource_grading.batch import Options, grade_assignment

    for student in NAMES:
        folder = course.answer(student, HALF).parent
        (folder / "notes").mkdir()
        (folder / "notes" / "mine.txt").write_text("mine")
    assert grade_assignment(course.root, UNIT, Options(processes=1)).failed == {}
    assert course.feedback()["success"]
    for student in NAMES:
        assert "Points by question" in course.page(student), student
        folder = course.root / "feedback" / student / UNIT
        assert (folder / "notes" / "mine.txt").read_text() == "mine"
    assert list((course.root / "feedback").rglob("*.ipynb")) == []


def test_a_notebook_in_a_folder_of_the_autograded_one_is_not_handed_out(course):
    course.answer("ann", FULL)
    assert course.autograde()["success"]
    folder = course.root / "autograded" / "ann" / UNIT
    folder.chmod(0o755)
    for name in ("copy.IPYNB", "deep/copy.ipynb"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(SECRET)
    (folder / "link.txt").symlink_to(course.root / "gradebook.db")
    assert course.feedback()["success"]
    found = {p.name for p in (course.root / "feedback" / "ann" / UNIT).rglob("*")}
    assert found == {f"{UNIT}.html"}


@pytest.mark.parametrize(
    "place", one_quick(["course [2026]", "O'Brien's course", "Kurs für Öffentlichkeit"])
)
def test_a_course_may_lie_in_a_folder_of_any_name(prepared, tmp_path, lab_units, place):  # noqa: ARG001 - the lab's units must be in place
    course = prepared.copy_to(tmp_path / "course")
    moved = tmp_path / place
    course.root.rename(moved)
    course = Classroom(moved)
    course.write_config(LAB / "keys")
    (moved / "source" / UNIT / "given.txt").write_text("given")
    (moved / "source" / UNIT / "passed.pyc").write_text("ignored")
    result = course.generate()
    assert result["success"], result
    course.answer(BRACKETS, FULL)
    result = course.autograde()
    assert result["success"], result
    assert total(course, BRACKETS) == 8.5
    assert course.feedback()["success"]
    assert "Points by question" in course.page(BRACKETS)
    kept = {p.name for p in (moved / "autograded" / BRACKETS / UNIT).iterdir()}
    assert kept == {f"{UNIT}.ipynb", "given.txt"}
    listed = course.api().get_submissions(UNIT)
    assert [s["student"] for s in listed] == [BRACKETS]
    assert UNIT in course.api().get_source_assignments()


def test_an_assignment_may_have_any_name(course):
    """With brackets it was looked for as a pattern, and nobody had handed it in."""
    from secondsource_grading.batch import Options, grade_assignment

    odd = Classroom(course.root, "lab [1] #2 'x' ö")
    (course.root / "source" / UNIT).rename(course.root / "source" / odd.assignment)
    assert odd.generate()["success"]
    released = notebooks.read(odd.released.with_name(f"{UNIT}.ipynb"))
    place = course.root / "submitted" / "ann[1]" / odd.assignment / f"{UNIT}.ipynb"
    notebooks.write(place, notebooks.answered(released, FULL))
    result = odd.autograde()
    assert result["success"], result
    assert not grade_assignment(course.root, odd.assignment, Options(processes=1)).failed
    assert odd.feedback()["success"]
    page = course.root / "feedback" / "ann[1]" / odd.assignment / f"{UNIT}.html"
    assert "Points by question" in page.read_text("utf-8")


@pytest.mark.slow  # a command in a process of its own, which makes pages
def test_our_own_commands_take_names_as_names_too(course, tmp_path):
    """A new process, as the command is: nbgrader is imported after the configuration was read."""
    place = course.root.rename(tmp_path / "~ [2026] #1 50% & 'ö\" 李;{x}")
    course = Classroom(place)
    course.write_config(LAB / "keys")
    for student in ("anna", "ann[a]"):
        course.answer(student, HALF)
    assert course.autograde()["success"]
    command = [Path(sys.executable).with_name("secondsource-teach"), "feedback", UNIT]
    done = subprocess.run(
        command, cwd=place, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "pages made for 2 students" in done.stdout
    for student in ("anna", "ann[a]"):
        assert "Points by question" in course.page(student)
    assert list((place / "feedback").rglob("*.ipynb")) == []


def test_names_go_the_whole_way_through_the_exchange(course):
    for student in NAMES:
        put(course, student, FULL)
    collect(course)
    assert handed_in(course) == sorted(NAMES)
    assert course.autograde()["success"]
    assert {total(course, student) for student in NAMES} == {8.5}


@pytest.mark.parametrize("place", ["exchange [2026]", "ex*", "[ex] change?"])
def test_an_exchange_may_lie_in_a_folder_of_any_name(course, place):
    """nbgrader took the whole path for a pattern and said that there was nothing to collect."""
    (course.root / "exchange").rename(course.root / place)
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8").replace("/exchange", f"/{place}"), "utf-8")
    put(course, BRACKETS, FULL)
    target = course.root / place / "lab"
    target.mkdir(parents=True)
    (course.root / "exchange" / "lab" / "inbound").rename(target / "inbound")
    collect(course)
    assert handed_in(course) == [BRACKETS]
    assert listed(course) == [BRACKETS]


def listed(course):
    """As `nbgrader list --inbound`: who is there."""
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    config = course.api().config.copy()
    config.ExchangeList.inbound = True
    lister = ExchangeFactory(config=config).list(
        coursedir=CourseDirectory(config=config),
        authenticator=Authenticator(config=config),
        config=config,
    )
    return [found["student_id"] for found in lister.start()]


def test_a_name_that_cannot_be_handled_is_turned_away_at_collecting(course, caplog):
    bad = {"*": "no name", "long" * 40: "at most 128", "zzz?": "no name", "a\tb": "no name"}
    for student in bad:
        put(course, student, FULL)
    put(course, "ann", FULL)
    collect(course)
    assert handed_in(course) == ["ann"]
    for student, words in bad.items():
        start = ascii(student[:40])[:-1]
        lines = [r.getMessage() for r in caplog.records if start in r.getMessage()]
        assert any("not collected" in line and words in line for line in lines), (student, lines)


# Times.

UNREADABLE = (
    b"x", b"\xff", b"0001-01-01 00:00:00+14:00", b"", b"9" * 190, b"2026-05-28 21:00:00 -9999",
    b"\xff\xfe\x00\xd8", b"\0" * 50, b"x" * 100_000,
)  # fmt: skip


def test_no_timestamp_stops_collecting_or_the_formgrader(course):
    """A class in which every unreadable time was handed in by somebody."""
    odd = {f"mal{number}": said for number, said in enumerate(UNREADABLE)}
    everybody = ["anna", *odd, "zoe"]
    put(course, "anna", FULL)
    for student, said in odd.items():
        put(course, student, FULL, said=said)
    collect(course)
    put(course, "anna", HALF, stamp="2026-05-29 21:00:00.000000 UTC")
    put(course, "zoe", FULL)
    collect(course, update=True)
    assert handed_in(course) == everybody
    assert len(course.api().get_submissions(UNIT)) == len(everybody)
    assert course.autograde()["success"]
    assert total(course, "anna") < 8.5
    shown = {s["student"]: s for s in course.api().get_submissions(UNIT)}
    assert {name: shown[name]["autograded"] for name in everybody} == dict.fromkeys(everybody, True)


def test_no_timestamp_that_was_copied_by_hand_stops_the_formgrader(course):
    course.answer("ann", FULL)
    for number, said in enumerate(UNREADABLE):
        file = course.answer(f"mal{number}", FULL).parent / "timestamp.txt"
        file.write_bytes(said)
        assert course.api().get_submission(UNIT, f"mal{number}")["timestamp"] is None, said[:12]
        assert course.api().get_student_submissions(f"mal{number}")
    assert len(course.api().get_submissions(UNIT)) == 1 + len(UNREADABLE)
    assert course.api().get_submission(UNIT, "ann")


def test_a_pipe_or_link_for_a_time_is_not_waited_for(course):
    file = course.answer("mal", FULL).parent / "timestamp.txt"
    os.mkfifo(file)
    assert course.api().get_submission(UNIT, "mal")["timestamp"] is None
    file.unlink()
    (course.root / "secret.txt").write_text("2026-05-28 21:00:00 UTC")
    file.symlink_to(course.root / "secret.txt")
    assert course.api().get_submission(UNIT, "mal")["timestamp"] is None


def test_the_time_that_counts_is_written_at_collecting(course):
    """What the learner wrote is an incident where it contradicts, and is never copied."""
    put(course, "mal", FULL, said="2019-05-28 21:00:00 UTC")
    collect(course)
    written = (course.root / "submitted" / "mal" / UNIT / "timestamp.txt").read_text()
    assert abs(datetime.fromisoformat(written[:26]).timestamp() - time.time()) < 90_000
    assert course.autograde()["success"]
    said = course.autograded("mal")["metadata"]["secondsource"]["incidents"]
    assert sum("the latter counts" in line for line in said) == 1, said
    assert course.api().get_submission(UNIT, "mal")["autograded"]


def test_what_was_assumed_of_a_time_is_told_after_collecting_too(course):
    put(course, "ann", FULL, said="2026-05-28 21:00:00 XQT")
    collect(course)
    assert course.autograde()["success"]
    said = course.autograded("ann")["metadata"]["secondsource"]["incidents"]
    assert any("'XQT', which is not known; UTC is assumed" in line for line in said), said


def test_only_a_newer_submission_takes_the_place_of_one_collected(course):
    put(course, "ann", FULL)
    collect(course)
    folder = course.root / "submitted" / "ann" / UNIT
    before = folder.stat().st_ino
    collect(course, update=True)
    assert folder.stat().st_ino == before
    put(course, "ann", HALF, stamp="2026-05-28 22:00:00.000000 UTC")
    collect(course)
    assert folder.stat().st_ino == before
    collect(course, update=True)
    assert folder.stat().st_ino != before
    receipt = read_receipt(course.root, UNIT, "ann")
    assert "22:00:00" in receipt.collected


def test_a_submission_that_cannot_be_taken_leaves_the_one_before(course, monkeypatch):
    """A disk that is full, or rights that are missing, in the middle of an update."""
    import errno

    from secondsource_grading.plugin import collect as module

    put(course, "ann", FULL)
    put(course, "bob", FULL)
    collect(course)
    put(course, "ann", HALF, stamp="2026-05-29 21:00:00.000000 UTC")
    text = (course.root / "submitted" / "ann" / UNIT / f"{UNIT}.ipynb").read_bytes()

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "write_plain", full)
    collect(course, update=True)
    assert (course.root / "submitted" / "ann" / UNIT / f"{UNIT}.ipynb").read_bytes() == text
    assert [p.name for p in (course.root / "submitted" / "ann").iterdir()] == [UNIT]


def test_a_folder_in_anothers_name_takes_nobodys_place(course, monkeypatch):
    """Anybody may put one into the exchange, with any time; the account that did is known."""
    mine = put(course, "ann", FULL)
    forged = put(course, "ann", {}, stamp="2099-01-01 00:00:00.000000 UTC")
    owners = {mine.name: "ann", forged.name: "mallory"}
    monkeypatch.setattr(Path, "owner", lambda path: owners.get(path.name, "instructor"))
    collect(course)
    assert read_receipt(course.root, UNIT, "ann").collected == mine.name
    collect(course, update=True)
    assert read_receipt(course.root, UNIT, "ann").collected == mine.name


def test_the_students_own_folder_comes_after_a_forged_one_too(course, monkeypatch):
    forged = put(course, "ann", {}, stamp="2099-01-01 00:00:00.000000 UTC")
    owners = {forged.name: "mallory"}
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    monkeypatch.setattr(Path, "owner", lambda path: owners.get(path.name, "instructor"))
    collect(course)
    folder = course.root / "exchange" / "lab" / "inbound" / forged.name
    assert read_receipt(course.root, UNIT, "ann").collected == folder.name
    mine = put(course, "ann", FULL)
    owners[mine.name] = "ann"
    collect(course, update=True)
    assert read_receipt(course.root, UNIT, "ann").collected == mine.name


# Size.


def sparse(file: Path, megabytes: int) -> None:
    with file.open("wb") as opened:
        opened.truncate(megabytes * 2**20)


def test_what_is_refused_is_not_copied(course):
    """Sparse files cost a learner nothing and would cost the instructor gigabytes."""
    folder = put(course, "mal", FULL)
    for number in range(12):
        sparse(folder / f"a{number}.ipynb", 95)
    for number in range(12):
        sparse(folder / f"b{number:02}.ipynb", 20)
    for number in range(30):
        (folder / f"c{number}.ipynb").write_text("{}")
    collect(course)
    kept = course.root / "submitted" / "mal" / UNIT
    notebooks_kept = [p for p in kept.iterdir() if p.suffix == ".ipynb"]
    assert f"{UNIT}.ipynb" in {p.name for p in notebooks_kept}
    assert len(notebooks_kept) <= 20
    assert sum(p.stat().st_size for p in notebooks_kept) <= 100 * 2**20
    left_out = " ".join(read_receipt(course.root, UNIT, "mal").left_out)
    assert "95 MB; at most 25 MB are read" in left_out
    assert "more than 20 notebooks" in left_out
    assert course.autograde()["success"]
    assert total(course, "mal") == 8.5


def test_ten_thousand_files_are_not_all_looked_at(course, monkeypatch):
    from secondsource_grading.intake import admission, listing

    folder = put(course, "mal", FULL)
    for number in range(8000):
        (folder / f"{number}.x").touch()
    looked = []
    lstat = os.lstat
    monkeypatch.setattr(listing.os, "lstat", lambda path: (looked.append(path), lstat(path))[1])
    found = list(listing.entries(folder))
    assert len(found) == listing.MOST_ENTRIES + 1
    assert len(looked) <= listing.MOST_ENTRIES + 1
    files, left_out = admission.choose_files(found, admission.Rules())
    assert files == ()
    assert f"more than {listing.MOST_ENTRIES} files" in left_out[-1]


def test_thousand_notebooks_ask_the_gradebook_once_each_that_was_released(course, monkeypatch):
    from nbgrader.api import Gradebook

    folder = course.answer("mal", FULL).parent
    for number in range(1000):
        (folder / f"n{number}.ipynb").write_text("{}")
    asked = []
    find = Gradebook.find_notebook
    monkeypatch.setattr(Gradebook, "find_notebook", lambda s, *a: (asked.append(a), find(s, *a))[1])
    assert course.autograde()["success"]
    assert total(course, "mal") == 8.5
    assert len(asked) < 50


# Releasing feedback.


def release(course):
    result = course.api().release_feedback(UNIT)
    assert result["success"], result
    return sorted((course.root / "exchange" / "lab" / "feedback").glob("*.html"))


def test_a_page_that_is_older_than_the_grades_is_not_released(course):
    """Nor one of grades that are gone: a learner would read points that nobody has given."""
    for student in ("ann", "bob", "eve"):
        folder = course.answer(student, HALF).parent
        (folder / "timestamp.txt").write_text("2026-05-28 21:00:00 UTC")
        (folder / "submission_secret.txt").write_text(f"secret of {student}")
    assert course.autograde()["success"]
    assert course.feedback()["success"]
    course.set_grade("ann", "lab-pick", manual_score=1.75)
    with course.gradebook() as gradebook:
        gradebook.remove_submission(UNIT, "eve")
    assert len(release(course)) == 1
    assert course.api().generate_feedback(UNIT, "ann", force=False)["success"]
    assert len(release(course)) == 2


@pytest.mark.parametrize("secret", one_quick([None, b"\xff\xfe\xff", "link"]))
def test_one_without_a_secret_keeps_nobody_from_their_feedback(course, secret):
    for student in ("ann", BRACKETS, "mal", "zoe"):
        folder = course.answer(student, FULL).parent
        (folder / "timestamp.txt").write_text("2026-05-28 21:00:00 UTC")
        file = folder / "submission_secret.txt"
        if student != "mal":
            file.write_text(f"secret of {student}")
        elif secret == "link":  # noqa: S105 - no password
            file.symlink_to(course.root / "gradebook.db")
        elif secret is not None:
            file.write_bytes(secret)
    assert course.autograde()["success"]
    assert course.feedback()["success"]
    assert len(release(course)) == 3


# What is changed in nbgrader must be what it was.


@pytest.mark.parametrize(
    ("where", "name", "parameters"),
    [
        ("nbgrader.converters:BaseConverter", "init_notebooks", ["self"]),
        ("nbgrader.coursedir:CourseDirectory", "get_existing_timestamp", ["self", "dest_path"]),
        (
            "nbgrader.apps.api:NbGraderAPI",
            "get_submitted_timestamp",
            ["self", "assignment_id", "student_id"],
        ),
        ("nbgrader.apps.api:NbGraderAPI", "get_submitted_students", ["self", "assignment_id"]),
        ("nbgrader.apps.api:NbGraderAPI", "get_source_assignments", ["self"]),
        ("nbgrader.utils:", "is_ignored", ["filename", "ignore_globs"]),
        ("nbgrader.server_extensions.formgrader.base:BaseHandler", "render", ["self", "name"]),
    ],
)
def test_the_functions_that_are_replaced_have_the_form_known_here(where, name, parameters):
    """A new nbgrader that changes one of them must be looked at before it is used."""
    import ast
    import importlib

    module, _, owner = where.partition(":")
    found = importlib.import_module(module)
    if owner:
        found = inspect.getmodule(getattr(found, owner))
    # The source and not the function: it may be replaced already in this process.
    tree = ast.parse(inspect.getsource(found))
    scopes = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == owner]
    (scope,) = scopes or [tree]
    (found,) = (n for n in scope.body if isinstance(n, ast.FunctionDef) and n.name == name)
    assert [a.arg for a in found.args.args] == parameters


def test_the_same_receipt_is_read_by_older_and_newer_versions(tmp_path):
    write_receipt(tmp_path, "one", "ann", Receipt(5.0, None, ("x",), "ann+one+2026+a"))
    file = tmp_path / ".secondsource" / "receipts" / "one" / "ann.json"
    assert read_receipt(tmp_path, "one", "ann").collected == "ann+one+2026+a"
    old = json.loads(file.read_text())
    del old["collected"]
    file.write_text(json.dumps(old))
    assert read_receipt(tmp_path, "one", "ann") == Receipt(5.0, None, ("x",))


@pytest.mark.parametrize(
    "text",
    [
        '{"changed": 1e999}',
        '{"changed": NaN}',
        '{"changed": 9e17}',
        "[]",
        "{",
        "",
        '{"changed": []}',
    ],
)
def test_a_damaged_receipt_is_none(tmp_path, text):
    file = tmp_path / ".secondsource" / "receipts" / "one" / "ann.json"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert read_receipt(tmp_path, "one", "ann") is None
    file.write_text('{"changed": 5, "owner": 5, "left_out": [1, null]}')
    assert read_receipt(tmp_path, "one", "ann") == Receipt(5.0, "5", ("1", "None"), "")
