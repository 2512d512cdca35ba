"""One class of hostile and damaged submissions, through both doors: each ends as it must."""

from __future__ import annotations

import json
import os
import stat
import time

import pytest
from helpers import notebooks
from helpers.classroom import FULL, LAB, UNIT
from helpers.comparing import files
from hostile import CASES, Desk

from secondsource.recording.responses import KEY

pytestmark = pytest.mark.slow

RECORDED = ("lab-pick", "lab-grid", "lab-pair", "lab-amount")
SECRET = "never-shown-to-a-learner"  # noqa: S105 - a word to look for
HONEST = ("000-honest", "zzz-honest")
SHOWN = (
    *HONEST, "damaged.empty", "damaged.lone-surrogate", "damaged.null-in-an-essay",
    "hostile.markup-everywhere", "hostile.link-to-the-keys", "hostile.giant-text",
    "hostile.markdown-that-never-ends", "hostile.names-that-act", "odd.empty-folder",
    "hostile.text-of-line-ends", "hostile.code-of-line-ends", "hostile.value-of-empty-lists",
)  # fmt: skip
"""Those whose feedback is made; all would take long."""

SLOWEST = 10.0
"""Seconds for one submission on a busy machine; most take some hundredths."""


class Door:
    """A class graded through one door: its course, and what was said of each student."""

    def __init__(self, course, root):
        self.course, self.root = course, root
        self.skipped: dict[str, str] = {}
        self.said: dict[str, list[str]] = {}
        self.points: dict[str, dict[str, float | None]] = {}
        self.attention: dict[str, dict[str, bool]] = {}
        self.log = ""
        self.slow: dict[str, float] = {}

    def notebook(self, student):
        return self.course.autograded(student)


def lay_out(prepared, folder):
    course = prepared.copy_to(folder)
    door = Door(course, folder)
    canary = folder.parent / f"{folder.name}-canary"
    canary.mkdir()
    released = course.released.read_text("utf-8")
    (folder / "secret-keys.yaml").write_text(SECRET)
    for student in HONEST:
        course.answer(student, FULL)
    for one in CASES.values():
        place = folder / "submitted" / one.student / UNIT
        try:
            one.lay_out(Desk(folder, place, canary, released))
        except pytest.skip.Exception as reason:
            door.skipped[one.name] = str(reason)
    door.canary = canary
    return door


def read_gradebook(door):
    with door.course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(UNIT):
            for book in submission.notebooks:
                grades = {g.name: g for g in book.grades}
                door.points[submission.student.id] = {n: g.auto_score for n, g in grades.items()}
                door.attention[submission.student.id] = {
                    n: bool(g.needs_manual_grade) for n, g in grades.items()
                }


@pytest.fixture(scope="module")
def by_nbgrader(prepared, tmp_path_factory):
    """Through nbgrader's own autograde, in this process, where no kernel can start."""
    import jupyter_client.provisioning

    door = lay_out(prepared, tmp_path_factory.mktemp("nbgrader") / "course")

    def refuse(*_args, **_kw):
        msg = "a kernel was started"
        raise AssertionError(msg)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        patch.setattr(jupyter_client.provisioning.LocalProvisioner, "launch_kernel", refuse)
        result = door.course.autograde()
        door.success, door.log = result["success"], result.get("log", "") + result.get("error", "")
        for student in SHOWN:
            assert door.course.feedback(student)["success"], student
    read_gradebook(door)
    for student in door.points:
        door.said[student] = door.notebook(student)["metadata"][KEY]["incidents"]
    return door


@pytest.fixture(scope="module")
def by_batch(prepared, tmp_path_factory):
    """Through the batch door, in this process, each submission timed."""
    from secondsource_grading.batch import Options, grade_assignment, submission, workers

    door = lay_out(prepared, tmp_path_factory.mktemp("batch") / "course")

    grade_one = submission.grade_one

    def timed(job, *args, **kw):
        began = time.perf_counter()
        try:
            return grade_one(job, *args, **kw)
        finally:
            door.slow[job.student] = time.perf_counter() - began

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        patch.setattr(workers, "grade_one", timed)
        done = grade_assignment(door.root, UNIT, Options(processes=1))
    door.log = "\n".join(f"{student!a}: {why}" for student, why in done.failed.items())
    door.success = not done.failed
    read_gradebook(door)
    door.said = {student: done.incidents.get(student, []) for student in door.points}
    return door


@pytest.fixture(params=["nbgrader", "batch"])
def door(request):
    return request.getfixturevalue(f"by_{request.param}")


def test_the_corpus_is_large_and_named():
    assert len(CASES) >= 60
    assert {name.partition(".")[0] for name in CASES} == {"damaged", "hostile", "odd"}
    assert len({one.student for one in CASES.values()}) == len(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_submission_ends_as_it_must(door, name):
    """A score, a repair with its incident, or a refusal with its reason: the same at both doors."""
    one = CASES[name]
    if name in door.skipped:
        pytest.skip(door.skipped[name])
    expected, student = one.expected, one.student
    if expected.kind == "turned away":
        assert student not in door.points
        assert expected.words in door.log
        return
    points = {n: door.points[student][n] for n in RECORDED}
    assert sum(points.values()) == pytest.approx(expected.points, abs=1e-3), (
        points,
        door.said[student],
    )
    said = " ".join(door.said[student])
    if expected.kind == "scored":
        assert said == ""
    else:
        assert expected.words in said
    if expected.kind == "refused":
        assert expected.words in door.notebook(student)["metadata"][KEY]["refused"]
        assert all(door.attention[student].values())


def test_the_doors_agree(by_nbgrader, by_batch):
    """Same points, same calls for a person, same incidents."""
    assert by_nbgrader.points == by_batch.points
    assert by_nbgrader.attention == by_batch.attention
    for student, said in by_nbgrader.said.items():
        if student != "odd.stamp-in-the-future":  # says when the file was made, here and there
            assert [f"{UNIT}: {line}" for line in said] == by_batch.said[student], student


def written(door):
    """All autograded files; some learners wrote the path of their course into them."""
    own = str(door.root).encode()
    found = files(door.root / "autograded")
    return {path: (rights, text.replace(own, b"")) for path, (rights, text) in found.items()}


def test_the_doors_write_the_same_bytes(by_nbgrader, by_batch):
    """Every file of every submission, with its rights; but for one with the time of its making."""
    mine, theirs = map(written, (by_nbgrader, by_batch))
    assert set(mine) == set(theirs)
    other = [path for path in mine if mine[path] != theirs[path]]
    assert {path.partition("/")[0] for path in other} <= {"odd.stamp-in-the-future"}


def test_no_submission_stops_another(door):
    """Those before and after are graded, whatever stands between."""
    for student in HONEST:
        assert sum(p or 0 for p in door.points[student].values()) == 8.5
    graded = {c.student for c in CASES.values() if c.expected.kind != "turned away"}
    assert set(door.points) >= graded


def test_no_submission_delays_another(by_batch):
    assert max(by_batch.slow.values()) < SLOWEST, sorted(
        by_batch.slow.items(), key=lambda i: -i[1]
    )[:5]


def test_what_cannot_be_a_submission_ends_the_run_with_its_name(by_nbgrader):
    """The run grades everybody else and then says that something is wrong."""
    assert not by_nbgrader.success
    assert "not graded" in by_nbgrader.log


def test_nothing_ran(door):
    assert list(door.canary.iterdir()) == []


def test_what_is_kept_is_plain(door):
    """No link, device, special right, start-up file or page lies beside an autograded notebook."""
    for at, folders, names in os.walk(door.root / "autograded"):
        for name in [*folders, *names]:
            path = os.path.join(at, name)  # noqa: PTH118 - names need be no text
            state = os.lstat(path)
            assert stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode), path
            if stat.S_ISREG(state.st_mode):
                assert not state.st_mode & 0o7133, (path, oct(state.st_mode))
                suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122
                assert suffix in {".ipynb", ".txt", ".csv", ".png"}, path


def test_nothing_of_the_instructors_is_in_what_a_learner_gets(door):
    for folder in ("autograded", "feedback"):
        for file in (door.root / folder).rglob("*"):
            if file.is_file():
                assert SECRET.encode() not in file.read_bytes(), file


def test_what_is_said_acts_on_no_terminal_and_is_short(door):
    for student, lines in door.said.items():
        assert len(lines) <= 60, student
        for line in lines:
            assert line.isprintable(), line
            assert len(line) < 600


def test_every_notebook_that_was_made_is_valid(door):
    import nbformat

    for file in (door.root / "autograded").rglob("*.ipynb"):
        node = nbformat.read(file, as_version=4)
        nbformat.validate(node)
        assert len({c.id for c in node.cells}) == len(node.cells)


def test_feedback_is_made_for_whoever_was_graded(by_nbgrader):
    for student in SHOWN:
        assert by_nbgrader.course.page(student)


def test_the_time_that_counts_is_in_the_gradebook(by_nbgrader):
    """A backdated submission has the time at which it came, an honest one its own."""
    with by_nbgrader.course.gradebook() as gradebook:
        times = {s.student.id: s.timestamp for s in gradebook.assignment_submissions(UNIT)}
    assert times["odd.stamped"].strftime("%F %T") == "2026-05-28 21:00:00"
    assert times["odd.stamped-elsewhere"].strftime("%F %T") == "2026-05-28 21:00:00"
    assert times["hostile.backdated"].strftime("%F") == "2026-08-26"
    assert times["hostile.stamp-taken-away"] is not None
    assert times["odd.stamp-in-the-future"].year < 2999
    assert times["odd.stamp-nonsense"] is None


def test_a_file_of_that_size_is_not_even_read(by_batch):
    assert by_batch.slow["damaged.hundred-megabytes"] < 2


def test_an_autograded_notebook_has_nothing_of_a_learners_outputs(by_nbgrader):
    text = json.dumps(by_nbgrader.notebook("hostile.markup-everywhere"))
    notebook = json.loads(text)
    assert "widgets" not in notebook["metadata"]
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            assert set(output.get("data", {})) <= {"text/html", "text/plain"}
    assert notebooks.cell(notebook, "lab-pick")["source"] == ['ask("lab-pick")']
