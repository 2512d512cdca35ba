"""One submission, from its folder to its autograded folder: a function that any process can run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from secondsource.errors import SecondSourceError
from secondsource_grading.graded import Graded, grade_notebook
from secondsource_grading.keys import load_keys
from secondsource_grading.rebuild import Master, rebuild
from secondsource_grading.submissions import read_submission

__all__ = ["Context", "Job", "Outcome", "digest", "grade_one"]

SUFFIX = ".ipynb"


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
    except (OSError, SecondSourceError, ValueError) as error:
        return Outcome(job.student, "", failed=f"{type(error).__name__}: {error}")


def _grade(job: Job, context: Context) -> Outcome:
    submitted, final = Path(job.submitted), Path(job.autograded)
    state = digest(submitted, context.fingerprint)
    building = final.with_name(f".{final.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    _copy_files(submitted, building, context.ignore)
    _copy_files(Path(context.source), building, context.ignore)
    graded: dict[str, Graded] = {}
    incidents: list[str] = []
    refused = False
    for name, text in context.masters.items():
        file = submitted / f"{name}{SUFFIX}"
        if not file.is_symlink() and not file.exists():
            incidents.append(f"{name}: not handed in")
            continue
        master = _master(text)
        submission = read_submission(file, unit=master.unit or "", known=master.sources)
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
    stamp = submitted / "timestamp.txt"
    timestamp = stamp.read_text("utf-8", "replace").strip()[:100] if _plain(stamp) else None
    return Outcome(job.student, state, graded, timestamp or None, tuple(incidents), refused)


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


def _plain(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return False


def _copy_files(source: Path, target: Path, ignore: tuple[str, ...]) -> None:
    """Copy plain files other than notebooks; a link or device is left where it is."""
    patterns = shutil.ignore_patterns(*ignore, f"*{SUFFIX}")
    for folder, folders, files in os.walk(source):
        skipped = patterns(folder, [*folders, *files])
        folders[:] = [f for f in folders if f not in skipped]
        for name in files:
            file = Path(folder) / name
            if name in skipped or not _plain(file):
                continue
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            shutil.copyfile(file, place)


def _replace(building: Path, final: Path) -> None:
    """Put the new folder in the old one's place; a reader never sees half of one."""
    old = final.with_name(f".{final.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if final.exists():
        final.rename(old)
    building.rename(final)
    shutil.rmtree(old, ignore_errors=True)
