"""`compare`: paragraphs of two texts side by side, partners in one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from secondsource.errors import PackError
from secondsource.packs.pack import Pack, load_pack
from secondsource.templating import render
from secondsource.views.html import Shown, block
from secondsource.views.reading import Passage, passage

__all__ = ["compare"]

Partners = Iterable[tuple[int | None, int | None]]


def compare(  # noqa: PLR0913 - two texts of two values each, as an author reads them
    left: str,
    left_paragraphs: Sequence[int],
    right: str,
    right_paragraphs: Sequence[int],
    *,
    partners: Partners | None = None,
    pack: str | Pack | None = None,
) -> Shown:
    """Paragraphs of two documents side by side, one above the other on a narrow page.

    `partners` are pairs such as `[(9, 6), (10, None)]`: what stands in one line, None where a
    paragraph has no partner. Without them each side runs on by itself. Raises `PackError` where
    a document, edition or paragraph is missing, or a pair names a paragraph that isn't shown.
    """
    opened = load_pack(pack)
    sides = (
        passage(left, left_paragraphs, pack=opened),
        passage(right, right_paragraphs, pack=opened),
    )
    lines = _lines(sides, None if partners is None else list(partners))
    body = render(
        "secondsource.views",
        "compare.html.j2",
        title=f"{left} and {right} side by side",
        sides=[(s.title, s.label, s.link()) for s in sides],
        lines=lines,
    )
    title = f"{left}, {sides[0].extent}, beside {right}, {sides[1].extent}"
    return Shown(title, block(body), "\n\n".join(s.text() for s in sides))


Paragraph = tuple[int, str, Markup, Markup]


def _lines(
    sides: tuple[Passage, Passage], partners: list[tuple[int | None, int | None]] | None
) -> list[tuple[list[Paragraph], list[Paragraph]]]:
    """The paragraphs of each line of the page: one line of all, or one a pair."""
    if partners is None:
        return [(sides[0].paragraphs(), sides[1].paragraphs())]
    for at, side in enumerate(sides):
        named = [n for pair in partners if (n := pair[at]) is not None]
        if sorted(named) != sorted(side.numbers):
            document = side.row["id"]
            msg = (
                f"compare: partners name {document} ¶{', '.join(map(str, named)) or 'none'}, but "
                f"{side.extent} of {document} are shown; name each of them once"
            )
            raise PackError(msg)
    left, right = ({p[0]: p for p in side.paragraphs()} for side in sides)
    return [
        ([left[a]] if a is not None else [], [right[b]] if b is not None else [])
        for a, b in partners
    ]
