"""From a rebuilt notebook to grades: what `nbgrader autograde` and the batch command both do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from secondsource.recording.responses import KEY, Response
from secondsource.scoring.keys import Keyring
from secondsource_grading.grading.cells import Json
from secondsource_grading.grading.fingerprint import (
    Change,
    find_changes,
    fingerprint,
    key_fingerprint,
)
from secondsource_grading.grading.grades import (
    NO_RESPONSE,
    CodeVerdict,
    Doubts,
    Graded,
    give_grades,
)
from secondsource_grading.grading.judge import judge
from secondsource_grading.grading.key_shown import add_mark
from secondsource_grading.grading.rebuild import Master
from secondsource_grading.grading.render import render, show_changes
from secondsource_grading.intake.quoting import named

__all__ = ["Assessment", "grade_notebook"]


@dataclass(frozen=True)
class Assessment:
    """A released notebook with what its submissions are graded with."""

    master: Master
    keyring: Keyring | None
    """Items and keys of its unit; None for an ordinary notebook of nbgrader's."""
    points: Mapping[str, float] = field(default_factory=dict)
    """What each graded cell is worth in the gradebook, by its name."""

    @cached_property
    def changes(self) -> Mapping[str, Change]:
        """How its items differ today from those that were released, by the item's id."""
        if self.keyring is None:
            return {}
        master = self.master
        return find_changes(master.items, master.asked, self.keyring, self.points)

    @cached_property
    def versions(self) -> Mapping[str, tuple[str, str]]:
        """The fingerprints of each item asked and of its key, by the item's id."""
        keyring = self.keyring
        if keyring is None:
            return {}
        return {
            name: (fingerprint(keyring.unit.item(name)), key_fingerprint(keyring, name))
            for name in dict.fromkeys([*self.master.asked, *(self.master.items or {})])
            if name in keyring
        }

    @property
    def to_ask(self) -> Mapping[str, Change]:
        """The changed items whose answers get no points by themselves."""
        return {name: change for name, change in self.changes.items() if not change.graded}


def grade_notebook(  # noqa: PLR0913 - two of them say what is in doubt
    notebook: Json,
    assessment: Assessment,
    responses: Mapping[str, Response],
    code: Mapping[str, CodeVerdict] = MappingProxyType({}),
    *,
    refused: bool = False,
    lost: bool = False,
    documents: Sequence[str] = (),
) -> Graded:
    """Judge the responses, show the verdicts in the rebuilt `notebook`, return the grades.

    `code` has the verdicts of the instructor's own code tests, where they were run;
    `refused` says that the submitted file could not be read, `lost` that work may be missing,
    `documents` which files of the learner's own lie beside it: a written answer may be in one.
    """
    keyring = assessment.keyring
    to_ask = assessment.to_ask
    judged = judge(keyring, responses, assessment.points, to_ask) if keyring else {}
    answered = {name: responses[name].value for name in to_ask if name in responses}
    unjudged = {name: name in answered for name in to_ask}
    sources = assessment.master.sources
    doubts = Doubts(unjudged, refused=refused, lost=lost, unplaced=bool(documents))
    graded = give_grades(notebook, sources, judged, code, doubts)
    if documents and not refused and any(c.auto_comment == NO_RESPONSE for c in graded.comments):
        _tell(notebook, documents)
    render(notebook, keyring, judged, code)
    show_changes(notebook, assessment.changes, answered)
    if keyring is not None:
        add_mark(notebook)
    return graded


def _tell(notebook: Json, documents: Sequence[str]) -> None:
    """Add to the notebook's incidents that a written answer may be in another file."""
    names = ", ".join(map(named, documents[:5]))
    notebook["metadata"].setdefault(KEY, {}).setdefault("incidents", []).append(
        f"a written answer is blank, and beside the notebook lies {names}; "
        "a person has to see whether it is there"
    )
