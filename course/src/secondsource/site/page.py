"""One unit's page, made cell by cell from its built notebook, so that the two can't drift apart."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from secondsource.glossary import glossary
from secondsource.markdown import to_html
from secondsource.packs import originals
from secondsource.packs import pack as packs
from secondsource.packs.pack import load_pack
from secondsource.plots._picture import DOTS, Picture
from secondsource.site import cells
from secondsource.site.explorer import explorer_data
from secondsource.templating import render
from secondsource.units import Unit, asked
from secondsource.views.html import Column, block, table
from secondsource.views.material import material
from secondsource.widgets.hand_in import rows

__all__ = ["Page", "read_page"]

FOLDED = "jp-MarkdownHeadingCollapsed"
"""The metadata of a heading's cell below which everything is folded away."""

EXPLORER = "calls_explorer("
CHANGED = "coverage_bar("
"""The call of a view that a reader completes: it names nothing yet."""

_CHECK = "<em>Check</em>"
_NO_CHECK = f"{_CHECK} (not on this site)"
_NOTICE = (
    f'<p class="ss-notice">This site was built without {_CHECK}. Where the lesson speaks of it, '
    "your answer is kept, but nothing here can say whether it is right.</p>"
)
"""What stands at the top of a page whose lesson speaks of a button that is not there."""

_SCROLLS = '<div class="ss-scroll" role="group" tabindex="0" aria-label="Table">'
"""A table of a lesson's text may be wider than a phone."""


THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass
class Page:
    """A unit's page: its HTML, what its script needs, and the pictures beside it."""

    unit: Unit
    body: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    """SVG by the name of its file."""
    explorer: dict[str, Any] | None = None

    def data(self, *, study: bool, checks: bool) -> dict[str, Any]:
        """Return what the script needs to draw the exercises.

        Practice items can be checked where anything can (`checks`); in self-study (`study`) all
        others but those of a test.
        """
        unit = self.unit
        able = [i.id for i in unit.items if checks and not i.test and (i.practice or study)]
        return {
            "unit": unit.name,
            "title": unit.title,
            "minutes": unit.minutes,
            "items": {item_id: unit.item(item_id).page_data() for item_id in self.items},
            "rows": rows(unit),
            "checked": able,
            "code": self.code,
            "explorer": self.explorer,
            "tested": [i.id for i in unit.items if i.test],
        }

    def material(self) -> dict[str, Any]:
        """Return what references on the page lead to."""
        return material(load_pack(self.unit.pack), glossary())


def read_page(unit: Unit, notebook: Mapping[str, Any], *, checks: bool = True) -> Page:
    """Return the page of `unit` from its built notebook in the form for pages.

    Without `checks` it says so wherever the lesson speaks of *Check*. The lesson's own code is run
    here. No original that somebody has attached on this machine is shown. Whatever a cell raises
    is raised.
    """
    page = Page(unit)
    space: dict[str, Any] = {}
    fold = False
    with packs.using(unit.pack), originals.put_away():
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            if fold and cell["cell_type"] == "markdown" and source.startswith(("# ", "## ")):
                page.body.append("</div></details>")
                fold = False
            if cell["metadata"].get(FOLDED):
                head = to_html(source)
                page.body.append(f'<details class="ss-fold"><summary>{head}</summary><div>')
                fold = True
            else:
                page.body += _cell(page, cell, source, space)
    if fold:
        page.body.append("</div></details>")
    if not checks and any(_CHECK in part for part in page.body):
        told = [part.replace(_CHECK, _NO_CHECK) for part in page.body]
        page.body = [told[0], _NOTICE, *told[1:]]
    return page


def _cell(page: Page, cell: Mapping[str, Any], source: str, space: dict[str, Any]) -> Iterator[str]:
    item = asked(source)
    if cell["cell_type"] == "markdown":
        # The reading panel's code knows a lesson's text by Jupyter's name for it.
        text = str(to_html(source)).replace("&lt;br&gt;", "<br>")
        text = text.replace("<table>", f"{_SCROLLS}<table>").replace("</table>", "</table></div>")
        yield f'<div class="ss-prose jp-RenderedMarkdown">{text}</div>'
    elif cell["id"] == "start":
        yield _mount("progress") + _mount("reader")
    elif cell["id"] == "hand-in":
        yield _mount("handin")
    elif item is not None:
        page.items.append(item)
        yield _mount("item", item)
    elif source.startswith(EXPLORER):
        page.explorer = explorer_data(load_pack(None))
        yield _mount("explorer")
    else:
        yield from _run(page, source, space)


def _mount(kind: str, value: str = "") -> str:
    """Return the place where the script draws something, with a word for when it does not come."""
    late = (
        '<p class="ss-late">The exercise belongs here. If it does not appear, reload this page.</p>'
        if kind == "item"
        else ""
    )
    return f'<div class="ss-mount" data-{kind}="{html.escape(value)}">{late}</div>'


def _run(page: Page, source: str, space: dict[str, Any]) -> Iterator[str]:
    ran = cells.run(source, space)
    value, printed = ran.value, ran.printed
    if isinstance(value, Picture):
        yield _picture(page, value)
        return
    body = getattr(value, "body", None)
    if body is not None and not (source.startswith(CHANGED) and "[]" in source):
        yield str(body)
        return
    shown = "" if value is None else repr(value)
    said = "\n".join(filter(None, [printed.rstrip("\n"), shown])) if body is None else ""
    page.code.append(source)
    yield str(
        render(
            "secondsource.site",
            "cell.html.j2",
            number=len(page.code) - 1,
            source=source,
            said=said,
            body=body or "",
        )
    )


def _picture(page: Page, shown: Picture) -> str:
    """The figure with a file for each look and width; paper and wide screens get the wide ones."""
    number = 1 + len({file.split("-")[1] for file in page.pictures})
    forms = []
    for width, figure in (("wide", shown.figure), ("narrow", shown.narrow)):
        if figure is None:
            continue
        across, high = (round(inches * DOTS) for inches in figure.get_size_inches())
        only = f" ss-{width}" if shown.narrow else ""
        for theme in THEMES:
            drawn = shown.svg(theme, narrow=width == "narrow")
            digest = hashlib.sha256(drawn.encode()).hexdigest()[:8]
            file = f"plot-{number}-{theme}-{digest}.svg"
            page.pictures[file] = drawn
            forms.append(
                {"look": f"ss-{theme}{only}", "file": file, "width": across, "height": high}
            )
    numbers = table("Numbers of the picture", [Column(c) for c in shown.columns], shown.numbers)
    return str(
        block(
            render(
                "secondsource.site",
                "picture.html.j2",
                forms=forms,
                alt=shown.alt,
                caption=shown.caption,
                numbers=numbers,
            )
        )
    )


def as_script(name: str, value: object, key: str = "") -> str:
    """Return a script that sets `globalThis[name]`, or the entry `key` in it.

    Scripts, not JSON: a page that is opened from a file may load scripts and may not fetch.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    if not key:
        return f"globalThis.{name} = {text};\n"
    return f"(globalThis.{name} ??= {{}})[{json.dumps(key)}] = {text};\n"
