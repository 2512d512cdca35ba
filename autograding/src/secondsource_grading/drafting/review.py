"""Going through the candidates of a draft, one keystroke each, saved after each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from secondsource.errors import ContentError
from secondsource_grading.drafting import candidates
from secondsource_grading.drafting.candidates import CandidateFile, Where
from secondsource_grading.drafting.source import DraftError

__all__ = ["Review", "open_review", "paragraph"]


@dataclass
class Review:
    """The candidates of a draft folder, written to disk with every decision."""

    folder: Path
    content: CandidateFile
    _saved: str

    @property
    def file(self) -> Path:
        """Where the candidates stand."""
        return self.folder / candidates.FILE

    def open_ones(self, rule: str | None = None) -> Iterator[int]:
        """Yield the numbers of candidates that nobody has decided on, of one rule or of all.

        What is decided while it runs is not given any more.
        """
        for number in range(len(self.content.candidates)):
            candidate = self.content.candidates[number]
            if candidate.state == "open" and rule in (None, candidate.rule):
                yield number

    def decide(self, number: int, state: str, changed: str = "") -> None:
        """Set the state of one candidate and write the file, whole or not at all.

        Raises `DraftError`, and writes nothing, where the file was changed by somebody else.
        """
        self._put({number: {"state": state, "changed": changed}})

    def reject_rule(self, rule: str, document: str) -> int:
        """Reject every open candidate of a rule in a document; return how many there were."""
        found = {
            n: {"state": "rejected", "changed": ""}
            for n in self.open_ones(rule)
            if self.content.candidates[n].where.document == document
        }
        self._put(found)
        return len(found)

    def counts(self) -> dict[str, int]:
        """Return how many candidates there are of each state."""
        states = [c.state for c in self.content.candidates]
        return {s: states.count(s) for s in ("accepted", "changed", "rejected", "open")}

    def _put(self, decisions: dict[int, dict[str, str]]) -> None:
        if _fingerprint(self.file) != self._saved:
            msg = (
                f"{self.file}: was changed while it was reviewed here. What was decided before is "
                "in it or in your other window; start the review again"
            )
            raise DraftError(msg)
        listed = list(self.content.candidates)
        for number, values in decisions.items():
            listed[number] = listed[number].model_copy(update=values)
        content = self.content.model_copy(update={"candidates": listed})
        candidates.write(self.file, content)
        self.content = content
        self._saved = _fingerprint(self.file)


def open_review(folder: Path) -> Review:
    """Return the review of a draft folder; `DraftError` where the folder is none."""
    file = folder / candidates.FILE
    if not file.is_file():
        msg = f"{folder}: there is no {candidates.FILE}; name a folder that new-pack made"
        raise DraftError(msg)
    before = _fingerprint(file)
    return Review(folder, candidates.read(file), before)


def paragraph(folder: Path, where: Where) -> str:
    """Return the paragraph a place is in; only its own words where the text is not here."""
    try:
        text = (folder / "texts" / f"{where.document}.txt").read_text("utf-8").splitlines()
        whole = text[where.paragraph - 1]
    except (OSError, IndexError, UnicodeDecodeError):
        return where.words
    return whole if whole[where.start : where.end] == where.words else where.words


def _fingerprint(file: Path) -> str:
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        msg = f"{file}: can't be read ({error.strerror}); nothing was changed"
        raise ContentError(msg) from error
