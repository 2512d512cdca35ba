"""`reading`: an article in our own words, with the original beside it where one is attached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from secondsource.errors import PackError
from secondsource.packs.editions import Edition, parser, plain, tokens
from secondsource.packs.files import Row
from secondsource.packs.originals import original
from secondsource.packs.pack import Pack, load_pack
from secondsource.templating import render
from secondsource.views.html import Shown, block, link

__all__ = ["reading"]

LONG = 6
"""From this many paragraphs on a reading can be folded."""

_CLAIM = Markup('<span class="ss-claim">')
_MARK = Markup('<sup title="Claim {0}: {1}">{0}</sup>')


def reading(
    document: str, paragraphs: Sequence[int] | None = None, *, pack: str | Pack | None = None
) -> Shown:
    """A document's reading edition, whole or only some paragraphs, to read in a notebook.

    Small raised marks such as A21 name the claims. Raises `PackError` where there is no such
    document, edition or paragraph.
    """
    opened = load_pack(pack)
    row = opened.table("document").row(document)
    edition = opened.edition(document)
    if edition is None:
        have = _with_editions(opened)
        msg = f'{opened.file}: document "{document}" has no reading edition; {have} have one'
        raise PackError(msg)
    numbers = list(paragraphs) if paragraphs is not None else sorted(edition.blocks)
    blocks = [(n, edition.block(n)) for n in numbers]
    beside = original(document, pack=opened)
    claims = {c["id"]: c for c in opened.table("claim").rows if c["document"] == document}
    extent = "all paragraphs" if len(blocks) == len(edition.blocks) else _listed(numbers)
    title = f"{row['kind'].capitalize()} {document}: {row['title']}"
    label = edition.label or "Reading edition: our own words, not the original"
    body = render(
        "secondsource.views",
        "reading.html.j2",
        title=title,
        label=label,
        original=None if opened.about.invented else link(row["url"], f"Original of {document}"),
        extent=extent,
        folds=len(blocks) >= LONG,
        paragraphs=[
            (n, _ours(edition, n, claims), _theirs(beside[n - 1], n, claims) if beside else "")
            for n in numbers
        ],
    )
    text = [f"{title}\n{label}", *(f"¶{n} {plain(b, marked=True)}" for n, b in blocks)]
    return Shown(f"Reading edition of {document}: {extent}", block(body), "\n\n".join(text))


def _ours(edition: Edition, number: int, claims: Mapping[str, Row]) -> Markup:
    heading = number in edition.headings
    found = tokens(edition.block(number), inline=heading)
    renderer = _Renderer()
    html = renderer.render(found, parser().options, {"claims": claims})
    inner = Markup(html.strip())  # noqa: S704 - the parser escaped raw HTML
    return Markup("<h3>{}</h3>").format(inner) if heading else inner


class _Renderer(RendererHTML):
    """Markdown's renderer, with each claim tinted and named where it ends."""

    def span_open(self, found: Sequence[Token], at: int, *_: object) -> str:
        """The start of a claim."""
        return str(_CLAIM) if found[at].attrGet("id") else "<span>"

    def span_close(
        self, found: Sequence[Token], at: int, _: object, env: Mapping[str, Mapping[str, Row]]
    ) -> str:
        """The end of a claim, with its mark."""
        claim = found[at].meta["claim"]
        return f"</span>{_mark(claim, env['claims'])}" if claim else "</span>"


def _theirs(text: str, number: int, claims: Mapping[str, Row]) -> Markup:
    """The original's paragraph with its claims' ranges tinted and named where each ends."""
    here = [c for c in claims.values() if int(c["paragraph"]) == number]
    ranges = [(int(c["start"]), int(c["end"]), c) for c in here]
    cuts = sorted({0, len(text), *(at for s, e, _ in ranges for at in (s, e) if at <= len(text))})
    out = []
    for begin, end in pairwise(cuts):
        piece = escape(text[begin:end])
        inside = any(s <= begin and end <= e for s, e, _ in ranges)
        out.append(_CLAIM + piece + Markup("</span>") if inside else piece)
        out += [_mark(c["id"], claims) for _, e, c in ranges if e == end]
    return Markup().join(out)


def _mark(claim: str, claims: Mapping[str, Row]) -> Markup:
    return _MARK.format(claim, claims[claim]["claim"] if claim in claims else "")


def _listed(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    return (
        f"paragraphs {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}" if numbers else "none"
    )


def _with_editions(pack: Pack) -> str:
    return ", ".join(r["id"] for r in pack.table("document").rows if r["edition"]) or "none"
