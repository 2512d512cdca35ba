"""Whether a submission is still the one that was graded, or another was handed in since."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from secondsource.recording.responses import KEY
from secondsource_grading.grading.job import Context, Job
from secondsource_grading.grading.key_shown import without_mark
from secondsource_grading.grading.rebuild import rebuild
from secondsource_grading.intake.admission import SUFFIX, Rules, admit
from secondsource_grading.intake.submission import read_submission
from secondsource_grading.intake.timestamps import read_receipt

__all__ = ["why_left"]

NOT_GRADED = "is not graded yet; `secondsource-teach grade` grades it"
GONE = "has no submission any more; the grades are of an earlier run"
ANOTHER = "handed in something else since it was graded; `secondsource-teach grade` grades it"
UNREADABLE = "has an autograded notebook that cannot be read; `secondsource-teach grade` mends it"


def why_left(job: Job, context: Context, *, graded: bool) -> str | None:
    """Return why a submission cannot be regraded from what is stored; None where it can.

    What was handed in is read only where its file is younger than the graded one: after a copy of
    the whole course that says nothing, so then the contents decide.
    """
    there = [n for n in context.assessments if os.path.lexists(_file(job.autograded, n))]
    if not os.path.isdir(job.submitted):  # noqa: PTH112 - many folders
        return GONE if graded else NOT_GRADED
    if not graded or not there:
        return NOT_GRADED
    given = {n for n in context.assessments if os.path.lexists(_file(job.submitted, n))}
    if given and given != {*there}:
        return ANOTHER
    younger = [n for n in there if _younger(_file(job.submitted, n), _file(job.autograded, n))]
    return None if not younger or _same(job, context, younger) else ANOTHER


def _file(folder: str, name: str) -> str:
    return f"{folder}/{name}{SUFFIX}"


def _younger(one: str, other: str) -> bool:
    """Return whether `one` may be younger, also where the clock was set back since `other`."""
    try:
        first, second = os.stat(one).st_ctime_ns, os.stat(other).st_ctime_ns  # noqa: PTH116 - many files
    except OSError:
        return True
    return first > second or second > time.time_ns()


def _same(job: Job, context: Context, names: Iterable[str]) -> bool:
    """Return whether these notebooks hold the work that the graded ones hold."""
    receipt = read_receipt(context.root, context.assignment, job.student)
    rules = Rules(context.limits, context.ignore, context.provided)
    admitted = admit(job.submitted, rules, receipt)
    for name in names:
        master = context.assessments[name].master
        submission = read_submission(
            _file(job.submitted, name),
            unit=master.unit or "",
            known=master.sources,
            beside=admitted,
            limits=context.limits,
            released=master.written,
        )
        try:
            graded = json.loads(Path(_file(job.autograded, name)).read_bytes())
            if _work(graded) != _work(rebuild(master, submission)):
                return False
        except (OSError, ValueError, KeyError, TypeError):
            return False
    return True


def _work(notebook: Mapping[str, Any]) -> list[Any]:
    """Return what is a learner's in a notebook, rebuilt or autograded."""
    cells = without_mark(notebook["cells"])
    sources = [[c.get("id"), "".join(c["source"])] for c in cells]
    return [sources, notebook["metadata"][KEY].get("responses")]
