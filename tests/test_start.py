"""The batch command starts without nbgrader; what it has of nbgrader's is held against nbgrader."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from helpers.classroom import environment
from nbgrader import api, coursedir
from nbgrader.apps import NbGrader
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import find_all_files
from sqlalchemy import create_engine, select
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from secondsource.errors import ContentError
from secondsource_grading.gradebook import tables
from secondsource_grading.grading.released import read_released
from secondsource_grading.plugin import configuration, course_config, late_penalty, late_policies
from secondsource_grading.plugin.folders import files_below

pytestmark = pytest.mark.usefixtures("lab_units")

SLOW = (
    *("nbgrader", "nbconvert", "nbformat", "jsonschema", "IPython", "rich", "matplotlib"),
    *("numpy", "pandas", "networkx", "scipy", "ipywidgets", "tornado", "zmq"),
)

HELP = """\
import contextlib, io, sys
before = set(sys.modules)
from secondsource_grading.cli import main
with contextlib.redirect_stdout(io.StringIO()) as said:
    for name in (None, *main.commands):
        main([*filter(None, [name]), "--help"], standalone_mode=False)
assert said.getvalue().count("Usage:") == 1 + len(main.commands)
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(loaded - sys.stdlib_module_names))
"""


def test_the_help_of_every_command_imports_nothing_to_work_with():
    """Nobody waits for pydantic, SQLAlchemy or nbgrader to be told how a command is called."""
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    ours = {"secondsource", "secondsource_grading"}
    assert set(done.stdout.split()) - ours <= {"click", "lazy_loader"}


def test_grading_imports_none_of_the_slow_packages(prepared, tmp_path):
    """And of a class that one process grades no second one is started."""
    course = prepared.copy_to(tmp_path / "course")
    course.answer("amy", {"lab-pick": ["holiday"]})
    program = (
        "import sys\n"
        "from secondsource_grading.cli import main\n"
        "main(['grade', '90-lab', '--json', '-j', '2'], standalone_mode=False)\n"
        f"print(sorted({{*{(*SLOW, 'multiprocessing.forkserver')!r}}} & sys.modules.keys()),"
        " file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=course.root, env=environment(tmp_path / "home"),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["graded"] == 1
    assert done.stderr.splitlines() == ["[]"]


LESSONS = ("jupytext", "nbformat", "jupyter_server", "tornado", "zmq", "jsonschema")


def test_what_reads_a_gradebook_imports_nothing_that_reads_lessons():
    """Whoever asks how a class did doesn't wait for a reader of Markdown to bring a web server."""
    packages = ("report", "texts", "similarity", "export", "regrade")
    program = (
        "import importlib, pkgutil, sys\n"
        f"for name in {packages!r}:\n"
        "    found = importlib.import_module(f'secondsource_grading.{name}')\n"
        "    for module in pkgutil.iter_modules(found.__path__, f'{found.__name__}.'):\n"
        "        importlib.import_module(module.name)\n"
        f"print(*sorted({{*{(*LESSONS, 'nbgrader', 'IPython')!r}}} & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


THEIRS = {
    "ASSIGNMENT": api.Assignment,
    "CELL": api.BaseCell,
    "COMMENT": api.Comment,
    "GRADE": api.Grade,
    "GRADE_CELL": api.GradeCell,
    "NOTEBOOK": api.Notebook,
    "STUDENT": api.Student,
    "SUBMISSION": api.SubmittedAssignment,
    "SUBMITTED_NOTEBOOK": api.SubmittedNotebook,
    "TASK_CELL": api.TaskCell,
}

WRITTEN = ("COMMENT", "GRADE", "STUDENT", "SUBMISSION", "SUBMITTED_NOTEBOOK")


def described(table):
    return {
        c.name: (repr(c.type), c.nullable, c.primary_key, c.default.arg if c.default else None)
        for c in table.c
        if not (c.default is not None and c.default.is_callable)
    } | {c.name: (repr(c.type), c.nullable, c.primary_key, None) for c in table.c if c.name == "id"}


@pytest.mark.parametrize("name", THEIRS)
def test_the_tables_described_are_nbgraders(name):
    ours, theirs = getattr(tables, name), THEIRS[name].__table__
    assert ours.name == theirs.name
    wanted = described(theirs)
    if name not in WRITTEN:
        wanted = {column: wanted[column] for column in described(ours)}
    assert described(ours) == wanted


def test_the_score_that_counts_is_nbgraders():
    engine = create_engine("sqlite://")
    api.Base.metadata.create_all(engine)
    given = itertools.product((None, 1.5), (None, 0.0, 2.25), (None, 0.5))
    with engine.connect() as db:
        for number, (auto, manual, extra) in enumerate(given):
            row = {"auto_score": auto, "manual_score": manual, "extra_credit": extra}
            db.execute(tables.GRADE.insert(), [{"id": str(number), **row}])
        ours = db.execute(select(tables.GRADE.c.id, tables.SCORE)).all()
        theirs = db.execute(select(api.Grade.id, api.Grade.score)).all()
    assert len(ours) == 12
    assert ours == theirs


@pytest.mark.parametrize(
    ("ours", "theirs", "read"),
    [
        (
            course_config.CourseDirectory,
            coursedir.CourseDirectory,
            (
                "root db_url directory_structure source_directory release_directory groupshared"
                " ignore submitted_directory autograded_directory student_id student_id_exclude"
                " notebook_id"
            ),
        ),
        (
            course_config.Autograde,
            Autograde,
            "permissions create_student exclude_overwriting",
        ),
    ],
    ids=["course directory", "autograde"],
)
def test_the_settings_that_are_read_are_nbgraders(ours, theirs, read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert set(ours.class_traits(config=True)) == set(theirs.class_traits(config=True))
    own = [c.__name__ for c in ours.__mro__ if c.__module__ == ours.__module__]
    assert own == [c.__name__ for c in theirs.__mro__ if c.__module__.startswith("nbgrader.")]
    for shared in (False, True):
        if theirs is Autograde:
            place = coursedir.CourseDirectory(groupshared=shared)
            mine, original = ours(coursedir=place), theirs(coursedir=place)
        else:
            mine, original = ours(), theirs()
        names = read.split()
        assert [getattr(mine, n) for n in names] == [getattr(original, n) for n in names]
    for name in read.split():
        kinds = ours.class_traits()[name], theirs.class_traits()[name]
        assert isinstance(kinds[0], type(kinds[1])) or isinstance(kinds[1], type(kinds[0]))


CONFIGS = {
    "usual": "c.CourseDirectory.ignore = ['*.tmp']\nc.CourseDirectory.groupshared = True\n",
    "another root": "c.CourseDirectory.root = 'below/../below'\n",
    "added": "c.CourseDirectory.ignore.append('*.tmp')\n",
    "below the application's name": "c.NbGrader.CourseDirectory.db_url = 'sqlite:///a.db'\n",
    "outdated": "c.NbGrader.db_url = 'sqlite:///old.db'\nc.NbGrader.ignore = ['x']\n",
    "outdated section": "c.BaseApp.course_directory = 'below'\n",
    "outdated converter": "c.BaseNbConvertApp.permissions = 640\n",
}


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_a_configuration_says_the_same_as_to_nbgrader(text, tmp_path, monkeypatch):
    """Settings of the account, of the working folder and of the course's root, in their order."""
    account = tmp_path / "account"
    (tmp_path / "below").mkdir()
    account.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(account))
    monkeypatch.chdir(tmp_path)
    first = "c = get_config()\n"
    (account / "nbgrader_config.py").write_text(
        first + "c.CourseDirectory.student_id_exclude = 'zoe'\nc.CourseDirectory.db_url = 'a'\n"
    )
    (tmp_path / "nbgrader_config.py").write_text(first + text)
    (tmp_path / "below" / "nbgrader_config.py").write_text(
        first + "c.CourseDirectory.release_directory = 'out'\n"
    )
    app = NbGrader()
    app.initialize([])
    found, config = course_config.read_config(tmp_path)
    names = set(course_config.CourseDirectory.class_trait_names(config=True))
    read = names - {n for n, t in course_config.CourseDirectory.class_traits().items()
                    if type(t).__name__ == "Any"}  # fmt: skip
    assert {n: getattr(found, n) for n in read} == {n: getattr(app.coursedir, n) for n in read}
    mine = course_config.Autograde(coursedir=found, config=config).permissions
    assert mine == Autograde(coursedir=app.coursedir, config=app.config).permissions
    assert found.format_path("release", "a", "b") == app.coursedir.format_path("release", "a", "b")


def test_the_steps_of_a_release_are_nbgraders():
    theirs = GenerateAssignment.class_traits()["preprocessors"].default()
    assert list(configuration.RELEASE_STEPS) == [step.__name__ for step in theirs]


def test_every_class_that_is_set_by_name_is_there():
    config = Config()
    configuration.configure(config)
    found = [
        name
        for section in config.values()
        for setting in section.values()
        for name in (setting.values() if isinstance(setting, dict) else [setting])
        for name in (name if isinstance(name, list) else [name])
        if isinstance(name, str) and name.startswith(("secondsource_grading.", "nbgrader."))
    ]
    assert len(found) > 20
    assert all(callable(import_item(name)) for name in found)


@pytest.mark.parametrize("method", ["none", "zero"])
def test_nbgraders_own_policies_come_to_the_same(method):
    settings = Config({"LateSubmissionPlugin": {"penalty_method": method}})
    theirs = LateSubmissionPlugin(config=settings)
    for ours in (
        late_policies.LatePenalty(config=settings),
        late_penalty.LatePenalty(config=settings),
    ):
        assert ours.late_submission_penalty("amy", 3.5, 60) == theirs.late_submission_penalty(
            "amy", 3.5, 60
        )


def test_the_plug_in_by_name_is_one_of_nbgraders():
    step = AssignLatePenalties(plugin_class=late_policies.PLUG_IN)
    step.init_plugin()
    assert isinstance(step.plugin_inst, late_policies.LatePenalty)


def test_another_plug_in_is_taken_through_nbgrader():
    name = "nbgrader.plugins.LateSubmissionPlugin"
    settings = {"AssignLatePenalties": {"plugin_class": name}}
    penalty = late_policies.configured_penalty(
        Config(settings | {"LateSubmissionPlugin": {"penalty_method": "zero"}})
    )
    assert penalty.identity.startswith("nbgrader.plugins.latesubmission.LateSubmissionPlugin ")
    assert penalty("amy", 2.0, 60) == 2.0


@pytest.mark.parametrize("ignore", [None, ["*.pyc", "b", ".hidden"]])
def test_the_files_of_a_folder_are_those_that_nbgrader_finds(ignore, tmp_path):
    for name in ("a.txt", "a.pyc", "b/c.txt", "b/d/e.txt", "f/g.pyc", "f/h.txt", ".hidden/i", ".j"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert sorted(files_below(str(tmp_path), ignore)) == sorted(
        find_all_files(str(tmp_path), ignore)
    )


def odd_notebooks():
    plain = {"cell_type": "code", "id": "a", "metadata": {}, "source": ["x\n", "y"],
             "outputs": [], "execution_count": None}  # fmt: skip
    whole = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    yield "lines", whole | {"cells": [plain]}
    yield "text", whole | {"cells": [plain | {"source": "x"}]}
    yield "trusted", whole | {"cells": [plain | {"metadata": {"trusted": True}}]}
    stream = {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]}
    yield "outputs", whole | {"cells": [plain | {"outputs": [stream]}]}
    signed = {"signature": "x", "orig_nbformat": 3}
    yield "signed", whole | {"cells": [plain], "metadata": signed}
    old = {k: v for k, v in plain.items() if k != "id"}
    yield "older minor", whole | {"cells": [old], "nbformat_minor": 4}


@pytest.mark.parametrize("notebook", [pytest.param(n, id=name) for name, n in odd_notebooks()])
def test_a_released_notebook_is_read_as_nbformat_reads_it(notebook, tmp_path):
    file = tmp_path / "a.ipynb"
    file.write_text(json.dumps(notebook), "utf-8")
    assert json.dumps(read_released(file)) == json.dumps(nbformat.read(file, as_version=4))


def test_the_courses_notebooks_are_read_as_nbformat_reads_them(prepared):
    built = sorted((Path(__file__).parents[1] / "notebooks").glob("*/*.ipynb"))
    assert built
    for file in (prepared.released, *built):
        assert json.dumps(read_released(file)) == json.dumps(nbformat.read(file, as_version=4))


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 1}', "{"])
def test_what_is_no_notebook_is_refused_with_what_nbformat_says(text, tmp_path):
    file = tmp_path / "a.ipynb"
    file.write_text(text, "utf-8")
    with pytest.raises(Exception) as theirs:
        nbformat.read(file, as_version=4)
    with pytest.raises(ContentError, match="generate_assignment --force") as ours:
        read_released(file)
    assert str(file) in str(ours.value)
    assert type(theirs.value).__name__ in str(ours.value)
