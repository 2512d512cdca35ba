# ruff: noqa: PTH101, PTH104, PTH116, PTH208 - paths as text: `Path`s took a thirtieth of all time
"""Grading one submission, from its folder to its autograded folder, in any process."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from secondsource_grading.grading.grades import Graded
from secondsource_grading.grading.job import Context, Job, Outcome
from secondsource_grading.grading.notebook import grade_notebook
from secondsource_grading.grading.notebook_json import notebook_text
from secondsource_grading.grading.rebuild import rebuild
from secondsource_grading.intake.admission import (
    MB,
    SUFFIX,
    Barred,
    Entry,
    Listing,
    Rules,
    admit,
    check_folder,
    entries,
)
from secondsource_grading.intake.safe_files import copy_plain, read_plain, write_plain
from secondsource_grading.intake.submission import read_submission
from secondsource_grading.intake.timestamps import STAMP, read_receipt

__all__ = ["grade_one"]

MOST_NOTEBOOKS_READ = 4
"""Of the largest size, when it is found out whether a submission has changed."""

MOST_ENTRIES = 1000
"""Entries of a submission that are kept; more are listed a second time."""


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
    state, contents, found = _read_folder(submitted, context, f"{job.extension}\0{receipt}")
    _clear_away(final)
    if job.graded_state is not None and job.graded_state == _with_autograded(
        state, _autograded(final, context)
    ):
        return Outcome(job.student, job.graded_state, unchanged=True)
    rules = Rules(context.limits, context.ignore, context.provided)
    admitted = admit(submitted, rules, receipt, Listing.of(found, contents.get(STAMP)))
    building = _temporary(final, context, "building")
    admitted.copy_to(building)
    for name in context.given:
        copy_plain(Path(context.source, name), Path(building, name))
    texts: dict[str, bytes] = {}
    graded: dict[str, Graded] = {}
    incidents: list[str] = []
    refused = False
    there = {n for n in context.assessments if f"{n}{SUFFIX}" in contents or _exists(submitted, n)}
    for name, assessment in context.assessments.items():
        master = assessment.master
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
        graded[name] = grade_notebook(
            notebook,
            assessment,
            submission.responses,
            refused=submission.refused is not None,
            lost=submission.lost,
        )
        texts[name] = notebook_text(notebook, context.printed[name])
        write_plain(f"{building}/{name}{SUFFIX}", texts[name])
        odd = notebook["metadata"].get("secondsource", {}).get("incidents", [])
        incidents += [f"{name}: {i}" for i in odd]
        refused = refused or submission.refused is not None
    notebooks = (f"{name}{SUFFIX}" for name in texts)
    _set_rights(building, {*admitted.names, *context.given, *notebooks}, context)
    _replace(building, final, context)
    state = _with_autograded(state, texts)
    return Outcome(job.student, state, graded, admitted.timestamp, tuple(incidents), refused)


def _exists(folder: str, name: str) -> bool:
    """Return whether something has the notebook's name, including broken links."""
    return os.path.lexists(f"{folder}/{name}{SUFFIX}")


def _read_folder(
    folder: str, context: Context, own: str
) -> tuple[str, dict[str, bytes], list[Entry] | None]:
    """Return the state of a submission, the bytes of the files that are read, and all entries.

    The state is a hash of its files' names, kinds and contents, and of all that grades it.
    The bytes are by path; the entries are None where they are too many to be kept.
    """
    found: list[Entry] = []
    whole = hashlib.sha256(f"{context.fingerprint}\0{own}".encode("utf-8", "replace"))
    contents = {}
    most = context.limits.notebook_mb * MB
    room = (MOST_NOTEBOOKS_READ * context.limits.notebook_mb + context.limits.total_mb) * MB
    for path, entry in entries(folder, context.limits.depth):
        if len(found) <= MOST_ENTRIES:
            found.append((path, entry))
        whole.update(f"\0{path}\0{entry.st_mode}\0{entry.st_size}\0".encode("utf-8", "replace"))
        if not stat.S_ISREG(entry.st_mode):
            continue
        room -= entry.st_size
        if entry.st_size > most or room < 0:
            # Too large to be graded or kept: known by its time.
            whole.update(str(entry.st_mtime_ns).encode())
            continue
        with suppress(OSError):
            content = read_plain(f"{folder}/{path}", most)
            whole.update(content)
            if path in context.files:
                contents[path] = content
    return whole.hexdigest(), contents, found if len(found) <= MOST_ENTRIES else None


def _with_autograded(state: str, autograded: Mapping[str, bytes]) -> str:
    """Extend `state` by a hash of the autograded notebooks.

    So one that was edited or deleted is graded again.
    """
    whole = hashlib.sha256(state.encode())
    for name, text in sorted(autograded.items()):
        whole.update(f"\0{name}\0".encode())
        whole.update(text)
    return whole.hexdigest()


def _autograded(final: str, context: Context) -> dict[str, bytes]:
    found = {}
    for name in context.assessments:
        with suppress(OSError):
            found[name] = Path(final, f"{name}{SUFFIX}").read_bytes()
    return found


def _temporary(final: str, context: Context, what: str) -> str:
    above, name = os.path.split(final)
    return f"{above}/.{name}.{context.run}.{what}"


_TEMPORARY = re.compile(r"\.(?P<final>.+)\.[0-9a-f]{8}\.(?P<what>building|old)", re.DOTALL)


def _clear_away(final: str) -> None:
    """Undo or remove the temporary folders of a run that was killed."""
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
    """Set the permissions that nbgrader sets."""
    for file in files:
        os.chmod(f"{building}/{file}", context.permissions)
    if context.groupshared:
        for at, _, _ in os.walk(building):
            os.chmod(at, (os.stat(at).st_mode | 0o2770) & 0o2777)  # noqa: S103 - the group's


def _replace(building: str, final: str, context: Context) -> None:
    """Rename the new folder to its final name; a reader never sees half of one."""
    with suppress(OSError):
        os.rename(building, final)
        return
    old = _temporary(final, context, "old")
    os.rename(final, old)
    os.rename(building, final)
    shutil.rmtree(old, ignore_errors=True)
