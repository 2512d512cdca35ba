"""`reading`: an article in our own words, with the original beside it where one is attached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from secondsource.errors import PackError
from secondsource.markdown import to_html
from secondsource.packs.editions import END, START, Edition
from secondsource.packs.originals import original
from secondsource.packs.pack import Pack, Row, load_pack
from secondsource.views.html import Shown, link, page

__all__ = ["reading"]

LONG = 6
"""From this many paragraphs on a reading can be folded."""

_CLOSE = re.compile(f"{END}([A-Za-z0-9]+){END}")
_HEADING = "Heading: "


def reading(
    document: str, paragraphs: Sequence[int] | None = None, *, pack: str | None = None
) -> Shown:
    """A document's reading edition, whole or only some paragraphs, to read in a notebook.

    Small raised marks such as A21 name the claims. Raises `PackError` where there is no such
    document, edition or paragraph.
    """
    opened = load_pack(pack)
    row = opened.table("documents").row(document)
    edition = opened.edition(document)
    if edition is None:
        have = _with_editions(opened)
        msg = f'{opened.file}: document "{document}" has no reading edition; {have} have one'
        raise PackError(msg)
    numbers = list(paragraphs) if paragraphs is not None else sorted(edition.blocks)
    blocks = [(n, edition.block(n)) for n in numbers]
    beside = original(document, pack=opened.name)
    claims = {c["id"]: c for c in opened.table("claims").rows if c["document"] == document}
    parts = "".join(
        _paragraph(n, block, claims, beside[n - 1] if beside else None) for n, block in blocks
    )
    whole = len(blocks) == len(edition.blocks)
    extent = "all paragraphs" if whole else _listed(numbers)
    title = f"{row['kind'].capitalize()} {document}: {row['title']}"
    folded = (
        f"<details open><summary>{escape(title)} ({escape(extent)})</summary>{parts}</details>"
        if len(blocks) >= LONG
        else f"<p><strong>{escape(title)}</strong> ({escape(extent)})</p>{parts}"
    )
    invented = ".example" in row["url"]
    source = "" if invented else f" Original: {link(row['url'], f'Original of {document}')}."
    body = (
        f'<article class="ss-reading" aria-label="{escape(title, quote=True)}, reading edition">'
        f'<p class="ss-label">{escape(_label(edition))}.{source}</p>{folded}</article>'
    )
    text = [f"{title}\n{_label(edition)}", *(f"¶{n} {_plain(block)}" for n, block in blocks)]
    return Shown(f"Reading edition of {document}: {extent}", page(body), "\n\n".join(text))


def _paragraph(number: int, block: str, claims: dict[str, Row], beside: str | None) -> str:
    ours = _edition_html(block, claims)
    here = [c for c in claims.values() if int(c["paragraph"]) == number]
    theirs = f'<div class="ss-orig"><p>{_original_html(beside, here)}</p></div>' if beside else ""
    return (
        f'<div class="ss-para"><span class="ss-no" title="Paragraph {number}">¶{number}</span>'
        f'<div class="ss-pair"><div>{ours}</div>{theirs}</div></div>'
    )


def _edition_html(block: str, claims: dict[str, Row]) -> str:
    heading = _plain(block).startswith(_HEADING)
    html = str(to_html(block.replace(_HEADING, "", 1), inline=heading))
    html = _CLOSE.sub(lambda m: f"</span>{_mark(m[1], claims)}", html)
    html = html.replace(START, '<span class="ss-claim">')
    return f"<h3>{html}</h3>" if heading else html


def _original_html(text: str, here: list[Row]) -> str:
    """The original's paragraph with its claims' ranges tinted and named where each ends."""
    ranges = [(int(c["start"]), int(c["end"]), c) for c in here]
    cuts = sorted({0, len(text), *(at for s, e, _ in ranges for at in (s, e) if at <= len(text))})
    out = []
    for begin, end in pairwise(cuts):
        piece = escape(text[begin:end])
        inside = any(s <= begin and end <= e for s, e, _ in ranges)
        out.append(f'<span class="ss-claim">{piece}</span>' if inside else piece)
        out += [_mark(c["id"], {c["id"]: c}) for _, e, c in ranges if e == end]
    return "".join(out)


def _mark(claim: str, claims: dict[str, Row]) -> str:
    says = claims[claim]["claim"] if claim in claims else ""
    return f'<sup title="{escape(f"Claim {claim}: {says}", quote=True)}">{escape(claim)}</sup>'


def _plain(block: str) -> str:
    return _CLOSE.sub(r" [\1]", block).replace(START, "")


def _label(edition: Edition) -> str:
    return edition.label or "Reading edition: our own words, not the original"


def _listed(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    return (
        f"paragraphs {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}" if numbers else "none"
    )


def _with_editions(pack: Pack) -> str:
    return ", ".join(r["id"] for r in pack.table("documents").rows if r["edition"]) or "none"
