"""What a submitted notebook holds, read without trusting it.

Only data is taken from a submission: recorded responses, the text of the cells
a learner may edit, and cells the learner added. Its structure, points, tags and
outputs are never used; those come from the instructor's copy (`rebuild`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
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
from secondsource.units import asked
from secondsource_grading.intake.admission import Admitted, Limits
from secondsource_grading.intake.candidates import (
    Candidate,
    Candidates,
    find_candidates,
    only_candidate,
)
from secondsource_grading.intake.notebook_file import Refused, is_there, load_notebook
from secondsource_grading.intake.quoting import named, shorten
from secondsource_grading.intake.responses import keep_responses, unread
from secondsource_grading.intake.texts import AddedCell, Cell, Texts, read_texts

__all__ = ["AddedCell", "Submission", "is_clock_behind", "read_submission"]

MOST_CELLS = 5000

AHEAD = 24 * 3600
"""Seconds by which a learner's clock may be ahead of ours and pass without a word."""

_LIMITS = Limits()


@dataclass
class Submission:
    """A submission's data; `incidents` lists in words what was odd about it."""

    responses: dict[str, Response] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    added: list[AddedCell] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    refused: str | None = None
    lost: bool = False
    """Whether work may be missing here: then what is blank is no 0 before a person has looked."""
    asked_for: Mapping[str, str] = field(default_factory=dict)
    """The fingerprints of the items that the learner's copy was given out with, by id."""
    documents: tuple[str, ...] = ()
    """Files of the learner's own beside it that a written answer may be in, by path."""

    @property
    def texts(self) -> Texts:
        """The texts of the instructor's cells and those of cells added."""
        return Texts(self.written, self.added)

    def has_written(self, known: Mapping[str, str]) -> bool:
        """Return whether a cell of the instructor's was changed, or one with text was added."""
        changed = any(text.strip() != known[name].strip() for name, text in self.written.items())
        return changed or bool(self.added)


def read_submission(  # noqa: PLR0913 - each tells what is known beforehand
    file: str | Path,
    *,
    unit: str,
    known: Mapping[str, str],
    beside: Admitted | None = None,
    limits: Limits = _LIMITS,
    content: bytes | None = None,
    released: float = 0.0,
) -> Submission:
    """Read one notebook, or the one that holds the learner's answers in its place.

    `known` has the source of every cell of the instructor's copy by its grade id, `beside` what
    was admitted around it, `content` the file's bytes where they are read already, `released`
    when the instructor's copy was written: by a clock that stands before that, no answer is said
    to be dated in the future. Never raises for what a file holds: a file that cannot be read
    comes back with `refused` set.
    """
    place = Path(file)
    around = list(beside.incidents) if beside else []

    def read(path: Path, given: bytes | None = None) -> Submission:
        return _read(load_notebook(path, limits, given), unit, known, beside, limits, released)

    def elsewhere() -> Candidates:
        return find_candidates(place, unit, known, beside, limits)

    try:
        if content is None and not is_there(place):
            chosen = only_candidate(place, elsewhere().found)
            found = read(chosen)
            found.incidents.insert(0, f"handed in as {named(_below(chosen, place))}")
        else:
            try:
                named_one = read(place, content)
            except Refused as refusal:
                found = _in_place_of(refusal, place, elsewhere().found, read)
            else:
                found = _settle(named_one, place, known, elsewhere(), read)
    except Refused as refusal:
        return Submission(refused=str(refusal), incidents=[f"refused: {refusal}", *around])
    if unit and not found.responses and any(map(asked, known.values())):
        found.lost = True
        blank = not found.has_written(known)
        said = "no answers" if blank else "texts, and none of the recorded answers,"
        found.incidents.append(f"{said} were found in this notebook")
    found.documents = beside.documents if beside else ()
    found.incidents = shorten(found.incidents) + around
    return found


def _in_place_of(
    refusal: Refused, place: Path, others: Sequence[Candidate], read: Callable[[Path], Submission]
) -> Submission:
    """Return what another notebook holds where the named one can't be read.

    Raises the refusal where there is none with answers, or more than one.
    """
    answered = [c for c in others if c.responses]
    if len(answered) != 1:
        raise refusal
    other = answered[0].file
    found = read(other)
    found.incidents.insert(
        0, f"{named(place.name)}: {refusal}; the answers in {named(_below(other, place))} count"
    )
    return found


def _settle(
    found: Submission,
    place: Path,
    known: Mapping[str, str],
    elsewhere: Candidates,
    read: Callable[[Path], Submission],
) -> Submission:
    """Return what the named notebook holds, or another one's where only that holds answers.

    Where both hold answers, the named one counts, and a person is asked about the rest.
    """
    if elsewhere.not_opened:
        found.lost = True
        found.incidents.append(
            f"{elsewhere.not_opened} other notebooks were not looked into, they are too many or "
            "too large; a person has to see whether answers are in them"
        )
    others = [c for c in elsewhere.found if c.adds_to(found.responses, found.texts, known)]
    if not others:
        return found
    names = ", ".join(named(_below(c.file, place)) for c in others[:5])
    if len(others) == 1 and not found.responses and not found.has_written(known):
        before, found = found, read(others[0].file)
        found.lost = found.lost or before.lost
        found.incidents.insert(0, f"{named(place.name)} holds no answers; those in {names} count")
        return found
    found.lost = True
    found.incidents.append(
        f"answers that are not in {named(place.name)} are in {names}; a person has to compare them"
    )
    return found


def _read(  # noqa: PLR0913, PLR0917 - as `read_submission`
    loaded: tuple[Mapping[str, Any], list[str]],
    unit: str,
    known: Mapping[str, str],
    beside: Admitted | None,
    limits: Limits,
    released: float,
) -> Submission:
    notebook, odd_file = loaded
    cells, odd_cells = _cells(notebook)
    responses, odd_responses, lost = _responses(notebook, cells, unit, known)
    texts, odd_texts = read_texts(cells, known)
    lost = lost or not isinstance(notebook.get("cells"), list) or len(cells) == MOST_CELLS
    odd_times = _contradictions(responses, beside, limits, released)
    odd = [*odd_file, *odd_cells, *odd_responses, *odd_texts, *odd_times]
    items = _given_out_with(notebook, known)
    return Submission(responses, texts.written, texts.added, odd, lost=lost, asked_for=items)


def _given_out_with(notebook: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, str]:
    """Return the fingerprints of items in the learner's copy, of those that are asked today."""
    metadata = notebook.get("metadata")
    ours = metadata.get(KEY) if isinstance(metadata, dict) else None
    items = ours.get("items") if isinstance(ours, dict) else None
    if not isinstance(items, dict):
        return {}
    return {name: items[name] for name in known if isinstance(items.get(name), str)}


def _below(file: Path, place: Path) -> str:
    """Return the path of `file` as seen from the folder that `place` is in."""
    return file.relative_to(place.parent).as_posix()


def _cells(notebook: Mapping[str, Any]) -> tuple[list[Cell], list[str]]:
    """Return the notebook's cells, and what is odd about them."""
    raw = notebook.get("cells")
    incidents = []
    if raw is None and isinstance(notebook.get("worksheets"), list):
        # nbformat 3 keeps its cells one level deeper.
        sheets = [s.get("cells") for s in notebook["worksheets"] if isinstance(s, dict)]
        raw = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
        incidents.append("saved in the old notebook format 3; read all the same")
    if not isinstance(raw, list):
        return [], [*incidents, "the notebook has no list of cells"]
    if len(raw) > MOST_CELLS:
        incidents.append(f"{len(raw)} cells; only the first {MOST_CELLS} are read")
    return [cell for cell in raw[:MOST_CELLS] if isinstance(cell, dict)], incidents


def _responses(
    notebook: Mapping[str, Any], cells: list[Cell], unit: str, known: Mapping[str, str]
) -> tuple[dict[str, Response], list[str], bool]:
    """Return the recorded responses that count, what is odd, and whether others may be lost.

    One that cannot be kept is there as `unread`, which no item takes, so that it gets no
    points and a person looks at it.
    """
    metadata = notebook.get("metadata")
    ours = metadata.get(KEY) if isinstance(metadata, dict) else None
    theirs = ours.get("unit", unit) if isinstance(ours, dict) else unit
    if theirs != unit:
        shown = named(theirs) if isinstance(theirs, str) else "of no name"
        said = f"the notebook says it belongs to unit {shown}, not {unit!r}; "
        return {}, [said + "its responses are passed over"], True
    incidents: list[str] = []
    raw: Any = {}
    if isinstance(ours, dict) and isinstance(metadata, dict):
        raw, incidents = _of_these(ours.get("responses", {}), known)
        metadata = {KEY: {**ours, "responses": raw}}
    found, passed = read_metadata(metadata)
    lost = bool(passed) and not found
    recovered = newest(carried({"cells": cells}, unit))
    late = sorted(i for i, r in recovered.items() if i not in found or r.t > found[i].t)
    incidents += passed
    if late:
        names = ", ".join(n if n in known else named(n) for n in late[:20])[:300]
        incidents.append(f"recovered from cell outputs: {names}")
    readable = newest([found, recovered])
    entries = raw if isinstance(raw, dict) else {}
    for name in sorted((known.keys() & entries.keys()) - readable.keys()):
        if Response.from_json(entries[name]) is None:
            readable[name] = Response(unread("it has no value or no time"), 0.0)
    if strays := sorted(readable.keys() - known.keys()):
        names = ", ".join(map(named, strays[:5]))
        incidents.append(
            f"answers to questions that this notebook does not ask: {names}; "
            "a person has to see whether they belong to what is blank"
        )
    kept, unkept = keep_responses(readable, known)
    return kept, incidents + unkept, lost or bool(strays)


def _of_these(raw: Any, known: Mapping[str, str]) -> tuple[Any, list[str]]:
    """Return, of far too many responses, those to what this notebook asks."""
    if not isinstance(raw, dict) or len(raw) <= MOST:
        return raw, []
    return {name: entry for name, entry in raw.items() if name in known}, [
        f"{len(raw)} responses, more than {MOST}; only those to this notebook's questions are read"
    ]


def _contradictions(
    responses: Mapping[str, Response], beside: Admitted | None, limits: Limits, released: float
) -> list[str]:
    """Return where the answers' own times contradict the time of handing in, or the calendar."""
    times = [r.t for r in responses.values()]
    if not times:
        return []
    newest_answer, now = max(times), time.time()
    if newest_answer > now + AHEAD and not is_clock_behind(released):
        return [f"{sum(t > now + AHEAD for t in times)} answers are dated in the future"]
    if beside and beside.timestamp:
        handed_in = datetime.fromisoformat(beside.timestamp.removesuffix(" UTC") + "+00:00")
        late = newest_answer - handed_in.timestamp()
        if late > limits.clock_minutes * 60:
            return [f"an answer is dated {_duration(late)} after the time of handing in"]
    return []


def is_clock_behind(released: float) -> bool:
    """Return whether this machine's clock stands before the time at which a notebook was released.

    Then it is wrong, or it was at the release.
    """
    return released > time.time() + AHEAD


def _duration(seconds: float) -> str:
    """Return a stretch of time as people say it: of two days, hours and minutes say nothing."""
    minutes = seconds / 60
    for size, word in ((24 * 60, "days"), (60, "hours")):
        if minutes >= 2 * size:
            return f"{minutes / size:.0f} {word}"
    return f"{minutes:.0f} minutes"
