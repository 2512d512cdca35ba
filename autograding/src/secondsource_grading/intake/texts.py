"""What a learner wrote into cells: answers in the instructor's cells, and cells of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from secondsource_grading.intake.responses import readable

__all__ = ["AddedCell", "Cell", "Texts", "is_blank", "read_texts"]

Cell = Mapping[str, Any]

LONGEST = 200_000
"""Characters of one cell that are kept; a written answer has some thousand."""

MOST_ADDED = 1000
"""Cells a learner may add."""

LONGEST_TOGETHER = 1_000_000
"""Characters of all added cells that are kept; they are all shown on the pages of grading."""


@dataclass(frozen=True)
class AddedCell:
    """A cell the instructor's copy doesn't have, and the graded or locked cell it came after."""

    after: str | None
    cell_type: str
    source: str


@dataclass
class Texts:
    """The source of every cell of the instructor's that was found, and the cells added."""

    written: dict[str, str] = field(default_factory=dict)
    added: list[AddedCell] = field(default_factory=list)


def read_texts(cells: Sequence[Cell], known: Mapping[str, str]) -> tuple[Texts, list[str]]:
    """Return the texts of cells, and what is odd about them.

    `known` has the source of every cell of the instructor's copy by its grade id.
    """
    texts, incidents = Texts(), list[str]()
    anchor: str | None = None
    added: list[AddedCell] = []
    plain = {source.strip() for source in known.values()}
    for cell in cells:
        grade_id, source = _grade_id(cell), _source(cell)
        if len(source) > LONGEST:
            incidents.append(
                f"a cell of {len(source)} characters; only the first {LONGEST} are kept"
            )
            source = source[:LONGEST]
        if grade_id is not None and grade_id in known:
            anchor = grade_id
            if grade_id not in texts.written:
                texts.written[grade_id] = source
                continue
            incidents.append(f"cell {grade_id} occurs more than once")
        if (text := source.strip()) and text not in plain:
            kind = "code" if cell.get("cell_type") == "code" else "markdown"
            added.append(AddedCell(anchor, kind, source))
    texts.added, too_much = _bounded(added)
    if pictures := sum(bool(cell.get("attachments")) for cell in cells):
        incidents.append(
            f"{pictures} cells have attached pictures, which are not kept; "
            "they are in the submitted file"
        )
    missing = sorted(set(known) - set(texts.written) - {k for k in known if k.startswith("#")})
    if missing:
        incidents.append(f"missing cells, put back: {', '.join(missing)[:300]}")
    return texts, incidents + too_much


def is_blank(name: str, text: str, known: Mapping[str, str]) -> bool:
    """Return whether a cell of the instructor's holds nothing that a learner wrote."""
    return text.strip() in {"", known[name].strip()}


def _bounded(added: list[AddedCell]) -> tuple[list[AddedCell], list[str]]:
    """Return as many added cells as are kept, and what is said of the rest."""
    kept: list[AddedCell] = []
    room = LONGEST_TOGETHER
    for cell in added[:MOST_ADDED]:
        room -= len(cell.source)
        if room < 0:
            break
        kept.append(cell)
    rest = len(added) - len(kept)
    if not rest:
        return kept, []
    most = f"at most {MOST_ADDED} with {LONGEST_TOGETHER} characters are kept"
    return kept, [f"{rest} added cells are left out; {most}"]


def _grade_id(cell: Cell) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _source(cell: Cell) -> str:
    """Return a cell's text; nbformat 3 and old files keep it under another name or in lines."""
    raw = cell.get("source", cell.get("input", ""))
    if isinstance(raw, list):
        try:
            raw = "".join(raw)
        except TypeError:
            raw = "".join(part for part in raw if isinstance(part, str))
    return readable(raw.replace("\r\n", "\n")) if isinstance(raw, str) else ""
