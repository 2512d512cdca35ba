"""Grading one submission, from its folder to its autograded folder, in any process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from secondsource_grading.batch.folders import clear_away, replace, set_permissions, temporary
from secondsource_grading.batch.state import (
    Found,
    read_autograded,
    read_folder,
    with_autograded,
)
from secondsource_grading.grading.grades import Graded
from secondsource_grading.grading.job import Context, Job, Outcome
from secondsource_grading.grading.notebook import grade_notebook
from secondsource_grading.grading.notebook_json import notebook_text
from secondsource_grading.grading.rebuild import rebuild
from secondsource_grading.intake.admission import (
    SUFFIX,
    Admitted,
    InadmissibleError,
    Listing,
    Rules,
    admit,
    check_folder,
)
from secondsource_grading.intake.safe_files import copy_plain, why_no_room, write_plain
from secondsource_grading.intake.submission import read_submission
from secondsource_grading.intake.timestamps import STAMP, read_receipt

__all__ = ["grade_one"]


@dataclass(frozen=True)
class _Notebook:
    """One notebook of a submission, graded."""

    graded: Graded
    text: bytes
    """The autograded notebook as its file has it."""
    incidents: tuple[str, ...]
    refused: bool


def grade_one(job: Job, context: Context) -> Outcome:
    """Read, score, render and write one submission. Never raises: a failure is an outcome."""
    try:
        return _grade(job, context)
    except InadmissibleError as reason:
        return Outcome(job.student, failed=str(reason))
    except Exception as error:  # noqa: BLE001 - one submission must not stop the others
        return Outcome(job.student, failed=f"{type(error).__name__}: {error}")


def _grade(job: Job, context: Context) -> Outcome:
    check_folder(job.submitted, job.student)
    receipt = read_receipt(context.root, context.assignment, job.student)
    found = read_folder(job.submitted, context, f"{job.extension}\0{receipt}")
    clear_away(job.autograded)
    if job.graded_state is not None and job.graded_state == with_autograded(
        found.state, read_autograded(job.autograded, context.assessments)
    ):
        return Outcome(job.student, job.graded_state, unchanged=True)
    if why := why_no_room(job.autograded):
        raise InadmissibleError(why)
    rules = Rules(context.limits, context.ignore, context.provided)
    listing = Listing.of(found.entries, found.contents.get(STAMP))
    admitted = admit(job.submitted, rules, receipt, listing)
    missing, given = _handed_in(job.submitted, context, found)
    done = {name: _grade_notebook(name, job, context, found, admitted) for name in given}
    texts = {name: notebook.text for name, notebook in done.items()}
    _write(job.autograded, context, admitted, texts)
    incidents = (
        f"{name}: {incident}"
        for name in context.assessments
        for incident in (("not handed in",) if name in missing else done[name].incidents)
    )
    return Outcome(
        job.student,
        with_autograded(found.state, texts),
        {name: notebook.graded for name, notebook in done.items()},
        admitted.timestamp,
        tuple(incidents),
        any(notebook.refused for notebook in done.values()),
    )


def _handed_in(folder: str, context: Context, found: Found) -> tuple[set[str], list[str]]:
    """Return the notebooks that are not handed in, and those to grade, by name.

    Where there is none at all each is graded as one that can't be read. A broken link counts as
    handed in, because a learner meant it to be there.
    """
    there = {
        name
        for name in context.assessments
        if f"{name}{SUFFIX}" in found.contents or os.path.lexists(f"{folder}/{name}{SUFFIX}")
    }
    given = [name for name in context.assessments if name in there or not there]
    return set(context.assessments) - set(given), given


def _grade_notebook(
    name: str, job: Job, context: Context, found: Found, admitted: Admitted
) -> _Notebook:
    """Return one notebook graded; nothing is written yet."""
    assessment = context.assessments[name]
    master = assessment.master
    submission = read_submission(
        f"{job.submitted}/{name}{SUFFIX}",
        unit=master.unit or "",
        known=master.sources,
        beside=admitted,
        limits=context.limits,
        content=found.contents.get(f"{name}{SUFFIX}"),
        released=master.written,
    )
    notebook = rebuild(master, submission)
    refused = submission.refused is not None
    graded = grade_notebook(
        notebook,
        assessment,
        submission.responses,
        refused=refused,
        lost=submission.lost,
        documents=submission.documents,
    )
    text = notebook_text(notebook, context.printed[name])
    incidents = notebook["metadata"].get("secondsource", {}).get("incidents", [])
    return _Notebook(graded, text, tuple(incidents), refused)


def _write(final: str, context: Context, admitted: Admitted, texts: Mapping[str, bytes]) -> None:
    """Write the autograded folder, at first under another name."""
    building = temporary(final, context, "building")
    admitted.copy_to(building)
    for name in context.given:
        copy_plain(Path(context.source, name), Path(building, name))
    for name, text in texts.items():
        write_plain(f"{building}/{name}{SUFFIX}", text)
    set_permissions(building, {*admitted.names, *context.given, *_files(texts)}, context)
    replace(building, final, context)


def _files(names: Mapping[str, bytes]) -> Iterator[str]:
    return (f"{name}{SUFFIX}" for name in names)
