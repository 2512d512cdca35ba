"""References to the material inside a text, such as `R040` or `A ¶6`.

The page finds them by the same rules (`widgets/page/references.js`) and turns each into a button.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from secondsource.errors import PackError
from secondsource.packs.pack import Pack
from secondsource.packs.references import find_all

__all__ = ["broken", "mentions"]

_MENTION = re.compile(
    r"(?<![\w¶.])(?:(?P<document>[A-Z]{1,2})\s)?¶(?P<number>\d{1,3})"
    r"(?:\.(?P<sentence>\d{1,2})(?!\d)|[-–](?P<last>\d{1,3}))?"
    r"|(?<![\w¶.:/-])(?P<row>[A-Z]{1,3}\d{2,4})(?![\w/-])"
)
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`|\]\([^)\n]*\)", re.DOTALL)
"""Code, and the address of a link: nothing in it is a reference."""


def mentions(text: str, pack: Pack) -> Iterator[str]:
    """Give each reference in Markdown, in its order, as `references.find_all` takes it.

    A row is one whose id has the form of a table that learners have: the same letters before as
    many figures. A paragraph without its document, `¶8`, goes with the one named last in the same
    paragraph of the text; where none was named, it is no reference.
    """
    forms = _forms(pack)
    for block in re.split(r"\n\s*\n", _CODE.sub(" ", text)):
        document = ""
        for match in _MENTION.finditer(block):
            row = match["row"]
            if row:
                if _form(row) in forms:
                    yield row
                continue
            document = match["document"] or document
            if document:
                yield _name(document, match)


def broken(text: str, pack: Pack) -> Iterator[tuple[str, str]]:
    """Give each reference in Markdown that leads nowhere, and why."""
    for reference in mentions(text, pack):
        try:
            find_all(pack, reference)
        except PackError as error:
            yield reference, str(error)


def _name(document: str, match: re.Match[str]) -> str:
    tail = f".{match['sentence']}" if match["sentence"] else ""
    tail = f"-{match['last']}" if match["last"] else tail
    return f"{document} ¶{match['number']}{tail}"


def _form(row_id: str) -> tuple[str, int]:
    letters = row_id.rstrip("0123456789")
    return letters, len(row_id) - len(letters)


@lru_cache(maxsize=16)
def _forms(pack: Pack) -> frozenset[tuple[str, int]]:
    """The letters and the number of figures of ids, in tables that learners have.

    A form that an instructor's table shares with none of them is no reference for a learner.
    """
    counted: dict[tuple[str, int], int] = defaultdict(int)
    for name in pack.references().values():
        if pack.audience(name) == "learner":
            for row_id in pack.table(name).by_id:
                if re.fullmatch(r"[A-Z]{1,3}\d{2,4}", row_id):
                    counted[_form(row_id)] += 1
    return frozenset(counted)
