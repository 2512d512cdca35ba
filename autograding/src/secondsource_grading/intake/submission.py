"""What a submitted notebook holds, read without trusting it.

Only data is taken from a submission: recorded responses, the text of the cells
a learner may edit, and cells the learner added. Its structure, points, tags and
outputs are never used; those come from the instructor's copy (`rebuild`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from secondsource.recording.outputs import carried
from secondsource.recording.responses import (
    KEY,
    MOST,
    Response,
    newest,
    read_metadata,
)
from secondsource_grading.intake.admission import Admitted, Limits
from secondsource_grading.intake.notebook_file import Refused, load_notebook
from secondsource_grading.intake.quoting import named, shorten

__all__ = ["AddedCell", "Submission", "read_submission"]

MOST_CELLS = 5000

DEEPEST = 20
"""Lists within lists; answers need two. Deep ones break what copies and writes notebooks."""

LONGEST = 200_000
"""Characters of one cell that are kept; a written answer has some thousand."""

AHEAD = 24 * 3600
"""Seconds by which a learner's clock may be ahead of ours and pass without a word."""

_LIMITS = Limits()


@dataclass(frozen=True)
class AddedCell:
    """A cell the instructor's copy doesn't have, and the graded or locked cell it came after."""

    after: str | None
    cell_type: str
    source: str


@dataclass
class Submission:
    """A submission's data; `incidents` lists in words what was odd about it."""

    responses: dict[str, Response] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    added: list[AddedCell] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    refused: str | None = None


def read_submission(  # noqa: PLR0913 - each tells what is known beforehand
    file: str | Path,
    *,
    unit: str,
    known: Mapping[str, str],
    beside: Admitted | None = None,
    limits: Limits = _LIMITS,
    content: bytes | None = None,
) -> Submission:
    """Read one notebook.

    `known` has the source of every cell of the instructor's copy by its grade
    id, `beside` what the gate found around it, `content` the file's bytes where
    they are read already. Never raises for what a file holds: a file that cannot
    be read comes back with `refused` set.
    """
    around = list(beside.incidents) if beside else []
    submission = Submission()
    try:
        notebook, submission.incidents = load_notebook(file, unit, limits, content)
    except Refused as refusal:
        return Submission(refused=str(refusal), incidents=[f"refused: {refusal}", *around])
    cells = list(_cells(notebook, submission))
    _read_responses(notebook, cells, unit, known, submission)
    _read_cells(cells, known, submission)
    _check_times(submission, beside, limits)
    submission.incidents = shorten(submission.incidents) + around
    return submission


def _cells(notebook: Mapping[str, Any], submission: Submission) -> Iterator[Mapping[str, Any]]:
    raw = notebook.get("cells")
    if raw is None and isinstance(notebook.get("worksheets"), list):
        # nbformat 3 keeps its cells one level deeper.
        sheets = [s.get("cells") for s in notebook["worksheets"] if isinstance(s, dict)]
        raw = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
        submission.incidents.append("saved in the old notebook format 3; read all the same")
    if not isinstance(raw, list):
        submission.incidents.append("the notebook has no list of cells")
        return
    if len(raw) > MOST_CELLS:
        submission.incidents.append(f"{len(raw)} cells; only the first {MOST_CELLS} are read")
    for cell in raw[:MOST_CELLS]:
        if isinstance(cell, dict):
            yield cell


def _read_responses(
    notebook: Mapping[str, Any],
    cells: list[Mapping[str, Any]],
    unit: str,
    known: Mapping[str, str],
    submission: Submission,
) -> None:
    metadata = notebook.get("metadata")
    ours = metadata.get(KEY) if isinstance(metadata, dict) else None
    theirs = ours.get("unit", unit) if isinstance(ours, dict) else unit
    if theirs != unit:
        shown = named(theirs) if isinstance(theirs, str) else "of no name"
        submission.incidents.append(
            f"the notebook says it belongs to unit {shown}, not {unit!r}; "
            "its responses are passed over"
        )
        return
    if isinstance(ours, dict) and isinstance(metadata, dict):
        asked = _asked(ours.get("responses", {}), known, submission)
        metadata = {KEY: {**ours, "responses": asked}}
    found, passed = read_metadata(metadata)
    submission.incidents += passed
    recovered = newest(carried({"cells": cells}, unit))
    late = sorted(i for i, r in recovered.items() if i not in found or r.t > found[i].t)
    if late:
        names = ", ".join(n if n in known else named(n) for n in late)[:300]
        submission.incidents.append(f"recovered from cell outputs: {names}")
    every = newest([found, recovered])
    if len(every) > MOST:
        every = {n: r for n, r in every.items() if n in known}
    all_fit = not _unfit("", [[name, response.value] for name, response in every.items()])
    for name, response in every.items():
        reason = "" if all_fit else _unfit(name, response.value)
        if reason:
            submission.incidents.append(f"response {named(name)} {reason}")
        # No item takes `unread`, so it is refused and a person looks at it.
        kept = Response({"unread": reason}, response.t) if reason else response
        submission.responses[_readable(name)[:200]] = kept


def _asked(raw: Any, known: Mapping[str, str], submission: Submission) -> Any:
    """Of far too many responses, those to what this notebook asks."""
    if not isinstance(raw, dict) or len(raw) <= MOST:
        return raw
    submission.incidents.append(
        f"{len(raw)} responses, more than {MOST}; only those to this notebook's questions are read"
    )
    return {name: entry for name, entry in raw.items() if name in known}


def _check_times(submission: Submission, beside: Admitted | None, limits: Limits) -> None:
    """Say where the answers' own times contradict the time of handing in, or the calendar."""
    times = [r.t for r in submission.responses.values()]
    if not times:
        return
    newest_answer, now = max(times), time.time()
    if newest_answer > now + AHEAD:
        submission.incidents.append(
            f"{sum(t > now + AHEAD for t in times)} answers are dated in the future"
        )
    elif beside and beside.timestamp:
        handed_in = datetime.fromisoformat(beside.timestamp.removesuffix(" UTC") + "+00:00")
        late = newest_answer - handed_in.timestamp()
        if late > limits.clock_minutes * 60:
            submission.incidents.append(
                f"an answer is dated {late / 60:.0f} minutes after the time of handing in"
            )


def _unfit(name: str, value: Any) -> str:
    """Why a response cannot be kept in a notebook, or nothing if it can."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        inner = [v for v in level if isinstance(v, (list, dict))]
        level = [w for v in inner for w in (v.values() if isinstance(v, dict) else v)]
        depth += bool(inner)
    if depth > DEEPEST:
        return "is nested deeper than any answer"
    try:
        _strict([name, value]).encode("utf-8")
    except UnicodeEncodeError:
        return "holds characters that are no Unicode text"
    except ValueError:
        return "holds a number that is none (NaN or infinity)"
    return ""


_strict = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _read_cells(
    cells: list[Mapping[str, Any]], known: Mapping[str, str], submission: Submission
) -> None:
    anchor: str | None = None
    seen: set[str] = set()
    plain = {source.strip() for source in known.values()}
    for cell in cells:
        grade_id, source = _grade_id(cell), _source(cell)
        if len(source) > LONGEST:
            submission.incidents.append(
                f"a cell of {len(source)} characters; only the first {LONGEST} are kept"
            )
            source = source[:LONGEST]
        if grade_id is not None and grade_id in known:
            anchor = grade_id
            if grade_id in seen:
                submission.incidents.append(f"cell {grade_id} occurs more than once")
                if source.strip() not in plain:
                    submission.added.append(_added(anchor, cell, source))
                continue
            seen.add(grade_id)
            submission.written[grade_id] = source
        elif (text := source.strip()) and text not in plain:
            submission.added.append(_added(anchor, cell, source))
    missing = sorted(set(known) - seen - {k for k in known if k.startswith("#")})
    if missing:
        submission.incidents.append(f"missing cells, put back: {', '.join(missing)[:300]}")


def _added(anchor: str | None, cell: Mapping[str, Any], source: str) -> AddedCell:
    kind = "code" if cell.get("cell_type") == "code" else "markdown"
    return AddedCell(anchor, kind, source)


def _grade_id(cell: Mapping[str, Any]) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _source(cell: Mapping[str, Any]) -> str:
    raw = cell.get("source", cell.get("input", ""))
    if isinstance(raw, list):
        try:
            raw = "".join(raw)
        except TypeError:
            raw = "".join(part for part in raw if isinstance(part, str))
    if not isinstance(raw, str):
        return ""
    return _readable(raw)


def _readable(text: str) -> str:
    # Lone surrogates are legal in JSON and illegal in a file.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
