"""What stands in a course's folders and will not be graded, or not as one thinks."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import Connection

from secondsource_grading.desk.findings import Finding, wrong
from secondsource_grading.desk.records import assignments, students
from secondsource_grading.gradebook.assignment import read_notebooks
from secondsource_grading.intake.look_alikes import shut
from secondsource_grading.intake.quoting import named
from secondsource_grading.plugin.course import CourseFolder

__all__ = ["odd_paths"]

USUAL = str(Path("{nbgrader_step}", "{student_id}", "{assignment_id}"))
"""nbgrader's own arrangement of folders; another is not looked at."""


def odd_paths(connection: Connection, course: CourseFolder) -> Iterator[Finding]:
    """Find what was put into the course's folders under a name that nbgrader does not look for."""
    coursedir = course.coursedir
    if coursedir.directory_structure != USUAL:
        return
    known = assignments(connection)
    expected = {name: frozenset(read_notebooks(connection, key)) for name, key in known.items()}
    yield from _sources(course.root / coursedir.source_directory)
    submitted = course.root / coursedir.submitted_directory
    roster = students(connection)
    for folder in _entries(submitted):
        if why := shut(str(folder)):
            yield _shut(folder, why)
            continue
        if not _is_folder(folder):
            yield _odd(folder, "is no folder of a student", f"rm {_quoted(folder)}")
            continue
        if roster and folder.name not in roster:
            what = "is of a student who is not in the gradebook, as by a misspelt id"
            yield _odd(folder, what, f"nbgrader db student add {shlex.quote(folder.name)}")
        yield from _student(folder, expected)


def _sources(source: Path) -> Iterator[Finding]:
    """Find assignments without a notebook."""
    for folder in _entries(source):
        if folder.is_dir() and not any(folder.glob("*.ipynb")):
            mend = f"secondsource-teach build --to {_quoted(source)} {shlex.quote(folder.name)}"
            yield _odd(folder, "holds no notebook, so nothing can be released of it", mend)


def _student(folder: Path, expected: dict[str, frozenset[str]]) -> Iterator[Finding]:
    for work in _entries(folder):
        if why := shut(str(work)):
            yield _shut(work, why)
        elif not _is_folder(work):
            what = "is no folder of an assignment, so it is not graded"
            yield _odd(work, what, f"mv {_quoted(work)} {_quoted(folder / '<assignment>')}/")
        elif work.name not in expected:
            near = " or ".join(sorted(expected)) or "none yet"
            what = f"is of no assignment in the gradebook ({near}), so it is not graded"
            yield _odd(work, what, f"mv {_quoted(work)} {_quoted(folder / '<assignment>')}")
        elif wanted := expected[work.name]:
            yield from _notebooks(work, wanted)


def _notebooks(work: Path, wanted: frozenset[str]) -> Iterator[Finding]:
    """Find a submission in which no notebook has the name of a released one."""
    have = sorted(work.glob("*.ipynb"))
    if any(file.stem in wanted for file in have):
        return
    right_name = work / f"{min(wanted)}.ipynb"
    if not have:
        what = f"holds no notebook; {right_name.name} is looked for"
        yield _odd(work, what, f"cp <what was handed in> {_quoted(right_name)}")
    else:
        what = f"has another name than the released {right_name.name}"
        yield _odd(have[0], what, f"mv {_quoted(have[0])} {_quoted(right_name)}")


def _entries(folder: Path) -> list[Path]:
    """Return what is in a folder but what starts with a dot; nothing where there is none."""
    if not folder.is_dir():
        return []
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _shut(folder: Path, why: str) -> Finding:
    return _odd(folder, f"is not graded, because {why}", f"chmod u+rx {_quoted(folder)}")


def _odd(path: Path, what: str, command: str) -> Finding:
    return wrong("paths", f"{named(str(path))} {what}", command)


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
