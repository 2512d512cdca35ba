"""The batch door: the same as nbgrader's own, and only what has to be done."""

from __future__ import annotations

import json
import subprocess

import pytest
from helpers import notebooks
from helpers.batches import (
    change_some,
    db_url,
    grade,
    hand_in_wide,
    plain_class,
    release_wide,
    work_by_hand,
)
from helpers.classroom import FULL, HALF, LAB, UNIT, environment
from helpers.comparing import files, leftovers, rows

from secondsource.errors import SecondSourceError
from secondsource_grading.batch import Options, grade_assignment, run, workers

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("lab_units")]


@pytest.fixture(scope="module")
def wide(prepared, tmp_path_factory):
    """A class with one student of every kind, handed in and not yet graded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        course = release_wide(prepared, tmp_path_factory.mktemp("wide") / "course")
    hand_in_wide(course)
    return course


@pytest.fixture(scope="module")
def plain(prepared, tmp_path_factory):
    """Forty students, handed in and not yet graded."""
    return plain_class(prepared, tmp_path_factory.mktemp("plain") / "course", 40)


def same(one, other):
    """Every row and every file, byte for byte."""
    first, second = rows(db_url(one)), rows(db_url(other))
    assert first.keys() == second.keys()
    for table in first:
        assert first[table] == second[table], table
    ours, theirs = files(one.root / "autograded"), files(other.root / "autograded")
    assert ours.keys() == theirs.keys()
    for path in ours:
        assert ours[path] == theirs[path], path


# As nbgrader does it.


def test_both_doors_leave_the_same(wide, tmp_path):
    """All tables and files: at the first run, forced, and after work by hand and new files."""
    usual, batch = wide.copy_to(tmp_path / "usual"), wide.copy_to(tmp_path / "batch")
    assert usual.autograde(force=False)["success"]
    done = grade(batch)
    assert not done.failed
    same(usual, batch)

    assert usual.autograde()["success"]
    grade(batch, force=True)
    same(usual, batch)

    for course in (usual, batch):
        work_by_hand(course)
        change_some(course)
    assert usual.autograde()["success"]
    done = grade(batch)
    assert not done.failed
    same(usual, batch)
    assert leftovers(batch.root) == []


def test_with_processes_it_is_the_same(wide, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "CHUNK", 3)
    alone, shared = wide.copy_to(tmp_path / "alone"), wide.copy_to(tmp_path / "shared")
    one, two = grade(alone), grade(shared, processes=2)
    assert (one.graded, one.refused, one.incidents) == (two.graded, two.refused, two.incidents)
    same(alone, shared)


def test_late_penalties_come_off_and_follow_an_extension(wide, tmp_path):
    """12.5 % a day, at most half; a granted extension is enough for a second look."""
    course = wide.copy_to(tmp_path / "course")
    grade(course)

    def off(student):
        with course.gradebook() as gradebook:
            return gradebook.find_submission_notebook(UNIT, UNIT, student).late_submission_penalty

    # Handed in 3, 8 and 15 days late: 3.67, 8.5 and 3.67 points earned.
    assert off("dan-late") == pytest.approx(3.6667 * 0.375, abs=1e-3)
    assert (off("eve-later"), off("gil-early")) == (4.25, None)
    assert off("fay-too-late") == pytest.approx(3.6667 / 2, abs=1e-3)
    with course.gradebook() as gradebook:
        gradebook.grant_extension(UNIT, "eve-later", days=7)
    done = grade(course)
    assert (done.graded, off("eve-later")) == (1, 8.5 * 0.125)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate=None)
    assert grade(course).unchanged == 0
    assert off("dan-late") is None


def test_groupshared_rights_are_as_nbgraders(plain, tmp_path):
    both = []
    for name in ("usual", "batch"):
        course = plain.copy_to(tmp_path / name)
        config = course.root / "nbgrader_config.py"
        config.write_text(config.read_text("utf-8") + "\nc.CourseDirectory.groupshared = True\n")
        both.append(course)
    assert both[0].autograde(student="s000*")["success"]
    grade(both[1])
    usual, batch = (files(course.root / "autograded") for course in both)
    below = {path: state for path, state in usual.items() if "/" in path}
    assert below.items() <= batch.items()
    assert {oct((c.root / "autograded").stat().st_mode) for c in both} == {"0o42775"}


# Only what has to be done.


def test_only_changed_submissions_are_graded_again(plain, tmp_path):
    course = plain.copy_to(tmp_path / "course")
    first = grade(course)
    assert (first.graded, first.unchanged) == (40, 0)
    before = files(course.root / "autograded")
    course.answer("s0003", FULL)
    course.submission("s0007").with_name("timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    course.answer("newcomer", HALF)
    second = grade(course)
    assert (second.submissions, second.graded, second.unchanged) == (41, 3, 38)
    assert course.points("s0003") == course.points("s0000")
    after = files(course.root / "autograded")
    changed = {path.split("/")[0] for path in after if after[path] != before.get(path)}
    assert changed == {"s0003", "s0007", "newcomer"}
    assert grade(course).unchanged == 41
    assert grade(course, force=True).graded == 41


def test_what_something_else_did_to_a_graded_notebook_is_noticed(plain, tmp_path):
    """Edited, truncated, lost: graded again, so that the two doors can be mixed."""
    course = plain.copy_to(tmp_path / "course")
    grade(course)
    before = files(course.root / "autograded")
    graded = [course.root / "autograded" / f"s000{n}" / UNIT / f"{UNIT}.ipynb" for n in range(3)]
    graded[0].chmod(0o644)
    graded[0].write_text("{}")
    graded[1].unlink()
    for file in graded[2].parent.iterdir():
        file.unlink()
    graded[2].parent.rmdir()
    assert course.autograde(student="s0009")["success"]
    assert grade(course).graded == 3
    assert files(course.root / "autograded") == before


@pytest.mark.parametrize("what", ["key", "item", "released", "given", "limits"])
def test_what_decides_about_grades_regrades_all(plain, tmp_path, monkeypatch, what):
    """A changed key, item, released notebook, file given out, or limit."""
    import shutil

    course = plain.copy_to(tmp_path / "course")
    keys, units = tmp_path / "keys", tmp_path / "units"
    shutil.copytree(LAB / "keys", keys)
    shutil.copytree(LAB / "units", units)
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(units))
    course.write_config(keys)
    grade(course)
    assert grade(course).unchanged == 40
    before = course.points("s0000")["lab-amount"]
    if what == "key":
        text = (keys / f"{UNIT}.yaml").read_text("utf-8")
        (keys / f"{UNIT}.yaml").write_text(
            text.replace(
                "{amount: 14, unit: days, tolerance: 0.5}", "{amount: 3, unit: weeks}"
            ).replace("also: [{amount: 2, unit: weeks}]", "also: []")
        )
    elif what == "item":
        file = units / UNIT / "items.yaml"
        file.write_text(file.read_text("utf-8").replace("How long was the shop", "How long was it"))
    elif what == "released":
        notebook = notebooks.read(course.released)
        notebook["cells"][0]["source"] = "# Another title"
        notebooks.write(course.released, notebook)
    elif what == "given":
        (course.root / "source" / UNIT / "given.csv").write_text("a\n")
    else:
        course.write_config(keys, "\nc.SecondSource.largest_notebook = 3\n")
    assert grade(course).graded == 40
    assert (course.points("s0000")["lab-amount"] != before) == (what == "key")
    assert grade(course).unchanged == 40


def test_files_a_learner_may_change_stay_theirs(wide, tmp_path):
    """nbgrader's `exclude_overwriting` counts at both doors."""
    both = [wide.copy_to(tmp_path / name) for name in ("usual", "batch")]
    for course in both:
        config = course.root / "nbgrader_config.py"
        extra = f'\nc.Autograde.exclude_overwriting = {{"{UNIT}": ["README.txt"]}}\n'
        config.write_text(config.read_text("utf-8") + extra)
    assert both[0].autograde(student="max-files")["success"]
    grade(both[1])
    kept = [c.root / "autograded" / "max-files" / UNIT / "README.txt" for c in both]
    assert [k.read_text("utf-8") for k in kept] == ["The learner's.\n"] * 2


@pytest.mark.parametrize("wanted", ["s0007", "s000[1-3]"])
def test_who_is_graded_can_be_set_for_the_course(plain, tmp_path, wanted):
    """`student_id` counted at nbgrader's door only, and the other one graded everybody."""
    both = [plain.copy_to(tmp_path / name) for name in ("usual", "batch")]
    assert grade(both[1]).graded == 40
    for course in both:
        course.write_config(LAB / "keys", f"\nc.CourseDirectory.student_id = {wanted!r}\n")
    command, home = ["nbgrader", "autograde", UNIT], environment(tmp_path)
    subprocess.run(command, cwd=both[0].root, env=home, check=True, capture_output=True)
    done = grade(both[1], force=True)
    graded = [folder.name for folder in sorted((both[0].root / "autograded").iterdir())]
    assert done.graded == len(graded) == (1 if wanted == "s0007" else 3)
    assert done.without_submission == []
    with both[0].gradebook() as gradebook:
        scored = [s.student_id for s in gradebook.assignment_submissions(UNIT)]
    assert sorted(scored) == graded


def test_one_notebook_alone_is_not_graded_here(plain, tmp_path):
    course = plain.copy_to(tmp_path / "course")
    course.write_config(LAB / "keys", f"\nc.CourseDirectory.notebook_id = {UNIT!r}\n")
    with pytest.raises(SecondSourceError, match="take that line away"):
        grade(course)


def test_unknown_students_can_be_kept_out(plain, tmp_path):
    """As nbgrader's `create_student = False`: named, and none of the others suffers."""
    course = plain.copy_to(tmp_path / "course")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8") + "\nc.Autograde.create_student = False\n")
    with course.gradebook() as gradebook:
        gradebook.add_student("s0001")
    done = grade(course)
    assert done.graded == 1
    assert len(done.failed) == 39
    assert "db student add" in done.failed["s0002"]


# Trouble.


def test_a_worker_that_dies_takes_nobody_with_it(plain, tmp_path, monkeypatch):
    """The submission that ends its process is named; all others are graded."""
    monkeypatch.setattr(workers, "CHUNK", 4)
    course, calm = plain.copy_to(tmp_path / "course"), plain.copy_to(tmp_path / "calm")
    monkeypatch.setattr(workers, "_grade_chunk", deadly)
    done = grade(course, processes=2)
    assert list(done.failed) == ["s0013"]
    assert "ended by the system" in done.failed["s0013"]
    assert done.graded == 39
    monkeypatch.undo()
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
    assert grade(course).graded == 1
    grade(calm)
    same(course, calm)


def deadly(jobs):
    import os
    import signal

    if any(job.student == "s0013" for job in jobs):
        os.kill(os.getpid(), signal.SIGKILL)
    return [workers.grade_one(job, workers._context) for job in jobs]


def test_a_fault_of_ours_is_told_and_tried_again(plain, tmp_path, monkeypatch):
    from secondsource_grading.batch import submission as work

    course = plain.copy_to(tmp_path / "course")
    real = work.rebuild

    def faulty(master, submission):
        if submission.responses and "lab-pick" not in submission.responses:
            return real(master, submission)
        if len(submission.responses) == 1:
            raise ZeroDivisionError
        return real(master, submission)

    monkeypatch.setattr(work, "rebuild", faulty)
    done = grade(course)
    assert len(done.failed) == 10
    assert all("ZeroDivisionError" in why for why in done.failed.values())
    assert leftovers(course.root) == []
    monkeypatch.undo()
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
    assert grade(course).graded == 10
    assert leftovers(course.root) == []


def test_a_plug_in_that_fails_stops_with_its_name_and_writes_nothing(plain, tmp_path):
    course = plain.copy_to(tmp_path / "course")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate="2026-03-01 12:00:00 UTC")
    course.submission("s0000").with_name("timestamp.txt").write_text("2026-03-02 12:00:00 UTC")
    config = course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text("utf-8")
        + "\nfrom nbgrader.plugins import BasePlugin\n"
        + "class Odd(BasePlugin):\n"
        + "    def late_submission_penalty(self, *a):\n        raise KeyError('no such student')\n"
        + "c.AssignLatePenalties.plugin_class = Odd\n"
    )
    with pytest.raises(Exception, match=r"Odd failed for s0000 .*no such student"):
        grade(course)
    assert rows(db_url(course))["grade"] == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda c: (c.root / "gradebook.db").unlink(), "generate_assignment"),
        (lambda c: setattr(c, "assignment", "none"), "no assignment 'none'"),
        (lambda c: c.released.unlink(), "released copy is missing"),
        (lambda c: (c.root / "nbgrader_config.py").write_text("c = get_config()"), "configure"),
        (lambda c: (c.root / "gradebook.db").write_bytes(b"no database" * 99), "not a database"),
    ],
)
def test_what_is_not_set_up_is_said(plain, tmp_path, spoil, says):
    """What is wrong and what to do, before anything is written."""
    from secondsource.errors import SecondSourceError

    course = plain.copy_to(tmp_path / "course")
    spoil(course)
    with pytest.raises(SecondSourceError, match=says):
        grade(course)
    assert not (course.root / "autograded").exists()


def test_names_that_are_no_students_are_barred_and_told(plain, tmp_path):
    import os

    course = plain.copy_to(tmp_path / "course")
    odd = ["<b>", "tab\there", b"\xff\xfe".decode("utf-8", "surrogateescape")]
    for name in odd:
        os.makedirs(course.root / "submitted" / name / UNIT)  # noqa: PTH103
    done = grade(course)
    assert set(done.failed) == set(odd)
    assert done.graded == 40
    json.dumps(done.failed)


# Progress and the command.


def test_progress_counts_to_the_end(plain, tmp_path):
    course = plain.copy_to(tmp_path / "course")
    seen = []
    grade_assignment(course.root, UNIT, Options(), lambda *args: seen.append(args))
    assert seen == [(n, 40) for n in range(41)]


@pytest.mark.parametrize("processes", [1, 2])
def test_few_are_held_at_a_time(plain, tmp_path, monkeypatch, processes):
    """Jobs are made and outcomes written as they come, however large the class is."""
    monkeypatch.setattr(run, "GROUP", 4)
    for name, small in (("CHUNK", 2), ("GROWN", 1), ("AHEAD", 1)):
        monkeypatch.setattr(workers, name, small)
    course = plain.copy_to(tmp_path / "course")
    log = []
    real_job, real_groups = run._jobs, run._groups

    def jobs(*args, **kw):
        for job in real_job(*args, **kw):
            log.append("job")
            yield job

    def groups(outcomes):
        for group in real_groups(outcomes):
            log.append("write")
            yield group

    monkeypatch.setattr(run, "_jobs", jobs)
    monkeypatch.setattr(run, "_groups", groups)
    grade(course, processes=processes)
    held = [log[:n].count("job") - 4 * log[:n].count("write") for n in range(len(log))]
    # A group to be written, two chunks under way, two looked at before.
    assert max(held) <= 4 + 2 * 2 + 2 * 2 < log.count("job") / 2


def teach(course, *words, **kw):
    return subprocess.run(
        ["secondsource-teach", "grade", UNIT, "--course", course.root, *words],
        env=environment(course.root.parent / "home"),
        capture_output=True,
        text=True,
        check=False,
        **kw,
    )


def test_the_command_tells_people_and_programs(plain, tmp_path):
    """A line of counts, each refused file with its reason; with --json nothing but JSON."""
    course = plain.copy_to(tmp_path / "course")
    course.submit("bad", "{")
    done = teach(course, "-j", "2")
    assert done.returncode == 0, done.stderr
    assert "41 graded, 0 unchanged, 1 refused, 0 failed" in done.stdout
    assert "bad: 90-lab: refused: it is not JSON" in done.stdout
    assert "41/41" in done.stdout
    (course.root / "submitted" / "<i>" / UNIT).mkdir(parents=True)
    done = teach(course, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["submissions"], told["graded"], told["unchanged"]) == (42, 0, 41)
    assert "no name for a student" in told["failed"]["<i>"]
    assert done.stderr == ""
    (course.root / "gradebook.db").unlink()
    done = teach(course, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
