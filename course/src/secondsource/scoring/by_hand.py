"""What the keys of `text` and `sheet` share: a person reads the answer, nothing scores it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, ClassVar, TypeVar

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from secondsource.errors import ContentError
from secondsource.families import Item, Mark, Marks
from secondsource.families.rubric import Criterion
from secondsource.markdown import to_html
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, require
from secondsource.scoring.tally import Question

__all__ = ["ByHandKey", "Samples"]

ItemT = TypeVar("ItemT", bound=Item)


EARNED = {"none": "Earns nothing", "half": "Earns about half", "full": "Earns everything"}
UNGRADED = {"none": "Says too little", "half": "Says about half", "full": "Says all of it"}
"""What stands above a sample, where the text earns points and where it earns none."""


class Samples(BaseModel):
    """Answers that earn nothing, about half, and everything, for whoever grades."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    none: Note
    half: Note
    full: Note


class ByHandKey(Key[ItemT]):
    """For each line of the rubric what earns its points, and samples; never a score."""

    judged: ClassVar[bool] = False
    guessable: ClassVar[bool] = False
    """A person reads it."""

    samples: Samples | None = None
    feedback: Mapping[str, Note]

    def verify(self, item: ItemT) -> None:
        """Every line of the rubric has its note."""
        rubric: tuple[Criterion, ...] = getattr(item, "rubric", ())
        ids = {c.id for c in rubric}
        require(set(self.feedback) == ids, item.id, f"feedback must be given for {sorted(ids)}")

    def share(self, item: ItemT, value: Any) -> tuple[float, str]:  # noqa: ARG002
        """Never: a person grades it."""
        msg = f"item {item.id} is graded by hand; nothing may score it"
        raise ContentError(msg)

    def marks(self, item: ItemT, value: Any) -> dict[str, Mark]:  # noqa: ARG002
        """Return the rubric's notes, without a judgement."""
        rubric: tuple[Criterion, ...] = getattr(item, "rubric", ())
        return {c.id: Mark("plain", self.feedback[c.id]) for c in rubric}

    def examples(self, item: ItemT) -> list[tuple[str, Markup]]:
        """Return the model answer, and the samples with what they would earn."""
        full = self.full(item)
        found = [] if item.is_blank(full) else [("A model answer", self.model_html(item, full))]
        samples = self.samples.model_dump() if self.samples else {}
        names = EARNED if item.counts else UNGRADED
        found += [(names[n], to_html(text)) for n, text in samples.items() if text != full]
        return found

    def model_html(self, item: ItemT, full: Any) -> Markup:  # noqa: ARG002
        """Return the model answer as HTML: an author wrote it, so it is Markdown."""
        return to_html(full)

    def sheet_html(self, item: ItemT) -> Markup:
        """Return the rubric with its notes; a model answer stands with the samples."""
        blank = item.blank()
        return item.beside_paper_html(blank, Marks(self.marks(item, blank)))

    def strategies(self, item: ItemT) -> dict[str, Any]:  # noqa: ARG002
        """None: a person reads it."""
        return {}

    def tally(self, item: ItemT, values: Sequence[Any]) -> list[Question]:  # noqa: ARG002
        """Count nothing: texts are read, one by one."""
        return []

    def invent(self, item: ItemT, attempt: Attempt) -> None:
        """Leave it out: an invented answer would have to be read."""

    def guess(self, item: ItemT, rng: Random) -> Any:  # noqa: ARG002
        """Nothing written."""
        return item.blank()
