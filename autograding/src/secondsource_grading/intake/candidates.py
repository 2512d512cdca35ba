"""Other notebooks in a submission that may hold the learner's answers.

Learning platforms and browsers rename what is handed in (`name (1).ipynb`), a sync tool
keeps two versions, an archive adds a folder. What is the learner's own beyond doubt is
used; otherwise a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from secondsource.recording.outputs import carried
from secondsource.recording.responses import Response, newest, read_metadata
from secondsource.units import asked
from secondsource_grading.intake.admission import MB, Admitted, Limits, is_notebook_name
from secondsource_grading.intake.notebook_file import Refused, load_notebook, unit_of
from secondsource_grading.intake.quoting import named
from secondsource_grading.intake.texts import Cell, Texts, is_blank, read_texts

__all__ = ["Candidate", "Candidates", "find_candidates", "only_candidate"]

MOST_LOOKED_INTO = 20
"""Other notebooks of one submission that are opened."""

MOST_SIZE = 2
"""Times the size of the largest notebook that those opened may have together."""


@dataclass(frozen=True)
class Candidate:
    """A notebook of the same unit, and the answers in it."""

    file: Path
    responses: Mapping[str, Response]
    texts: Texts = field(default_factory=Texts)

    def adds_to(
        self, found: Mapping[str, Response], texts: Texts, known: Mapping[str, str]
    ) -> bool:
        """Return whether it has work that is missing in another notebook, or newer.

        `found` and `texts` are the answers and the written texts of that other notebook.
        """
        newer = any(
            name not in found or (r.t > found[name].t and r.value != found[name].value)
            for name, r in self.responses.items()
        )
        more = any(
            not is_blank(name, text, known)
            and is_blank(name, texts.written.get(name, known[name]), known)
            for name, text in self.texts.written.items()
        )
        return newer or more or (bool(self.texts.added) and not texts.added)


@dataclass(frozen=True)
class Candidates:
    """The notebooks of a submission that may stand for another."""

    found: Sequence[Candidate] = ()
    not_opened: int = 0
    """Those that are too many, or too large together, to be looked into."""


def find_candidates(
    place: Path, unit: str, known: Mapping[str, str], beside: Admitted | None, limits: Limits
) -> Candidates:
    """Return the other notebooks of the same unit, below folders too, in order of their paths.

    `place` is where the notebook should be, `beside` what was admitted around it. A notebook
    that lost its metadata is known by the questions it asks. Of many, those are opened first
    whose names begin like that of `place`.
    """
    if not unit:
        return Candidates()
    if beside is None:
        paths = sorted(p for p in place.parent.iterdir() if is_notebook_name(p.name))
    else:
        paths = [place.parent / name for name in beside.notebooks]
    others = sorted(
        (p for p in paths if p != place), key=lambda p: not p.name.startswith(place.stem)
    )
    opened = list(_within_bounds(others, limits))
    found = []
    for path in sorted(opened):
        try:
            notebook, _ = load_notebook(path, limits)
        except Refused:
            continue
        if unit_of(notebook) == unit or (unit_of(notebook) is None and _asks(notebook, known)):
            texts, _ = read_texts(_cells(notebook), known)
            found.append(Candidate(path, _answers(notebook, unit, known), texts))
    return Candidates(found, len(others) - len(opened))


def _within_bounds(paths: Sequence[Path], limits: Limits) -> Iterator[Path]:
    """Yield as many of the paths as may be opened; one too large to be read takes no room."""
    room = MOST_SIZE * limits.notebook_mb * MB
    for path in paths[:MOST_LOOKED_INTO]:
        try:
            size = path.lstat().st_size
        except OSError:
            size = 0
        if size > limits.notebook_mb * MB:
            yield path
        elif size <= room:
            room -= size
            yield path


def only_candidate(place: Path, candidates: Sequence[Candidate]) -> Path:
    """Return the one notebook that stands in for a missing one; `Refused` where none does.

    Of several, the only one with answers.
    """
    answered = [c for c in candidates if c.responses]
    chosen = candidates if len(candidates) == 1 else answered
    if len(chosen) == 1:
        return chosen[0].file
    msg = f"there is no {named(place.name)}; hand the notebook in under the name it came with"
    if chosen:
        names = ", ".join(named(c.file.name) for c in chosen[:5])
        msg = f"there is no {named(place.name)}, and several that may stand for it: {names}"
    raise Refused(msg)


def _cells(notebook: Mapping[str, Any]) -> list[Cell]:
    cells = notebook.get("cells")
    return [c for c in cells if isinstance(c, dict)] if isinstance(cells, list) else []


def _asks(notebook: Mapping[str, Any], known: Mapping[str, str]) -> bool:
    """Return whether it asks a question of the released notebook."""
    sources = {source.strip() for source in known.values() if asked(source)}
    texts = (c.get("source") for c in _cells(notebook))
    joined = (
        "".join(t) if isinstance(t, list) and all(isinstance(s, str) for s in t) else t
        for t in texts
    )
    return any(isinstance(text, str) and text.strip() in sources for text in joined)


def _answers(
    notebook: Mapping[str, Any], unit: str, known: Mapping[str, str]
) -> dict[str, Response]:
    """Return its answers to the questions of the released notebook."""
    found, _ = read_metadata(notebook.get("metadata"))
    recovered = newest(carried({"cells": _cells(notebook)}, unit))
    return {name: r for name, r in newest([found, recovered]).items() if name in known}
