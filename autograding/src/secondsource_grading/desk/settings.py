"""Whether a course's `nbgrader_config.py` does what its instructor believes it does."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secondsource.errors import SecondSourceError
from secondsource_grading.desk.findings import Finding, right, wrong
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.plugin.config_files import ConfigurationError
from secondsource_grading.plugin.configuration import EXPORTER, undone
from secondsource_grading.plugin.course_config import (
    FILE,
    misread,
    outdated_names,
    read_config,
)

__all__ = ["check_configuration", "check_exchange", "loads"]

OTHERS = 0o003
"""The rights of other accounts to write into a folder and to enter it."""


def loads(root: Path) -> Finding | None:
    """Return what keeps the configuration from being read; None if nothing does."""
    if what := misread(root):
        return wrong("configuration", what, f"mv {shlex.quote(str(root))} another-name")
    file = root / f"{FILE}.py"
    if not os.path.lexists(file):
        return wrong(
            "configuration",
            f"{file} is not there, so nbgrader would grade in its own way",
            f"secondsource-teach new-course {root}-new, then cp {root}-new/{FILE}.py {root}",
        )
    try:
        read_config(root)
    except ConfigurationError as error:
        return wrong("configuration", str(error), f"{_editor()} {shlex.quote(str(file))}")
    return None


def check_configuration(root: Path, config: Any) -> Iterator[Finding]:
    """Look for a configuration that isn't ours, outdated and unknown names, wrong values."""
    found = [*_ours(root, config), *_outdated(root), *_our_settings(root, config)]
    yield from found
    if not found:
        course = config.CourseDirectory.get("course_id", "")
        yield right("configuration", f"sets up Second Source; course {course or 'without a name'}")


def _ours(root: Path, config: Any) -> Iterator[Finding]:
    edit = f"{_editor()} {root / FILE}.py"
    if config.Autograde.get("exporter_class") != EXPORTER:
        what = (
            "nbgrader_config.py does not set up Second Source; put `import secondsource_grading` "
            "and `secondsource_grading.configure(c)` into it, below `c = get_config()`"
        )
        yield wrong("configuration", what, edit)
        return
    for what in undone(config):
        yield wrong("configuration", what, edit)


def _outdated(root: Path) -> Iterator[Finding]:
    for name in outdated_names(root):
        what = (
            f"c.{name} is an outdated name, which nbgrader moves elsewhere; "
            "`nbgrader --help-all` has the names of today"
        )
        yield wrong("configuration", what, f"{_editor()} {root / FILE}.py")


def _our_settings(root: Path, config: Any) -> Iterator[Finding]:
    edit = f"{_editor()} {root / FILE}.py"
    known = SecondSource.class_trait_names(config=True)
    for name in sorted(set(config.SecondSource) - {*known}):
        what = f"c.SecondSource.{name} is no setting, so it has no effect; there are {_list(known)}"
        yield wrong("configuration", what, edit)
    try:
        settings = SecondSource(config=config)
    except SecondSourceError as error:
        yield wrong("configuration", str(error), edit)
        return
    if settings.keys and not (root / settings.keys).is_dir():
        what = f"c.SecondSource.keys names {settings.keys}, and there is no such folder"
        yield wrong("configuration", what, edit)


def check_exchange(config: Any) -> Iterator[Finding]:
    """Look whether nbgrader's exchange can be written to, where the course has set one."""
    root = config.Exchange.get("root")
    if not root:
        yield right("exchange", "none is set; notebooks go out and come back by other means")
    elif sys.platform == "win32":
        what = "c.Exchange.root is set, and nbgrader has no exchange on Windows"
        yield wrong("exchange", what, "take that line out of nbgrader_config.py; use zip_collect")
    else:
        yield _exchange(Path(root), config.CourseDirectory.get("course_id", ""))


def _exchange(root: Path, course: str) -> Finding:
    if not root.exists():
        above = next(folder for folder in root.parents if folder.exists())
        if above == root.parent and os.access(above, os.W_OK | os.X_OK):
            return right("exchange", f"{root} will be made at the first release")
        what = f"{root} is not there, and nbgrader cannot make it"
        return wrong("exchange", what, f"sudo mkdir -p {root} && sudo chmod 777 {root}")
    if not root.is_dir():
        return wrong("exchange", f"{root} is a file, no folder", f"{_editor()} {FILE}.py")
    for folder in (root, root / course, root / course / "inbound", root / course / "outbound"):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            what = f"{folder} cannot be written to by this account"
            return wrong("exchange", what, f"sudo chmod a+rwx {folder}")
    if root.stat().st_mode & OTHERS != OTHERS:
        what = f"{root} cannot be written to by other accounts, as those of students"
        return wrong("exchange", what, f"chmod 777 {root}")
    return right("exchange", f"{root} can be written to")


def _editor() -> str:
    return os.environ.get("EDITOR") or "nano"


def _list(names: list[str]) -> str:
    return ", ".join(sorted(names))
