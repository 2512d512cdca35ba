"""Parts of a lesson that are folded: `## More: …` up to the next heading of its level.

Jupyter folds the cells below a heading if the heading's cell says so, and shows the rest of that
cell. So the heading gets a cell to itself, and so does the heading that ends the part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

__all__ = ["COLLAPSED", "MORE", "Folds", "split"]

MORE = "## More:"
"""How the heading of a folded part begins."""

COLLAPSED = "jp-MarkdownHeadingCollapsed"
"""The metadata by which JupyterLab and Notebook 7 fold what stands below a heading."""

_HEADING = re.compile(r"#{1,2}\s")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")


class Folds:
    """Whether the reader of a lesson is in a folded part, told cell by cell."""

    def __init__(self) -> None:
        self.heading = ""
        """The heading of the folded part, or nothing outside of one."""

    def cells(self, markdown: str) -> Iterator[NotebookNode]:
        """Give the cells for one Markdown cell of a lesson, those of folded headings marked."""
        for part in split(markdown, folded=bool(self.heading)):
            if part.startswith(MORE):
                self.heading = part
                yield new_markdown_cell(part, metadata={COLLAPSED: True})
                continue
            if _HEADING.match(part):
                self.heading = ""
            yield new_markdown_cell(part)


def split(markdown: str, *, folded: bool = False) -> Iterator[str]:
    """Give the pieces of a Markdown cell: each heading of a folded part, and what is between.

    `folded` says whether the cell begins in a folded part.
    """
    piece: list[str] = []
    for line, code in _lines(markdown.splitlines()):
        heading = not code and bool(_HEADING.match(line))
        if heading and (folded or line.startswith(MORE)):
            yield from _whole(piece)
            piece = []
        if heading:
            folded = line.startswith(MORE)
        if heading and folded:
            yield line.strip()
        else:
            piece.append(line)
    yield from _whole(piece)


def _lines(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it stands in a block of code, where nothing is a heading."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        yield line, bool(fence)
        if found and not fence:
            fence = found[1]
        elif found and found[1] == fence:
            fence = ""


def _whole(lines: list[str]) -> Iterator[str]:
    text = "\n".join(lines).strip()
    if text:
        yield text
