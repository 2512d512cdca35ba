"""One submission, from its folder to its autograded folder: a function that any process can run."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from secondsource_grading.batch.text import notebook_text
from secondsource_grading.gate import (
    MB,
    SUFFIX,
    Barred,
    Limits,
    admit,
    check_folder,
    entries,
)
from secondsource_grading.graded import Graded, grade_notebook
from secondsource_grading.keys import Keyring
from secondsource_grading.plain import copy_plain, read_plain
from secondsource_grading.rebuild import Master, rebuild
from secondsource_grading.receipts import read_receipt
from secondsource_grading.submissions import read_submission

__all__ = ["Context", "Job", "Outcome", "grade_one"]


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
    submitted, final = Path(job.submitted), Path(job.autograded)
    check_folder(submitted, job.student)
    receipt = read_receipt(context.root, context.assignment, job.student)
    state, contents = _look(submitted, context, f"{job.terms}\0{receipt}")
    _clear_away(final)
    if job.known is not None and job.known == _with(state, _read(final, context)):
        return Outcome(job.student, job.known, unchanged=True)
    admitted = admit(
        submitted,
        context.limits,
        ignore=context.ignore,
        provided=context.provided,
        receipt=receipt,
    )
    building = _temporary(final, context, "building")
    admitted.copy_to(building)
    for name in context.given:
        copy_plain(Path(context.source) / name, building / name)
    texts: dict[str, bytes] = {}
    graded: dict[str, Graded] = {}
    incidents: list[str] = []
    refused = False
    there = {n for n in context.masters if n in contents or _lies(submitted, n)}
    for name, master in context.masters.items():
        if there and name not in there:
            incidents.append(f"{name}: not handed in")
            continue
        submission = read_submission(
            submitted / f"{name}{SUFFIX}",
            unit=master.unit or "",
            known=master.sources,
            beside=admitted,
            limits=context.limits,
            content=contents.get(name),
        )
        notebook = rebuild(master, submission)
        graded[name] = grade_notebook(notebook, master.sources, context.rings.get(name))
        texts[name] = notebook_text(notebook).encode()
        (building / f"{name}{SUFFIX}").write_bytes(texts[name])
        found = notebook["metadata"].get("secondsource", {}).get("incidents", [])
        incidents += [f"{name}: {i}" for i in found]
        refused = refused or submission.refused is not None
    _set_rights(building, context)
    _replace(building, final, context)
    state = _with(state, texts)
    return Outcome(job.student, state, graded, admitted.timestamp, tuple(incidents), refused)


def _lies(folder: Path, name: str) -> bool:
    """Whether there is something of a notebook's name, be it a broken link."""
    return os.path.lexists(folder / f"{name}{SUFFIX}")


def _look(folder: Path, context: Context, own: str) -> tuple[str, dict[str, bytes]]:
    """The state of a submission, and its notebooks' bytes as they went into it, by name.

    The state is made of its files' names, kinds and contents, and of all that grades it.
    """
    whole = hashlib.sha256(f"{context.fingerprint}\0{own}".encode("utf-8", "replace"))
    contents = {}
    most = context.limits.notebook_mb * MB
    for path, entry in entries(folder):
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
            name = path.removesuffix(SUFFIX)
            if name != path and name in context.masters:
                contents[name] = content
    return whole.hexdigest(), contents


def _with(state: str, autograded: Mapping[str, bytes]) -> str:
    """`state` with the autograded notebooks: what something else wrote or lost is made again."""
    whole = hashlib.sha256(state.encode())
    for name, text in sorted(autograded.items()):
        whole.update(f"\0{name}\0".encode())
        whole.update(text)
    return whole.hexdigest()


def _read(final: Path, context: Context) -> dict[str, bytes]:
    found = {}
    for name in context.masters:
        with suppress(OSError):
            found[name] = (final / f"{name}{SUFFIX}").read_bytes()
    return found


def _temporary(final: Path, context: Context, what: str) -> Path:
    return final.with_name(f".{final.name}.{context.run}.{what}")


_TEMPORARY = re.compile(r"\.(?P<final>.+)\.[0-9a-f]{8}\.(?P<what>building|old)", re.DOTALL)


def _clear_away(final: Path) -> None:
    """Undo or remove what a run that was killed here left behind."""
    try:
        names = os.listdir(final.parent)  # noqa: PTH208 - for many folders
    except FileNotFoundError:
        return
    for name in names:
        match = _TEMPORARY.fullmatch(name)
        if match is None or match["final"] != final.name:
            continue
        if match["what"] == "old" and not os.path.lexists(final):
            final.with_name(name).rename(final)
        else:
            shutil.rmtree(final.with_name(name), ignore_errors=True)


def _set_rights(building: Path, context: Context) -> None:
    """As nbgrader sets them."""
    for at, _, files in os.walk(building):
        for file in files:
            os.chmod(os.path.join(at, file), context.permissions)  # noqa: PTH101, PTH118 - many files
        if context.groupshared:
            folder = Path(at)
            folder.chmod((folder.stat().st_mode | 0o2770) & 0o2777)


def _replace(building: Path, final: Path, context: Context) -> None:
    """Put the new folder in the old one's place; a reader never sees half of one."""
    if not os.path.lexists(final):
        building.rename(final)
        return
    old = _temporary(final, context, "old")
    final.rename(old)
    building.rename(final)
    shutil.rmtree(old, ignore_errors=True)
