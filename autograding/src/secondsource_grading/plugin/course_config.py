"""A course's configuration, read as nbgrader reads it but without importing nbgrader.

That import takes most of a second. The classes here have the names of nbgrader's,
because traitlets finds a setting by the name of its class, and those of their settings
that grading needs; a test compares them with nbgrader's. A configuration that holds
names which nbgrader calls outdated is left to nbgrader itself, which renames them.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from jupyter_core.application import JupyterApp
from traitlets import Any as Anything
from traitlets import Bool, Dict, Instance, Integer, List, Unicode, default, validate
from traitlets.config import Config, Configurable
from traitlets.config.application import catch_config_error

from secondsource_grading.plugin.config_files import (
    ConfigurationError,
    JsonSettings,
    PythonSettings,
)

__all__ = ["FILE", "Autograde", "CourseDirectory", "misread", "outdated_names", "read_config"]

FILE = "nbgrader_config"
"""What nbgrader calls its file of settings, but for `.py` or `.json`."""

OUTDATED = frozenset(
    {
        "NbGraderConfig",
        "BasicConfig",
        "BaseNbGraderApp",
        "BaseApp",
        "TransferApp",
        "BaseNbConvertApp",
    }
)
"""Sections of a configuration that nbgrader moves into others."""


def read_config(folder: Path) -> tuple[Any, Any]:
    """Return the course directory, ours or nbgrader's, and the configuration of a course.

    Raises `ConfigurationError` where a file of it cannot be read, or sets what cannot be.
    """
    with contextlib.chdir(folder):
        app = _read()
        if _outdated(app.config):
            from nbgrader.apps import NbGrader as Original  # noqa: PLC0415 - slow to import

            app = Original()
            app.initialize([])
    return app.coursedir, app.config


def _read() -> Any:
    """Return our `NbGrader` with what is configured in the working folder."""
    app: Any = NbGrader(raise_config_file_errors=True)
    try:
        # What a file of settings prints is no part of what a command prints.
        with contextlib.redirect_stdout(sys.stderr):
            app.initialize([])
    except SystemExit as error:  # traitlets ends the program at a value of a wrong kind
        msg = f"{Path.cwd() / FILE}.py: {error.__context__}; put that right there"
        raise ConfigurationError(msg) from error
    return app


def misread(folder: Path) -> str | None:
    """Return why no program of Jupyter's finds the configuration in a folder of that path.

    None where it does: a `$` followed by the name of a variable of the environment is replaced.
    """
    place = str(folder.absolute())
    expanded = os.path.expandvars(place)
    if expanded == place:
        return None
    return (
        f"{place}: Jupyter takes `$` and what follows for a variable of the environment and "
        f"looks for {FILE}.py in {expanded}; rename the folder"
    )


def outdated_names(folder: Path) -> list[str]:
    """Return the settings of a course that nbgrader would move to other sections, as written."""
    with contextlib.chdir(folder):
        return _outdated(_read().config)


def _outdated(config: Any) -> list[str]:
    known = NbGrader.class_trait_names(config=True)
    moved = (n for n in config.NbGrader if n not in known and not n[:1].isupper())
    return sorted([*OUTDATED.intersection(config), *(f"NbGrader.{name}" for name in moved)])


class CourseDirectory(Configurable):  # type: ignore[misc]  # traitlets has no types
    """Where a course has its folders."""

    root = Unicode().tag(config=True)
    db_url = Unicode().tag(config=True)
    directory_structure = Unicode(
        str(Path("{nbgrader_step}", "{student_id}", "{assignment_id}"))
    ).tag(config=True)
    source_directory = Unicode("source").tag(config=True)
    release_directory = Unicode("release").tag(config=True)
    submitted_directory = Unicode("submitted").tag(config=True)
    autograded_directory = Unicode("autograded").tag(config=True)
    student_id = Unicode("*").tag(config=True)
    student_id_exclude = Unicode("").tag(config=True)
    notebook_id = Unicode("*").tag(config=True)
    groupshared = Bool(default_value=False).tag(config=True)
    ignore = List([".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]).tag(config=True)

    # Not needed here, but known: traitlets warns of settings that a class does not have.
    course_id = Anything().tag(config=True)
    assignment_id = Anything().tag(config=True)
    source_with_tests_directory = Anything().tag(config=True)
    feedback_directory = Anything().tag(config=True)
    solution_directory = Anything().tag(config=True)
    include = Anything().tag(config=True)
    max_file_size = Anything().tag(config=True)
    max_dir_size = Anything().tag(config=True)

    @default("root")  # type: ignore[untyped-decorator]
    def _here(self) -> str:
        return str(Path.cwd())

    @validate("root")  # type: ignore[untyped-decorator]
    def _absolute(self, proposal: Any) -> str:
        return str(os.path.abspath(proposal["value"]))  # noqa: PTH100 - `..` is resolved by name

    @default("db_url")  # type: ignore[untyped-decorator]
    def _in_root(self) -> str:
        return f"sqlite:///{os.path.abspath(os.path.join(self.root, 'gradebook.db'))}"  # noqa: PTH100, PTH118 - as above

    def format_path(self, nbgrader_step: str, student_id: str, assignment_id: str) -> str:
        """Return the folder of a student's assignment in one of nbgrader's steps."""
        names = {
            "nbgrader_step": nbgrader_step,
            "student_id": student_id,
            "assignment_id": assignment_id,
        }
        structure = self.directory_structure.format(**names)
        return str(os.path.join(self.root, structure))  # noqa: PTH118 - keeps the text as it is


class BaseConverter(Configurable):  # type: ignore[misc]
    """What all of nbgrader's steps can be told."""

    coursedir: Any

    permissions = Integer().tag(config=True)

    # Not needed here, as above.
    exporter_class = Anything().tag(config=True)
    force = Anything().tag(config=True)
    pre_convert_hook = Anything().tag(config=True)
    post_convert_hook = Anything().tag(config=True)

    @default("permissions")  # type: ignore[untyped-decorator]
    def _readable(self) -> int:
        """Octal digits written as a decimal number, as nbgrader has them."""
        return 664 if self.coursedir.groupshared else 444


class Autograde(BaseConverter):
    """What autograding can be told."""

    create_student = Bool(default_value=True).tag(config=True)
    exclude_overwriting = Dict().tag(config=True)

    # Not needed here, as above.
    sanitize_preprocessors = Anything().tag(config=True)
    autograde_preprocessors = Anything().tag(config=True)

    def __init__(self, coursedir: Any, **kw: Any) -> None:
        self.coursedir = coursedir
        super().__init__(**kw)


class NbGrader(JupyterApp):
    """Looks for the configuration in the places where nbgrader's commands look, in their order."""

    python_config_loader_class = PythonSettings
    json_config_loader_class = JsonSettings

    logfile = Unicode("").tag(config=True)
    coursedir = Instance(CourseDirectory, allow_none=True)

    @default("config_file_name")  # type: ignore[untyped-decorator]
    def _name_of_file(self) -> str:
        return FILE

    @catch_config_error  # type: ignore[untyped-decorator]
    def initialize(self, argv: list[str] | None = None) -> None:
        """Read the files of the account, of the working folder and of the course."""
        sys.path.insert(0, str(Path.cwd()))
        self.coursedir = CourseDirectory(parent=self)
        super().initialize(argv)
        super(JupyterApp, self).load_config_file(f"{FILE}.py", path=self.coursedir.root)

    def load_config_file(self, suppress_errors: bool = True) -> None:  # noqa: FBT001, FBT002 - theirs
        """Read those of the account first, then that of the working folder."""
        super().load_config_file(suppress_errors)
        super(JupyterApp, self).load_config_file(FILE, str(Path.cwd()))

    def _load_config(self, cfg: Config, **kw: Any) -> None:
        """Take a changed configuration, here and in the course directory."""
        super()._load_config(cfg, **kw)
        if self.coursedir:
            self.coursedir._load_config(cfg)  # noqa: SLF001 - traitlets has no public name for it
