"""A document of a draft as learners read it: its edition in Markdown, and the claims in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from secondsource.markdown import escaped
from secondsource.packs.sentences import sentences

__all__ = ["Document", "edition", "edition_resource", "starts"]

OWN_WORDS = "Reading edition: our own words, not the original"
SHORT = 100
"""Characters of a first paragraph that may be a heading."""


@dataclass(frozen=True)
class Document:
    """A text of the draft: what is known of it, its paragraphs, and what a learner reads."""

    about: Mapping[str, Any]
    original: Sequence[str]
    shown: Mapping[int, str]
    """Each paragraph's words for a learner, by its number."""
    marked: frozenset[tuple[int, str]]
    """The sentences that are claims, with the paragraph of each."""
    rights: Mapping[str, Any] | None

    @property
    def id(self) -> str:
        """The letter of the document."""
        return str(self.about["id"])


def starts(paragraph: str) -> Iterator[tuple[str, int]]:
    """Yield the sentences of a paragraph, each with its first character's number."""
    at = 0
    for text in sentences(paragraph):
        at = paragraph.index(text, at)
        yield text, at
        at += len(text)


def edition(document: Document) -> tuple[str, list[dict[str, Any]]]:
    """Return an edition as Markdown, with its claims in brackets, and the rows of the claims."""
    claims: list[dict[str, Any]] = []
    blocks = []
    for number, words in document.shown.items():
        parts, at = [], 0
        for sentence, start in starts(words):
            parts.append(escaped(words[at:start]))
            body = escaped(sentence)
            if (number, sentence) in document.marked:
                claims.append(_claim(document, len(claims) + 1, number, sentence, start))
                body = f"[{body}]{{#{claims[-1]['id']}}}"
            parts.append(body)
            at = start + len(sentence)
        blocks.append(f"¶{number} {''.join(parts)}{escaped(words[at:])}")
    label = json.dumps(_label(document), ensure_ascii=False)
    head = f"---\ndocument: {document.id}\nlabel: {label}\nparagraphs: {len(document.shown)}\n"
    heading = "headings: [1]\n" if _is_heading(document.shown[1]) else ""
    return f"{head}{heading}---\n\n" + "\n\n".join(blocks) + "\n", claims


def _claim(
    document: Document, count: int, number: int, sentence: str, start: int
) -> dict[str, Any]:
    """A told paragraph's claim points to the whole paragraph of the original."""
    whole = (0, max(1, len(document.original[number - 1])))
    first, last = (start, start + len(sentence)) if document.rights else whole
    return {
        "id": f"{document.id}{count:02}",
        "document": document.id,
        "paragraph": number,
        "start": first,
        "end": last,
        "claim": f"Text {document.id} says: {sentence}",
    }


def _label(document: Document) -> str:
    if not document.rights:
        return OWN_WORDS
    rights = document.rights
    return (
        f"The text in full: {rights['attribution']}. Licence: {rights['licence']}. "
        f"Changes: {rights['changes']}"
    )


def _is_heading(words: str) -> bool:
    return len(words) < SHORT and not words.rstrip('"”’)]').endswith((".", "!", "?", ":", ","))


def edition_resource(document: Document, path: str, text: str) -> dict[str, Any]:
    """Return the entry of an edition in `datapackage.json`; a text in full has its rights there."""
    resource: dict[str, Any] = {
        "name": f"edition-{document.id.lower()}",
        "type": "text",
        "title": str(document.about["title"] or f"Text {document.id}"),
        "path": path,
        "scheme": "file",
        "format": "md",
        "mediatype": "text/markdown",
        "encoding": "utf-8",
        "audience": "learner",
    }
    if document.rights:
        rights = document.rights
        resource |= {
            "licenses": [{"name": rights["licence"]}],
            "sources": [{"title": rights["attribution"], "path": rights["source"]}],
            "attribution": rights["attribution"],
            "changes": rights["changes"],
            "hash": f"sha256:{sha256(text.encode()).hexdigest()}",
        }
    return resource
