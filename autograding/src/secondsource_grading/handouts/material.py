"""The text pages: every paragraph and every row that a unit's sheet names, each printed once.

On paper nothing opens in place. So the texts stand on pages of their own, in their own order,
which a learner lays beside the exercises. An attached original is never printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup

from secondsource.errors import PackError
from secondsource.packs.mentions import mentions
from secondsource.packs.pack import Pack
from secondsource.packs.references import LEARNER, find_all
from secondsource.templating import render
from secondsource.views.reading import Passage, passage
from secondsource.views.tables import rows

__all__ = ["Material"]


@dataclass
class Material:
    """What is named so far: paragraph numbers by document, and ids of rows by table."""

    pack: Pack
    paragraphs: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    rows: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add_text(self, text: str) -> None:
        """Add what Markdown names, such as `A ¶6` or `R040`."""
        self.add_references(mentions(text, self.pack))

    def add_references(self, references: Iterable[str]) -> None:
        """Add what references lead to; one that leads nowhere is the build's to tell."""
        for reference in references:
            try:
                found = find_all(self.pack, reference)
            except PackError:
                continue
            for one in found:
                self.add_place(one.place)

    def add_place(self, place: str) -> None:
        """Add a place as an option has it, such as `record:R040` or `paragraph:A/26/2`."""
        word, _, name = place.partition(":")
        if word == "paragraph":
            document, number, *_ = name.split("/")
            self.paragraphs[document].add(int(number))
        elif word == "claim":
            # Its mark stands in the text, where a reader finds it.
            row = self.pack.table("claim").row(name)
            self.paragraphs[row["document"]].add(int(row["paragraph"]))
        elif self.pack.has(word) and self.pack.audience(self.pack.table(word).name) == LEARNER:
            self.rows[self.pack.table(word).name].add(name)

    def html(self) -> Markup:
        """Return the text pages: first the documents, then the rows, in the pack's own order."""
        documents = [row["id"] for row in self.pack.table("document").rows]
        texts = [
            passage(document, sorted(numbers), pack=self.pack)
            for document in documents
            if (numbers := self.paragraphs.get(document))
        ]
        tables = []
        for name, ids in sorted(self.rows.items()):
            table = self.pack.table(name)
            kept = [i for i in table.by_id if i in ids]
            tables.append(rows(name, *kept, pack=self.pack).body)
        return render(
            "secondsource_grading.handouts",
            "material.html.j2",
            texts=[(t, t.title, t.label, t.link(), _paragraphs(t)) for t in texts],
            tables=tables,
        )


def _paragraphs(text: Passage) -> list[tuple[int, str, Markup]]:
    """Return number, name and our own words of each paragraph, never the original's."""
    return [(n, name, ours) for n, name, ours, _ in text.paragraphs()]
