"""Where the configuration is missing or broken, nbgrader runs no learner's code and gives no grade.

Each case is the command an instructor types. A notebook of the learner's holds code that
would leave a file; a control shows that stock nbgrader does run it where nothing of ours
ever touched the course.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import notebooks
from helpers.classroom import FULL, UNIT, environment
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor, TagRemovePreprocessor
from traitlets.config import Config

from secondsource_grading.plugin.configuration import NEVER_OFF, PAGE_EXPORTERS, configure, undone
from secondsource_grading.plugin.pages_run_nothing import run_nothing

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("lab_units")]

STOCK = "c = get_config()\nc.CourseDirectory.course_id = 'lab'\n"

BROKEN = {
    "no configuration of ours": lambda _: STOCK,
    "an error behind ours": lambda own: own + "c.SecondSource.feedback = parts\n",
    "an error before ours": lambda own: "undefined_name\n" + own,
    "a misspelt call": lambda own: own.replace(".configure(c)", ".configur(c)"),
    "a file that is no Python": lambda own: own + "(\n",
    "no file at all": lambda _: None,
}


def bait(course, student):
    """Hand in full answers and a code cell that leaves a file when it runs."""
    canary = course.root.parent / "ran.txt"
    file = course.answer(student, FULL)
    notebook = notebooks.read(file)
    cell = notebooks.code_test_cell(f"open({str(canary)!r}, 'w').close()", "bait")
    cell["id"] = "bait"
    cell["metadata"] = {}
    notebook["cells"].insert(0, cell)
    notebooks.write(file, notebook)
    return canary


def run(course, *command):
    home = course.root.parent / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), *command],
        cwd=course.root, env=environment(home), capture_output=True, text=True, check=False,
    )  # fmt: skip


def grades(course):
    db = sqlite3.connect(course.root / "gradebook.db")
    try:
        return db.execute("select auto_score from grade where auto_score is not null").fetchall()
    finally:
        db.close()


@pytest.mark.parametrize("case", BROKEN)
def test_no_code_runs_and_no_grade_is_given(course, case):
    canary = bait(course, "amy")
    config = course.root / "nbgrader_config.py"
    text = BROKEN[case](config.read_text("utf-8"))
    config.unlink() if text is None else config.write_text(text, "utf-8")
    done = run(course, "autograde", UNIT)
    assert done.returncode != 0, done.stderr
    assert not canary.exists()
    assert grades(course) == []


def test_with_the_configuration_whole_the_same_submission_is_graded(course):
    canary = bait(course, "amy")
    done = run(course, "autograde", UNIT)
    assert done.returncode == 0, done.stderr
    # Her added cell makes the empty text wait for a person; nothing else does.
    assert sum(p or 0 for p in course.points("amy").values()) == pytest.approx(8.5)
    assert not canary.exists()


def test_the_bait_would_be_seen(course):
    """The control: with a kernel that there is, stock nbgrader runs the learner's cell."""
    canary = bait(course, "amy")
    (course.root / "nbgrader_config.py").write_text(STOCK)
    _set_kernel(course, {"name": "python3", "display_name": "Python 3", "language": "python"})
    run(course, "autograde", UNIT)
    assert canary.exists()


def test_the_released_file_keeps_its_kernel(course):
    assert notebooks.read(course.released)["metadata"]["kernelspec"]["name"] == "python3"


def test_a_course_released_before_is_held_at_its_next_grading(course):
    """A gradebook that names a real kernel names none once our plug-in has graded."""
    _set_kernel(course, {"name": "python3", "display_name": "Python 3", "language": "python"})
    course.answer("amy", FULL)
    assert course.autograde()["success"]
    canary = bait(course, "bob")
    (course.root / "nbgrader_config.py").write_text(STOCK)
    assert run(course, "autograde", UNIT).returncode != 0
    assert not canary.exists()


def _set_kernel(course, kernel):
    db = sqlite3.connect(course.root / "gradebook.db")
    with db:
        db.execute("update notebook set kernelspec = ?", [json.dumps(kernel)])
    db.close()


THEIRS = "nbgrader.preprocessors"
PAGE = "nbconvert.exporters.HTMLExporter"


@pytest.mark.parametrize(
    "line",
    [
        f"c.Autograde.autograde_preprocessors = ['{THEIRS}.Execute', '{THEIRS}.SaveAutoGrades']",
        f"c.Autograde.autograde_preprocessors.insert(0, '{THEIRS}.Execute')",
        f"c.Autograde.autograde_preprocessors = ['{THEIRS}.CheckCellMetadata']",
        "c.Autograde.sanitize_preprocessors = []",
        "c.SecondSourc.feedback = 'score'",
        "c.LatePenalties.penalty_method = 'zero'",
        "c.Autograde.exporter_class = 'nbconvert.exporters.NotebookExporter'",
    ],
)
def test_steps_set_to_something_else_grade_nothing(course, line):
    """nbgrader's own would run the learner's code, and write 0 with nobody asked."""
    from secondsource.errors import SecondSourceError
    from secondsource_grading.batch import Options, grade_assignment

    course.answer("ann", FULL)
    config = course.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text('utf-8')}\n{line}\n", "utf-8")
    result = course.autograde()
    assert not result["success"]
    assert ".".join(line.split(".")[:2]) in result["error"]
    with pytest.raises(SecondSourceError, match="Second Source"):
        grade_assignment(course.root, UNIT, Options(processes=1))
    assert not (course.root / "autograded").exists()


@pytest.mark.parametrize(
    "line",
    [
        f"c.GenerateFeedback.preprocessors = ['{THEIRS}.GetGrades']",
        f"c.GenerateFeedback.update(preprocessors=['{THEIRS}.GetGrades'], exporter_class='{PAGE}')",
        "c.HTMLExporter.filters = {'markdown2html': 'nbconvert.filters.markdown2html'}",
    ],
)
def test_feedback_without_our_steps_is_not_made(course, line):
    """nbgrader's own page would show the autograded notebook, with the whole key in it."""
    course.answer("ann", FULL)
    assert course.autograde()["success"]
    config = course.root / "nbgrader_config.py"
    before = config.read_text("utf-8")
    config.write_text(f"{before}\n{line}\n", "utf-8")
    result = course.feedback()
    assert not result["success"]
    assert "configure(c)" in result["error"]
    assert list(course.root.glob("feedback/**/*.html")) == []
    config.write_text(before, "utf-8")
    assert course.feedback()["success"]


@pytest.mark.parametrize("case", ["no configuration of ours", "a file that is no Python"])
def test_no_page_is_made_where_the_configuration_is_gone(course, case):
    """nbgrader's own page would show the autograded notebook, and it would end with 0."""
    course.answer("ann", FULL)
    assert course.autograde()["success"]
    config = course.root / "nbgrader_config.py"
    before = config.read_text("utf-8")
    config.write_text(BROKEN[case](before), "utf-8")
    done = run(course, "generate_feedback", UNIT)
    assert done.returncode != 0
    assert "nbgrader_config-does-not-set-up-Second-Source" in done.stderr
    assert list(course.root.glob("feedback/**/*.html")) == []
    config.write_text(before, "utf-8")
    assert course.feedback()["success"]
    assert "shows the key" not in course.page("ann")


RUNS = "nbconvert.preprocessors.ExecutePreprocessor"


def undoes(line):
    """Return what a configuration with a line behind ours is said to undo."""
    c = Config()
    configure(c)
    exec(line, {"c": c})  # noqa: S102 - as a file of settings is run
    return " ".join(undone(c))


@pytest.mark.parametrize(
    "line",
    [
        *(f"c.{page}.preprocessors = ['{RUNS}']" for page in PAGE_EXPORTERS),
        f"c.GenerateFeedback.preprocessors.append('{THEIRS}.Execute')",
        *(f"c.{step}.enabled = False" for steps in NEVER_OFF.values() for step in steps),
        "c.NbGraderPreprocessor.enabled = False",
        "c.Autograde.permissions = 0o666",
        "c.BaseConverter.permissions = 0o644 * 2 + 1",
        "c.NotebookExporter.nbformat_version = 3",
    ],
)
def test_what_a_line_behind_ours_undoes_is_named(line):
    """Code of a learner's ran where a page was made; grades were 0; a number gave a traceback."""
    assert ".".join(line.split(" ")[0].split(".")[:2]) in undoes(line)


@pytest.mark.parametrize(
    "line",
    [
        "c.HTMLExporter.preprocessors = ['nbconvert.preprocessors.TagRemovePreprocessor']",
        "c.Preprocessor.enabled = False\nc.NbGraderPreprocessor.enabled = True",
        f"c.GenerateAssignment.preprocessors.append('{THEIRS}.Execute')",
        "c.Autograde.permissions = 664",
        "c.NotebookExporter.nbformat_version = 4",
    ],
)
def test_what_undoes_nothing_is_left_alone(line):
    assert not undoes(line)


class Mine(ExecutePreprocessor):
    """A step of an instructor's own that runs a notebook, by another name."""


def test_no_page_runs_a_notebook():
    """Feedback and the formgrader take the settings that nbconvert's pages have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTMLExporter, "register_preprocessor", HTMLExporter.register_preprocessor)
        run_nothing()
        run_nothing()
        c = Config()
        c.HTMLExporter.preprocessors = [Mine, TagRemovePreprocessor]
        made = HTMLExporter(config=c)._preprocessors
    assert not [step for step in made if isinstance(step, ExecutePreprocessor)]
    assert [step for step in made if isinstance(step, TagRemovePreprocessor)]


def test_a_step_of_ones_own_is_none_of_these(course):
    course.answer("ann", FULL)
    config = course.root / "nbgrader_config.py"
    more = f"c.Autograde.autograde_preprocessors.append('{THEIRS}.LimitOutput')"
    config.write_text(f"{config.read_text('utf-8')}\n{more}\n", "utf-8")
    assert course.autograde()["success"]
    assert sum(p or 0 for p in course.points("ann").values()) == 8.5
