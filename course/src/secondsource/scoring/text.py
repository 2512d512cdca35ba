"""`text` is graded by hand: the key holds what a grader looks for, never a score."""

from __future__ import annotations

from secondsource.families.text import TextItem
from secondsource.scoring.base import require
from secondsource.scoring.by_hand import ByHandKey

__all__ = ["TextKey"]


class TextKey(ByHandKey[TextItem]):
    """A model answer, or sample answers, and for each line of the rubric what earns its points."""

    answer: str = ""
    """A model answer; the full sample where there is none."""

    def verify(self, item: TextItem) -> None:
        """There is a model answer, and every line of the rubric has its note."""
        super().verify(item)
        require(bool(self.full(item)), item.id, "give `answer`, or `samples` with none, half, full")

    def full(self, item: TextItem) -> str:  # noqa: ARG002 - one form for all families
        """Return the model answer."""
        return self.answer or (self.samples.full if self.samples else "")
