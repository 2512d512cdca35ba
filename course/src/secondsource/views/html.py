"""What a lesson shows, as HTML: escaped, scriptless, for light and dark, narrow and wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

__all__ = ["Column", "Shown", "link", "linked", "page", "table"]

_STYLE = Path(__file__).with_name("html.css").read_text("utf-8")

LONGEST = 28
"""Letters of a site's name in a link."""

_BREAK = re.compile(r"([.-])(?=\w)")
"""Where a site's name may go on in the next line."""

_URL = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, repr=False)
class Shown:
    """Something to look at: HTML for a page, text for where there is none.

    `title` is what `repr` gives.
    """

    title: str
    html: str
    text: str

    def __repr__(self) -> str:
        return f"<{self.title}>"

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


@dataclass(frozen=True)
class Column:
    """A table's column; `kind` is how its cells are laid out."""

    title: str
    kind: str = ""


def page(body: str) -> str:
    """`body` with the styles it needs, as one block."""
    return f'<div class="ss-view"><style>{_STYLE}</style>{body}</div>'


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    unseen: bool = False,
) -> str:
    """A table in a region that scrolls and takes the keyboard's focus.

    `caption` and titles are plain text; cells are HTML. The first cell of a row is its header.
    With `unseen` only a screen reader gets the caption. A table with wide columns
    becomes a list of blocks where the page is narrow.
    """
    stacks = any(c.kind == "wide" for c in columns)
    head = "".join(
        f'<th scope="col" role="columnheader"{_class(c.kind)}>{escape(c.title)}</th>'
        for c in columns
    )
    body = "".join(_line(columns, cells, stacks=stacks) for cells in rows)
    name = escape(caption, quote=True)
    title = f'<span class="ss-unseen">{name}</span>' if unseen else name
    return (
        f'<div class="ss-scroll" role="group" tabindex="0" aria-label="{name}">'
        f'<table class="ss-table{" ss-stack" if stacks else ""}" role="table">'
        f'<caption>{title}</caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _line(columns: Sequence[Column], cells: Sequence[str], *, stacks: bool) -> str:
    # The roles keep the table a table for a screen reader where CSS shows it as blocks.
    rest = []
    for column, cell in zip(columns[1:], cells[1:], strict=True):
        label = f'<span class="ss-cell-label" aria-hidden="true">{escape(column.title)}: </span>'
        rest.append(f'<td role="cell"{_class(column.kind)}>{label if stacks else ""}{cell}</td>')
    return f'<tr role="row"><th scope="row" role="rowheader">{cells[0]}</th>{"".join(rest)}</tr>'


def link(url: str, of: str = "") -> str:
    """A link shown as the name of its site; text where it is no web address.

    `of` completes the name for a screen reader, so that links can be told apart.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in ("http", "https") or not host:
        return escape(url)
    short = host if len(host) <= LONGEST else f"{host[: LONGEST - 1]}…"
    shown = _BREAK.sub(r"\1<wbr>", escape(short))
    label = f' aria-label="{escape(f"{of}, source at {host}", quote=True)}"' if of else ""
    return (
        f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer"{label}>'
        f"{shown}</a>"
    )


def linked(text: str, of: str = "") -> str:
    """Plain text as HTML, each web address in it as a short link, line breaks kept."""
    out: list[str] = []
    at = 0
    for match in _URL.finditer(text):
        url = match[0].rstrip(".,;")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1]
        out += [escape(text[at : match.start()]), link(url, of)]
        at = match.start() + len(url)
    out.append(escape(text[at:]))
    return "".join(out).replace("\n", "<br>")


def _class(kind: str) -> str:
    return f' class="ss-{kind}"' if kind else ""
