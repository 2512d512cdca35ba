"""The notebook that is graded: the instructor's copy with the learner's data put in.

Rebuilding replaces repairing: a copied, split, deleted, moved or re-typed cell,
changed points, tags or checksums cannot reach the grade, because none of them is
taken from the submission.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from secondsource.errors import ContentError
from secondsource.recording.responses import KEY, SCHEMA
from secondsource_grading.grading.cells import Json, asked_item, flags
from secondsource_grading.grading.fingerprint import ITEMS, read_items, same_content
from secondsource_grading.grading.key_shown import without_mark
from secondsource_grading.grading.released import read_released
from secondsource_grading.intake.submission import AddedCell, Submission

__all__ = ["Master", "rebuild", "work_in"]


@dataclass(frozen=True)
class Master:
    """The instructor's copy of one notebook, as released."""

    text: str
    """Its JSON, with every source as one text."""
    written: float = 0.0
    """When its file was written, in seconds since 1970; 0 where that is not known."""

    @classmethod
    def read(cls, file: Path) -> Master:
        """Read a released notebook; `ContentError` where it is missing."""
        if not file.is_file():
            msg = f"{file}: the released copy is missing; run `nbgrader generate_assignment`"
            raise ContentError(msg)
        return cls(json.dumps(read_released(file)), file.stat().st_mtime)

    def copy(self) -> Json:
        """A notebook of one's own to change."""
        notebook: Json = marshal.loads(self._packed)  # noqa: S302 - packed below
        return notebook

    @cached_property
    def _packed(self) -> bytes:
        """The notebook in the form that is copied fastest."""
        return marshal.dumps(json.loads(self.text))

    @cached_property
    def cells(self) -> list[tuple[str, bool]]:
        """The name of every cell, and whether a learner may edit it."""
        return [(_name(cell), _editable(cell)) for cell in self.copy()["cells"]]

    @cached_property
    def gradebook_cells(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """The names of its graded cells, of those a learner writes in, and of nbgrader's tasks."""
        marks = [flags(cell) for cell in self.copy()["cells"]]
        tasks = frozenset(m["grade_id"] for m in marks if m.get("task"))
        grades = frozenset(m["grade_id"] for m in marks if m.get("grade")) - tasks
        solutions = frozenset(m["grade_id"] for m in marks if m.get("solution")) - tasks
        return grades, solutions, tasks

    @cached_property
    def unit(self) -> str | None:
        """The unit it belongs to, or None for an ordinary notebook."""
        ours = self.copy()["metadata"].get(KEY)
        return ours.get("unit") if isinstance(ours, dict) else None

    @cached_property
    def items(self) -> Mapping[str, str] | None:
        """The fingerprints of the items it asks; None where it was released without them."""
        return read_items(self.copy()["metadata"].get(KEY))

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The items it asks in cells of its own, in their order."""
        return tuple(filter(None, map(asked_item, self.copy()["cells"])))

    @cached_property
    def sources(self) -> dict[str, str]:
        """The source of every cell, by grade id, or by `#` and cell id."""
        return {_name(cell): cell["source"] for cell in self.copy()["cells"]}


def rebuild(master: Master, submission: Submission) -> Json:
    """A copy of `master` with responses, written answers, added cells and incidents."""
    notebook = master.copy()
    changed: list[str] = []
    cells: list[Json] = list(_added_after(None, submission))
    for cell, (name, editable) in zip(notebook["cells"], master.cells, strict=True):
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
        written = submission.written.get(name, cell["source"])
        if editable:
            cell["source"] = written
        cells.append(cell)
        if written != cell["source"] and written.strip() not in {"", cell["source"].strip()}:
            changed.append(name)
            kept = AddedCell(name, cell["cell_type"], written)
            cells.append(_cell(kept, f"changed-{len(changed)}"))
        if submission.added:
            cells.extend(_added_after(name, submission))
    notebook["cells"] = cells
    notebook["metadata"][KEY] = {
        "schema": SCHEMA,
        "unit": master.unit,
        "responses": {i: r.to_json() for i, r in sorted(submission.responses.items())},
        "incidents": [
            *submission.incidents,
            *(f"changed cell {n}, put back" for n in changed),
            *_given_out_before(master, submission),
        ],
    }
    if master.items is not None:
        notebook["metadata"][KEY][ITEMS] = dict(master.items)
    if submission.refused:
        notebook["metadata"][KEY]["refused"] = submission.refused
    return notebook


def _given_out_before(master: Master, submission: Submission) -> Iterator[str]:
    """Yield in words which questions were others when the learner got this copy."""
    before = submission.asked_for
    others = [
        name
        for name, now in (master.items or {}).items()
        if name in before and not same_content(before[name], now)
    ]
    if others:
        yield (
            f"this copy was given out before the unit was released again; {', '.join(others)} "
            "asked something else then, and is scored as if it had asked what it asks today"
        )


def work_in(notebook: Json) -> tuple[Any, list[str]]:
    """Return the responses and the texts of a notebook's cells, rebuilt or autograded."""
    return notebook["metadata"].get(KEY, {}).get("responses"), [
        cell["source"] for cell in without_mark(notebook["cells"])
    ]


def _editable(cell: Json) -> bool:
    marks = flags(cell)
    if marks.get("task"):
        return not marks.get("locked")
    return bool(marks.get("solution")) and asked_item(cell) is None


def _name(cell: Json) -> str:
    grade_id = flags(cell).get("grade_id")
    return grade_id or f"#{cell.get('id', '')}"


def _added_after(name: str | None, submission: Submission) -> Iterator[Json]:
    for number, added in enumerate(submission.added):
        if added.after == name:
            yield _cell(added, f"added-{number}")


def _cell(added: AddedCell, cell_id: str) -> Json:
    cell: Json = {
        "cell_type": added.cell_type,
        "id": cell_id,
        "metadata": {KEY: {"added": True}},
        "source": added.source,
    }
    if added.cell_type == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell
