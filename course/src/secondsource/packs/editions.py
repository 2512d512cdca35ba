"""Reading editions: an article retold in our own words, paragraph by paragraph.

A file is Markdown with a YAML head. Each paragraph is one block that starts with
`¶N `; each claim is a bracketed span, `[our wording]{#A21}`. Spans may be nested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from secondsource.errors import PackError

__all__ = ["END", "START", "Edition", "read_edition"]

START, END = "\ue000", "\ue001"
"""A claim in `Edition.blocks` is `START words END id END`.

Both characters are private to this kit, so Markdown passes them on untouched.
"""

_BLOCK = re.compile(r"^¶(\d+) ", re.MULTILINE)
_ANCHOR = re.compile(r"\{#([A-Za-z0-9]+)\}")


@dataclass(frozen=True)
class Edition:
    """One reading edition.

    `blocks` gives for each paragraph number its Markdown, claims marked with `START` and `END`;
    `anchors` gives for each claim id its paragraph.
    """

    file: Path
    document: str
    label: str
    paragraphs: int
    blocks: Mapping[int, str]
    anchors: Mapping[str, int]

    def block(self, number: int) -> str:
        """One paragraph's Markdown; `PackError` where the edition has no such paragraph."""
        if number not in self.blocks:
            msg = (
                f"{self.file}: there is no paragraph {number}; "
                f"document {self.document} has paragraphs 1 to {self.paragraphs}"
            )
            raise PackError(msg)
        return self.blocks[number]


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
    blocks: dict[int, str] = {}
    anchors: dict[str, int] = {}
    pieces = _BLOCK.split(body)[1:]
    for digits, raw in zip(pieces[::2], pieces[1::2], strict=True):
        number = int(digits)
        if number in blocks or not 1 <= number <= count:
            msg = f"{file}: found ¶{number}; expected each of 1 to {count} once"
            raise PackError(msg)
        blocks[number], claims = _spans(file, number, raw.strip())
        for claim in claims:
            if claim in anchors:
                msg = f"{file}, ¶{number}: claim {claim} is anchored a second time; keep one"
                raise PackError(msg)
            anchors[claim] = number
    missing = [n for n in range(1, count + 1) if n not in blocks]
    if missing:
        msg = f"{file}: ¶{missing[0]} is missing; the original has paragraphs 1 to {count}"
        raise PackError(msg)
    return Edition(file, document, str(head.get("label", "")), count, blocks, anchors)


def _front_matter(file: Path, text: str) -> tuple[dict[str, object], str]:
    before, *parts = re.split(r"^---[ ]*$\n?", text, maxsplit=2, flags=re.MULTILINE)
    if before.strip() or not parts[1:]:
        msg = f"{file}: expected a head between two lines of ---"
        raise PackError(msg)
    try:
        head = YAML(typ="safe").load(parts[0])
    except YAMLError as error:
        msg = f"{file}: the head is not valid YAML: {error}"
        raise PackError(msg) from error
    if not isinstance(head, dict):
        msg = f"{file}: expected document, label and paragraphs in the head"
        raise PackError(msg)
    return head, parts[1]


def _spans(file: Path, number: int, raw: str) -> tuple[str, list[str]]:
    """`raw` with its claims marked, and their ids; other brackets stay as they are."""
    out: list[str] = []
    opened: list[int] = []
    claims: list[str] = []
    at = 0
    while at < len(raw):
        char = raw[at]
        anchor = _ANCHOR.match(raw, at + 1) if char == "]" else None
        if char == "[":
            opened.append(len(out))
        elif char == "]" and opened:
            begin = opened.pop()
            if anchor:
                out[begin] = START
                claims.append(anchor[1])
                out.append(f"{END}{anchor[1]}{END}")
                at = anchor.end()
                continue
        elif anchor:
            msg = f"{file}, ¶{number}: {anchor[0]} closes no bracket; write [words]{anchor[0]}"
            raise PackError(msg)
        out.append(char)
        at += 1
    return "".join(out), claims
