"""From a gradebook to a file for a school's system, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from secondsource.files import replacing
from secondsource_grading.export.blackboard import Blackboard
from secondsource_grading.export.canvas import Canvas
from secondsource_grading.export.errors import ExportError
from secondsource_grading.export.fill import Filled, fill, find_column
from secondsource_grading.export.matching import Match, find_rows, read_match
from secondsource_grading.export.moodle import Moodle
from secondsource_grading.export.plain import Plain
from secondsource_grading.export.scores import Scores, score_columns
from secondsource_grading.export.sheet import Form, Sheet, read_sheet, where, write_sheet
from secondsource_grading.export.system import System
from secondsource_grading.gradebook.assignment import no_such_assignment
from secondsource_grading.gradebook.reader import Assignment, Course

__all__ = ["SYSTEMS", "Request", "Summary", "write_grades"]

SYSTEMS: dict[str, System] = {
    "canvas": Canvas(),
    "moodle": Moodle(),
    "blackboard": Blackboard(),
    "csv": Plain(),
}


@dataclass(frozen=True)
class Request:
    """What to export: which assignment to which of `SYSTEMS`, and how.

    `into` is the file from the system, or None for a new one; `out` the file to write, or None
    for one beside it; `match` as `read_match` takes it; `column` the heading if it is not the
    assignment's name; `items` for a column an item besides.
    """

    assignment: str
    to: str
    into: Path | None = None
    out: Path | None = None
    match: str = "login"
    column: str | None = None
    items: bool = False


@dataclass
class Summary:
    """What was written and what was not; `columns` by heading."""

    file: str
    columns: dict[str, Filled] = field(default_factory=dict)
    not_in_file: list[str] = field(default_factory=list)
    """Students of the gradebook."""
    not_in_gradebook: list[str] = field(default_factory=list)
    """People of the file, with their line."""
    notes: list[str] = field(default_factory=list)


def write_grades(course: Course, request: Request) -> Summary:
    """Write the file that is asked for and return what is in it.

    The file `into` is only read. Raises `ExportError`, with nothing written, where what is asked
    for can't be done in full.
    """
    system = SYSTEMS[request.to]
    assignment = _assignment(course, request.assignment)
    out = _target(request)
    match = read_match(request.match, course.people)
    columns = list(
        score_columns(assignment, request.column or assignment.name, items=request.items)
    )
    summary = Summary(str(out))
    if request.into is None:
        sheet, rows = _new(system, course, match, columns, summary)
        places = [len(sheet.heading) - len(columns) + n for n in range(len(columns))]
    else:
        sheet = read_sheet(request.into)
        rows = _people(system, sheet, match, summary)
        places = _columns(system, sheet, columns, exact=request.column is not None)
        if changed := system.prepare(sheet):
            summary.notes.append(changed)
    for scores, place in zip(columns, places, strict=True):
        summary.columns[sheet.heading[place]] = fill(system, sheet, place, rows, scores)
    summary.not_in_file += sorted({p.id for p in course.people} - rows.keys())
    with replacing(out) as temporary:
        write_sheet(sheet, temporary)
    return summary


def _assignment(course: Course, name: str) -> Assignment:
    found = {a.name: a for a in course.assignments}
    if name not in found:
        msg = f"{course.folder}: {no_such_assignment(name, found)}"
        raise ExportError(msg)
    return found[name]


def _target(request: Request) -> Path:
    """Return the file to write, which is never the one that is read."""
    into = request.into
    if request.out is not None:
        out = request.out
    elif into is not None:
        out = into.with_name(f"{into.stem}-filled{into.suffix}")
    else:
        out = Path(f"{request.assignment}-{request.to}.csv")
    sources = [p for p in (into, Path(request.match)) if p is not None and p.exists()]
    if any(out.exists() and out.samefile(p) for p in sources):
        msg = f"--out {out}: this file is read and stays as it is; name another one"
        raise ExportError(msg)
    return out


def _people(system: System, sheet: Sheet, match: Match, summary: Summary) -> dict[str, int]:
    """Return each student's row; whoever is on one side only goes into the summary."""
    first = system.first(sheet)
    keys = system.key_columns(sheet, match.kind)
    if not keys:
        kinds = [k for k in system.keys if system.key_columns(sheet, k)]
        msg = (
            f"{where(sheet, 0)}: there is no column to match by {match.kind!r}; "
            f"the file has columns for: {', '.join(kinds) or 'none of id, login, email'}; choose "
            f"with --match; the headings are {', '.join(sheet.heading)[:300]}"
        )
        raise ExportError(msg)
    rows = find_rows(sheet, first, keys, match)
    shown = [(row, " ".join(filter(None, (sheet.cell(row, k).strip() for k in keys))))
             for row in range(first, len(sheet.rows))]  # fmt: skip
    if not rows:
        sample = next((text for _row, text in shown if text), "nobody")
        known = next(iter(match.values.values()), "nobody")
        msg = (
            f"{sheet.name}: none of its {len(shown)} people is in the gradebook by {match.kind} "
            f"(the file has {sample!r}, the gradebook {known!r}); is it another course's file? "
            "Else choose with --match what both have, or give a file that maps one to the other"
        )
        raise ExportError(msg)
    taken = set(rows.values())
    summary.not_in_gradebook = [
        f"{text or sheet.cell(row, 0).strip() or '(blank)'} (line {sheet.lines[row]})"
        for row, text in shown
        if row not in taken
    ]
    return rows


def _columns(system: System, sheet: Sheet, columns: Sequence[Scores], *, exact: bool) -> list[int]:
    """Return the column of each; those of items are added where the system makes such."""
    whole = find_column(system, sheet, columns[0].name, exact=exact)
    if whole is None and not exact and isinstance(system, Moodle):
        whole = system.column(sheet)
    if whole is None:
        msg = (
            f"{where(sheet, 0)}: no column is called {columns[0].name!r}; make the assignment in "
            f"{system.name} and download the file again, or name a column with --column; "
            f"there are: {', '.join(map(repr, sheet.heading))[:300]}"
        )
        raise ExportError(msg)
    places = [whole]
    for scores in columns[1:]:
        found = find_column(system, sheet, scores.name, exact=False)
        places.append(_add(system, sheet, scores) if found is None else found)
    return places


def _add(system: System, sheet: Sheet, scores: Scores) -> int:
    if not system.adds_columns:
        msg = (
            f"{where(sheet, 0)}: no column is called {scores.name!r}, and {system.name} can't "
            "make one from a file; make it there and download again, or leave --items away"
        )
        raise ExportError(msg)
    _check_name(system, scores.name)
    sheet.put(0, len(sheet.heading), scores.name)
    return len(sheet.heading) - 1


def _check_name(system: System, name: str) -> None:
    if why := system.refuses_name(name):
        msg = f"{name!r} can't be a heading: {why}; name another one with --column"
        raise ExportError(msg)


def _new(
    system: System, course: Course, match: Match, columns: Sequence[Scores], summary: Summary
) -> tuple[Sheet, dict[str, int]]:
    """Return a new table and each student's row in it."""
    if match.kind not in system.keys:
        kinds = ", ".join(system.keys)
        msg = f"--match: a new file for {system.name} has no column for {match.kind!r}; use {kinds}"
        raise ExportError(msg)
    for scores in columns:
        _check_name(system, scores.name)
    form = Form(newline="\r\n", quote_all=isinstance(system, Blackboard))
    sheet = Sheet(system.new_heading(columns), form=form)
    rows: dict[str, int] = {}
    for person in course.people:
        keys = system.new_keys(person, match)
        if why := system.refuses_person(keys):
            summary.notes.append(f"{person.id} is left out: {why}")
            continue
        rows[person.id] = len(sheet.rows)
        sheet.rows.append(system.new_row(person, keys) + [""] * len(columns))
    if system.advice:
        summary.notes.append(system.advice)
    return sheet, rows
