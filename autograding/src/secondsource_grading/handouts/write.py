"""Makes all documents of a unit, then writes them: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from lxml import html
from markupsafe import Markup

from secondsource.errors import ContentError
from secondsource.files import replacing
from secondsource.templating import render
from secondsource.units import load_unit
from secondsource.views.html import scroll_style
from secondsource_grading.authoring.teaching import read_plan
from secondsource_grading.handouts.answers import answer_sheet
from secondsource_grading.handouts.pdf import pdf
from secondsource_grading.handouts.plan import background, lesson_plan
from secondsource_grading.handouts.sheet import learner_sheet
from secondsource_grading.handouts.slides import deck, slides, slides_html
from secondsource_grading.handouts.tree import printed, tidy

__all__ = ["Written", "make_all", "write_handouts"]

PACKAGE = "secondsource_grading.handouts"

KINDS = {
    "plan": "lesson plan",
    "sheet": "learner's sheet",
    "answers": "answers, for the teacher",
    "background": "background",
}
"""The documents that are a page and a PDF, with what each is called at its head."""


@dataclass(frozen=True)
class Written:
    """The folder, and the names of the files that were written or were there already, the same."""

    folder: Path
    written: tuple[str, ...]
    unchanged: tuple[str, ...]


def make_all(unit_name: str, keys: Path | None = None) -> dict[str, bytes]:
    """Return every document of a unit by its file name.

    `keys` replaces the packaged keys, which only the answer sheet is made from. Raises
    `ContentError` where the unit, its lesson, its teaching plan or its keys are not right.
    """
    unit = load_unit(unit_name)
    plan = read_plan(unit)
    bodies: Mapping[str, Markup] = {
        "plan": lesson_plan(unit, plan),
        "sheet": learner_sheet(unit, plan),
        "answers": answer_sheet(unit, plan, keys),
        "background": background(unit, plan),
    }
    made: dict[str, bytes] = {}
    for kind, body in bodies.items():
        tree = tidy(body)
        title = headline(unit.title, KINDS[kind])
        inner = "".join(html.tostring(e, encoding="unicode") for e in tree)
        made[f"{kind}.html"] = _page(kind, title, inner, "handout.css")
        made[f"{kind}.pdf"] = pdf(printed(tree), title=title, running=f"Second Source · {title}")
    shown = slides(unit, plan)
    made["slides.pptx"] = deck(shown, unit.title)
    made["slides.html"] = _page("slides", unit.title, str(slides_html(shown)), "slides.css")
    return made


def write_handouts(
    unit_name: str, folder: Path, keys: Path | None = None, *, replace: bool = False
) -> Written:
    """Write the documents of a unit into `folder/<unit>`.

    A file that is there and would change is left alone, with everything else, unless `replace`:
    a teacher may have edited it. Then, and where the unit is not right, `ContentError`.
    """
    target = folder / unit_name
    made = make_all(unit_name, keys)
    same = {n for n, data in made.items() if _holds(target / n, data)}
    changed = sorted(n for n in made if n not in same and (target / n).exists())
    if changed and not replace:
        msg = (
            f"{target}: {', '.join(changed)} would change, and you may have edited what is there; "
            "nothing was written. Name another folder, or add --replace"
        )
        raise ContentError(msg)
    for name in sorted(made.keys() - same):
        with replacing(target / name) as temporary:
            temporary.write_bytes(made[name])
    return Written(target, tuple(sorted(made.keys() - same)), tuple(sorted(same)))


def headline(title: str, kind: str) -> str:
    """Return a document's title: `What is not there: answers`, `One source or two? Answers`."""
    return f"{title} {kind.capitalize()}" if title[-1:] in "?!." else f"{title}: {kind}"


def _holds(file: Path, data: bytes) -> bool:
    return file.is_file() and file.read_bytes() == data


def _page(kind: str, title: str, body: str, style: str) -> bytes:
    css = (files(PACKAGE) / "templates" / style).read_text("utf-8")
    css = scroll_style(".ss-scroll") + css
    inside = Markup(body)  # noqa: S704 - what was put into it was escaped
    look = Markup(css)  # noqa: S704 - our own file
    page = render(PACKAGE, "page.html.j2", kind=kind, title=title, body=inside, style=look)
    return f"{page}\n".encode()
