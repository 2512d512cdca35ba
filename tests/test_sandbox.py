"""An instructor's own code tests: off unless wanted, shut in, paid only for what ran."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from pathlib import Path

import nbformat
import pytest
from helpers import notebooks
from helpers.classroom import FULL, LAB, UNIT

from secondsource_grading.sandbox import Bounds, Confinement, unavailable
from secondsource_grading.sandbox.verdicts import MIME_END, judge, wrapped

pytestmark = pytest.mark.slow

walled = pytest.mark.skipif(unavailable() is not None, reason=str(unavailable()))

SECRET = "never-shown-to-a-learner"  # noqa: S105 - a word to look for


# What a test is worth.


def told(word, value):
    return {"output_type": "display_data", "data": {MIME_END: {"word": word, "value": value}}}


ERROR = {"output_type": "error", "ename": "AssertionError", "evalue": "two is\x1b[0m not three"}


@pytest.mark.parametrize(
    ("outputs", "points", "words"),
    [
        ([told("w", "None")], 5, "to its end"),
        ([told("w", "True")], 5, "to its end"),
        ([told("w", "False")], 0, "False"),
        ([told("w", "0.0")], 0, "0 of 5"),
        ([told("w", "2.5")], 2.5, "2.5 of 5"),
        ([told("w", "5.0")], 5, "5 of 5"),
        ([told("w", "nan")], 0, "nan"),
        ([told("w", "inf")], 0, "inf"),
        ([told("w", "-1.0")], 0, "-1"),
        ([told("w", "5.01")], 0, "5.01"),
        ([told("w", "1e308")], 0, "not from 0 to 5"),
        ([told("w", "text")], 0, "no number"),
        ([told("w", "other")], 0, "no number"),
        ([told("w", None)], 0, "no number"),
        ([told("w", [5])], 0, "no number"),
        ([told("other", "5.0")], 0, "did not run to its end"),
        ([told("w", "1.0"), told("w", "5.0")], 0, "did not run to its end"),
        ([{"output_type": "display_data", "data": {MIME_END: 5}}], 0, "did not run to its end"),
        ([], 0, "did not run to its end"),
        ([{"output_type": "execute_result", "data": {"text/plain": "5"}}], 0, "did not run"),
        ([{"output_type": "stream", "name": "stdout", "text": "5"}], 0, "did not run"),
        ([told("w", "5.0"), ERROR], 0, "AssertionError: two is"),
    ],
)
def test_only_what_ran_to_its_end_is_paid(outputs, points, words):
    """No output, no number, NaN, less than nothing, more than all: no points, and the reason."""
    verdict = judge(5, "w", outputs, None)
    assert verdict.points == points
    assert words in verdict.reason
    assert verdict.reason.isprintable()


def test_a_warning_on_stderr_costs_nothing():
    """nbgrader pays nothing for a test that warns."""
    warned = {"output_type": "stream", "name": "stderr", "text": "DeprecationWarning"}
    assert judge(5, "w", [warned, told("w", "None")], None).points == 5


def test_a_kernel_that_was_ended_is_the_reason():
    assert judge(5, "w", [], "running took more than 3 seconds").reason.startswith("running took")


def test_a_test_that_is_no_python_is_no_python():
    with pytest.raises(SyntaxError):
        wrapped("assert (", "w")


# Switched off.


def code_course(course, solution, test, free=""):
    """The lab unit with a place for code and a test of it, released."""
    source = json.loads((course.root / "source" / UNIT / f"{UNIT}.ipynb").read_text())
    source["metadata"]["secondsource"].pop("responses", None)
    answer = notebooks.code_test_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "code-answer")
    answer["metadata"]["nbgrader"] |= {"grade": False, "solution": True, "locked": False}
    del answer["metadata"]["nbgrader"]["points"]
    source["cells"][-2:-2] = [answer, notebooks.code_test_cell(test)]
    notebooks.write(course.root / "source" / UNIT / f"{UNIT}.ipynb", source)
    result = course.generate()
    assert result["success"], result
    hand_in(course, "ann", solution, free)
    return course


def hand_in(course, student, solution, free=""):
    notebook = notebooks.answered(notebooks.read(course.released), FULL)
    notebooks.cell(notebook, "code-answer")["source"] = solution
    if free:
        notebook["cells"].insert(0, notebooks.plain_cell(free, "code"))
    course.submit(student, notebook)


def switch_on(course, **settings):
    config = course.root / "nbgrader_config.py"
    lines = [
        f"c.SecondSource.{n} = {v!r}" for n, v in {"run_student_code": True, **settings}.items()
    ]
    config.write_text(config.read_text("utf-8") + "\n" + "\n".join(lines) + "\n")


def said(course, student="ann"):
    cell = notebooks.cell(course.autograded(student), "code-test")
    return "".join("".join(o["text"]) for o in cell["outputs"])


def test_it_is_off_and_says_so(course):
    """Nothing runs; the points wait for a person, with the switch named."""
    marker = course.root / "ran.txt"
    code_course(course, f"open({str(marker)!r}, 'w')", "assert x == 2")
    assert course.autograde()["success"]
    assert not marker.exists()
    assert course.grades("ann")["code-test"]["auto_score"] == 0
    assert course.grades("ann")["code-test"]["needs_manual_grade"]
    assert "run_student_code = True" in said(course)


def test_without_bubblewrap_it_needs_a_word_more(course, monkeypatch):
    """Where there are no walls nothing runs, unless the instructor says that it may."""
    import secondsource_grading.sandbox.execute as module

    monkeypatch.setattr(module, "unavailable", lambda: "bubblewrap is not installed")
    code_course(course, "x = 2", "assert x == 2")
    switch_on(course)
    assert course.autograde()["success"]
    assert course.points("ann")["code-test"] == 0
    assert "bubblewrap is not installed" in said(course)
    assert "run_unconfined = True" in said(course)
    switch_on(course, run_unconfined=True)
    assert course.autograde()["success"]
    assert course.points("ann")["code-test"] == 5


def test_a_notebook_without_code_tests_starts_no_kernel(course, monkeypatch):
    """Whether code runs is decided from the instructor's copy: a learner can't ask for it."""
    import jupyter_client.provisioning

    def refuse(*_args, **_kw):
        msg = "a kernel was started"
        raise AssertionError(msg)

    monkeypatch.setattr(jupyter_client.provisioning.LocalProvisioner, "launch_kernel", refuse)
    switch_on(course)
    notebook = notebooks.answered(notebooks.read(course.released), FULL)
    notebook["cells"].append(notebooks.code_test_cell("1"))
    course.submit("ann", notebook)
    assert course.autograde()["success"]
    assert sum(p or 0 for p in course.points("ann").values()) == 8.5


# Inside the walls: one class whose submissions try everything, graded once.

TEST = """\
import warnings
warnings.warn("this is no failure")
assert double(2) == 4, "double(2) is not 4"
assert double(-1) == -2
"""

HONEST = "def double(n):\n    return 2 * n\n"

REPORT = """
def _try(name, what):
    try:
        found = what()
        print("GOT", name, str(found)[:200])
    except BaseException as error:
        print("NOT", name, type(error).__name__)
"""


def reading(root, address):
    others = root / "submitted" / "bob" / UNIT / f"{UNIT}.ipynb"
    keys = Path(__file__).resolve().parents[1] / "autograding" / "keys"
    return (
        REPORT
        + f"""
import os, socket, subprocess, pathlib, urllib.request
_try("keys-file", lambda: open({str(root / "secret-keys.yaml")!r}).read())
_try("packaged-keys", lambda: next(pathlib.Path({str(keys)!r}).glob("*.yaml")).read_text())
_try("lab-keys", lambda: next(pathlib.Path({str(LAB / "keys")!r}).glob("*.yaml")).read_text())
_try("grading-package", lambda: __import__("secondsource_grading.keys"))
_try("gradebook", lambda: open({str(root / "gradebook.db")!r}, "rb").read(16))
_try("another", lambda: open({str(others)!r}).read())
_try("course-folder", lambda: os.listdir({str(root)!r}))
_try("home", lambda: os.listdir(os.path.expanduser("~root")))
_try("environment", lambda: [v for v in os.environ.values() if {SECRET!r} in v][0])
_try("environment-of-others", lambda: [p for p in os.listdir("/proc") if p.isdigit()
     and {SECRET.encode()!r} in open(f"/proc/{{p}}/environ", "rb").read()][0])
_try("other-processes", lambda: [p for p in os.listdir("/proc") if p.isdigit()
     and b"pytest" in open(f"/proc/{{p}}/cmdline", "rb").read()][0])
_try("passwords", lambda: open("/etc/shadow").read())
_try("network", lambda: socket.create_connection({address!r}, 2))
_try("name", lambda: socket.getaddrinfo("canary.invalid", 80))
_try("write-usr", lambda: open("/usr/x", "w"))
_try("write-python", lambda: open(os.path.join(os.path.dirname(os.__file__), "x"), "w"))
_try("write-root", lambda: open("/x", "w"))
_try("write-dev", lambda: open("/dev/x", "w"))
_try("write-course", lambda: open({str(root / "ran.txt")!r}, "w"))
_try("mount", lambda: subprocess.run(["mount", "-t", "tmpfs", "x", "/mnt"], check=True))
_try("own-folder", lambda: open("mine.txt", "w").write("x"))
_try("own-file", lambda: open("data.txt").read())
"""
        + HONEST
    )


LOOP = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass\n"
MEMORY = "keep = []\nfor n in range(64):\n    keep.append(bytearray(64 * 2**20))\n" + HONEST
SPREAD = """
import subprocess, sys
hold = "x = bytearray(60 * 2**20); import time; time.sleep(60)"
many = [subprocess.Popen([sys.executable, "-c", hold]) for _ in range(12)]
many[0].wait()
"""
FORK = """
import os, time
for n in range(300):
    try:
        if os.fork() == 0:
            time.sleep(20); os._exit(0)
    except OSError:
        break
time.sleep(20)
"""
FLOOD = "import sys\nfor n in range(3000):\n    print('x' * 10_000)\n" + HONEST
ONE_LINE = "print('x' * 30_000_000)\n" + HONEST
MARKUP = (
    "from IPython.display import HTML, Javascript, display\n"
    "display(HTML('<script>alert(1)</script>'), Javascript('alert(1)'))\nprint('<b>hello</b>')\n"
    + HONEST
)
DAEMON = (
    """
import os, time
if os.fork() == 0:
    os.setsid()
    while True:
        time.sleep(0.2)
        open("late.txt", "w").write("x")
"""
    + HONEST
)

TRICKS = {
    "wrong": "def double(n):\n    return n\n",
    "empty": "",
    "silent-exit": "import os\nos._exit(0)\n",
    "drops-asserts": """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())
get_ipython().input_transformers_post.append(lambda lines: [l for l in lines if 'assert' not in l])
""",
    "patched-run": """
import types
async def run_code(self, *a, **k): return False
get_ipython().run_code = types.MethodType(run_code, get_ipython())
""",
    "display-hook": """
import sys
sys.displayhook = get_ipython().displayhook = lambda value: None
print(5.0)
5.0
""",
    "pretends": """
from IPython.display import publish_display_data as tell
tell({"application/vnd.secondsource.test-end+json": {"word": "x", "value": "5.0"}})
""",
}
"""Programs that never define what is asked; all of them got marks from nbgrader."""


@pytest.fixture(scope="module")
def class_(prepared, tmp_path_factory):
    if unavailable():
        pytest.skip(str(unavailable()))
    course = prepared.copy_to(tmp_path_factory.mktemp("code") / "course")
    # An address of its own: what calls any other one on this machine is not the students' code.
    server = socket.create_server(("127.83.78.7", 0))
    course.touched = []

    def answer():
        while True:
            try:
                course.touched.append(server.accept()[1])
            except OSError:
                return

    threading.Thread(target=answer, daemon=True).start()
    (course.root / "secret-keys.yaml").write_text(SECRET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        patch.setenv("A_SECRET", SECRET)
        code_course(course, HONEST, TEST)
        switch_on(course, code_seconds=15.0, code_memory=400, code_processes=40, code_output=200)
        config = course.root / "nbgrader_config.py"
        config.write_text(config.read_text() + "c.Execute.timeout = 3\n")
        hand_in(course, "reader", reading(course.root, server.getsockname()))
        course.submission("reader").with_name("data.txt").write_text("handed in")
        for name, code in {
            "bob": HONEST, "loop": LOOP, "memory": MEMORY, "spread": SPREAD, "fork": FORK,
            "flood": FLOOD, "one-line": ONE_LINE, "markup": MARKUP, "daemon": DAEMON, **TRICKS,
        }.items():  # fmt: skip
            hand_in(course, name, code)
        changed = notebooks.read(course.submission("bob"))
        notebooks.cell(changed, "code-test")["source"] = "pass"
        notebooks.cell(changed, "code-answer")["source"] = "x = 3"
        course.submit("edits-the-test", changed)
        course.files_before = snapshot(course.root)
        began = time.monotonic()
        course.result = course.autograde()
        course.seconds = time.monotonic() - began
        course.feedback()
    with socket.create_connection(server.getsockname()) as own:
        course.ours = own.getsockname()
        while not course.touched or course.touched[-1] != course.ours:
            time.sleep(0.01)
    server.close()
    return course


def snapshot(root):
    return {
        str(p.relative_to(root)): p.read_bytes()
        for p in root.rglob("*")
        if p.is_file()
        and p.relative_to(root).parts[0] not in ("autograded", "gradebook.db", "feedback")
    }


def printed(course, student):
    cell = notebooks.cell(course.autograded(student), "code-answer")
    return "".join("".join(o.get("text", "")) for o in cell["outputs"])


@pytest.mark.parametrize("student", ["ann", "bob", "markup", "daemon", "reader"])
def test_code_that_does_what_is_asked_is_paid(class_, student):
    """Whatever else it printed, warned of or tried."""
    assert class_.result["success"], class_.result
    assert class_.points(student)["code-test"] == 5, said(class_, student)
    assert sum(p or 0 for p in class_.points(student).values()) == 13.5


@pytest.mark.parametrize(
    "student", [*TRICKS, "loop", "spread", "fork", "memory", "flood", "one-line", "edits-the-test"]
)
def test_code_that_does_not_is_not(class_, student):
    """The tricks that took full marks off nbgrader, and whatever never ends."""
    if student == "memory":
        assert "MemoryError" in printed(class_, student) or "memory" in said(class_, student)
        return
    assert class_.points(student)["code-test"] == 0, said(class_, student)
    assert said(class_, student).strip()


@pytest.mark.parametrize(
    "name",
    [
        "keys-file", "packaged-keys", "lab-keys", "grading-package", "gradebook", "another",
        "course-folder", "home", "environment", "environment-of-others", "other-processes",
        "passwords", "network", "name", "write-usr", "write-python", "write-root", "write-dev",
        "write-course", "mount",
    ],
)  # fmt: skip
def test_it_cannot_reach(class_, name):
    """Keys, gradebook, other submissions, home, environment, processes, network, system."""
    lines = printed(class_, "reader").splitlines()
    line = next(line for line in lines if line.split()[1] == name)
    assert line.startswith("NOT"), line


def test_it_has_its_own_folder(class_):
    """A copy: what it writes is gone afterwards, what it handed in is there."""
    lines = printed(class_, "reader")
    assert "GOT own-folder" in lines
    assert "GOT own-file handed in" in lines
    folder = class_.root / "autograded" / "reader" / UNIT
    assert sorted(p.name for p in folder.iterdir()) == [f"{UNIT}.ipynb", "data.txt"]


def test_nothing_called_and_nothing_changed(class_):
    """No connection came but our own afterwards, and every file of the course is as before."""
    assert class_.touched == [class_.ours]
    assert snapshot(class_.root) == class_.files_before


@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("loop", "seconds"),
        ("fork", "processes"),
        ("spread", "memory"),
        ("silent-exit", "ended"),
        ("flood", "printed too much"),
        ("one-line", "printed too much"),
    ],
)
def test_what_takes_too_much_is_ended_with_the_reason(class_, student, words):
    assert words in said(class_, student), said(class_, student)


def test_a_flood_is_cut(class_):
    for student in ("flood", "one-line"):
        file = class_.root / "autograded" / student / UNIT / f"{UNIT}.ipynb"
        assert file.stat().st_size < 600_000


def test_what_it_displays_is_text(class_):
    """No HTML or script of a learner's stands in the notebook or on a page."""
    outputs = notebooks.cell(class_.autograded("markup"), "code-answer")["outputs"]
    assert {o["output_type"] for o in outputs} == {"stream"}
    assert "<b>hello</b>" not in class_.page("markup")


def test_nothing_of_it_goes_on(class_):
    """A process left behind is ended with the kernel."""
    import psutil

    time.sleep(0.5)
    left = [
        p for p in psutil.process_iter(["cmdline"]) if "ss-" in " ".join(p.info["cmdline"] or [])
    ]
    assert [p for p in left if "ipykernel" in " ".join(p.info["cmdline"])] == []
    assert not list(Path(class_.root).rglob("late.txt"))


def test_notebooks_stay_valid(class_):
    for file in (class_.root / "autograded").rglob("*.ipynb"):
        nbformat.validate(nbformat.read(file, as_version=4))


def test_it_is_quick_enough(class_):
    """All who never end are ended in time; the others take some seconds each."""
    assert class_.seconds < 150


def test_the_batch_door_runs_no_code_and_says_so(course):
    """Before anything is graded, with the command that does."""
    from secondsource.errors import SecondSourceError
    from secondsource_grading.batch import Options, grade_assignment

    code_course(course, HONEST, TEST)
    switch_on(course)
    with pytest.raises(SecondSourceError, match="nbgrader autograde"):
        grade_assignment(course.root, UNIT, Options())


@walled
def test_the_walls_stand_for_any_command(tmp_path):
    """The command itself, without a kernel: no network device but loopback, one writable folder."""
    import subprocess

    work, link = tmp_path / "work", tmp_path / "link"
    work.mkdir()
    link.mkdir()
    place = Confinement(work, link, Bounds(memory_mb=200), hidden=(tmp_path,))
    code = "import os; print('', os.getcwd(), os.environ['HOME'], os.path.exists('/sys'))"
    python = shutil.which("python3", path="/usr/bin") or os.sys.executable
    done = subprocess.run(
        place.command([python, "-c", code]), capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(work), "/home", "False"]
