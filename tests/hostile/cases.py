"""What a case is, and the desk on which it is laid out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from helpers import notebooks
from helpers.classroom import FULL, UNIT

__all__ = [
    "CASES", "FULL_POINTS", "Case", "Desk", "Expected", "case", "refused", "repaired", "scored",
    "turned_away",
]  # fmt: skip

FULL_POINTS = 8.5
"""Of the recorded items; the written one waits for a person."""


@dataclass(frozen=True)
class Expected:
    """The outcome: how it ends, the points of the recorded items, and a word of what is said."""

    kind: Literal["scored", "repaired", "refused", "turned away"]
    points: float | None = None
    words: str = ""


def scored(points: float = FULL_POINTS) -> Expected:
    """Graded, and nothing to remark."""
    return Expected("scored", points)


def repaired(words: str, points: float = FULL_POINTS) -> Expected:
    """Graded as far as it goes, with an incident that has these words."""
    return Expected("repaired", points, words)


def refused(words: str) -> Expected:
    """No points, a call for a person, and the reason."""
    return Expected("refused", 0, words)


def turned_away(words: str) -> Expected:
    """Never comes into the gradebook; the run names it with the reason."""
    return Expected("turned away", None, words)


@dataclass
class Desk:
    """Where one submission is laid out."""

    root: Path
    """The course's folder."""
    folder: Path
    """The submission's."""
    canary: Path
    """A folder in which anything that runs leaves a file."""
    released_text: str

    @property
    def keys(self) -> Path:
        """A file of the instructor's that no learner may see."""
        return self.root / "secret-keys.yaml"

    def released(self) -> dict[str, Any]:
        """The notebook as handed out."""
        return json.loads(self.released_text)

    def whole(self, **values: Any) -> dict[str, Any]:
        """The notebook with every answer right, but for `values`."""
        return notebooks.answered(self.released(), {**FULL, **values})

    def hand_in(self, what: Any, name: str = f"{UNIT}.ipynb") -> Path:
        """Put bytes, text or JSON into the submission."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(what, bytes):
            file.write_bytes(what)
        elif isinstance(what, str):
            file.write_text(what, "utf-8")
        else:
            file.write_text(json.dumps(what), "utf-8")
        return file

    def replaced(self, old: str, new: str) -> str:
        """The text of the whole notebook, with one piece of it as no JSON writer would write it."""
        text = json.dumps(self.whole())
        assert old in text, old
        return text.replace(old, new)

    def bait(self, name: str) -> str:
        """Python that leaves a file behind if it ever runs."""
        return f"open({str(self.canary / name)!r}, 'w').write('ran')\n"


Build = Callable[[Desk], None]


@dataclass(frozen=True)
class Case:
    """One submission."""

    name: str
    expected: Expected
    build: Build
    student: str

    def lay_out(self, desk: Desk) -> None:
        desk.folder.parent.mkdir(parents=True, exist_ok=True)
        self.build(desk)


CASES: dict[str, Case] = {}


def case(name: str, expected: Expected, student: str | None = None) -> Callable[[Build], Build]:
    """Add a case; its student is called like it unless told."""

    def add(build: Build) -> Build:
        assert name not in CASES, name
        CASES[name] = Case(name, expected, build, student or name)
        return build

    return add
