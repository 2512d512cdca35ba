"""One submission, from its folder to its autograded folder: a function that any process can run."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from secondsource.errors import SecondSourceError
from secondsource_grading.gate import (
    SUFFIX,
    Barred,
    Limits,
    admit,
    check_folder,
    copy_plain,
    read_receipt,
)
from secondsource_grading.graded import Graded, grade_notebook
from secondsource_grading.keys import load_keys
from secondsource_grading.rebuild import Master, rebuild
from secondsource_grading.submissions import handed_in_as, read_submission

__all__ = ["Context", "Job", "Outcome", "digest", "grade_one"]


@dataclass(frozen=True)
class Context:
    """What is the same for all submissions to one assignment."""

    assignment: str
    masters: Mapping[str, str]
    """The JSON of each released notebook, by its name."""
    source: str
    """The folder with the instructor's other files, which win over a learner's."""
    keys: str | None
    permissions: int
    ignore: tuple[str, ...]
    root: str = ""
    """The course's folder, where the collector notes what it saw."""
    limits: Limits = field(default_factory=Limits)

    @property
    def keys_folder(self) -> Path | None:
        """The folder of the keys, None for the packaged ones."""
        return Path(self.keys) if self.keys else None

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a released notebook, a key or an item changes: all is graded anew."""
        parts = [self.assignment, *(f"{n}\n{t}" for n, t in sorted(self.masters.items()))]
        for text in self.masters.values():
            unit = Master(text).unit
            if unit:
                ring = load_keys(unit, self.keys_folder)
                parts += [i.model_dump_json() for i in ring.unit.items]
                parts += [ring.keys[i.id].model_dump_json() for i in ring.unit.items]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Job:
    """One student's submission: where it is, and where its autograded copy goes."""

    student: str
    submitted: str
    autograded: str


@dataclass(frozen=True)
class Outcome:
    """What came of a job; everything the writer needs."""

    student: str
    digest: str
    graded: Mapping[str, Graded] = field(default_factory=dict)
    """By the notebook's name; a notebook that was not handed in is missing here."""
    timestamp: str | None = None
    incidents: tuple[str, ...] = ()
    refused: bool = False
    failed: str | None = None
    """An error of ours or of the machine's: not graded, and tried again at the next run."""


def digest(folder: Path, fingerprint: str) -> str:
    """The state of a submission, by its files' names, sizes and contents, and of what grades it."""
    whole = hashlib.sha256(fingerprint.encode())
    for file in sorted(folder.rglob("*")):
        if not file.is_symlink() and file.is_file():
            whole.update(f"\0{file.relative_to(folder)}\0".encode("utf-8", "surrogateescape"))
            whole.update(file.read_bytes())
    return whole.hexdigest()


def grade_one(job: Job, context: Context) -> Outcome:
    """Read, score, render and write one submission. Never raises: a failure is an outcome."""
    try:
        return _grade(job, context)
    except Barred as reason:
        return Outcome(job.student, "", failed=str(reason))
    except (OSError, SecondSourceError, ValueError) as error:
        return Outcome(job.student, "", failed=f"{type(error).__name__}: {error}")


def _grade(job: Job, context: Context) -> Outcome:
    submitted, final = Path(job.submitted), Path(job.autograded)
    check_folder(submitted, job.student)
    provided = _provided(context.source, context.ignore)
    admitted = admit(
        submitted,
        context.limits,
        ignore=context.ignore,
        provided=provided,
        receipt=read_receipt(Path(context.root), context.assignment, job.student),
    )
    state = digest(submitted, context.fingerprint)
    building = final.with_name(f".{final.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    admitted.copy_to(building, but=provided)
    for name in provided:
        copy_plain(Path(context.source) / name, building / name)
    graded: dict[str, Graded] = {}
    incidents: list[str] = []
    refused = False
    some = any(_there(submitted / f"{name}{SUFFIX}") for name in context.masters)
    for name, text in context.masters.items():
        if some and not _there(submitted / f"{name}{SUFFIX}"):
            incidents.append(f"{name}: not handed in")
            continue
        master = _master(text)
        file = handed_in_as(submitted, name, master.unit or "", context.limits)
        submission = read_submission(
            file,
            unit=master.unit or "",
            known=master.sources,
            name=name,
            beside=admitted,
            limits=context.limits,
        )
        notebook = rebuild(master, submission)
        ring = (
            load_keys(master.unit, Path(context.keys) if context.keys else None)
            if master.unit
            else None
        )
        graded[name] = grade_notebook(notebook, master.sources, ring)
        (building / f"{name}{SUFFIX}").write_text(_dumps(notebook), "utf-8")
        found = notebook["metadata"].get("secondsource", {}).get("incidents", [])
        incidents += [f"{name}: {i}" for i in found]
        refused = refused or submission.refused is not None
    for path in building.rglob("*"):
        if path.is_file():
            path.chmod(context.permissions)
    _replace(building, final)
    return Outcome(job.student, state, graded, admitted.timestamp, tuple(incidents), refused)


@cache
def _master(text: str) -> Master:
    return Master(text)


def _dumps(notebook: dict[str, Any]) -> str:
    """As nbformat writes it."""
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
        for output in cell.get("outputs", []):
            _split(output)
    text = json.dumps(
        notebook,
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
        separators=(",", ": "),
    )
    return text + "\n"


def _split(output: dict[str, Any]) -> None:
    if "text" in output:
        output["text"] = output["text"].splitlines(keepends=True)
    data = output.get("data", {})
    for kind, value in data.items():
        if isinstance(value, str) and not kind.endswith("json"):
            data[kind] = value.splitlines(keepends=True)


def _there(file: Path) -> bool:
    return file.is_symlink() or file.exists()


@cache
def _provided(source: str, ignore: tuple[str, ...]) -> tuple[str, ...]:
    """The instructor's other files, which win over a learner's."""
    everything = Limits(math.inf, math.inf, math.inf, sys.maxsize, sys.maxsize, kept=("*",))
    return admit(Path(source), everything, ignore=ignore).files


def _replace(building: Path, final: Path) -> None:
    """Put the new folder in the old one's place; a reader never sees half of one."""
    old = final.with_name(f".{final.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if final.exists():
        final.rename(old)
    building.rename(final)
    shutil.rmtree(old, ignore_errors=True)
