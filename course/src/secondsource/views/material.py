"""The material of a pack for the page: what references show, and the reading panel lists.

Everything is HTML made here, so a page can show a paragraph or a row without asking the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from secondsource.glossary import Term
from secondsource.packs.pack import Pack, Table
from secondsource.views.reading import passage
from secondsource.views.tables import cells

__all__ = ["material"]

LEARNER = "learner"


def material(pack: Pack, terms: tuple[Term, ...] = ()) -> dict[str, Any]:
    """Return `{"texts": [...], "tables": [...], "terms": [...]}` for the page.

    A text is `{"id", "title", "label", "original", "paragraphs"}`, each of its paragraphs
    `[number, html, sentences]`. A table is `{"id", "title", "rows"}`, each of its rows
    `[id, [[heading, html], ...]]`. A term is `{"names", "html"}`. Raises `PackError` where a
    table or edition is not right.
    """
    return {
        "texts": list(_texts(pack)),
        "tables": list(_tables(pack)),
        "terms": [{"names": list(t.names), "html": str(t.html())} for t in terms],
    }


def _texts(pack: Pack) -> Iterator[dict[str, Any]]:
    for row in pack.table("document").rows:
        if not row["edition"]:
            continue
        text = passage(row["id"], pack=pack)
        edition = text.edition
        yield {
            "id": row["id"],
            "title": text.title,
            "label": text.label,
            "original": str(text.link() or ""),
            "paragraphs": [
                [number, str(ours + _original(theirs)), list(edition.sentences(number))]
                for number, _, ours, theirs in text.paragraphs()
            ],
        }


def _original(theirs: Markup) -> Markup:
    return Markup('<div class="ss-orig"><p>{}</p></div>').format(theirs) if theirs else Markup()


def _tables(pack: Pack) -> Iterator[dict[str, Any]]:
    """Each table that learners have and whose rows a reference names, in the descriptor's order."""
    for name in pack.references().values():
        home = pack.table(name) if pack.audience(name) == LEARNER else None
        if home and home.name != pack.table("document").name and _named(home):
            yield {
                "id": home.name,
                "title": home.title,
                "rows": [
                    [row_id, _row(pack, home, row_id)]
                    for row_id in home.by_id
                    if row_id not in home.about.withheld
                ],
            }


def _named(home: Table) -> bool:
    """Whether the rows have ids that a sentence can name."""
    return all("id" in row for row in home.rows[:1]) and bool(home.rows)


def _row(pack: Pack, home: Table, row_id: str) -> list[list[str]]:
    """What a row holds, cell by cell with its heading; blank cells are left out."""
    found = cells(pack, home, home.by_id[row_id])
    return [[head, str(html)] for head, html in found[1:] if html and str(html) != "–"]
