# ruff: noqa: PTH101, PTH104, PTH116, PTH208 - paths as text: `Path`s took a thirtieth of all time
"""One submission, from its folder to its autograded folder: a function that any process can run."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from secondsource_grading.batch.text import Printed, notebook_text, print_cells
from secondsource_grading.gate import (
    MB,
    SUFFIX,
    Barred,
    Entry,
    Limits,
    admit,
    check_folder,
    entries,
)
from secondsource_grading.graded import Graded, grade_notebook
from secondsource_grading.keys import Keyring
from secondsource_grading.plain import copy_plain, read_plain, write_plain
from secondsource_grading.rebuild import Master, rebuild
from secondsource_grading.receipts import STAMP, read_receipt
from secondsource_grading.submissions import read_submission

__all__ = ["Context", "Job", "Outcome", "grade_one"]

MOST_HELD = 1000
"""Files of a submission whose list is kept; a longer one is made twice."""


@dataclass(frozen=True)
class Context:
    """What is the same for all submissions to one assignment; a worker needs nothing else."""

    assignment: str
    masters: Mapping[str, Master]
    """The released notebooks, by name."""
    rings: Mapping[str, Keyring]
    """Items and keys of those that belong to a unit, by the notebook's name."""
    root: str
    """The course's folder, where the collector notes what it saw."""
    source: str
    """The folder of the instructor's own files."""
    given: tuple[str, ...]
    """Files below `source` that go into every autograded folder."""
    provided: frozenset[str]
    """Files that are the instructor's and not the learner's, whoever handed them in."""
    permissions: int
    groupshared: bool
    ignore: tuple[str, ...]
    limits: Limits
    fingerprint: str
    """Changes with all that decides about grades: then everything is graded anew."""
    run: str
    """The run's own name, eight hexadecimal digits, for the names of its temporary folders."""

    @cached_property
    def printed(self) -> Mapping[str, Printed]:
        """The text of the instructor's cells, by the notebook's name."""
        return {n: print_cells(master.copy()["cells"]) for n, master in self.masters.items()}

    @cached_property
    def files(self) -> frozenset[str]:
        """The files of a submission that are read: its notebooks, and when it was handed in."""
        return frozenset([*(f"{n}{SUFFIX}" for n in self.masters), STAMP])


@dataclass(frozen=True)
class Job:
    """One student's submission: where it is, and where its autograded copy goes."""

    student: str
    submitted: str
    autograded: str
    terms: str = ""
    """What is this student's own beside the files: an extension."""
    known: str | None = None
    """The state in which it was graded before; None to grade it whatever its state is."""


@dataclass(frozen=True)
class Outcome:
    """What came of a job; everything the writer needs."""

    student: str
    state: str = ""
    graded: Mapping[str, Graded] = field(default_factory=dict)
    """By the notebook's name; a notebook that was not handed in is missing here."""
    timestamp: str | None = None
    incidents: tuple[str, ...] = ()
    refused: bool = False
    unchanged: bool = False
    """It is graded already, and nothing was touched."""
    failed: str | None = None
    """An error of ours or of the machine's: not graded, and tried again at the next run."""


def grade_one(job: Job, context: Context) -> Outcome:
    """Read, score, render and write one submission. Never raises: a failure is an outcome."""
    try:
        return _grade(job, context)
    except Barred as reason:
        return Outcome(job.student, failed=str(reason))
    except Exception as error:  # noqa: BLE001 - one submission must not stop the others
        return Outcome(job.student, failed=f"{type(error).__name__}: {error}")


def _grade(job: Job, context: Context) -> Outcome:
    submitted, final = job.submitted, job.autograded
    check_folder(submitted, job.student)
    receipt = read_receipt(context.root, context.assignment, job.student)
    state, contents, found = _look(submitted, context, f"{job.terms}\0{receipt}")
    _clear_away(final)
    if job.known is not None and job.known == _with(state, _read(final, context)):
        return Outcome(job.student, job.known, unchanged=True)
    admitted = admit(
        submitted,
        context.limits,
        ignore=context.ignore,
        provided=context.provided,
        receipt=receipt,
        found=found,
        stamp=contents.get(STAMP),
    )
    building = _temporary(final, context, "building")
    admitted.copy_to(building)
    for name in context.given:
        copy_plain(Path(context.source, name), Path(building, name))
    texts: dict[str, bytes] = {}
    graded: dict[str, Graded] = {}
    incidents: list[str] = []
    refused = False
    there = {n for n in context.masters if f"{n}{SUFFIX}" in contents or _lies(submitted, n)}
    for name, master in context.masters.items():
        if there and name not in there:
            incidents.append(f"{name}: not handed in")
            continue
        submission = read_submission(
            f"{submitted}/{name}{SUFFIX}",
            unit=master.unit or "",
            known=master.sources,
            beside=admitted,
            limits=context.limits,
            content=contents.get(f"{name}{SUFFIX}"),
        )
        notebook = rebuild(master, submission)
        graded[name] = grade_notebook(notebook, master.sources, context.rings.get(name))
        texts[name] = notebook_text(notebook, context.printed[name])
        write_plain(f"{building}/{name}{SUFFIX}", texts[name])
        odd = notebook["metadata"].get("secondsource", {}).get("incidents", [])
        incidents += [f"{name}: {i}" for i in odd]
        refused = refused or submission.refused is not None
    notebooks = (f"{name}{SUFFIX}" for name in texts)
    _set_rights(building, {*admitted.names, *context.given, *notebooks}, context)
    _replace(building, final, context)
    state = _with(state, texts)
    return Outcome(job.student, state, graded, admitted.timestamp, tuple(incidents), refused)


def _lies(folder: str, name: str) -> bool:
    """Whether there is something of a notebook's name, be it a broken link."""
    return os.path.lexists(f"{folder}/{name}{SUFFIX}")


def _look(
    folder: str, context: Context, own: str
) -> tuple[str, dict[str, bytes], list[Entry] | None]:
    """The state of a submission; the bytes read as they went into it; what lies there.

    The state is made of its files' names, kinds and contents, and of all that grades it.
    The bytes are given by path; the list is None where it is too long to be held.
    """
    found: list[Entry] = []
    whole = hashlib.sha256(f"{context.fingerprint}\0{own}".encode("utf-8", "replace"))
    contents = {}
    most = context.limits.notebook_mb * MB
    for path, entry in entries(folder, context.limits.depth):
        if len(found) <= MOST_HELD:
            found.append((path, entry))
        whole.update(f"\0{path}\0{entry.st_mode}\0{entry.st_size}\0".encode("utf-8", "replace"))
        if not stat.S_ISREG(entry.st_mode):
            continue
        if entry.st_size > most:
            # Too large to be graded: known by its time.
            whole.update(str(entry.st_mtime_ns).encode())
            continue
        with suppress(OSError):
            content = read_plain(f"{folder}/{path}", most)
            whole.update(content)
            if path in context.files:
                contents[path] = content
    return whole.hexdigest(), contents, found if len(found) <= MOST_HELD else None


def _with(state: str, autograded: Mapping[str, bytes]) -> str:
    """`state` with the autograded notebooks: what something else wrote or lost is made again."""
    whole = hashlib.sha256(state.encode())
    for name, text in sorted(autograded.items()):
        whole.update(f"\0{name}\0".encode())
        whole.update(text)
    return whole.hexdigest()


def _read(final: str, context: Context) -> dict[str, bytes]:
    found = {}
    for name in context.masters:
        with suppress(OSError):
            found[name] = Path(final, f"{name}{SUFFIX}").read_bytes()
    return found


def _temporary(final: str, context: Context, what: str) -> str:
    above, name = os.path.split(final)
    return f"{above}/.{name}.{context.run}.{what}"


_TEMPORARY = re.compile(r"\.(?P<final>.+)\.[0-9a-f]{8}\.(?P<what>building|old)", re.DOTALL)


def _clear_away(final: str) -> None:
    """Undo or remove what a run that was killed here left behind."""
    above, own = os.path.split(final)
    try:
        names = os.listdir(above)
    except FileNotFoundError:
        return
    for name in names:
        match = _TEMPORARY.fullmatch(name)
        if match is None or match["final"] != own:
            continue
        if match["what"] == "old" and not os.path.lexists(final):
            os.rename(f"{above}/{name}", final)
        else:
            shutil.rmtree(f"{above}/{name}", ignore_errors=True)


def _set_rights(building: str, files: Iterable[str], context: Context) -> None:
    """As nbgrader sets them."""
    for file in files:
        os.chmod(f"{building}/{file}", context.permissions)
    if context.groupshared:
        for at, _, _ in os.walk(building):
            os.chmod(at, (os.stat(at).st_mode | 0o2770) & 0o2777)  # noqa: S103 - the group's


def _replace(building: str, final: str, context: Context) -> None:
    """Put the new folder in the old one's place; a reader never sees half of one."""
    with suppress(OSError):
        os.rename(building, final)
        return
    old = _temporary(final, context, "old")
    os.rename(final, old)
    os.rename(building, final)
    shutil.rmtree(old, ignore_errors=True)
