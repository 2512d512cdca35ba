"""`article` and `reading`: a text in our own words, beside it the original where attached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

__all__ = ["Passage", "article", "passage", "reading"]

LONG = 6
"""From this many paragraphs on a reading can be folded."""

_CLAIM = Markup('<span class="ss-claim">')
_MARK = Markup('<sup title="Claim {0}: {1}">{0}</sup>')


def reading(
    document: str,
    paragraphs: Sequence[int] | None = None,
    *,
    seen: str = "",
    after: str = "",
    pack: str | Pack | None = None,
) -> Shown:
    """A document's reading edition, whole or only some paragraphs, to read in a notebook.

    Small raised marks such as A21 name the claims. With `seen`, the name of a unit, the text is
    folded, as the reader has met it there. With `after`, the id of an exercise, it stays folded
    until that is answered, or until the reader opens it all the same. Raises `PackError`
    where there is no such document, edition or paragraph.
    """
    text = passage(document, paragraphs, pack=pack)
    fold = _fold(seen, after)
    return text.shown(fold=fold, exercise=after, folds=len(text.numbers) >= LONG)


def article(document: str, *, pack: str | Pack | None = None) -> Shown:
    """A document's whole reading edition in order, with its headline, who published it and when.

    Raises `PackError` where there is no such document, or it has no edition.
    """
    text = passage(document, pack=pack)
    row = text.row
    headline = text.headline()
    # Exercises call a text by its letter, so it stands here where no title of ours does.
    called = "" if headline else f"{row['kind'].capitalize()} {row['id']}"
    about = [called, row["outlet"], row["date"], f"{len(text.numbers)} paragraphs"]
    return text.shown(headline=headline, about=", ".join(filter(None, about)))


@dataclass(frozen=True)
class Passage:
    """Paragraphs of one reading edition, in the order asked for."""

    pack: Pack
    row: Row
    edition: Edition
    numbers: tuple[int, ...]

    @property
    def title(self) -> str:
        """What kind of text it is, its letter, and what it is about in our own words."""
        return f"{self.row['kind'].capitalize()} {self.row['id']}: {self.row['title']}"

    @property
    def label(self) -> str:
        """Whose words these are."""
        return self.edition.label or "Reading edition: our own words, not the original"

    @property
    def extent(self) -> str:
        """Which paragraphs these are, in words."""
        whole = len(self.numbers) == len(self.edition.blocks)
        return "all paragraphs" if whole else _listed(self.numbers)

    def headline(self) -> str:
        """Return the edition's first heading where the text begins with it, else the title."""
        first = self.numbers[0]
        return "" if first in self.edition.headings else self.title

    def paragraphs(self) -> list[tuple[int, str, Markup, Markup]]:
        """Return for each paragraph its number, its name, our words and the original's."""
        document = self.row["id"]
        beside = original(document, pack=self.pack)
        rows = self.pack.table("claim").rows
        claims = {c["id"]: c for c in rows if c["document"] == document}
        return [
            (
                n,
                f"{document} ¶{n}",
                _ours(self.edition, n, claims),
                _theirs(beside[n - 1], n, claims) if beside else Markup(),
            )
            for n in self.numbers
        ]

    def link(self) -> Markup | None:
        """Return a link to the original, or None where the document is invented."""
        if self.pack.about.invented:
            return None
        return link(self.row["url"], f"Original of {self.row['id']}")

    def text(self) -> str:
        """Return all of it as plain text."""
        blocks = (f"¶{n} {plain(self.edition.block(n), marked=True)}" for n in self.numbers)
        return "\n\n".join([f"{self.title}\n{self.label}", *blocks])

    def shown(self, **how: object) -> Shown:
        """Return it as a lesson shows it; `how` are values of the template `reading`."""
        given = {"folds": False, "fold": "", "exercise": "", "headline": None, "about": ""} | how
        body = render(
            "secondsource.views",
            "reading.html.j2",
            title=self.title,
            what=f"{self.row['kind'].capitalize()} {self.row['id']}, {self.extent}",
            label=self.label,
            document=self.row["id"],
            original=self.link(),
            extent=self.extent,
            paragraphs=self.paragraphs(),
            **given,
        )
        title = f"Reading edition of {self.row['id']}: {self.extent}"
        return Shown(title, block(body), self.text())


def passage(
    document: str, paragraphs: Sequence[int] | None = None, *, pack: str | Pack | None = None
) -> Passage:
    """Return paragraphs of a document's reading edition, all of them if none are named.

    Raises `PackError` where there is no such document, edition or paragraph.
    """
    opened = load_pack(pack)
    row = opened.table("document").row(document)
    edition = opened.edition(document)
    if edition is None:
        have = _with_editions(opened)
        msg = f'{opened.file}: document "{document}" has no reading edition; {have} have one'
        raise PackError(msg)
    numbers = tuple(sorted(edition.blocks) if paragraphs is None else paragraphs)
    for number in numbers:
        edition.block(number)
    return Passage(opened, row, edition, numbers)


def _fold(seen: str, after: str) -> str:
    """What the fold says of its text while it is closed, or nothing where the text is open."""
    if after:
        return f"answer exercise {after} first, or show the text anyway"
    return f"you have read this in {seen}. Show it again" if seen else ""


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


def _listed(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    return (
        f"paragraphs {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}" if numbers else "none"
    )


def _with_editions(pack: Pack) -> str:
    return ", ".join(r["id"] for r in pack.table("document").rows if r["edition"]) or "none"
