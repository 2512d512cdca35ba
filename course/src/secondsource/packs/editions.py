"""Reading editions: an article retold in our own words, paragraph by paragraph.

A file is Markdown with a YAML head. Each paragraph is one block that starts with
`¶N `; each claim is a bracketed span, `[our wording]{#A21}`. Spans may be nested. The head
lists under `headings` the paragraphs that are headings of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from secondsource.errors import ContentError, PackError
from secondsource.packs.sentences import sentences
from secondsource.yaml_files import parse_yaml

__all__ = ["Edition", "parser", "plain", "read_edition", "tokens"]

_BLOCK = re.compile(r"^¶(\d+) ", re.MULTILINE)
_LEFT_OVER = re.compile(r"\{#\w+\}")


@dataclass(frozen=True)
class Edition:
    """One reading edition.

    `blocks` gives for each paragraph number its Markdown, claims as bracketed spans;
    `anchors` gives for each claim id its paragraph.
    """

    file: Path
    document: str
    label: str
    paragraphs: int
    blocks: Mapping[int, str]
    anchors: Mapping[str, int]
    headings: frozenset[int] = frozenset()

    def block(self, number: int) -> str:
        """Return one paragraph's Markdown; `PackError` where the edition has no such paragraph."""
        if number not in self.blocks:
            msg = (
                f"{self.file}: there is no paragraph {number}; "
                f"document {self.document} has paragraphs 1 to {self.paragraphs}"
            )
            raise PackError(msg)
        return self.blocks[number]

    def text(self, number: int) -> str:
        """Return one paragraph's words on one line, without Markdown and without claims marked.

        Raises `PackError` where the edition has no such paragraph.
        """
        return " ".join(plain(self.block(number)).split())

    def sentences(self, number: int) -> tuple[str, ...]:
        """Return the sentences of one paragraph, as `A ¶26.2` counts them.

        Raises `PackError` where the edition has no such paragraph.
        """
        return sentences(self.text(number))


@cache
def parser() -> MarkdownIt:
    """Return the Markdown parser of editions, which shows raw HTML as text."""
    found = MarkdownIt("commonmark", {"html": False}).enable("table").use(front_matter_plugin)
    return found.use(attrs_plugin, spans=True, after=("span_close",), allowed=("id",))


def tokens(block: str, *, inline: bool = False) -> list[Token]:
    """Return the tokens of one paragraph; the end of a claim's span has its id in `meta`."""
    found = parser().parseInline(block) if inline else parser().parse(block)
    opened: list[str] = []
    for token in _children(found):
        if token.type == "span_open":
            opened.append(str(token.attrGet("id") or ""))
        elif token.type == "span_close":
            token.meta = {"claim": opened.pop()}
    return found


def plain(block: str, *, marked: bool = False) -> str:
    """Return a paragraph's words without Markdown; `marked` adds each claim's id, as [A21]."""
    out = []
    for token in _children(tokens(block)):
        if token.type == "span_close":
            out.append(f" [{token.meta['claim']}]" if marked and token.meta["claim"] else "")
        else:
            out.append("\n" if token.type in ("softbreak", "hardbreak") else token.content)
    return "".join(out)


def read_edition(file: Path, document: str) -> Edition:
    """Read an edition; `PackError` names the paragraph that is not as it must be."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file}: the reading edition of document {document} is not readable: {error}"
        raise PackError(msg) from error
    head, body = _front_matter(file, text)
    if str(head.get("document")) != document:
        msg = f"{file}: document is {head.get('document')!r}; expected {document}"
        raise PackError(msg)
    count = head.get("paragraphs")
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        msg = f"{file}: paragraphs is {count!r}; expected how many the original has"
        raise PackError(msg)
    headings = head.get("headings", [])
    if not isinstance(headings, list) or not set(headings) <= set(range(1, count + 1)):
        msg = f"{file}: headings is {headings!r}; expected numbers of paragraphs, such as [1, 5]"
        raise PackError(msg)
    blocks = _blocks(file, body, count)
    anchors = _anchors(file, blocks)
    label = str(head.get("label", ""))
    return Edition(file, document, label, count, blocks, anchors, frozenset(headings))


def _front_matter(file: Path, text: str) -> tuple[dict[str, object], str]:
    # Only what stands before the first paragraph: parsing all of a long text takes much longer.
    begins = _BLOCK.search(text)
    first = next(iter(parser().parse(text[: begins.start()] if begins else text)), None)
    if first is None or first.type != "front_matter" or not first.map:
        msg = f"{file}: expected a head between two lines of ---"
        raise PackError(msg)
    try:
        head = parse_yaml(first.content, file)
    except ContentError as error:
        msg = f"{file}: the head is not valid YAML: {error.__cause__}"
        raise PackError(msg) from error
    if not isinstance(head, dict):
        msg = f"{file}: expected document, label and paragraphs in the head"
        raise PackError(msg)
    return head, "".join(text.splitlines(keepends=True)[first.map[1] :])


def _blocks(file: Path, body: str, count: int) -> dict[int, str]:
    blocks: dict[int, str] = {}
    pieces = _BLOCK.split(body)[1:]
    for digits, raw in zip(pieces[::2], pieces[1::2], strict=True):
        number = int(digits)
        if number in blocks or not 1 <= number <= count:
            msg = f"{file}: found ¶{number}; expected each of 1 to {count} once"
            raise PackError(msg)
        blocks[number] = raw.strip()
    missing = [n for n in range(1, count + 1) if n not in blocks]
    if missing:
        msg = f"{file}: ¶{missing[0]} is missing; the original has paragraphs 1 to {count}"
        raise PackError(msg)
    return blocks


def _anchors(file: Path, blocks: Mapping[int, str]) -> dict[str, int]:
    anchors: dict[str, int] = {}
    for number, block in blocks.items():
        for token in _children(tokens(block)):
            left = _LEFT_OVER.search(token.content) if token.type == "text" else None
            if left:
                msg = f"{file}, ¶{number}: {left[0]} closes no bracket; write [words]{left[0]}"
                raise PackError(msg)
            claim = token.meta["claim"] if token.type == "span_close" else ""
            if claim in anchors:
                msg = f"{file}, ¶{number}: claim {claim} is anchored a second time; keep one"
                raise PackError(msg)
            if claim:
                anchors[claim] = number
    return anchors


def _children(found: Sequence[Token]) -> Iterator[Token]:
    for token in found:
        yield from token.children or ()
