"""References into a pack, as a learner reads them: `R040`, `A ¶26`, `A ¶26.2`, `B ¶3-5`.

A letter before a number names a row of one of the pack's tables, by its id; a document,
the sign ¶ and a number name a paragraph of a reading edition, and a point the sentence in it.
Which ids there are is the pack's to say: nothing here knows a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from secondsource.errors import PackError
from secondsource.packs.pack import Pack

__all__ = ["Passage", "find", "find_all", "is_reference", "shown"]

_PARAGRAPH = re.compile(r"([A-Za-z][A-Za-z0-9]*) ¶(\d{1,3})(?:\.(\d{1,2})|[-–](\d{1,3}))?")
_ROW = re.compile(r"[A-Z]{1,3}[0-9]{1,4}")
_PLACE = re.compile(r"paragraph:([A-Za-z0-9]+)/(\d+)(?:/(\d+))?")

LEARNER = "learner"


@dataclass(frozen=True)
class Passage:
    """One row, paragraph or sentence: what an exercise needs to know of it.

    `name` is the reference as a learner reads it, `id` the same as an id of an option,
    `place` the same as a key cites evidence, `text` its words without Markdown.
    """

    id: str
    name: str
    place: str
    text: str


def is_reference(text: str) -> bool:
    """Return whether `text` has the form of a reference; it may still lead nowhere."""
    return bool(_PARAGRAPH.fullmatch(text) or _ROW.fullmatch(text))


def find(pack: Pack, reference: str) -> Passage:
    """Return what `reference` leads to.

    Raises `PackError` where it is no reference to one thing, or leads to nothing that a
    learner's copy of the pack has; the message says what was looked for.
    """
    match = _PARAGRAPH.fullmatch(reference)
    if match and not match[4]:
        return _paragraph(pack, match[1], int(match[2]), int(match[3]) if match[3] else None)
    if _ROW.fullmatch(reference):
        return _row(pack, reference)
    msg = (
        f"“{reference}” is no reference to one row, paragraph or sentence; "
        "write R040, A ¶26 or A ¶26.2"
    )
    raise PackError(msg)


def find_all(pack: Pack, reference: str) -> tuple[Passage, ...]:
    """Return what `reference` leads to, which may be a run of paragraphs such as `B ¶3-5`.

    Raises `PackError` as `find` does, and where a run goes backwards.
    """
    match = _PARAGRAPH.fullmatch(reference)
    if not (match and match[4]):
        return (find(pack, reference),)
    first, last = int(match[2]), int(match[4])
    if last < first:
        msg = f"“{reference}” goes backwards; write the smaller number first"
        raise PackError(msg)
    return tuple(_paragraph(pack, match[1], n, None) for n in range(first, last + 1))


def shown(place: str) -> str:
    """Return a place, such as `record:R040` or `paragraph:A/26/2`, as a learner reads it."""
    match = _PLACE.fullmatch(place)
    if match:
        return _paragraph_name(match[1], match[2], match[3])
    return place.partition(":")[2]


def _paragraph(pack: Pack, document: str, number: int, sentence: int | None) -> Passage:
    edition = pack.edition(document)
    if edition is None:
        msg = f"document {document} has no reading edition, so it has no paragraph {number}"
        raise PackError(msg)
    if sentence is None:
        text, tail = edition.text(number), str(number)
    else:
        found = edition.sentences(number)
        if not 1 <= sentence <= len(found):
            msg = (
                f"{document} ¶{number} has {len(found)} sentence{'s' * (len(found) != 1)}, "
                f"so there is no {document} ¶{number}.{sentence}"
            )
            raise PackError(msg)
        text, tail = found[sentence - 1], f"{number}/{sentence}"
    return Passage(
        f"{document}-{tail}".lower().replace("/", "-"),
        _paragraph_name(document, number, sentence),
        f"paragraph:{document}/{tail}",
        text,
    )


def _paragraph_name(document: str, number: object, sentence: object) -> str:
    return f"{document} ¶{number}.{sentence}" if sentence else f"{document} ¶{number}"


def _row(pack: Pack, row_id: str) -> Passage:
    names = pack.references()
    for word, name in names.items():
        if pack.audience(name) == LEARNER and row_id in pack.table(name).by_id:
            table = pack.table(name)
            if row_id in table.about.withheld:
                msg = f"{row_id} is withheld from learners, because it tells how a forecast ends"
                raise PackError(msg)
            said = table.says(table.by_id[row_id])
            return Passage(row_id.lower(), row_id, f"{word}:{row_id}", " ".join(said.split()))
    for name in names.values():
        if row_id in pack.table(name).by_id:
            msg = f"{row_id} stands in table {name}, which only instructors have"
            raise PackError(msg)
    msg = f"{pack.file}: no table has a row {row_id}; look it up in the tables beside that file"
    raise PackError(msg)
