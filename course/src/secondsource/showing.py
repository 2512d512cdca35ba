"""How what a lesson shows becomes HTML: escaped, scriptless, at home in light and dark, narrow and wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

__all__ = ["Column", "Shown", "link", "linked", "page", "table"]

_STYLE = """
.ss-view{--ss-ink:var(--jp-content-font-color1,CanvasText);--ss-soft:var(--jp-content-font-color2,GrayText);
--ss-line:var(--jp-border-color2,color-mix(in srgb,currentColor 30%,transparent));
--ss-tint:var(--jp-layout-color2,color-mix(in srgb,currentColor 8%,transparent));
--ss-link:var(--jp-content-link-color,LinkText);color:var(--ss-ink);
font-family:var(--jp-content-font-family,system-ui,sans-serif);font-size:var(--jp-content-font-size1,15px);
line-height:1.5;max-width:70rem}
.ss-view *{box-sizing:border-box}
.ss-view a{color:var(--ss-link);text-decoration:underline}
.ss-view summary{cursor:pointer;font-weight:600;padding:.4rem 0}
.ss-view :focus-visible{outline:2px solid var(--ss-link);outline-offset:2px}
.ss-scroll{overflow-x:auto;max-width:100%}
.ss-view table.ss-table{border-collapse:collapse;width:100%;margin:.3rem 0;table-layout:auto;border:0;font-size:inherit;color:inherit}
.ss-table caption{caption-side:top;text-align:left;font-weight:600;padding:.3rem 0;color:inherit}
.ss-view .ss-table th,.ss-view .ss-table td{text-align:left;vertical-align:top;padding:.35rem .6rem;border:0;
border-bottom:1px solid var(--ss-line);white-space:normal;max-width:none;overflow-wrap:break-word;color:inherit}
.ss-view .ss-table tr{background:none}
.ss-table thead th{border-bottom-width:2px}
.ss-table th[scope=row],.ss-view .ss-table .ss-tight{white-space:nowrap}
.ss-view .ss-table .ss-wide{min-width:13rem}
.ss-label{color:var(--ss-soft);margin:.2rem 0 .6rem}
""".strip()

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


def page(body: str, style: str = "") -> str:
    """`body` with the styles it needs, as one block."""
    return f'<div class="ss-view"><style>{_STYLE}{style}</style>{body}</div>'


def table(caption: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    """A table in a region that scrolls and takes the keyboard's focus.

    `caption` and titles are plain text; cells are HTML. The first cell of a row is its header.
    """
    head = "".join(f'<th scope="col"{_class(c.kind)}>{escape(c.title)}</th>' for c in columns)
    lines = []
    for cells in rows:
        rest = "".join(
            f"<td{_class(c.kind)}>{cell}</td>"
            for c, cell in zip(columns[1:], cells[1:], strict=True)
        )
        lines.append(f'<tr><th scope="row">{cells[0]}</th>{rest}</tr>')
    name = escape(caption, quote=True)
    return (
        f'<div class="ss-scroll" role="region" tabindex="0" aria-label="{name}">'
        f'<table class="ss-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def link(url: str, of: str = "") -> str:
    """A link shown as the name of its site; text where it is no web address.

    `of` completes the name for a screen reader, so that links can be told apart.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in ("http", "https") or not host:
        return escape(url)
    short = host if len(host) <= 28 else f"{host[:27]}…"
    label = f' aria-label="{escape(f"{of}, source at {host}", quote=True)}"' if of else ""
    return (
        f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer"{label}>'
        f"{escape(short)}</a>"
    )


def linked(text: str, of: str = "") -> str:
    """Plain text as HTML, each web address in it as a short link."""
    out: list[str] = []
    at = 0
    for match in _URL.finditer(text):
        url = match[0].rstrip(".,;")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1]
        out += [escape(text[at : match.start()]), link(url, of)]
        at = match.start() + len(url)
    out.append(escape(text[at:]))
    return "".join(out)


def _class(kind: str) -> str:
    return f' class="ss-{kind}"' if kind else ""
