"""A lesson's forms: notebook or web page, for a class or for self-study. Most text is the same.

What is true of one of them only stands in a block of its own, between a line that names the form
and a line of three colons:

    :::{notebook}
    First choose *Run > Run All Cells*.
    :::
    :::{page}
    Your answers stay in this browser.
    :::
    :::{class}
    Hand it in.
    :::

A block that names two, such as `:::{page self-study}`, is for where both are true.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from secondsource.errors import ContentError

__all__ = ["Form", "Reader", "in_form"]

Form = Literal["notebook", "page"]
Reader = Literal["class", "self-study"]

_OPENS = re.compile(r":::+\s*\{\s*([^}]*?)\s*\}\s*")
_ENDS = re.compile(r":::+\s*")


def in_form(text: str, form: Form, where: str = "the lesson", *, reader: Reader = "class") -> str:
    """Return Markdown `text` with the blocks of `form` and `reader` opened, and no others.

    Raises `ContentError`, which begins with `where`, for a block that names no form, stands in
    another one or has no end.
    """
    kept: list[str] = []
    block = ""
    for line in text.split("\n"):
        opened = _OPENS.fullmatch(line)
        if opened:
            block = _named(opened[1], block, where)
        elif block and _ENDS.fullmatch(line):
            block = ""
        elif {form, reader}.issuperset(block.split()) and not (not line and _blank(kept)):
            kept.append(line)
    if block:
        msg = f"{where}: the block :::{{{block}}} has no end; write ::: on a line after it"
        raise ContentError(msg)
    return "\n".join(kept)


def _named(name: str, block: str, where: str) -> str:
    if block:
        msg = f"{where}: :::{{{name}}} stands inside :::{{{block}}}; end that one first, with :::"
        raise ContentError(msg)
    forms = (*get_args(Form), *get_args(Reader))
    if not name or not set(forms).issuperset(name.split()):
        known = ", ".join(f":::{{{form}}}" for form in forms[:-1])
        msg = f"{where}: :::{{{name}}} is no form of a lesson; write {known} or :::{{{forms[-1]}}}"
        raise ContentError(msg)
    return name


def _blank(kept: list[str]) -> bool:
    """Whether the text so far ends in an empty line, so that a left out block leaves one only."""
    return not kept or not kept[-1]
